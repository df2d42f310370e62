use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use config::Reference;
use consent::service::{LookState, Review, SeenLook};
use flows::{access::Names, emergency};
use kernel::ProvisionId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Json, Page, PageQuery, Path, Problem, ProblemResponses, Query, WriteProblemResponses};

use super::{
    admin_list::{self, AccessOfSomebody},
    emergency::{OutcomeCode, PurposeCode},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::Coded,
};

/// The access that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneLook {
    /// The access.
    #[param(value_type = Uuid)]
    access: ProvisionId,
}

/// Which accesses are listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LookState)]
pub(crate) enum StateCode {
    /// Nobody has looked yet.
    #[default]
    Pending,
    /// Nobody has looked in time: the right of whoever opened the record is suspended.
    Overdue,
    /// A misuse was found and the right not given back.
    Misuse,
}

/// Which accesses are listed.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LooksAsked {
    /// The `next` of the page before; the first page without it.
    #[param(nullable = false)]
    after: Option<String>,
    /// Accesses on the page, 1 to 100; 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// In which state; `pending` without it.
    #[param(nullable = false, inline)]
    state: Option<StateCode>,
}

/// An access in an emergency, as an auditor sees it. The patient is somebody.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EmergencyLook)]
pub(crate) struct LookView {
    /// The access.
    #[serde(flatten)]
    access: AccessOfSomebody,
    /// For which purpose.
    purpose: PurposeCode,
    /// The reason that was given; absent where the record was erased.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<Coded>,
    /// Whether a care relationship ran, so that nothing needed to be opened.
    had_relationship: bool,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// Until when somebody has to look.
    due_at: DateTime<Utc>,
    /// When the holder said that it was not right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reported_at: Option<DateTime<Utc>>,
    /// What the look gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    outcome: Option<OutcomeCode>,
    /// When somebody looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    looked_at: Option<DateTime<Utc>>,
}

/// What a second look gave.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReviewBody {
    /// What.
    outcome: OutcomeCode,
    /// Why, in 1 to 500 characters: a misuse asks for it.
    #[schema(nullable = false, min_length = 1, max_length = 500)]
    because: Option<String>,
}

/// Why a right is given back.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Restoring {
    /// Why, in 1 to 500 characters.
    #[schema(min_length = 1, max_length = 500)]
    because: String,
}

/// The accesses in an emergency that an auditor has to look at, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/emergency-accesses",
    operation_id = "listEmergencyLooks",
    tag = "audit",
    params(LooksAsked, CallerHeaders),
    responses((status = 200, description = "One page.", body = Page<LookView>), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Query(asked): Query<LooksAsked>,
) -> Result<Json<Page<LookView>>, Problem> {
    let (page, of) = (PageQuery { after: asked.after, limit: asked.limit }, asked.state.unwrap_or_default());
    let list = ("emergency-looks", format!("{of:?}"));
    let read = admin_list::page(caller, &state, list, page, move |visit, before, limit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (seen, names, next) =
            visit.decide(|tx| emergency::looks(house, tx, actor, of.into(), before, limit))?;
        let items = seen.into_iter().map(|one| LookView::new(one, &names, &house.reference)).collect();
        Ok((items, next))
    });
    read.await
}

/// Says what a second look at an access gave. Whoever opened the record does not do it. A misuse suspends the right to open
/// records in an emergency until it is given back, and the holder is told.
#[utoipa::path(
    post,
    path = "/api/v1/admin/emergency-accesses/{access}/review",
    operation_id = "reviewEmergencyAccess",
    tag = "audit",
    params(OneLook, CallerHeaders),
    request_body = ReviewBody,
    responses((status = 204, description = "It is written down."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn review(
    caller: Caller,
    state: Data<State>,
    Path(OneLook { access }): Path<OneLook>,
    Json(body): Json<ReviewBody>,
) -> Result<HttpResponse, Problem> {
    let review = Review { outcome: body.outcome.into(), because: body.because };
    let done = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        visit.decide(|tx| emergency::review(house, tx, actor, access, &review).map(drop))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives back the right that the misuse of an access suspended. Support does it, or an auditor who did not find the misuse.
#[utoipa::path(
    post,
    path = "/api/v1/admin/emergency-accesses/{access}/restore",
    operation_id = "restoreEmergencyRight",
    tag = "audit",
    params(OneLook, CallerHeaders),
    request_body = Restoring,
    responses((status = 204, description = "The right is given back."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn restore(
    caller: Caller,
    state: Data<State>,
    Path(OneLook { access }): Path<OneLook>,
    Json(body): Json<Restoring>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let consent = &visit.house.consent;
        visit.decide(|tx| {
            Ok(consent.restore_emergency_right(tx, &visit.actor, access, &body.because).map(drop)?)
        })
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl LookView {
    fn new(seen: SeenLook, names: &Names, reference: &Reference) -> Self {
        let SeenLook { look, patient, reason } = seen;
        let known = |code: &str| reference.emergency().reasons.iter().find(|known| known.code == code);
        let reason = reason.map(|code| {
            known(&code).map_or_else(
                || Coded::unlabelled(&code),
                |known| Coded::new(&known.code, &known.label_fr, &known.label_en),
            )
        });
        let by = (look.person, look.organisation);
        Self {
            access: AccessOfSomebody::new(look.id, patient, by, names, reference),
            purpose: look.purpose.into(),
            reason,
            had_relationship: look.had_relationship,
            opened_at: look.opened_at,
            due_at: look.due_at,
            reported_at: look.reported_at,
            outcome: look.outcome.map(Into::into),
            looked_at: look.looked_at,
        }
    }
}

impl From<StateCode> for LookState {
    fn from(code: StateCode) -> Self {
        match code {
            StateCode::Pending => Self::Pending,
            StateCode::Overdue => Self::Overdue,
            StateCode::Misuse => Self::Misuse,
        }
    }
}
