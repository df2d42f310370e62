use std::{collections::BTreeMap, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER},
    },
};
use config::Reference;
use consent::Language;
use identity::{Error, client::NotClient, service::OfferedSituation};
use kernel::ErrorKind;
use serde::Serialize;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};
use webkit::{Problem, ProblemKind};

use super::words::Said;
use crate::views::Coded;

/// How long a caller is asked to wait where nothing more precise is known.
const WAIT: Duration = Duration::from_secs(5);

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OauthProblem {
    /// The word of the standard that fits.
    #[schema(example = "invalid_request")]
    error: &'static str,
    /// What to tell the person who sits at the software, in French or English (`Accept-Language`).
    error_description: &'static str,
    /// What exactly, for a program; a closed list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "choose_situation")]
    reason: Option<&'static str>,
    /// Where the person practises, to choose from: the id of one goes into `situation`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    situations: Vec<OfferedPlace>,
}

/// A situation of practice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OfferedPlace {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: identity::SituationId,
    /// Profession (TRE_G15).
    profession: Coded,
    /// Speciality or other know-how, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    know_how: Option<String>,
    /// Sector of activity, code of TRE_R02.
    #[schema(example = "SA07")]
    sector: String,
    /// What the structure is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    place: Option<String>,
    /// FINESS number of the structure; it may be given for `situation` too where it names one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "990000010")]
    finess: Option<String>,
}

impl OfferedPlace {
    pub(super) fn new(offered: OfferedSituation, reference: &Reference) -> Self {
        let profession = reference.profession(&offered.profession).map_or_else(
            || Coded::unlabelled(&offered.profession),
            |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
        );
        let OfferedSituation { id, know_how, sector, place, finess, .. } = offered;
        Self { id, profession, know_how, sector, place, finess }
    }
}

/// A refusal on its way to client software.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    body: OauthProblem,
    wait: Option<Duration>,
    /// Of a client that calls too often: what was agreed.
    beyond: Option<Problem>,
}

impl Refusal {
    /// A refusal by a word of the standard.
    pub(super) fn new(error: &'static str, said: Said, language: Language) -> Self {
        let status = match error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let wait = (error == "temporarily_unavailable").then_some(WAIT);
        let reason = Some(said.reason());
        let body = OauthProblem {
            error,
            error_description: said.in_words(language),
            reason,
            situations: Vec::new(),
        };
        Self { status, body, wait, beyond: None }
    }

    /// The provider, or something of ours, does not answer now.
    pub(super) fn unavailable(said: Said, language: Language) -> Self {
        Self::new("temporarily_unavailable", said, language)
    }

    /// The situations to choose from.
    pub(super) fn with(mut self, situations: Vec<OfferedPlace>) -> Self {
        self.body.situations = situations;
        self
    }

    /// A client that calls more often than agreed.
    pub(super) fn beyond_rate(per_minute: u32, wait: Duration, language: Language) -> Self {
        let refusal = Self::new("slow_down", Said::TooOften, language);
        let beyond = Some(Problem::beyond_rate(per_minute, wait));
        Self { status: StatusCode::TOO_MANY_REQUESTS, wait: Some(wait), beyond, ..refusal }
    }

    /// What an error of identity becomes; `grant` is the word for what the software brought.
    pub(super) fn of(error: &Error, grant: &'static str, language: Language) -> Self {
        match error {
            Error::NotClient(cause) => Self::of_client(*cause, language),
            Error::NotAdmitted(cause) => Self::new(grant, Said::NotAdmitted(*cause), language),
            Error::NotGranted(cause) => {
                let said = Said::NotGranted(*cause);
                let error = match cause {
                    identity::NotGranted::Organisation => "unauthorized_client",
                    identity::NotGranted::Scope => "invalid_scope",
                    _ => grant,
                };
                Self::new(error, said, language)
            }
            Error::Unauthenticated(cause) => {
                tracing::info!(%cause, "a session was not continued");
                Self::new(grant, Said::SessionOver, language)
            }
            _ => match error.kind() {
                ErrorKind::Overloaded => Self::unavailable(Said::Busy, language),
                kind => {
                    // Written once, with its causes, and not told.
                    let _ = Problem::from_error(kind, error);
                    Self::new("server_error", Said::OurFault, language)
                }
            },
        }
    }

    fn of_client(cause: NotClient, language: Language) -> Self {
        tracing::info!(%cause, "a caller is not taken for client software");
        Self::new("invalid_client", Said::NoClient, language)
    }

    /// What the door itself could not read, or has no place for.
    pub(super) fn of_problem(problem: &Problem, language: Language) -> Self {
        match problem.kind() {
            ProblemKind::Overloaded => Self::unavailable(Said::Busy, language),
            ProblemKind::Internal => Self::new("server_error", Said::OurFault, language),
            _ => Self::new("invalid_request", Said::Unreadable, language),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.body.error)
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache"));
        if let Some(wait) = self.wait {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            response.insert_header((RETRY_AFTER, seconds.max(1)));
        }
        if let Some(problem) = &self.beyond {
            for (name, value) in problem.error_response().headers() {
                if name.as_str().starts_with("ratelimit") {
                    response.insert_header((name.clone(), value.clone()));
                }
            }
        }
        response.json(&self.body)
    }
}

/// What the addresses for client software may answer instead of what was asked.
pub(crate) struct OauthResponses;

const ANSWERS: [(&str, &str); 5] = [
    (
        "400",
        "What was brought leads to no token; `reason` says why, and `situations` lists what to choose from.",
    ),
    ("401", "The caller is not taken for registered software."),
    ("429", "More calls than agreed; `Retry-After` says how long to wait."),
    ("500", "Something went wrong on our side."),
    (
        "503",
        "The identity provider or this service does not answer now. Nothing was done; ask again after `Retry-After`.",
    ),
];

impl IntoResponses for OauthResponses {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let schema =
            || ContentBuilder::new().schema(Some(Ref::from_schema_name(OauthProblem::name()))).build();
        let own = ANSWERS.iter().map(|(status, about)| {
            let response =
                ResponseBuilder::new().description(*about).content("application/json", schema()).build();
            ((*status).to_owned(), RefOr::T(response))
        });
        let problems = webkit::ProblemResponses::responses();
        own.chain(problems.into_iter().filter(|(status, _)| status == "405")).collect()
    }
}
