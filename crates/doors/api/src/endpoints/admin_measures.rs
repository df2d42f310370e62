//! Decisions of judges about who acts for the holder of a record, as support writes them down.

use actix_web::{HttpResponse, web::Data};
use chrono::{DateTime, NaiveDate, Utc};
use config::ProtectedWith;
use consent::{
    rules::{CourtDecision, Orders},
    service::{Measure, MeasureState, NewMeasure},
};
use flows::measures::{self, Named};
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use webkit::{Fault, Json, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::documents::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
};

/// What a judge orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MeasureOrders)]
enum OrdersCode {
    /// Somebody acts for the holder, a protected adult.
    Representation,
    /// Somebody assists the holder, as far as the holder consents.
    Assistance,
    /// Somebody does not represent the holder, a minor, for a time.
    Suspension,
    /// An earlier decision counts no more.
    Lifting,
}

/// A decision of a judge to write down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewMeasureBody {
    /// What it orders.
    orders: OrdersCode,
    /// The record of whoever is put in charge or suspended; absent where a decision is lifted.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    of: Option<SpaceId>,
    /// The measure of protection, by its code, where somebody is put in charge.
    #[schema(nullable = false, example = "guardianship")]
    measure: Option<String>,
    /// Which court decided.
    #[schema(value_type = String, max_length = 200, example = "Tribunal judiciaire de Fictiville")]
    court: Private<String>,
    /// The day of the decision: without it nothing is written down.
    #[schema(nullable = false, example = "2026-03-14")]
    decided_on: Option<NaiveDate>,
    /// Its number there.
    #[schema(value_type = Option<String>, nullable = false, max_length = 100, example = "26/00042")]
    number: Option<Private<String>>,
    /// The first day; the day of the confirmation without it.
    #[schema(nullable = false)]
    from: Option<NaiveDate>,
    /// The last day, twenty years from the decision at most; absent where a decision is lifted.
    #[schema(nullable = false, example = "2031-03-13")]
    until: Option<NaiveDate>,
    /// What an earlier decision made and that counts no more, where one is lifted.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    lifts: Option<ProvisionId>,
}

/// How it stands with a decision.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MeasureState)]
enum StateCode {
    /// It waits for somebody else of support to confirm it.
    Waiting,
    /// It counts, now or from its first day on.
    Confirmed,
}

/// A decision of a judge, as support wrote it down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Measure)]
pub(crate) struct MeasureView {
    /// Its id: while it waits, that by which it is confirmed or declined; then that by which it is lifted.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// The record that it is about.
    #[schema(value_type = Uuid)]
    space: SpaceId,
    /// How it stands.
    state: StateCode,
    /// What it orders.
    orders: OrdersCode,
    /// What whoever is put in charge or suspended is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false, example = "Sacha Esquisse")]
    name: Option<Private<String>>,
    /// The measure, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    measure: Option<String>,
    /// Which court decided, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    court: Option<Private<String>>,
    /// The day of the decision, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    decided_on: Option<NaiveDate>,
    /// Its number there, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    number: Option<Private<String>>,
    /// Who of support wrote it down, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    written_by: Option<kernel::PersonId>,
    /// Its first day, while it waits and where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    first_day: Option<NaiveDate>,
    /// Its last day, while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    last_day: Option<NaiveDate>,
    /// What it lifts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    lifts: Option<ProvisionId>,
    /// When it was written down, or since when it counts.
    since: DateTime<Utc>,
    /// Until when it waits, or counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// Decisions of judges.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Measures)]
pub(crate) struct MeasuresView {
    /// Each of them.
    items: Vec<MeasureView>,
}

/// A decision that was written down or confirmed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeasureWritten {
    /// Its id, as it stands now.
    #[schema(value_type = Uuid)]
    id: ProvisionId,
    /// Until when it counts, where it was confirmed and has an end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<DateTime<Utc>>,
}

/// One decision about a record.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneMeasure {
    /// The record.
    #[param(value_type = Uuid)]
    space: SpaceId,
    /// The decision that waits.
    #[param(value_type = Uuid)]
    measure: ProvisionId,
}

