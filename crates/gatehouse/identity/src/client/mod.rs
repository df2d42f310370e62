//! Client software that asks for tokens: what is registered of it, and how it shows that it is itself.

mod assertion;
mod certificate;
mod key;
mod registration;
mod thumbprint;

pub use assertion::{AssertionFault, NoSigningKey, sign_assertion};
pub(crate) use assertion::{Shown, client_of};
pub use certificate::{CertificateFault, ShownCertificate};
pub use key::{ClientKey, KeyFault};
pub use registration::{Client, ClientAuth, ClientProof, GrantType, NotClient, Registration, Terms};
pub use thumbprint::Thumbprint;
