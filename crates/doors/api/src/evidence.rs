//! The evidence that practice software brings with a consult, so that the care relationship begins in the same call.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use consent::rules::Evidence;
use kernel::ErrorKind;
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, Problem};

use crate::caller::Caller;

/// What shows that a professional is in charge of a person, as they may declare it.
#[derive(ToSchema)]
#[schema(as = DeclaredEvidence, rename_all = "snake_case")]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) enum DeclaredCode {
    /// Member of the team in charge; the patient was informed and did not object.
    TeamInCharge,
    /// The patient consented to this consultation.
    ConsentOfThisConsultation,
    /// Admission to the establishment.
    Admission,
    /// The patient's card was read.
    Card,
}

/// The evidence of a call by which somebody consults.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct EvidenceHeader {
    /// Declares a care relationship in the same call, where nothing opens the record to the caller yet: what shows that the
    /// patient is cared for. It begins as one that is declared on its own, for the default of the profession, and stands in
    /// the history beside what was consulted. Where something opens the record already, it is as if it were not there. It
    /// asks the holder for nothing: where each relationship waits for the holder, the call is refused. A token of limited
    /// scope needs that of declaring, too.
    #[param(rename = "Carnet-Evidence", nullable = false, inline, example = "consent_of_this_consultation")]
    evidence: Option<DeclaredCode>,
}

/// A caller who consults, and may declare a care relationship with it.
pub(crate) struct Consulting(pub(crate) Caller);

impl FromRequest for Consulting {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(read(request, payload))
    }
}

fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Consulting, Problem> {
    let mut caller = Caller::from_request(request, payload).into_inner()?;
    caller.evidence = evidence(request)?;
    if caller.evidence.is_some() {
        caller.may_declare()?;
    }
    Ok(Consulting(caller))
}

fn evidence(request: &HttpRequest) -> Result<Option<Evidence>, Problem> {
    let mut headers = request.headers().get_all("carnet-evidence");
    let named = match (headers.next(), headers.next()) {
        (None, _) => return Ok(None),
        (Some(header), None) => header.to_str().ok().and_then(declared),
        (Some(_), Some(_)) => None,
    };
    named.map(Some).ok_or_else(|| {
        let fault = Fault::new(
            "header:carnet-evidence",
            "one of `team_in_charge`, `consent_of_this_consultation`, `admission`, `card`",
        );
        Problem::fault(ErrorKind::Invalid, fault)
    })
}

fn declared(name: &str) -> Option<Evidence> {
    match name {
        "team_in_charge" => Some(Evidence::TeamInCharge),
        "consent_of_this_consultation" => Some(Evidence::ConsentOfThisConsultation),
        "admission" => Some(Evidence::Admission),
        "card" => Some(Evidence::Card),
        _ => None,
    }
}