/// The decisions that wait to be confirmed, of whatever record.
#[utoipa::path(
    get,
    path = "/api/v1/admin/measures",
    operation_id = "listWaitingMeasures",
    tag = "support",
    params(CallerHeaders),
    responses((status = 200, description = "All of them.", body = MeasuresView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn waiting(caller: Caller, state: Data<State>) -> Result<Json<MeasuresView>, Problem> {
    listed(caller, &state, None).await
}

/// The decisions that wait and that count in one record. Nothing else of the record is shown.
#[utoipa::path(
    get,
    path = "/api/v1/admin/spaces/{space}/measures",
    operation_id = "listMeasures",
    tag = "support",
    params(InSpace, CallerHeaders),
    responses((status = 200, description = "All of them.", body = MeasuresView), ProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn list(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<Json<MeasuresView>, Problem> {
    listed(caller, &state, Some(space)).await
}

async fn listed(
    caller: Caller,
    state: &State,
    space: Option<SpaceId>,
) -> Result<Json<MeasuresView>, Problem> {
    let read = state.as_caller(caller, move |visit| {
        let found = visit.decide(|tx| measures::list(&visit.house, tx, &visit.actor, space))?;
        Ok(MeasuresView { items: found.all.iter().map(|one| MeasureView::of(one, &found)).collect() })
    });
    read.await.map(Json)
}

/// Writes a decision of a judge down. It counts once somebody else of support confirms it, within 30 days.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures",
    operation_id = "proposeMeasure",
    tag = "support",
    params(InSpace, CallerHeaders),
    request_body = NewMeasureBody,
    responses(
        (status = 201, description = "It waits for somebody else of support.", body = MeasureWritten),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn propose(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(new): Json<NewMeasureBody>,
) -> Result<HttpResponse, Problem> {
    let new = new.read(space);
    let written = state.as_caller(caller, move |visit| {
        // Whoever may write none down is told so, and not what is wrong with theirs.
        let new = match new {
            Ok(new) => new,
            Err(fault) => {
                visit.decide(|tx| Ok(visit.house.consent.may_propose_measures(tx, &visit.actor)?))?;
                return Err(fault);
            }
        };
        let id = visit.decide(|tx| measures::propose(&visit.house, tx, &visit.actor, &new))?;
        Ok(MeasureWritten { id, until: None })
    });
    Ok(HttpResponse::Created().json(written.await?))
}

/// Confirms a decision that somebody else wrote down. Whom it concerns is told.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures/{measure}/confirm",
    operation_id = "confirmMeasure",
    tag = "support",
    params(OneMeasure, CallerHeaders),
    responses((status = 200, description = "It counts.", body = MeasureWritten), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn confirm(
    caller: Caller,
    state: Data<State>,
    Path(OneMeasure { space, measure }): Path<OneMeasure>,
) -> Result<Json<MeasureWritten>, Problem> {
    let done = state.as_caller(caller, move |visit| {
        let begun = visit.decide(|tx| measures::confirm(&visit.house, tx, &visit.actor, space, measure))?;
        Ok(MeasureWritten { id: begun.id, until: begun.until })
    });
    done.await.map(Json)
}

/// Declines a decision that waits, whoever of support wrote it down.
#[utoipa::path(
    post,
    path = "/api/v1/admin/spaces/{space}/measures/{measure}/decline",
    operation_id = "declineMeasure",
    tag = "support",
    params(OneMeasure, CallerHeaders),
    responses((status = 204, description = "It waits no more."), ProblemResponses, WriteProblemResponses),
    security(("token" = []))
)]
pub(crate) async fn decline(
    caller: Caller,
    state: Data<State>,
    Path(OneMeasure { space, measure }): Path<OneMeasure>,
) -> Result<HttpResponse, Problem> {
    let done = state.as_caller(caller, move |visit| {
        visit.decide(|tx| measures::decline(&visit.house, tx, &visit.actor, space, measure))
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

impl NewMeasureBody {
    fn read(self, space: SpaceId) -> Result<NewMeasure, Problem> {
        let missing = |pointer: &'static str, expected: &'static str| {
            Problem::fault(ErrorKind::Unprocessable, Fault::new(pointer, expected))
        };
        let Self { orders, of, measure, court, decided_on, number, from, until, lifts } = self;
        let more = match orders {
            OrdersCode::Representation | OrdersCode::Assistance => {
                [("/lifts", lifts.is_some()), ("", false), ("", false)]
            }
            OrdersCode::Suspension => {
                [("/lifts", lifts.is_some()), ("/measure", measure.is_some()), ("/from", from.is_some())]
            }
            OrdersCode::Lifting => {
                [("/until", until.is_some()), ("/measure", measure.is_some()), ("/from", from.is_some())]
            }
        };
        if let Some((pointer, _)) = more.into_iter().find(|(_, is_said)| *is_said) {
            return Err(missing(pointer, "nothing here: what is ordered has none"));
        }
        let decided_on =
            decided_on.ok_or_else(|| missing("/decided_on", "the day on which the judge decided"))?;
        let last_day = || until.ok_or_else(|| missing("/until", "the last day of the decision"));
        let protection = |with| {
            let measure =
                measure.ok_or_else(|| missing("/measure", "the code of a measure of protection"))?;
            Ok(Orders::Protection { with, measure, from, until: last_day()? })
        };
        let orders = match orders {
            OrdersCode::Representation => protection(ProtectedWith::Representation)?,
            OrdersCode::Assistance => protection(ProtectedWith::Assistance)?,
            OrdersCode::Suspension => Orders::Suspension { until: last_day()? },
            OrdersCode::Lifting => {
                let of = lifts.ok_or_else(|| missing("/lifts", "what an earlier decision made"))?;
                Orders::Lifting { of }
            }
        };
        Ok(NewMeasure { space, of, orders, decision: CourtDecision { court, decided_on, number } })
    }
}

impl MeasureView {
    fn of(one: &Measure, found: &Named<Measure>) -> Self {
        let name = one.person.and_then(|person| found.names.get(&person).cloned());
        let nothing = Self {
            id: one.id,
            space: one.space,
            state: StateCode::Confirmed,
            orders: OrdersCode::Suspension,
            name,
            measure: None,
            court: None,
            decided_on: None,
            number: None,
            written_by: None,
            first_day: None,
            last_day: None,
            lifts: None,
            since: DateTime::UNIX_EPOCH,
            until: None,
        };
        match &one.state {
            MeasureState::Waits { terms, by, at, until } => {
                let (orders, measure, last_day, lifts) = match &terms.orders {
                    Orders::Protection { with, measure, until, .. } => {
                        (OrdersCode::of(Some(*with)), Some(measure.clone()), Some(*until), None)
                    }
                    Orders::Suspension { until } => (OrdersCode::Suspension, None, Some(*until), None),
                    Orders::Lifting { of } => (OrdersCode::Lifting, None, None, Some(*of)),
                };
                Self {
                    state: StateCode::Waiting,
                    orders,
                    measure,
                    court: Some(terms.decision.court.clone()),
                    decided_on: Some(terms.decision.decided_on),
                    number: terms.decision.number.clone(),
                    written_by: Some(*by),
                    first_day: match &terms.orders {
                        Orders::Protection { from, .. } => *from,
                        _ => None,
                    },
                    last_day,
                    lifts,
                    since: *at,
                    until: *until,
                    ..nothing
                }
            }
            MeasureState::Counts { with, since, until } => {
                Self { orders: OrdersCode::of(*with), since: *since, until: *until, ..nothing }
            }
        }
    }
}

impl OrdersCode {
    fn of(with: Option<ProtectedWith>) -> Self {
        match with {
            Some(ProtectedWith::Representation) => Self::Representation,
            Some(ProtectedWith::Assistance) => Self::Assistance,
            None => Self::Suspension,
        }
    }
}
