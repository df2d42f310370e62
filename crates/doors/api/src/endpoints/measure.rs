//! A decision of a judge: as support writes it down, and as it is shown.

use chrono::{DateTime, NaiveDate, Utc};
use config::ProtectedWith;
use consent::{
    rules::{CourtDecision, Orders},
    service::{Measure, MeasureState, NewMeasure},
};
use flows::measures::Named;
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Fault, Problem};

use crate::wire::day;

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
#[derive(Debug, Deserialize, Serialize, ToSchema)]
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
    #[serde(default, deserialize_with = "day::optional")]
    #[schema(nullable = false, example = "2026-03-14")]
    decided_on: Option<NaiveDate>,
    /// Its number there.
    #[schema(value_type = Option<String>, nullable = false, max_length = 100, example = "26/00042")]
    number: Option<Private<String>>,
    /// The first day; the day of the confirmation without it.
    #[serde(default, deserialize_with = "day::optional")]
    #[schema(nullable = false)]
    from: Option<NaiveDate>,
    /// The last day, twenty years from the decision at most; absent where a decision is lifted.
    #[serde(default, deserialize_with = "day::optional")]
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

impl NewMeasureBody {
    pub(super) fn read(self, space: SpaceId) -> Result<NewMeasure, Problem> {
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

impl MeasuresView {
    pub(super) fn of(found: &Named<Measure>) -> Self {
        Self { items: found.all.iter().map(|one| MeasureView::of(one, found)).collect() }
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
