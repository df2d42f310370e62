//! Those who represent the holder of a record, a minor.

use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Category;
use consent::{
    Code,
    rules::Authority,
    service::{NewRepresentative, Representative, RepresentativeState, Step},
};
use flows::access::{self, Representatives};
use kernel::{Private, ProvisionId, SpaceId};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{IdempotencyKey, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{super::documents::place::InSpace, invitees};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    wire::{MadeOnceHeader, claim},
};

/// By what somebody represents a minor.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Authority)]
enum AuthorityCode {
    /// Parental authority.
    Parent,
    /// Guardianship.
    Guardian,
}

/// How it stands with a representative.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RepresentativeState)]
enum StateCode {
    /// The invitation waits for whoever is meant.
    Invited,
    /// Represents the holder now.
    Running,
    /// Is suspended.
    Suspended,
}

/// Somebody who represents the holder, or is invited to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Representative)]
pub(crate) struct RepresentativeView {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// How it stands.
    state: StateCode,
    /// What the person is called; while the invitation waits, the name that was given.
    #[schema(value_type = String, example = "Sacha Esquisse")]
    name: Private<String>,
    /// By what they represent the holder.
    authority: AuthorityCode,
    /// Whether another representative invited them, and not the health insurance named them.
    by_invitation: bool,
    /// Since when; absent while the invitation waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    since: Option<DateTime<Utc>>,
    /// Until when: the midnight at which the holder is of age.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
    /// Until when they are suspended, or until when the code of the invitation can be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    state_until: Option<DateTime<Utc>>,
}

/// What representatives do from a birthday of the holder on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RepresentationStep)]
pub(crate) struct StepView {
    /// The age in years.
    from_age: u32,
    /// The midnight from which on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    from: Option<DateTime<Utc>>,
    /// What they do: `see`, `add`, `keep`, `history`, `notices`, `decide`; nothing from majority on.
    #[schema(value_type = Vec<String>, example = json!(["see", "add", "notices"]))]
    acts: Vec<&'static str>,
    /// Shelves that they are not shown.
    #[schema(value_type = Vec<String>)]
    hidden_categories: Vec<Category>,
}

/// Those who represent the holder.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Representatives)]
pub(crate) struct RepresentativesView {
    /// Each of them, and who is invited.
    items: Vec<RepresentativeView>,
    /// What they do by the holder's age, so that a family can look ahead; majority comes last.
    steps: Vec<StepView>,
}

/// Somebody to invite as the second representative.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRepresentativeBody {
    /// Family name: the one of birth, or the one in use.
    #[schema(value_type = String, example = "Esquisse", min_length = 1, max_length = 100)]
    family_name: Private<String>,
    /// First given name.
    #[schema(value_type = String, example = "Sacha", min_length = 1, max_length = 100)]
    first_name: Private<String>,
    /// Date of birth.
    #[schema(value_type = String, format = Date, example = "1981-03-14")]
    birth_date: Private<String>,
    /// By what the person represents the holder.
    authority: AuthorityCode,
}

/// Somebody who was invited.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitedRepresentativeView {
    /// The invitation.
    representative: RepresentativeView,
    /// Its code. It is shown this once and kept nowhere: give it to whoever is meant.
    #[schema(example = "K7PM-2XQ9")]
    code: String,
}

/// An invitation to represent a minor.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptRepresentationBody {
    /// The code.
    #[schema(value_type = String, example = "K7PM-2XQ9")]
    code: Private<String>,
}

/// A record whose holder the caller represents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RepresentedView {
    /// The record.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// Since when.
    since: DateTime<Utc>,
    /// Until when.
    until: DateTime<Utc>,
}

/// Until when a representative is suspended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuspendedView {
    /// The instant.
    until: DateTime<Utc>,
}

/// One representative of the holder of a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneRepresentative {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The representative, or the invitation.
    #[param(value_type = Uuid)]
    representative: ProvisionId,
}

/// Those who represent the holder, a minor, who is invited to, and what representatives do by the holder's age.
#[utoipa::path(
    get,
    path = "/api/v1/spaces/{space}/representatives",
    operation_id = "listRepresentatives",
    tag = "who sees what",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of them.", body = RepresentativesView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<RepresentativesView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| access::representatives(&visit.house, tx, &visit.actor, space))?;
        Ok(RepresentativesView::from(&found))
    });
    read.await.map(Json)
}

