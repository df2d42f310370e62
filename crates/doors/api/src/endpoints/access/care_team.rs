use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use consent::service::Granted;
use flows::access::{self, Names};
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    super::{care_relationships::CareRelationship, documents::place::InSpace},
    grant_code::GrantCode,
    people::{OrganisationView, PersonView, rpps},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    state::Visit,
    wire::instant,
};

/// Somebody who gets in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
pub(crate) struct GrantView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// What it is.
    kind: GrantCode,
    /// Whom it lets in; absent for a whole team, and for a guest whom nobody knows by a log-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    professional: Option<PersonView>,
    /// What whoever acts for the holder, or assists them, is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    acting: Option<Private<String>>,
    /// What a carer is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    carer: Option<Private<String>>,
    /// In which structure, or the team.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    organisation: Option<OrganisationView>,
    /// What shows that the person is cared for: of care relationships and of requests.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "team_in_charge")]
    evidence: Option<String>,
    /// Who heard the patient, where it was not the professional.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    collected_by: Option<String>,
    /// Why the record was opened in an emergency, code of the reference data.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "unconscious")]
    reason: Option<String>,
    /// Who handed it on: of delegations.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    given_by: Option<PersonView>,
    /// Since when.
    since: DateTime<Utc>,
    /// Until when, if it ends by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// Everybody who gets in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CareTeam {
    /// What lets somebody in, or asks to.
    items: Vec<GrantView>,
}

impl CareTeam {
    pub(super) fn of(granted: &[Granted], names: &Names, visit: &Visit) -> Self {
        Self { items: granted.iter().filter_map(|one| GrantView::new(one, names, visit)).collect() }
    }
}

/// One grant of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneGrant {
    /// The record.
    #[param(value_type = Uuid)]
    pub(super) space: SpaceId,
    /// The grant.
    #[param(value_type = Uuid)]
    pub(super) grant: ProvisionId,
}

/// Which kind of grant is ended.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Ending {
    /// The kind, as the list says it.
    kind: GrantCode,
}

/// A professional to let in, or to make an administrator.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMember {
    /// Number in the national directory.
    #[schema(example = "99700000013")]
    rpps: String,
    /// As what.
    role: MemberRole,
    /// For how many days a care relationship lasts; the profession's default without it. An administrator stays until ended.
    #[schema(nullable = false, minimum = 1)]
    days: Option<u32>,
}

/// As what a professional is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MemberRole {
    /// A care relationship begins, at the first place where the professional practises.
    InCare,
    /// Masks hide nothing from this doctor.
    Administrator,
}

/// Until when a care relationship lasts.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewEnd {
    /// Its last instant lies on this day, where the holder lives.
    #[serde(deserialize_with = "instant::optional")]
    #[schema(value_type = String, format = DateTime)]
    until: Option<DateTime<Utc>>,
}

/// What the holder says to a request.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Approval {
    /// For how many days; what was asked without it.
    #[schema(nullable = false, minimum = 1)]
    days: Option<u32>,
}

/// Who gets in: care relationships, delegations, temporary and emergency accesses, administrator doctors, the attending
/// doctor, and requests that wait.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/care-team",
    operation_id = "listCareTeam",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All that run.", body = CareTeam), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<CareTeam>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (granted, names) = visit.decide(|tx| access::care_team(house, tx, actor, space))?;
        Ok(CareTeam::of(&granted, &names, visit))
    });
    read.await.map(Json)
}

/// Lets a professional in by name, or makes a doctor an administrator. It asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/care-team",
    operation_id = "addToCareTeam",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    request_body = NewMember,
    responses(
        (status = 201, description = "It counts from now on.", body = GrantView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn add(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(new): Json<NewMember>,
) -> Result<HttpResponse, Problem> {
    let number = rpps(&new.rpps, "/rpps")?;
    let added = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (granted, names) = visit.decide(|tx| match new.role {
            MemberRole::InCare => access::invite(house, tx, actor, space, &number, new.days),
            MemberRole::Administrator => access::name_administrator(house, tx, actor, space, &number),
        })?;
        GrantView::new(&granted, &names, visit).ok_or_else(|| Problem::new(ErrorKind::Internal))
    });
    Ok(HttpResponse::Created().json(added.await?))
}

