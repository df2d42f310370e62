//! What an operator decides, and what the country has published: typed, checked once, at start.
//!
//! [`Settings`] comes from a file (`config/carnet.toml`) and from environment variables, which win. One table,
//! [`SETTINGS`], says of each setting what it is, its shape, its default and an example; it drives the reading, the
//! faults and `docs/configuration.md`. All faults are found in one go, so an operator corrects them in one go.
//! [`Reference`] is what `config/reference/*.toml` says: types of document, professions, the access matrix,
//! durations, topics that can be hidden, who may break the glass, what the law forbids. A copy is built into the program; a folder given by a setting replaces it.
//!
//! This is the only crate that reads the environment or a file of configuration. It must never show the value of a
//! secret: secrets are [`secrecy::SecretString`], and a fault about one does not say what was found.
//!
//! ```
//! use config::{Reference, Settings};
//!
//! let variables = [("CARNET_SERVER__LISTEN", "0.0.0.0:9000"), ("CARNET_JOBS__RUNNERS", "many")];
//! let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
//! let refused = Settings::load(None, variables.into_iter()).expect_err("`many` is not a number");
//! assert_eq!(refused.faults().len(), 1);
//! assert!(refused.to_string().contains("jobs.runners"));
//!
//! let settings = Settings::load(None, std::iter::empty())?;
//! assert_eq!(settings.server.listen.port(), 8080);
//!
//! let reference = Reference::load(settings.country.reference_folder.as_deref())?;
//! let letter = reference.document_type("11490-0", "2.16.840.1.113883.6.1").expect("a discharge letter");
//! assert!(reference.matrix().may_consult("10", letter.category, &letter.code).allowed);
//! assert!(!reference.matrix().may_consult("93", letter.category, &letter.code).allowed, "default deny");
//! # Ok::<(), config::Error>(())
//! ```

mod access;
mod fault;
mod load;
mod mail;
mod page;
mod production;
mod providers;
mod reference;
mod relations;
mod settings;
mod shape;
mod sources;
mod table;
mod values;

pub use access::{ClientCredential, ConfiguredProvider, CredentialFiles, ExchangeClients, ProviderAccess};
pub use fault::{Error, Fault, Place};
pub use mail::{MailCarrier, MailLogIn, MailServer, MailSettings};
pub use page::configuration_page;
pub use production::ProductionFault;
pub use providers::{PROVIDER_SETTINGS, ProviderKind, ProviderSettings, UserinfoForm};
pub use reference::{
    Abuse, AbuseWeights, AfterDeath, CareRelationshipDurations, Carers, Category, CategoryLabels,
    ClaimReason, Claimant, ClaimedBy, Class, CodeDurations, CodeSystem, ConfidentialityCode,
    DelegationDurations, DiscretionDurations, DocumentType, Durations, Effect, Emergency, EmergencyCeilings,
    EmergencyDurations, EmergencyReason, ForbiddenSector, ForbiddenUse, KnowHow, Matrix, MatrixAnswer,
    MatrixRow, MatrixScope, Minors, MinorsProfile, MinorsStep, NoSuchCategory, PlaceCode, PreferenceLimits,
    Profession, ProtectedAdults, ProtectedWith, ProtectionMeasure, Reference, RelationshipCeilings,
    RelationshipRequestDurations, ReleaseDurations, RepresentativeAct, Residence, RowSource, RowTarget,
    SecondaryUse, TemporaryAccessDurations, Topic, TopicCode, UseDefault, UsePurpose, UseShelf, UseTheme,
};
pub use settings::{
    BlobSettings, CountryProfile, CountrySettings, DatabaseSettings, DirectorySettings, JobSettings,
    JournalSettings, KeySettings, LogFormat, LogLevel, LogSettings, LoginSettings, LookupSettings,
    OperatorSettings, PasswordSettings, S3Settings, SandboxSettings, ServerSettings, Settings, TlsFiles,
    TokenSettings,
};
pub use shape::Shape;
pub use table::{SETTINGS, Setting};
