use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::{
    EmergencyPurpose,
    service::{Attested, EmergencyAccess, EmergencyCommand, LookOutcome, Missing, OpenedEmergency},
};
use flows::{access::Names, emergency};
use kernel::{ErrorKind, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    access::people::{OrganisationView, PersonView},
    documents::place::InSpace,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    wire::{AnsweredAgainHeader, claim},
};

/// Why a record is opened in an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[schema(as = EmergencyPurpose)]
pub(crate) enum PurposeCode {
    /// Breaking the glass: beside somebody who cannot express their will and is in immediate danger.
    #[serde(rename = "BTG")]
    BreakTheGlass,
    /// A centre that regulates emergency calls.
    #[serde(rename = "ETREAT")]
    Regulation,
}

/// What somebody says who opens a record in an emergency.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenEmergency {
    /// For which purpose.
    purpose: PurposeCode,
    /// Why, code of the reference data.
    #[schema(example = "unconscious")]
    reason: String,
    /// Why, in words: 1 to 500 characters. The reason `other` asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    words: Option<String>,
    /// Whether the person cannot express their will: attested to break the glass.
    #[serde(default)]
    cannot_express_will: bool,
    /// Whether there is an immediate risk: attested to break the glass.
    #[serde(default)]
    immediate_risk: bool,
}

/// An access in an emergency, as it runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyAccessOpened {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// For which purpose.
    purpose: PurposeCode,
    /// Since when.
    starts_at: DateTime<Utc>,
    /// Until when.
    ends_at: DateTime<Utc>,
}

/// An access in an emergency, as the holder sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyAccess)]
pub(crate) struct EmergencyView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// For which purpose.
    purpose: PurposeCode,
    /// Who opened the record; absent where the directory does not know them any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// In which structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// When.
    opened_at: DateTime<Utc>,
    /// Whether it runs now.
    runs: bool,
    /// Whether a care relationship ran already.
    had_relationship: bool,
    /// When it was said that this was not right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reported_at: Option<DateTime<Utc>>,
    /// What a second person found; absent as long as nobody has looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<OutcomeCode>,
}

/// What a second look gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LookOutcome)]
pub(crate) enum OutcomeCode {
    /// It was an emergency.
    Confirmed,
    /// It was none.
    Misuse,
}

/// The accesses to a record in an emergency.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmergencyAccesses {
    /// Newest first.
    items: Vec<EmergencyView>,
}

/// The access that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneEmergency {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The access.
    #[param(value_type = Uuid)]
    access: ProvisionId,
}

/// Opens a record in an emergency for the calling professional, in the situation of practice of the session, for a day at
/// most. The holder is told at once, and a second person looks at it again. `BTG` is for the professions of the reference
/// data, who attest both conditions of the law; `ETREAT` for the session of a regulation centre. One that runs already ends
/// and this one takes its place.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/emergency-accesses",
    operation_id = "openEmergencyAccess",
    tag = "reaching a record",
    params(
        InSpace,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = OpenEmergency,
    responses(
        (status = 201, description = "It runs.", body = EmergencyAccessOpened),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn open(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(said): Json<OpenEmergency>,
) -> Result<HttpResponse, Problem> {
    let idempotency = claim(&caller, key.as_deref(), &request, &said)?;
    let purpose = EmergencyPurpose::from(said.purpose);
    let attested =
        Attested::by(purpose, said.cannot_express_will, said.immediate_risk).map_err(unattested)?;
    let OpenEmergency { reason, words, .. } = said;
    let command = EmergencyCommand { purpose, reason, words, attested, idempotency };
    let opened = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| emergency::open(house, tx, actor, space, visit.ask(), &command))
    });
    Ok(HttpResponse::Created().json(EmergencyAccessOpened::from(opened.await?)))
}

/// When the record was opened in an emergency, by whom, and what a second person found. It is the holder's to see.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/emergency-accesses",
    operation_id = "listEmergencyAccesses",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All, newest first.", body = EmergencyAccesses), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<EmergencyAccesses>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (found, names) = visit.decide(|tx| emergency::of_record(house, tx, actor, space))?;
        Ok(EmergencyAccesses {
            items: found.iter().map(|one| EmergencyView::new(one, &names, visit)).collect(),
        })
    });
    read.await.map(Json)
}

/// Says of an access in an emergency that it was not right: it ends where it runs, and a second person looks at it, also where
/// one has. To say it again changes nothing.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/emergency-accesses/{access}/misuse-report",
    operation_id = "reportEmergencyMisuse",
    tag = "who sees what",
    params(OneEmergency, CallerHeaders),
    responses((status = 204, description = "It is looked at."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn report(
    caller: Caller,
    state: Data<State>,
    Path(OneEmergency { space, access }): Path<OneEmergency>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.report_misuse(tx, &visit.actor, space, access)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What has to be attested and was not.
fn unattested(missing: Vec<Missing>) -> Problem {
    let fault = |what: Missing| match what {
        Missing::CannotExpressWill => Fault::new(
            "/cannot_express_will",
            "`true`: whoever breaks the glass attests that the person cannot express their will",
        ),
        Missing::ImmediateRisk => Fault::new(
            "/immediate_risk",
            "`true`: whoever breaks the glass attests that there is an immediate risk",
        ),
    };
    let unattested = Problem::new(ErrorKind::Unprocessable);
    missing.into_iter().map(fault).fold(unattested, Problem::and_fault)
}

impl EmergencyView {
    fn new(access: &EmergencyAccess, names: &Names, visit: &Visit) -> Self {
        let look = &access.look;
        Self {
            id: look.id,
            purpose: look.purpose.into(),
            professional: PersonView::of(look.person, names, &visit.house.reference),
            organisation: look.organisation.map(|id| OrganisationView::of(id, names)),
            opened_at: look.opened_at,
            runs: access.runs,
            had_relationship: look.had_relationship,
            reported_at: look.reported_at,
            outcome: look.outcome.map(Into::into),
        }
    }
}

impl From<OpenedEmergency> for EmergencyAccessOpened {
    fn from(opened: OpenedEmergency) -> Self {
        let OpenedEmergency { id, purpose, starts_at, ends_at, .. } = opened;
        Self { id, purpose: purpose.into(), starts_at, ends_at }
    }
}

impl From<PurposeCode> for EmergencyPurpose {
    fn from(code: PurposeCode) -> Self {
        match code {
            PurposeCode::BreakTheGlass => Self::BreakTheGlass,
            PurposeCode::Regulation => Self::Regulation,
        }
    }
}

impl From<EmergencyPurpose> for PurposeCode {
    fn from(purpose: EmergencyPurpose) -> Self {
        match purpose {
            EmergencyPurpose::BreakTheGlass => Self::BreakTheGlass,
            EmergencyPurpose::Regulation => Self::Regulation,
        }
    }
}

impl From<OutcomeCode> for LookOutcome {
    fn from(code: OutcomeCode) -> Self {
        match code {
            OutcomeCode::Confirmed => Self::Confirmed,
            OutcomeCode::Misuse => Self::Misuse,
        }
    }
}

impl From<LookOutcome> for OutcomeCode {
    fn from(outcome: LookOutcome) -> Self {
        match outcome {
            LookOutcome::Confirmed => Self::Confirmed,
            LookOutcome::Misuse => Self::Misuse,
        }
    }
}
