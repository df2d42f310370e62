//! Service keys: what is not about one space.

mod key;
mod purpose;
mod ring;
mod signer;
mod view;

pub use key::ServiceKey;
pub use purpose::Purpose;
pub use signer::{Jwk, Signer};
pub use view::ServiceKeys;

pub(crate) use key::fresh_material;
pub(crate) use ring::{Keyring, service_aad};
