use documents::cda::{
    Code, Moment,
    entries::{Amount, Quantity, Value},
};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;

use super::StatedCodeView;

/// A moment as precisely as it was written: `2009`, `2009-09`, `2009-09-28`, or an RFC 3339 instant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PreciseMoment, value_type = String, example = "2009-09-28")]
pub(crate) struct WhenView(String);

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

/// An amount: exact when both ends are equal, open where one is missing. An end belongs to it unless it is said to be
/// excluded.
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
    /// `true` where it is more than `low`, and not `low` itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    low_excluded: bool,
    /// `true` where it is less than `high`, and not `high` itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    high_excluded: bool,
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
    Moment {
        /// When.
        at: WhenView,
    },
}

impl From<Moment> for WhenView {
    fn from(moment: Moment) -> Self {
        Self(moment.as_written())
    }
}

impl From<Quantity> for QuantityView {
    fn from(quantity: Quantity) -> Self {
        Self { value: quantity.value.as_str().to_owned(), unit: quantity.unit }
    }
}

impl From<Amount> for AmountView {
    fn from(amount: Amount) -> Self {
        let Amount { low, high, above, below } = amount;
        Self {
            low: low.map(QuantityView::from),
            high: high.map(QuantityView::from),
            low_excluded: above,
            high_excluded: below,
        }
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
            Value::Moment(moment) => Self::Moment { at: moment.into() },
        }
    }
}
