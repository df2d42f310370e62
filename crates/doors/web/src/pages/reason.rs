use actix_web::http::StatusCode;
use identity::NotAdmitted;

/// Why a log-in led to no session, as it may stand in an address: one of a closed list, which says nothing of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    Assurance,
    NotAnew,
    Untrusted,
    Unavailable,
    GivenUp,
    /// Given up by somebody who is logged in and stays so.
    NothingChanged,
    TooMany,
    ForeignReturn,
    Over,
    NoAccount,
    NotInGoodStanding,
    UnknownProfession,
    NotQualified,
    NoSituation,
}

impl Reason {
    const ALL: [Self; 14] = [
        Self::Assurance,
        Self::NotAnew,
        Self::Untrusted,
        Self::Unavailable,
        Self::GivenUp,
        Self::NothingChanged,
        Self::TooMany,
        Self::ForeignReturn,
        Self::Over,
        Self::NoAccount,
        Self::NotInGoodStanding,
        Self::UnknownProfession,
        Self::NotQualified,
        Self::NoSituation,
    ];

    /// The reason with this name; none when it is unknown.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }

    /// Its name in an address.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Assurance => "assurance",
            Self::NotAnew => "not-anew",
            Self::Untrusted => "untrusted",
            Self::Unavailable => "unavailable",
            Self::GivenUp => "given-up",
            Self::NothingChanged => "nothing-changed",
            Self::TooMany => "too-many",
            Self::ForeignReturn => "foreign-return",
            Self::Over => "over",
            Self::NoAccount => "no-account",
            Self::NotInGoodStanding => "not-in-good-standing",
            Self::UnknownProfession => "unknown-profession",
            Self::NotQualified => "not-qualified",
            Self::NoSituation => "no-situation",
        }
    }

    pub(super) fn of_admission(why: NotAdmitted) -> Self {
        match why {
            NotAdmitted::AttemptOver => Self::Over,
            NotAdmitted::NoAccount => Self::NoAccount,
            NotAdmitted::NotInGoodStanding => Self::NotInGoodStanding,
            NotAdmitted::UnknownProfession => Self::UnknownProfession,
            NotAdmitted::NotQualified => Self::NotQualified,
            NotAdmitted::NoSituation => Self::NoSituation,
        }
    }

    /// Whether its sentence names the provider.
    pub(super) fn names_provider(self) -> bool {
        let of_itself = [Self::Assurance, Self::NotAnew, Self::Untrusted, Self::Unavailable];
        of_itself.contains(&self) || matches!(self, Self::GivenUp | Self::NothingChanged)
    }

    /// The status of the refusal itself.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::GivenUp | Self::NothingChanged => StatusCode::OK,
            Self::Untrusted | Self::ForeignReturn | Self::Over => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Assurance
            | Self::NotAnew
            | Self::NoAccount
            | Self::NotInGoodStanding
            | Self::UnknownProfession
            | Self::NotQualified
            | Self::NoSituation => StatusCode::FORBIDDEN,
        }
    }

    /// The keys of its title and of what it means.
    pub(super) fn sentences(self) -> (&'static str, &'static str) {
        const REFUSED: &str = "login-refused-title";
        match self {
            Self::Assurance => (REFUSED, "login-assurance"),
            Self::NotAnew => (REFUSED, "login-not-anew"),
            Self::Untrusted => (REFUSED, "login-untrusted"),
            Self::Unavailable => ("login-unavailable-title", "login-unavailable"),
            Self::GivenUp => ("login-given-up-title", "login-given-up"),
            Self::NothingChanged => ("login-nothing-changed-title", "login-nothing-changed"),
            Self::TooMany => (REFUSED, "login-too-many"),
            Self::ForeignReturn => (REFUSED, "login-foreign-return"),
            Self::Over => (REFUSED, "login-over"),
            Self::NoAccount => (REFUSED, "login-no-account"),
            Self::NotInGoodStanding => (REFUSED, "login-not-in-good-standing"),
            Self::UnknownProfession => (REFUSED, "login-unknown-profession"),
            Self::NotQualified => (REFUSED, "login-not-qualified"),
            Self::NoSituation => (REFUSED, "login-no-situation"),
        }
    }
}
