use kernel::Private;

use super::{
    super::{
        CdaFault, Code, Moment, Organisation, PersonName,
        tree::At,
        value::{moment, moment_child},
    },
    Amount, Product, Standing,
    text::Texts,
};

/// A vaccination: given, planned, or said not to have been given.
#[derive(Clone, PartialEq, Eq)]
pub struct Vaccine {
    /// Whether it took place. A vaccine is given only where this is [`Standing::Recorded`].
    pub standing: Standing,
    /// Which vaccine.
    pub product: Product,
    /// When it was given, or from when it is due.
    pub at: Option<Moment>,
    /// Until when it is due.
    pub until: Option<Moment>,
    /// Which dose of the series, from 1.
    pub dose_number: Option<u32>,
    /// How much was given.
    pub dose: Option<Amount>,
    /// Whether it is of a first series or a booster (HL7 ActSubstanceAdministrationImmunizationCode).
    pub act: Option<Code>,
    /// By which route.
    pub route: Option<Code>,
    /// Where on the body.
    pub site: Option<Code>,
    /// Who gave it.
    pub performer: Option<Performer>,
}

/// Who gave a vaccine, as the document names them.
#[derive(Clone, PartialEq, Eq)]
pub struct Performer {
    /// The person.
    pub name: Option<Private<String>>,
    /// The structure.
    pub organisation: Option<Private<String>>,
}

/// LOINC: dose number in a vaccine series.
const DOSE_NUMBER: &str = "30973-2";
/// Highest dose number that is one.
const HIGHEST_DOSE: u32 = 99;

impl Vaccine {
    /// Reads an administration of a vaccine; nothing for a mood that is neither a fact nor a plan.
    pub(super) fn read(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let written = Standing::read(at)?;
        let standing = match (at.attribute("moodCode")?, written) {
            (Some("EVN"), standing) => standing,
            (Some("INT" | "RQO" | "PRP" | "PRMS"), Standing::Recorded | Standing::Ongoing) => {
                Standing::Intended
            }
            (Some("INT" | "RQO" | "PRP" | "PRMS"), standing) => standing,
            _ => return Ok(None),
        };
        let product = Product::read(at, "consumable", texts)?
            .ok_or_else(|| at.missing("consumable", "a vaccine with a code or a name"))?;
        let (begin, until) = when(at)?;
        Ok(Some(Self {
            standing,
            product,
            at: begin,
            until,
            dose_number: dose_number(at)?,
            dose: Amount::read_child(at, "doseQuantity")?,
            act: Code::read_child(at, "code")?,
            route: Code::read_child(at, "routeCode")?,
            site: at.list("approachSiteCode")?.first().map_or(Ok(None), |site| Code::read(*site))?,
            performer: performer(at)?,
        }))
    }
}

fn when(at: At<'_, '_>) -> Result<(Option<Moment>, Option<Moment>), CdaFault> {
    let times = at.list("effectiveTime")?;
    let Some(time) = times.first() else { return Ok((None, None)) };
    let low = moment_child(*time, "low")?;
    Ok((if low.is_some() { low } else { moment(*time)? }, moment_child(*time, "high")?))
}

fn dose_number(at: At<'_, '_>) -> Result<Option<u32>, CdaFault> {
    for relation in at.list("entryRelationship")? {
        let Some(observation) = relation.child("observation")? else { continue };
        if Code::read_child(observation, "code")?.is_none_or(|code| code.code != DOSE_NUMBER) {
            continue;
        }
        let Some(value) = observation.child("value")? else { return Ok(None) };
        let Some(text) = value.attribute("value")? else { return Ok(None) };
        let number = text.parse().ok().filter(|number| (1..=HIGHEST_DOSE).contains(number));
        return number.map(Some).ok_or_else(|| CdaFault::Value {
            path: value.path_of_attribute("value"),
            expected: "the number of the dose, from 1 to 99",
        });
    }
    Ok(None)
}

fn performer(at: At<'_, '_>) -> Result<Option<Performer>, CdaFault> {
    let performers = at.list("performer")?;
    let Some(first) = performers.first() else { return Ok(None) };
    let Some(entity) = first.child("assignedEntity")? else { return Ok(None) };
    let name = match entity.child("assignedPerson")? {
        Some(person) => person
            .list("name")?
            .first()
            .map_or(Ok(None), |name| PersonName::read(*name))?
            .map(|name| name.one_line()),
        None => None,
    };
    let organisation =
        Organisation::read_child(entity, "representedOrganization")?.and_then(|structure| structure.name);
    Ok((name.is_some() || organisation.is_some()).then_some(Performer { name, organisation }))
}
