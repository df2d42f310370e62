/// How sure the identity of a citizen is (national identity-vigilance framework, RNIV); each is surer than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityStatus {
    /// As somebody said it (provisoire).
    Provisional,
    /// Taken from the national identity service (récupérée).
    Retrieved,
    /// Compared with a document of high trust (validée).
    Validated,
    /// Both: the only one that references health data by its number (qualifiée).
    Qualified,
}

impl IdentityStatus {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Provisional, Self::Retrieved, Self::Validated, Self::Qualified];

    /// Its name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Provisional => "provisional",
            Self::Retrieved => "retrieved",
            Self::Validated => "validated",
            Self::Qualified => "qualified",
        }
    }

    /// The status of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the number counts: it finds the record, is compared and is shown.
    pub fn proves_ins(self) -> bool {
        self == Self::Qualified
    }
}
