use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::{
    Code,
    rules::Evidence,
    service::{AskedRelationship, Declared, OpenedRelationship, RelationshipCommand, Typed},
};
use kernel::{ErrorKind, Private, ProvisionId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{AnsweredAgainHeader, claim},
};

/// What a professional declares.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DeclareRelationship {
    /// What shows that the person is cared for.
    evidence: EvidenceCode,
    /// For how many days, at most the default of the profession; the default without it.
    #[schema(minimum = 1, example = 7)]
    days: Option<u32>,
    /// A code of the holder, with the evidence `code`. It works once; one that does not count for this record is one answer,
    /// whatever is wrong with it.
    #[serde(skip_serializing)]
    #[schema(value_type = String, nullable = false, example = "K7PM-2XQ9", max_length = 64)]
    code: Option<Private<String>>,
    /// Who heard the patient, where it was not the caller: at most 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "Secrétariat du service")]
    collected_by: Option<String>,
}

/// What shows that a professional is in charge of a person.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Evidence)]
pub(crate) enum EvidenceCode {
    /// Member of the team in charge; the patient was informed and did not object.
    TeamInCharge,
    /// The patient consented to this consultation.
    ConsentOfThisConsultation,
    /// Admission to the establishment.
    Admission,
    /// The patient's card was read.
    Card,
    /// A code that the holder gave.
    Code,
    /// The holder approved what was asked.
    Approval,
    /// The holder invited the professional by name.
    Invitation,
}

/// Declares a care relationship of the calling professional, in the situation of practice of the session. One that
/// runs already ends and this one takes its place, with what was handed on from it. Where the holder lets none begin without
/// their approval, and always in occupational medicine, the declaration asks the holder for it: nothing is open before they
/// accept, and a refusal is not told. As many as are allowed in an hour is counted over all records.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/care-relationships",
    operation_id = "openCareRelationship",
    tag = "reaching a record",
    params(
        InSpace,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body = DeclareRelationship,
    responses(
        (status = 201, description = "It runs.", body = CareRelationship),
        (status = 202, description = "The holder is asked; it lets nobody in.", body = RelationshipRequest),
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
    Json(declared): Json<DeclareRelationship>,
) -> Result<HttpResponse, Problem> {
    let idempotency = claim(&caller, key.as_deref(), &request, &declared)?;
    let typed = declared.typed()?;
    let command = RelationshipCommand {
        evidence: declared.evidence.into(),
        days: declared.days,
        code: typed,
        collected_by: declared.collected_by.clone(),
        idempotency,
    };
    let declared = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        if command.code.is_some() {
            let opened = flows::care_by_code(house, actor, space, &visit.ask(), &command);
            return opened.map(Declared::Opened).map_err(|error| visit.problem(&error));
        }
        visit.decide(|tx| flows::declare_care(house, tx, actor, space, visit.ask(), &command))
    });
    Ok(match declared.await? {
        Declared::Opened(opened) => HttpResponse::Created().json(CareRelationship::from(opened)),
        Declared::Asked(asked) => HttpResponse::Accepted().json(RelationshipRequest::from(asked)),
    })
}

impl DeclareRelationship {
    /// What was typed as a code, which goes with its evidence and with no other.
    fn typed(&self) -> Result<Option<Typed>, Problem> {
        let Some(code) = &self.code else { return Ok(None) };
        if !matches!(self.evidence, EvidenceCode::Code) {
            let fault = Fault::new("/evidence", "`code`, where a code is given");
            return Err(Problem::fault(ErrorKind::Invalid, fault));
        }
        Ok(Some(Typed(Code::typed(code.reveal()))))
    }
}

/// A care relationship as it runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CareRelationship {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// What was declared.
    evidence: EvidenceCode,
    /// Since when.
    starts_at: DateTime<Utc>,
    /// Its end: the end of its last day in the holder's time zone.
    ends_at: DateTime<Utc>,
}

impl From<OpenedRelationship> for CareRelationship {
    fn from(opened: OpenedRelationship) -> Self {
        let OpenedRelationship { id, evidence, starts_at, ends_at, .. } = opened;
        Self { id, evidence: evidence.into(), starts_at, ends_at }
    }
}

/// A care relationship that the holder was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RelationshipRequest {
    /// The id of the request.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// Until when it waits for the holder. Then it lapses.
    waits_until: DateTime<Utc>,
}

impl From<AskedRelationship> for RelationshipRequest {
    fn from(asked: AskedRelationship) -> Self {
        let AskedRelationship { id, waits_until, .. } = asked;
        Self { id, waits_until }
    }
}

impl From<EvidenceCode> for Evidence {
    fn from(code: EvidenceCode) -> Self {
        match code {
            EvidenceCode::TeamInCharge => Self::TeamInCharge,
            EvidenceCode::ConsentOfThisConsultation => Self::ConsentOfThisConsultation,
            EvidenceCode::Admission => Self::Admission,
            EvidenceCode::Card => Self::Card,
            EvidenceCode::Code => Self::Code,
            EvidenceCode::Approval => Self::Approval,
            EvidenceCode::Invitation => Self::Invitation,
        }
    }
}

impl From<Evidence> for EvidenceCode {
    fn from(evidence: Evidence) -> Self {
        match evidence {
            Evidence::TeamInCharge => Self::TeamInCharge,
            Evidence::ConsentOfThisConsultation => Self::ConsentOfThisConsultation,
            Evidence::Admission => Self::Admission,
            Evidence::Card => Self::Card,
            Evidence::Code => Self::Code,
            Evidence::Approval => Self::Approval,
            Evidence::Invitation => Self::Invitation,
        }
    }
}
