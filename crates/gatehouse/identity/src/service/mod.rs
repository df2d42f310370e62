/// Accounts with a password of their own.
pub mod account;
mod admins;
mod admit;
mod admit_citizen;
mod admit_professional;
mod authenticate;
mod begin_import;
mod choose_situation;
mod compare_identity;
mod directory;
mod end_missing;
mod end_session;
mod extend_idle;
mod find_patient;
mod forget_sessions;
mod import_rows;
mod import_standings;
mod login_attempt;
mod open_session;
mod patient_identity;
mod provider_sessions;
mod read_ahead;
mod recognise;
mod register_citizen;
mod register_organisation;
mod register_professional;
mod register_situation;
mod register_software;
mod reindex;
mod search_professionals;
mod set_standing;
mod show_once;
mod space_of_given;
mod spaces_of;
mod tokens;

pub use admit::Admitted;
pub use authenticate::Authenticated;
pub use choose_situation::{ChosenSituation, OfferedSituation};
pub use compare_identity::Comparison;
pub use find_patient::PatientSearch;
pub use login_attempt::{ClaimedLogin, LoginAttempt};
pub use open_session::NewSession;
pub use register_citizen::{NewCitizen, RegisteredCitizen, WrittenIns};
pub use reindex::Reindexed;
pub use search_professionals::{
    FoundPlace, FoundProfessional, MOST_FOUND, NameWords, NamedSearch, ProfessionalSearch, SearchFault,
};