/// Invites the second representative: what comes back is a code for whoever has this name and date of birth, to be accepted within
/// 30 days after their own log-in. Whoever the health insurance names invites. It asks for a second factor anew.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/representatives",
    operation_id = "inviteRepresentative",
    tag = "who sees what",
    params(
        InSpace,
        CallerHeaders,
        MadeOnceHeader
    ),
    request_body = NewRepresentativeBody,
    responses(
        (status = 201, description = "The invitation waits.", body = InvitedRepresentativeView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn invite(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    Json(new): Json<NewRepresentativeBody>,
) -> Result<HttpResponse, Problem> {
    let claim = claim(&caller, key.as_deref(), &request, &new)?;
    let new = new.read()?;
    let invited = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        let (code, one) = visit.once(Some(space), claim.as_ref(), |tx| {
            let (code, one) = consent.invite_representative(tx, &visit.actor, space, &new)?;
            let id = one.id.uuid();
            Ok(((code, one), id))
        })?;
        let name = new.traits.called();
        let code = code.in_groups().expose_secret().to_owned();
        Ok(InvitedRepresentativeView { representative: RepresentativeView::of(&one, name), code })
    });
    Ok(HttpResponse::Created().json(invited.await?))
}

/// Takes back an invitation that nobody has accepted. Whoever accepted one represents the holder, and stays.
#[utoipa::path(
    delete,
    path = "/api/v1/spaces/{space}/representatives/{representative}",
    operation_id = "withdrawRepresentativeInvitation",
    tag = "who sees what",
    params(OneRepresentative, CallerHeaders),
    responses((status = 204, description = "Its code counts no more."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn withdraw(
    caller: Caller,
    state: Data<State>,
    Path(OneRepresentative { space, representative }): Path<OneRepresentative>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| {
            Ok(consent.withdraw_representative_invitation(tx, &visit.actor, space, representative)?)
        })
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Suspends the other representative for 72 hours, once. What lasts longer takes a decision of a judge.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/representatives/{representative}/suspension",
    operation_id = "suspendRepresentative",
    tag = "who sees what",
    params(OneRepresentative, CallerHeaders),
    responses(
        (status = 201, description = "The other one is suspended.", body = SuspendedView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn suspend(
    caller: Caller,
    state: Data<State>,
    Path(OneRepresentative { space, representative }): Path<OneRepresentative>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let suspended =
            visit.decide(|tx| access::suspend_representative(house, tx, actor, space, representative))?;
        Ok(SuspendedView { until: suspended.until })
    });
    Ok(HttpResponse::Created().json(done.await?))
}

/// Accepts an invitation to represent a minor, by its code, where it is meant for whoever is logged in. A code that is wrong, over,
/// used, taken back, for something else or for somebody else is one answer; wrong ones are counted against whoever tries.
#[utoipa::path(
    post,
    path = "/api/v1/representative-invitations/accept",
    operation_id = "acceptRepresentativeInvitation",
    tag = "who",
    params(CallerHeaders),
    request_body = AcceptRepresentationBody,
    responses(
        (status = 201, description = "The caller represents the minor.", body = RepresentedView),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn accept(
    caller: Caller,
    state: Data<State>,
    Json(asked): Json<AcceptRepresentationBody>,
) -> Result<HttpResponse, Problem> {
    let code = Code::typed(asked.code.reveal());
    let accepted = state.as_caller(caller, move |visit| {
        let became = access::accept_representation(&visit.house, &visit.actor, code.as_ref());
        let became = became.map_err(|error| visit.problem(&error))?;
        Ok(RepresentedView { space: became.space, since: became.since, until: became.until })
    });
    Ok(HttpResponse::Created().json(accepted.await?))
}

impl NewRepresentativeBody {
    fn read(self) -> Result<NewRepresentative, Problem> {
        let traits = invitees::traits(self.family_name, self.first_name, self.birth_date)?;
        let authority = match self.authority {
            AuthorityCode::Parent => Authority::Parent,
            AuthorityCode::Guardian => Authority::Guardian,
        };
        Ok(NewRepresentative { traits, authority })
    }
}

impl From<&Representatives> for RepresentativesView {
    fn from(found: &Representatives) -> Self {
        let items = found.all.iter().map(|one| RepresentativeView::of(one, found.called(one)));
        Self { items: items.collect(), steps: found.steps.iter().map(StepView::from).collect() }
    }
}

impl RepresentativeView {
    fn of(one: &Representative, name: Private<String>) -> Self {
        let (state, state_until) = match one.state {
            RepresentativeState::Invited { until } => (StateCode::Invited, Some(until)),
            RepresentativeState::Running => (StateCode::Running, None),
            RepresentativeState::Suspended { until } => (StateCode::Suspended, until),
        };
        let authority = match one.authority {
            Authority::Parent => AuthorityCode::Parent,
            Authority::Guardian => AuthorityCode::Guardian,
        };
        let (id, by_invitation, since, until) = (one.id, one.by_invitation, one.since, one.until);
        Self { id, state, name, authority, by_invitation, since, until, state_until }
    }
}

impl From<&Step> for StepView {
    fn from(step: &Step) -> Self {
        let acts = step.acts.iter().map(|act| act.as_str()).collect();
        let Step { from_age, from, hidden_categories, .. } = step.clone();
        Self { from_age, from, acts, hidden_categories }
    }
}
