use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{Ask, rules::Evidence, service::RelationshipCommand};
use documents::Error;
use kernel::{ErrorKind, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::place::InSpace;
use crate::{
    State, errors, forms,
    shell::{Me, Shell, page},
    texts,
    visitor::Visitor,
};

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Declared {
    csrf: String,
    #[serde(default)]
    evidence: String,
}

/// What shows that a person is cared for, as the form says it.
const EVIDENCE: [(&str, Evidence, &str); 3] = [
    ("consent-of-this-consultation", Evidence::ConsentOfThisConsultation, "evidence-consultation"),
    ("team-in-charge", Evidence::TeamInCharge, "evidence-team"),
    ("admission", Evidence::Admission, "evidence-admission"),
];

/// `GET /spaces/{space}/care-relationship`: the form by which a professional declares a care relationship.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
    if !me.is_professional() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    offer(&visitor, &state, me, space, StatusCode::OK, None)
}

/// `POST /spaces/{space}/care-relationship`: declares it, and leads on to the record.
pub(crate) async fn declare(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(declared): Form<Declared>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &declared.csrf)?;
    let evidence =
        EVIDENCE.into_iter().find(|(code, ..)| *code == declared.evidence).map(|(_, known, _)| known);
    let done = state.visit(&visitor, move |visit| {
        let Some(evidence) = evidence else { return Ok(Outcome::NothingChosen) };
        let (house, actor) = (&visit.house, &visit.actor);
        let command =
            RelationshipCommand { evidence, days: None, code: None, collected_by: None, idempotency: None };
        let opened =
            visit.try_decide(|tx| flows::declare_care(house, tx, actor, space, Ask::default(), &command));
        match opened {
            Ok(_) => Ok(Outcome::Runs),
            Err(error) if may_lead_in(&error) => Ok(Outcome::LeadsNowhere),
            Err(error) => Err(errors::problem(&error, visit.language)),
        }
    });
    let (me, done) = done.await?;
    let fault = |key| Some(texts::text(visitor.language(), key));
    match done {
        Outcome::Runs => Ok(forms::lead_to(&format!("/spaces/{space}"))),
        Outcome::NothingChosen => {
            let fault = fault("relationship-nothing-chosen");
            offer(&visitor, &state, me, space, StatusCode::UNPROCESSABLE_ENTITY, fault)
        }
        Outcome::LeadsNowhere => {
            let fault = fault("relationship-leads-nowhere");
            offer(&visitor, &state, me, space, StatusCode::NOT_FOUND, fault)
        }
    }
}

enum Outcome {
    Runs,
    NothingChosen,
    LeadsNowhere,
}

/// Whether somebody was turned away because no way leads into a record, which a declaration may change. A record that
/// does not exist, or is closed, is the same answer.
pub(super) fn may_lead_in(error: &Error) -> bool {
    matches!(error, Error::Consent(consent::Error::Refused(refusal)) if !refusal.reason.is_about_the_caller())
        && error.kind() == ErrorKind::NotFound
}

/// The form, in place of a record that nothing opens.
///
/// # Errors
/// 500 when the page cannot be written.
pub(super) fn offer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    space: SpaceId,
    status: StatusCode,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let choices = EVIDENCE.map(|(code, _, key)| (code, texts::text(visitor.language(), key)));
    let view = Offer { page: Shell::inside(visitor, state, me)?, space, choices, fault };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "care_relationship.html")]
struct Offer {
    page: Shell,
    space: SpaceId,
    choices: [(&'static str, String); 3],
    fault: Option<String>,
}
