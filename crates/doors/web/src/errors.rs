//! From the errors of the house to the problem that a page shows. A detail is a sentence in the visitor's language, and
//! the outer reason alone: one text for blocked, masked and absent.

use consent::{Language, Reason};
use documents::Error;
use flows::leaving;
use identity::account::AccountFault;
use kernel::ErrorKind;
use webkit::{Challenge, Problem};

use crate::texts;

/// The problem that an error of the room of documents, or of what it stands on, becomes.
pub(crate) fn problem(error: &Error, language: Language) -> Problem {
    match error {
        Error::Consent(error) => of_consent(error, language),
        Error::Identity(error) => of_identity(error, language),
        _ => bare(error.kind(), error),
    }
}

/// The problem that an error of leaving with everything becomes.
pub(crate) fn of_leaving(error: &leaving::Error, language: Language) -> Problem {
    match error {
        leaving::Error::Record(error) => problem(error, language),
        leaving::Error::Exports(exports::Error::Consent(error)) => of_consent(error, language),
        other => bare(other.kind(), other),
    }
}

/// The problem that an error of identity becomes.
pub(crate) fn of_identity(error: &identity::Error, language: Language) -> Problem {
    match error {
        identity::Error::Unauthenticated(cause) => {
            tracing::info!(cause = %cause, "a page is opened by nobody");
            Problem::unauthenticated(Challenge::InvalidToken)
        }
        identity::Error::Consent(error) => of_consent(error, language),
        identity::Error::Account(fault @ AccountFault::NotTogetherWithMediator) => {
            Problem::new(fault.kind()).detail(texts::text(language, "account-done-alone"))
        }
        identity::Error::TooManyLookups(over) => {
            let minutes = over.wait.as_secs().div_ceil(60).to_string();
            let said = texts::naming(language, "error-too-many-lookups", &minutes);
            Problem::new(error.kind()).detail(said).retry_after(over.wait)
        }
        identity::Error::TooManyCodes(wait) => bare(error.kind(), error).retry_after(*wait),
        _ => bare(error.kind(), error),
    }
}

fn of_consent(error: &consent::Error, language: Language) -> Problem {
    match error {
        consent::Error::Refused(refusal) if refusal.reason == Reason::SecondFactorNeeded => {
            Problem::step_up()
        }
        consent::Error::Refused(_) | consent::Error::Absent(_) => {
            Problem::new(error.kind()).detail(error.outer(language))
        }
        _ => bare(error.kind(), error),
    }
}

/// The kind alone: what the error says is not written for a page, and a cause of our own stays in the log.
fn bare(kind: ErrorKind, error: &dyn std::error::Error) -> Problem {
    if kind == ErrorKind::Internal { Problem::internal(error) } else { Problem::new(kind) }
}
