//! Who gets into a record and what they see: what the consent engine says, with the documents it is about and the names of
//! those it names.

mod audience;
mod care_team;
mod named;
mod preferences;
mod preview;
mod viewers;

pub(crate) use audience::audience_under;
pub use audience::{Audience, How, Potential, Seen, audience};
pub(crate) use care_team::care_team_under;
pub use care_team::{care_team, invite, move_end, name_administrator};
pub(crate) use named::blocks_under;
pub use named::{AboutWhat, MeantException, Who, block, blocks, except, exceptions};
pub(crate) use preferences::foresee_under;
pub use preferences::{Consequences, change_preferences, foresee, series_of};
pub(crate) use preview::preview_under;
pub use preview::{Eyes, preview};
pub use viewers::Names;
