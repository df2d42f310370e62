use super::super::{CdaFault, tree::At};

/// Whether what an entry tells of took place. Only [`Standing::Recorded`] and [`Standing::Ongoing`] say that it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It took place, or it holds from its start to its stop (`completed`).
    Recorded,
    /// It is under way (`active`).
    Ongoing,
    /// It is meant and has not taken place: planned, recommended, or not begun.
    Intended,
    /// It was begun and broken off (`aborted`, `suspended`).
    Stopped,
    /// It was called off or taken back before it took place (`cancelled`, `nullified`, `obsolete`).
    Cancelled,
    /// The document says that it did not take place (`negationInd`): a vaccine refused, a finding that is absent.
    Denied,
}

impl Standing {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Ongoing => "ongoing",
            Self::Intended => "intended",
            Self::Stopped => "stopped",
            Self::Cancelled => "cancelled",
            Self::Denied => "denied",
        }
    }

    /// Reads `negationInd` and `statusCode`; without a status code the entry stands as written.
    pub(super) fn read(at: At<'_, '_>) -> Result<Self, CdaFault> {
        if is_denied(at)? {
            return Ok(Self::Denied);
        }
        let Some(status) = at.child("statusCode")? else { return Ok(Self::Recorded) };
        match status.attribute("code")? {
            None | Some("completed" | "normal") => Ok(Self::Recorded),
            Some("active") => Ok(Self::Ongoing),
            Some("new" | "held") => Ok(Self::Intended),
            Some("aborted" | "suspended") => Ok(Self::Stopped),
            Some("cancelled" | "nullified" | "obsolete") => Ok(Self::Cancelled),
            Some(_) => Err(CdaFault::Value {
                path: status.path_of_attribute("code"),
                expected: "a status of HL7 ActStatus, as `completed`",
            }),
        }
    }

    /// What stands inside something: what is around it was denied or called off, then so is it.
    pub(super) fn within(self, around: Option<Self>) -> Self {
        match (self, around) {
            (Self::Denied, _) | (_, None) => self,
            (_, Some(around)) => around,
        }
    }

    /// Whether it takes what is inside along, when it is around it.
    pub(super) fn takes_along(self) -> bool {
        matches!(self, Self::Denied | Self::Cancelled)
    }
}

fn is_denied(at: At<'_, '_>) -> Result<bool, CdaFault> {
    match at.attribute("negationInd")? {
        None | Some("false" | "0") => Ok(false),
        Some("true" | "1") => Ok(true),
        Some(_) => {
            Err(CdaFault::Value { path: at.path_of_attribute("negationInd"), expected: "`true` or `false`" })
        }
    }
}
