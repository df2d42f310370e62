use chrono::{DateTime, Utc};
use documents::cda::{
    Code, Moment, Precision,
    entries::{Amount, Quantity, Value},
};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;

use super::StatedCodeView;

/// A moment as precisely as it was written.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreciseMoment)]
pub(crate) struct WhenView {
    /// Its beginning.
    at: DateTime<Utc>,
    /// `year`, `month`, `day`, `hour`, `minute` or `second`.
    #[schema(example = "day", pattern = "^(year|month|day|hour|minute|second)$")]
    precision: &'static str,
}

/// A number with its unit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Quantity)]
pub(crate) struct QuantityView {
    /// The number in digits, as exactly as it was written.
    #[schema(example = "1.950")]
    value: String,
    /// The unit in UCUM; none for a plain number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "m[IU]/L")]
    unit: Option<String>,
}

/// An amount: exact when both ends are equal, open where one is missing.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Amount)]
pub(crate) struct AmountView {
    /// At least.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    low: Option<QuantityView>,
    /// At most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    high: Option<QuantityView>,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[schema(as = ResultValue)]
pub(crate) enum ValueView {
    /// A quantity.
    Quantity(QuantityView),
    /// An interval.
    Interval(AmountView),
    /// A ratio, as a titre.
    Ratio {
        /// Above the line.
        numerator: QuantityView,
        /// Below the line.
        denominator: QuantityView,
    },
    /// A code.
    Coded(StatedCodeView),
    /// Text.
    Text {
        /// The text.
        #[schema(value_type = String)]
        text: Private<String>,
    },
    /// Yes or no.
    Truth {
        /// Which.
        value: bool,
    },
    /// A moment.
    Moment(WhenView),
}

impl From<Moment> for WhenView {
    fn from(moment: Moment) -> Self {
        let precision = match moment.precision {
            Precision::Year => "year",
            Precision::Month => "month",
            Precision::Day => "day",
            Precision::Hour => "hour",
            Precision::Minute => "minute",
            Precision::Second | Precision::Fraction => "second",
        };
        Self { at: moment.at, precision }
    }
}

impl From<Quantity> for QuantityView {
    fn from(quantity: Quantity) -> Self {
        Self { value: quantity.value.as_str().to_owned(), unit: quantity.unit }
    }
}

impl From<Amount> for AmountView {
    fn from(amount: Amount) -> Self {
        Self { low: amount.low.map(QuantityView::from), high: amount.high.map(QuantityView::from) }
    }
}

impl From<Value> for ValueView {
    fn from(value: Value) -> Self {
        match value {
            Value::Quantity(quantity) => Self::Quantity(quantity.into()),
            Value::Interval(amount) => Self::Interval(amount.into()),
            Value::Ratio { numerator, denominator } => {
                Self::Ratio { numerator: numerator.into(), denominator: denominator.into() }
            }
            Value::Coded { code, name } => Self::Coded(Code { display: name, ..code }.into()),
            Value::Text(text) => Self::Text { text },
            Value::Truth(value) => Self::Truth { value },
            Value::Moment(moment) => Self::Moment(moment.into()),
        }
    }
}
