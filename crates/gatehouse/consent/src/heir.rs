use kernel::ErrorKind;
use thiserror::Error as ThisError;

/// Why nothing is done about what somebody asks for after a death.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ThisError)]
pub enum HeirFault {
    /// None of this name is there.
    #[error("no request, selection or access of this name is in this record")]
    Absent,
    /// The holder lives, as far as is known.
    #[error("no death of the holder is known; whoever acts for a living holder comes in another way")]
    NotDeceased,
    /// The holder refused it.
    #[error(
        "the holder refused while alive that heirs are shown anything; only an expert of a court may ask"
    )]
    Refused,
    /// The record went into another one.
    #[error("this record went into another one; a request is written down in the one that stays")]
    WentInto,
    /// Whoever wrote it down does not decide about it.
    #[error("you wrote this request down; somebody else of support confirms it")]
    Own,
    /// Nor do they under another account.
    #[error(
        "whoever wrote this request down has your name or is known to be you; another person confirms it"
    )]
    OnePerson,
    /// The doctor is not somebody else.
    #[error(
        "the doctor bears the name of whoever asks or died, or is known to be them; another doctor chooses"
    )]
    DoctorIsParty,
    /// Nobody decides about what is theirs.
    #[error("this request is about you: you ask, choose or are the holder; another person does this")]
    AboutOneself,
    /// Whoever wrote it down does not do support any more.
    #[error("whoever wrote this request down does not work in support any more; write it down anew")]
    AdminLeft,
}

impl HeirFault {
    /// The kind a door turns into a status.
    pub fn kind(self) -> ErrorKind {
        match self {
            Self::Absent => ErrorKind::NotFound,
            Self::Own | Self::OnePerson | Self::AboutOneself => ErrorKind::Forbidden,
            Self::NotDeceased | Self::Refused | Self::WentInto | Self::AdminLeft | Self::DoctorIsParty => {
                ErrorKind::Conflict
            }
        }
    }

    /// Its name in the journal.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::NotDeceased => "not_deceased",
            Self::Refused => "refused",
            Self::WentInto => "went_into",
            Self::Own => "own",
            Self::OnePerson => "one_person",
            Self::AboutOneself => "about_oneself",
            Self::DoctorIsParty => "doctor_is_party",
            Self::AdminLeft => "admin_left",
        }
    }
}