/// Ends one thing that lets somebody in, or declines a request. What was handed on from it ends with it.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/care-team/{grant}",
    operation_id = "endGrant",
    tag = "who sees what",
    params(OneGrant, CallerHeaders),
    request_body = Ending,
    responses((status = 204, description = "It has ended."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end(
    caller: Caller,
    state: Data<State>,
    Path(OneGrant { space, grant }): Path<OneGrant>,
    Json(ending): Json<Ending>,
) -> Result<HttpResponse, Problem> {
    let kind = ending.kind.kind()?;
    let done = state.as_caller(caller, move |visit| {
        visit
            .decide(|tx| Ok(visit.house.consent.end_grant(tx, &visit.actor, space, kind, grant).map(drop)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends everything that lets anybody in, in one act: nobody but the holder's side sees anything any more.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/care-team",
    operation_id = "endEverything",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 204, description = "Nobody gets in."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn end_everything(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| Ok(visit.house.consent.end_everything(tx, &visit.actor, space).map(drop)?))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a care relationship another end: the end of that day where the holder lives. Later asks for a second factor anew.
#[utoipa::path(
    put,
    path = "/api/v1/spaces/{space}/care-team/{grant}/end",
    operation_id = "moveRelationshipEnd",
    tag = "who sees what",
    params(OneGrant, CallerHeaders),
    request_body = NewEnd,
    responses(
        (status = 200, description = "It ends then.", body = GrantView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn move_end(
    caller: Caller,
    state: Data<State>,
    Path(OneGrant { space, grant }): Path<OneGrant>,
    Json(new): Json<NewEnd>,
) -> Result<Json<GrantView>, Problem> {
    let until = new.until.ok_or_else(|| {
        Problem::fault(ErrorKind::Invalid, Fault::new("/until", "an instant with an offset"))
    })?;
    let moved = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (granted, names) = visit.decide(|tx| access::move_end(house, tx, actor, space, grant, until))?;
        GrantView::new(&granted, &names, visit).ok_or_else(|| Problem::new(ErrorKind::Internal))
    });
    moved.await.map(Json)
}

/// Approves a request: the care relationship begins now. It asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/care-team/{grant}/approve",
    operation_id = "approveRelationship",
    tag = "who sees what",
    params(OneGrant, CallerHeaders),
    request_body = Approval,
    responses(
        (status = 201, description = "It runs.", body = CareRelationship),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn approve(
    caller: Caller,
    state: Data<State>,
    Path(OneGrant { space, grant }): Path<OneGrant>,
    Json(approval): Json<Approval>,
) -> Result<HttpResponse, Problem> {
    let opened = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| Ok(consent.approve_relationship(tx, &visit.actor, space, grant, approval.days)?))
    });
    Ok(HttpResponse::Created().json(CareRelationship::from(opened.await?)))
}

impl GrantView {
    pub(super) fn new(one: &Granted, names: &Names, visit: &Visit) -> Option<Self> {
        let reference = &visit.house.reference;
        let said = |name: &str| one.terms.get(name).and_then(|value| value.as_str()).map(str::to_owned);
        let person = |id| PersonView::of(id, names, reference);
        let kind = GrantCode::of(&one.kind)?;
        Some(Self {
            id: one.id,
            kind,
            professional: one.person.filter(|_| !kind.is_citizen()).and_then(person),
            acting: access::is_acting(&one.kind).then(|| names.acting(one).cloned().unwrap_or_default()),
            carer: (kind == GrantCode::Carer).then(|| said("name")).flatten().map(Private::new),
            organisation: one.organisation.map(|id| OrganisationView::of(id, names)),
            evidence: said("evidence"),
            collected_by: said("collected_by"),
            reason: (kind == GrantCode::EmergencyAccess).then(|| said("reason")).flatten(),
            given_by: (kind == GrantCode::Delegation).then(|| person(one.given_by)).flatten(),
            since: one.since,
            until: one.until,
        })
    }
}
