use actix_web::HttpResponse;
use consent::Language;
use identity::ReturnPath;
use kernel::ErrorKind;
use serde::Deserialize;
use webkit::{Path, Problem};

use crate::{forms, texts};

/// What became of a form, as the address of the page says that comes after it: one of a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Done {
    Saved,
    Ended,
    AllEnded,
    /// A record is not erased after all.
    Kept,
    /// A second factor was asked for first, and a form is not sent again by itself.
    NotYet,
}

/// The query of a page to which a form leads.
#[derive(Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) done: Option<Done>,
}

/// What became of a form, as a page says it.
pub(crate) struct Told {
    pub(crate) words: String,
    /// Whether something is left to do.
    pub(crate) is_open: bool,
}

impl Done {
    /// The page at an address, saying so.
    pub(crate) fn at(self, address: &str) -> String {
        let word = match self {
            Self::Saved => "saved",
            Self::Ended => "ended",
            Self::AllEnded => "all-ended",
            Self::Kept => "kept",
            Self::NotYet => "not-yet",
        };
        format!("{address}?done={word}")
    }

    pub(crate) fn told(self, language: Language) -> Told {
        let key = match self {
            Self::Saved => "done-saved",
            Self::Ended => "done-ended",
            Self::AllEnded => "done-all-ended",
            Self::Kept => "done-kept",
            Self::NotYet => "done-not-yet",
        };
        Told { words: texts::text(language, key), is_open: self == Self::NotYet }
    }
}

/// The page on which a form stands that waits for a second factor.
#[derive(Deserialize)]
pub(crate) struct Waiting {
    page: String,
}

/// `GET /not-yet/{page}`: where a second factor leads back to that a form asked for: the page of the form, which says that
/// nothing was done yet.
pub(crate) async fn not_yet(Path(waiting): Path<Waiting>) -> Result<HttpResponse, Problem> {
    let page = ReturnPath::parse(&format!("/{}", waiting.page));
    let page = page.map_err(|_| Problem::new(ErrorKind::NotFound))?;
    Ok(forms::lead_to(&Done::NotYet.at(page.as_str())))
}

/// The outcome of a form, where the engine may ask for a second factor first: it is shown anew, and leads back to the page on
/// which the form stands.
pub(crate) fn stepped_up<T>(
    done: Result<T, Problem>,
    here: &str,
) -> Result<Result<T, HttpResponse>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(problem) if problem.kind() == ErrorKind::StepUp.into() => {
            Ok(Err(forms::lead_to(&format!("/account/step-up?return_to=/not-yet{here}"))))
        }
        Err(problem) => Err(problem),
    }
}
