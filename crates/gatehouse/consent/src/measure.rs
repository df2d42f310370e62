use kernel::ErrorKind;
use thiserror::Error as ThisError;

/// Why an admin does not decide about a decision of a judge that another one wrote down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum MeasureFault {
    /// None of this name waits.
    #[error("no decision of a judge of this name waits in this record")]
    Absent,
    /// The record went into another one.
    #[error("this record went into another one; a decision is written down in the one that stays")]
    WentInto,
    /// Nobody is in charge of a minor.
    #[error(
        "nobody is put in charge of a minor as of an adult; the insurer's feed names who represents a minor"
    )]
    NotOfAge,
    /// Nor is a minor put in charge.
    #[error("whoever is put in charge of an adult is of age; `of` is the record of a minor")]
    ByMinor,
    /// Whoever wrote it down does not decide about it.
    #[error("you wrote this decision down; somebody else of support confirms or declines it")]
    Own,
    /// Nor do they under another account.
    #[error(
        "whoever wrote this decision down has your name or is known to be you; another person confirms or declines it"
    )]
    OnePerson,
    /// Whoever is put in charge, or is the holder, does not decide about it.
    #[error("this decision is about you; another person confirms or declines it")]
    AboutOneself,
    /// Whoever wrote it down does not do support any more.
    #[error("whoever wrote this decision down does not work in support any more; write it down anew")]
    AdminLeft,
}

impl MeasureFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Absent => ErrorKind::NotFound,
            Self::Own | Self::OnePerson | Self::AboutOneself => ErrorKind::Forbidden,
            Self::AdminLeft | Self::WentInto | Self::NotOfAge | Self::ByMinor => ErrorKind::Conflict,
        }
    }

    /// Its name in the journal.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Own => "own",
            Self::OnePerson => "one_person",
            Self::AboutOneself => "about_oneself",
            Self::AdminLeft => "admin_left",
            Self::WentInto => "went_into",
            Self::NotOfAge => "not_of_age",
            Self::ByMinor => "by_minor",
        }
    }
}
