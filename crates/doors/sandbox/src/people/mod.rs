//! Who is demonstrated, and how somebody becomes one of them for a while.

mod admins;
mod directory;
mod holder;
mod persona;
mod session;

pub use persona::{Persona, Text, all, by_id, space};
pub use session::{For, LoggedIn, session_for};

pub(crate) use directory::{
    DirectoryFault, Place, organisations, practice_software_id, practices, professionals, software,
};
pub(crate) use holder::{ANGE, CAMILLE, HOLDERS, Holder, MORGAN, NOE, ODETTE, ZOE};
pub use persona::INS;
pub(crate) use persona::Part;
