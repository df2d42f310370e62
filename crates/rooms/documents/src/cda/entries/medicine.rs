use kernel::Private;

use super::{
    super::{CdaFault, Code, tree::At},
    Amount, Product, Quantity, Schedule, Standing,
    text::Texts,
};

/// A medicine that was taken, prescribed or handed out.
#[derive(Clone, PartialEq, Eq)]
pub struct Medicine {
    /// What was done with it.
    pub used: MedicineUse,
    /// Whether it took place.
    pub standing: Standing,
    /// Which one.
    pub product: Product,
    /// How it is taken: one item, or several where the dose changes with time.
    pub dosages: Vec<Dosage>,
    /// How much was handed out.
    pub quantity: Option<Quantity>,
}

/// What is done with a medicine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MedicineUse {
    /// The patient takes or took it, or was given it.
    Taken,
    /// It is prescribed or proposed.
    Prescribed,
    /// It was handed out by a pharmacist.
    Dispensed,
}

impl MedicineUse {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Prescribed => "prescribed",
            Self::Dispensed => "dispensed",
        }
    }
}

/// How a medicine is taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Dosage {
    /// From when, until when, how often.
    pub schedule: Schedule,
    /// How much at once.
    pub dose: Option<Amount>,
    /// How much in a time.
    pub rate: Option<Amount>,
    /// By which route.
    pub route: Option<Code>,
    /// Instructions in words.
    pub text: Option<Private<String>>,
}

/// Most steps of one dosage.
const MOST_STEPS: usize = 50;

impl Medicine {
    /// Reads an administration; nothing for a mood that is neither a fact nor an order.
    pub(super) fn read(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let used = match at.attribute("moodCode")? {
            Some("EVN") => MedicineUse::Taken,
            Some("INT" | "RQO" | "PRP" | "PRMS") => MedicineUse::Prescribed,
            _ => return Ok(None),
        };
        let product = Product::read(at, "consumable", texts)?
            .ok_or_else(|| at.missing("consumable", "a medicine with a code or a name"))?;
        let dosages = dosages(at, texts)?;
        Ok(Some(Self { used, standing: Standing::read(at)?, product, dosages, quantity: None }))
    }

    /// Reads what a pharmacist handed out.
    pub(super) fn read_dispensed(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        if at.attribute("moodCode")? != Some("EVN") {
            return Ok(None);
        }
        let product = Product::read(at, "product", texts)?
            .ok_or_else(|| at.missing("product", "a medicine with a code or a name"))?;
        let mut steps = Vec::new();
        for inner in administrations_inside(at)? {
            let dosage = Dosage::read(inner, texts)?;
            steps.extend(dosage.filter(|_| steps.len() < MOST_STEPS));
        }
        Ok(Some(Self {
            used: MedicineUse::Dispensed,
            standing: Standing::read(at)?,
            product,
            dosages: steps,
            quantity: Quantity::read_child(at, "quantity")?,
        }))
    }
}

/// The dosage of an administration, then those of the steps inside it.
fn dosages(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Vec<Dosage>, CdaFault> {
    let mut all: Vec<Dosage> = Dosage::read(at, texts)?.into_iter().collect();
    for step in administrations_inside(at)? {
        let dosage = Dosage::read(step, texts)?;
        all.extend(dosage.filter(|_| all.len() < MOST_STEPS));
    }
    Ok(all)
}

fn administrations_inside<'a, 'input>(at: At<'a, 'input>) -> Result<Vec<At<'a, 'input>>, CdaFault> {
    let mut inside = Vec::new();
    for relation in at.list("entryRelationship")? {
        if relation.attribute("typeCode")? == Some("COMP") {
            inside.extend(relation.list("substanceAdministration")?);
        }
    }
    Ok(inside)
}

impl Dosage {
    fn read(at: At<'_, '_>, texts: &Texts<'_, '_>) -> Result<Option<Self>, CdaFault> {
        let found = Self {
            schedule: Schedule::read(at, texts)?,
            dose: Amount::read_child(at, "doseQuantity")?,
            rate: Amount::read_child(at, "rateQuantity")?,
            route: Code::read_child(at, "routeCode")?,
            text: texts.of_child(at, "text")?,
        };
        let says_something = found.schedule != Schedule::default()
            || found.dose.is_some()
            || found.rate.is_some()
            || found.route.is_some();
        Ok(Some(found).filter(|_| says_something))
    }
}
