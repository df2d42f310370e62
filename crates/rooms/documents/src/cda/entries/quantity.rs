use kernel::Private;

use super::{
    super::{
        CdaFault, Code, Moment,
        tree::At,
        value::{moment, moment_child},
    },
    text::Texts,
};

/// Longest number and longest unit that are taken, in bytes.
const LONGEST: usize = 32;
const LONGEST_UNIT: usize = 64;
/// The namespace of `xsi:type`.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A number as the document writes it: its digits say how exactly it was measured, so they are kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// Reads a decimal number, as `-1.950` or `1e5`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (text, None),
        };
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let is_decimal = match unsigned.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(unsigned),
        };
        let is_power = exponent.is_none_or(|exponent| {
            let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
            exponent.len() <= 3 && digits(exponent)
        });
        (text.len() <= LONGEST && is_decimal && is_power).then(|| Self(text.to_owned()))
    }

    /// The digits as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number with its unit (HL7 data type PQ).
#[derive(Clone, PartialEq, Eq)]
pub struct Quantity {
    /// The number.
    pub value: Number,
    /// The unit in UCUM as written, as `mm[Hg]`; none where it is a plain number.
    pub unit: Option<String>,
}

impl Quantity {
    /// Reads `value` and `unit`; nothing where there is no value.
    pub(super) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let Some(number) = at.attribute("value")? else { return Ok(None) };
        let value = Number::parse(number).ok_or_else(|| CdaFault::Value {
            path: at.path_of_attribute("value"),
            expected: "a decimal number of at most 32 characters",
        })?;
        let unit = at.attribute("unit")?.filter(|unit| *unit != "1");
        if unit.is_some_and(|unit| unit.len() > LONGEST_UNIT) {
            return Err(CdaFault::TooLong { path: at.path_of_attribute("unit"), limit: LONGEST_UNIT });
        }
        Ok(Some(Self { value, unit: unit.map(str::to_owned) }))
    }

    pub(super) fn read_child(at: At<'_, '_>, name: &'static str) -> Result<Option<Self>, CdaFault> {
        at.child(name)?.map_or(Ok(None), Self::read)
    }
}

/// An amount: exact when both ends are the same, open where an end is missing (HL7 data type `IVL<PQ>`).
#[derive(Clone, PartialEq, Eq)]
pub struct Amount {
    /// At least, or more than (see [`Amount::above`]).
    pub low: Option<Quantity>,
    /// At most, or less than (see [`Amount::below`]).
    pub high: Option<Quantity>,
    /// Whether it is more than `low` and not `low` itself (`inclusive="false"`).
    pub above: bool,
    /// Whether it is less than `high` and not `high` itself.
    pub below: bool,
}

impl Amount {
    pub(super) fn read(at: At<'_, '_>) -> Result<Option<Self>, CdaFault> {
        if let Some(exact) = Quantity::read(at)? {
            return Ok(Some(Self {
                low: Some(exact.clone()),
                high: Some(exact),
                above: false,
                below: false,
            }));
        }
        let ((low, above), (high, below)) = (end(at, "low")?, end(at, "high")?);
        if low.is_some() || high.is_some() {
            return Ok(Some(Self { low, high, above, below }));
        }
        nothing_else(at, &["center", "width"], "an interval with `low` or `high`")?;
        Ok(None)
    }

    pub(super) fn read_child(at: At<'_, '_>, name: &'static str) -> Result<Option<Self>, CdaFault> {
        at.child(name)?.map_or(Ok(None), Self::read)
    }
}

