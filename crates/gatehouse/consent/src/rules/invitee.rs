use kernel::Private;
use serde::{Deserialize, Serialize};

/// By what somebody is known who is invited: as a carer, or to represent a minor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InviteeTraits {
    /// Family name, the one of birth or the one in use.
    pub family_name: Private<String>,
    /// First given name.
    pub first_name: Private<String>,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: Private<String>,
}

impl InviteeTraits {
    /// What that person is called.
    pub fn called(&self) -> Private<String> {
        Private::new(format!("{} {}", self.first_name.reveal(), self.family_name.reveal()))
    }
}
