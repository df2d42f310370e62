//! Who is who: citizens and their spaces, professionals and where they practise, client software, and the sessions in
//! which all of them act.
//!
//! An access token only names a **session** ([`Claims`]); the session and the standing of its professional, the
//! listing of its establishment or the account of its citizen are read on each call and make the [`kernel::Actor`]
//! ([`Identity::recognise`]). Whoever is struck off, delisted or logged out is so at the next call, on every server.
//!
//! A citizen's **identity** (names, birth, sex, INS) is sealed under the key of the space. A patient is found by blind
//! tags, of the INS or of the whole tuple of strict traits ([`Identity::find_patient`]); no part of an identity can be
//! searched. This crate is the one owner of what "the same person" means: [`agreement`] compares an identity given
//! (with a deposit) with the one known, after [`normalise`].
//!
//! The **national directory** comes from its published files ([`extract`]), in batches of rows: whoever is known from a
//! log-in is completed and keeps every id, and who is listed no more may practise no more ([`Identity::end_missing`]). People
//! find professionals in it by name ([`Identity::search_professionals`]).
//!
//! What this crate must never do: put a name, a trait or an INS into a token, a log or an error; say which trait
//! differs to somebody who was not let in; let a token alone decide who acts.
//!
//! ```
//! use identity::{BirthDate, CitizenIdentity, GivenIdentity, Sex, StrictTraits, TraitName, agreement};
//!
//! let known = CitizenIdentity {
//!     ins: None,
//!     usual_name: None,
//!     traits: StrictTraits {
//!         birth_name: "Le Gall".into(),
//!         first_names: vec!["Anne-Élise".into(), "Maud".into()],
//!         birth_date: BirthDate::parse("1979-03-28")?,
//!         sex: Sex::Female,
//!         birthplace: Some("2A004".into()),
//!     },
//! };
//! let given = GivenIdentity {
//!     birth_name: Some("LEGALL".into()),
//!     first_names: vec!["ANNE ELISE".into()],
//!     birth_date: Some(BirthDate::parse("1979-03-29")?),
//!     ..GivenIdentity::default()
//! };
//! assert_eq!(agreement(&given, &known).differing, [TraitName::BirthDate]);
//! # Ok::<(), identity::TraitFault>(())
//! ```

/// Accounts with a password of their own.
pub mod account;
mod actions;
/// Client software that asks for tokens.
pub mod client;
mod error;
/// Files of the national directory.
pub mod extract;
/// The insurer's feed of citizens.
pub mod feed;
mod feed_import;
mod identity;
mod import;
mod index;
mod lines;
mod mediation;
mod model;
/// Logging in through identity providers (OpenID Connect).
pub mod oidc;
mod proposal;
mod provider_session;
mod return_path;
mod rows;
mod schema;
mod scope;
mod sealed;
/// The verbs: what can be done with identities and sessions.
pub mod service;
mod status;
mod store;
mod token;
mod traits;

pub use actions::{
    BeginMediation, ChangeIdentityStatus, ConfirmProposal, CountMediations, DecideIdentityStatus,
    DeclineProposal, EndMediation, FindPatient, FindRecord, Propose, RaiseTogether, ReadProposals,
    RefileNotMine, RegisterCitizen, ReindexIdentity, TakeBackProposal, UpdateCitizen,
};
pub use error::{Error, InvitationFault, LookupsOver, NotAdmitted, NotGranted, Unrecognised};
pub use feed_import::{FeedCounts, FeedError, FeedImport, FeedImportId, FeedOptions, FeedOutcome, FeedPass};
pub use identity::{Identity, LookupLimits, MediationLimits, Settings};
pub use import::{
    Begun, DirectoryImport, DirectoryStatus, ImportCounts, ImportId, ImportKind, ImportState, ListedBatch,
    Missing, Standed,
};
pub use mediation::{
    Assistance, BegunMediation, EndOfMediation, EndedMediation, IdentityDocument, MediationAsked,
    MediationFault, MediatorDay,
};
pub use model::{
    Admin, Bearer, CitizenIdentity, HeldSpace, Organisation, OrganisationKind, Professional, Session,
    SessionCapacity, Situation, SituationId, Software,
};
pub use proposal::{
    Differences, Proposal, ProposalFault, ProposalReason, ProposalState, UnfitIdentities, Wanted,
};
pub use provider_session::ProviderSession;
pub use return_path::{ReturnFault, ReturnPath};
pub use scope::{Scope, Scopes};
pub use status::IdentityStatus;
pub use token::{AUDIENCE, Claims, IssuedToken, Jwks};
pub use traits::{
    Agreement, BirthDate, GivenIdentity, InsAgreement, Sex, StrictTraits, TraitFault, TraitName, agreement,
    normalise,
};