/// That an interval without an end that is read is not written by something else, as its middle or its width: told without
/// it, it would look as if the document had said nothing.
fn nothing_else(at: At<'_, '_>, names: &[&'static str], expected: &'static str) -> Result<(), CdaFault> {
    for name in names {
        if at.child(name)?.is_some() {
            return Err(CdaFault::Value { path: at.path_to(name), expected });
        }
    }
    Ok(())
}

/// The beginning of a period.
fn period(at: At<'_, '_>) -> Result<Option<Moment>, CdaFault> {
    let begin = moment_child(at, "low")?;
    if begin.is_none() {
        nothing_else(at, &["high", "center", "width"], "a period with `low`")?;
    }
    Ok(begin)
}

/// One end of an interval, and whether it is excluded.
fn end(at: At<'_, '_>, name: &'static str) -> Result<(Option<Quantity>, bool), CdaFault> {
    let Some(end) = at.child(name)? else { return Ok((None, false)) };
    let quantity = Quantity::read(end)?;
    let excluded = quantity.is_some() && truth_of(end, "inclusive")? == Some(false);
    Ok((quantity, excluded))
}

/// What was observed.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// A quantity, or a number without a unit.
    Quantity(Quantity),
    /// An interval of quantities, as "less than 5".
    Interval(Amount),
    /// A ratio, as a titre of 1:128.
    Ratio {
        /// Above the line.
        numerator: Quantity,
        /// Below the line.
        denominator: Quantity,
    },
    /// A code, with what the author calls it.
    Coded {
        /// The code.
        code: Code,
        /// Its label.
        name: Option<Private<String>>,
    },
    /// Text.
    Text(Private<String>),
    /// Yes or no.
    Truth(bool),
    /// A moment, or the beginning of a period.
    Moment(Moment),
}

impl Value {
    /// Reads the only `value` of an observation by its `xsi:type`; nothing where it has none, or holds a file.
    pub(super) fn read(observation: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let Some(at) = observation.child("value")? else { return Ok(None) };
        let kind = type_of(at);
        Ok(match kind {
            "PQ" | "REAL" | "INT" | "MO" => Quantity::read(at)?.map(Self::Quantity),
            "IVL_PQ" | "IVL_REAL" | "IVL_INT" => Amount::read(at)?.map(Self::Interval),
            "RTO" | "RTO_PQ_PQ" | "RTO_QTY_QTY" => ratio(at)?,
            "CD" | "CE" | "CV" | "CO" | "CS" => coded(at, texts)?,
            "BL" | "BN" => truth(at)?.map(Self::Truth),
            "TS" => moment(at)?.map(Self::Moment),
            "IVL_TS" => period(at)?.map(Self::Moment),
            "ED" if at.attribute("representation")? == Some("B64") => None,
            "ED" | "ST" | "SC" => texts.here(at)?.map(Self::Text),
            _ => {
                return Err(CdaFault::Value {
                    path: at.path_of_attribute("type"),
                    expected: "a data type of CDA, as `PQ`, `CD` or `ST`",
                });
            }
        })
    }
}

/// The data type of an element, without the prefix of its name.
pub(super) fn type_of<'a>(at: At<'a, '_>) -> &'a str {
    let name = at.node().attribute((INSTANCE, "type")).map(str::trim).unwrap_or_default();
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn ratio(at: At<'_, '_>) -> Result<Option<Value>, CdaFault> {
    let part = |name| Quantity::read_child(at, name);
    Ok(match (part("numerator")?, part("denominator")?) {
        (Some(numerator), Some(denominator)) => Some(Value::Ratio { numerator, denominator }),
        _ => None,
    })
}

fn coded(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Value>, CdaFault> {
    let name = texts.name_of(at)?;
    Ok(match Code::read(at)? {
        Some(code) => Some(Value::Coded { code, name }),
        None => name.map(Value::Text),
    })
}

fn truth(at: At<'_, '_>) -> Result<Option<bool>, CdaFault> {
    truth_of(at, "value")
}

fn truth_of(at: At<'_, '_>, name: &'static str) -> Result<Option<bool>, CdaFault> {
    match at.attribute(name)? {
        None => Ok(None),
        Some("true" | "1") => Ok(Some(true)),
        Some("false" | "0") => Ok(Some(false)),
        Some(_) => Err(CdaFault::Value { path: at.path_of_attribute(name), expected: "`true` or `false`" }),
    }
}
