use documents::cda::entries::{
    ClinicalResult, Dosage, Entries, Frequency, Medicine, Performer, Product, Vaccine,
};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    StatedCodeView,
    entry_values::{AmountView, QuantityView, ValueView, WhenView},
};

/// The coded entries of one clinical document: what its author claims, in types. Look at `standing` first: an entry took
/// place only where it is `recorded` or `ongoing`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DocumentEntries)]
pub(crate) struct EntriesView {
    /// Results and vital signs.
    results: Vec<ResultView>,
    /// Medicines.
    medicines: Vec<MedicineView>,
    /// Vaccines.
    vaccines: Vec<VaccineView>,
    /// How many entries of these kinds could not be read and are left out: read the document itself.
    #[schema(example = 0)]
    skipped: usize,
    /// Whether the document has more entries than are given.
    cut: bool,
}

/// A result or a vital sign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClinicalResult)]
struct ResultView {
    /// `laboratory`, `pathology`, `vital_sign` or `examination`.
    #[schema(example = "laboratory", pattern = "^(laboratory|pathology|vital_sign|examination)$")]
    kind: &'static str,
    /// Whether it was found.
    #[schema(example = "recorded", pattern = "^(recorded|ongoing|intended|stopped|cancelled|denied)$")]
    standing: &'static str,
    /// What was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    code: Option<StatedCodeView>,
    /// What the author calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    name: Option<Private<String>>,
    /// What was found; none where the document gives no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    value: Option<ValueView>,
    /// How it is judged.
    interpretation: Vec<StatedCodeView>,
    /// What is usual, in numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reference: Option<AmountView>,
    /// What is usual, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    reference_text: Option<Private<String>>,
    /// When, or from when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    at: Option<WhenView>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<WhenView>,
}

/// A medicine or vaccine as a product.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Product)]
struct ProductView {
    /// What the author calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    name: Option<Private<String>>,
    /// Its codes (CIS, CIP, ATC …), that of the speciality first.
    codes: Vec<StatedCodeView>,
    /// Number of the lot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    lot: Option<Private<String>>,
}

/// A medicine.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Medicine)]
struct MedicineView {
    /// `taken`, `prescribed` or `dispensed`.
    #[schema(example = "prescribed", pattern = "^(taken|prescribed|dispensed)$")]
    used: &'static str,
    /// Whether it took place.
    #[schema(example = "recorded", pattern = "^(recorded|ongoing|intended|stopped|cancelled|denied)$")]
    standing: &'static str,
    /// Which one.
    product: ProductView,
    /// How it is taken: one item, or several where the dose changes with time.
    dosages: Vec<DosageView>,
    /// How much was handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    quantity: Option<QuantityView>,
}

/// How a medicine is taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dosage)]
struct DosageView {
    /// How much at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    dose: Option<AmountView>,
    /// How much in a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    rate: Option<AmountView>,
    /// Once in each such time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    every: Option<QuantityView>,
    /// At an event of the day, code of HL7 TimingEvent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "ACM")]
    event: Option<String>,
    /// How often, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    frequency_text: Option<Private<String>>,
    /// By which route.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    route: Option<StatedCodeView>,
    /// From when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    start: Option<WhenView>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    stop: Option<WhenView>,
    /// Instructions in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    text: Option<Private<String>>,
}

/// A vaccine. It was given only where `standing` is `recorded`; `denied` is one that was refused or not given.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Vaccine)]
struct VaccineView {
    /// Whether it took place.
    #[schema(example = "recorded", pattern = "^(recorded|ongoing|intended|stopped|cancelled|denied)$")]
    standing: &'static str,
    /// Which vaccine.
    product: ProductView,
    /// When it was given, or from when it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    at: Option<WhenView>,
    /// Until when it is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<WhenView>,
    /// Which dose of the series, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 2)]
    dose_number: Option<u32>,
    /// How much was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    dose: Option<AmountView>,
    /// Whether it is of a first series or a booster.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    act: Option<StatedCodeView>,
    /// By which route.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    route: Option<StatedCodeView>,
    /// Where on the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    site: Option<StatedCodeView>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    performer: Option<Private<String>>,
    /// The structure in which it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    performer_organisation: Option<Private<String>>,
}

impl From<Entries> for EntriesView {
    fn from(found: Entries) -> Self {
        Self {
            results: found.results.into_iter().map(ResultView::from).collect(),
            medicines: found.medicines.into_iter().map(MedicineView::from).collect(),
            vaccines: found.vaccines.into_iter().map(VaccineView::from).collect(),
            skipped: found.skipped,
            cut: found.cut,
        }
    }
}

impl From<ClinicalResult> for ResultView {
    fn from(result: ClinicalResult) -> Self {
        let (reference, reference_text) =
            result.reference.map_or((None, None), |range| (range.amount, range.text));
        Self {
            kind: result.kind.as_str(),
            standing: result.standing.as_str(),
            code: result.code.map(StatedCodeView::from),
            name: result.name,
            value: result.value.map(ValueView::from),
            interpretation: result.interpretation.into_iter().map(StatedCodeView::from).collect(),
            reference: reference.map(AmountView::from),
            reference_text,
            at: result.at.map(WhenView::from),
            until: result.until.map(WhenView::from),
        }
    }
}

impl From<Product> for ProductView {
    fn from(product: Product) -> Self {
        Self {
            name: product.name,
            codes: product.codes.into_iter().map(StatedCodeView::from).collect(),
            lot: product.lot,
        }
    }
}

impl From<Medicine> for MedicineView {
    fn from(medicine: Medicine) -> Self {
        Self {
            used: medicine.used.as_str(),
            standing: medicine.standing.as_str(),
            product: medicine.product.into(),
            dosages: medicine.dosages.into_iter().map(DosageView::from).collect(),
            quantity: medicine.quantity.map(QuantityView::from),
        }
    }
}

impl From<Dosage> for DosageView {
    fn from(dosage: Dosage) -> Self {
        let Frequency { every, event, text } =
            dosage.schedule.frequency.unwrap_or(Frequency { every: None, event: None, text: None });
        Self {
            dose: dosage.dose.map(AmountView::from),
            rate: dosage.rate.map(AmountView::from),
            every: every.map(QuantityView::from),
            event,
            frequency_text: text,
            route: dosage.route.map(StatedCodeView::from),
            start: dosage.schedule.start.map(WhenView::from),
            stop: dosage.schedule.stop.map(WhenView::from),
            text: dosage.text,
        }
    }
}

impl From<Vaccine> for VaccineView {
    fn from(vaccine: Vaccine) -> Self {
        let Performer { name, organisation } =
            vaccine.performer.unwrap_or(Performer { name: None, organisation: None });
        Self {
            standing: vaccine.standing.as_str(),
            product: vaccine.product.into(),
            at: vaccine.at.map(WhenView::from),
            until: vaccine.until.map(WhenView::from),
            dose_number: vaccine.dose_number,
            dose: vaccine.dose.map(AmountView::from),
            act: vaccine.act.map(StatedCodeView::from),
            route: vaccine.route.map(StatedCodeView::from),
            site: vaccine.site.map(StatedCodeView::from),
            performer: name,
            performer_organisation: organisation,
        }
    }
}
