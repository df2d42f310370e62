use std::fmt;

use super::{
    super::{CdaFault, Limits, open::with_root, tree::At},
    ClinicalResult, Medicine, Product, ResultKind, Standing, Vaccine,
    text::Texts,
};

/// The coded entries of a document, in the order in which they stand.
///
/// `Debug` shows how many there are.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Entries {
    /// Results and vital signs.
    pub results: Vec<ClinicalResult>,
    /// Medicines.
    pub medicines: Vec<Medicine>,
    /// Vaccines.
    pub vaccines: Vec<Vaccine>,
    /// How many entries of these kinds could not be read, and are left out.
    pub skipped: usize,
    /// Whether there are more than are taken of one document ([`Limits::entries`]).
    pub cut: bool,
}

impl fmt::Debug for Entries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entries")
            .field("results", &self.results.len())
            .field("medicines", &self.medicines.len())
            .field("vaccines", &self.vaccines.len())
            .field("skipped", &self.skipped)
            .field("cut", &self.cut)
            .finish()
    }
}

/// Extracts the coded entries of a CDA document; nothing from one without a structured body.
///
/// # Errors
/// [`CdaFault`], as [`super::super::read`], where the document itself cannot be read. An entry that cannot be read is
/// counted in [`Entries::skipped`].
pub fn entries(bytes: &[u8], limits: &Limits) -> Result<Entries, CdaFault> {
    with_root(bytes, limits, |root| {
        let body = root.descend(&["component", "structuredBody"])?;
        Ok(body.map_or_else(Entries::default, |body| Entries::read(body, limits)))
    })
}

/// Results of a laboratory (IHE PaLM) and the entry that holds them.
const LABORATORY: [&str; 2] = ["1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.80"];
const LABORATORY_ENTRY: [&str; 2] = ["1.3.6.1.4.1.19376.1.3.1", "1.2.250.1.213.1.1.3.21"];
/// Observations of pathology (IHE APSR).
const PATHOLOGY: [&str; 2] = ["1.3.6.1.4.1.19376.1.8.1.4.9", "1.2.250.1.213.1.1.3.102"];
/// Vital signs (IHE PCC).
const VITAL_SIGN: [&str; 2] = ["1.3.6.1.4.1.19376.1.5.3.1.4.13.2", "1.2.250.1.213.1.1.3.50"];
/// What kind of document is attached: written as an observation, and none.
const ATTACHED: [&str; 1] = ["1.2.250.1.213.1.1.3.48.18"];
/// LOINC: the section of results of examinations.
const EXAMINATIONS: &str = "30954-2";
/// Vaccines given and vaccines planned (IHE PCC).
const VACCINE: [&str; 4] = [
    "1.3.6.1.4.1.19376.1.5.3.1.4.12",
    "1.2.250.1.213.1.1.3.45",
    "1.3.6.1.4.1.19376.1.5.3.1.4.12.2",
    "1.2.250.1.213.1.1.3.47",
];
/// The ATC class of vaccines.
const VACCINE_CLASS: &str = "J07";
/// What a pharmacist handed out (IHE Pharmacy).
const DISPENSED: [&str; 2] = ["1.3.6.1.4.1.19376.1.9.1.3.4", "1.2.250.1.213.1.1.3.204"];

/// What is around an entry.
#[derive(Clone, Copy, Default)]
struct Around {
    of_laboratory: bool,
    of_examinations: bool,
    /// That what is around it was denied or called off.
    standing: Option<Standing>,
}

impl Entries {
    fn read(body: At<'_, '_>, limits: &Limits) -> Self {
        let texts = Texts::of(body);
        let mut found = Self::default();
        let mut steps = vec![(body, Around::default())];
        while let Some((at, around)) = steps.pop() {
            if found.taken() >= limits.entries {
                found.cut = true;
                break;
            }
            // The narrative holds no entries, and what has no value says nothing.
            if at.is_null() || matches!(at.name(), "text" | "title") {
                continue;
            }
            if found.take(at, around, &texts) {
                continue;
            }
            let inside = around.inside(at);
            let first = steps.len();
            steps.extend(at.elements().map(|child| (child, inside)));
            if let Some(new) = steps.get_mut(first..) {
                new.reverse();
            }
        }
        found
    }

    fn taken(&self) -> usize {
        self.results.len() + self.medicines.len() + self.vaccines.len() + self.skipped
    }

    /// Takes an entry; whether nothing inside it is an entry of its own.
    fn take(&mut self, at: At<'_, '_>, around: Around, texts: &Texts<'_, '_>) -> bool {
        match at.name() {
            "observation" => {
                let Some(kind) = around.kind(at) else { return false };
                let read = ClinicalResult::read(at, kind, texts);
                self.results.extend(counted(read, &mut self.skipped).map(|result| ClinicalResult {
                    standing: result.standing.within(around.standing),
                    ..result
                }));
                false
            }
            "substanceAdministration" if is_vaccine(at, texts) => {
                let read = Vaccine::read(at, texts);
                self.vaccines.extend(counted(read, &mut self.skipped).map(|vaccine| Vaccine {
                    standing: vaccine.standing.within(around.standing),
                    ..vaccine
                }));
                true
            }
            "substanceAdministration" => {
                let read = Medicine::read(at, texts);
                self.add_medicine(read, around);
                true
            }
            "supply" if has_template(at, &DISPENSED) => {
                let read = Medicine::read_dispensed(at, texts);
                self.add_medicine(read, around);
                true
            }
            _ => false,
        }
    }

    fn add_medicine(&mut self, read: Result<Option<Medicine>, CdaFault>, around: Around) {
        self.medicines.extend(
            counted(read, &mut self.skipped)
                .map(|medicine| Medicine { standing: medicine.standing.within(around.standing), ..medicine }),
        );
    }
}

fn counted<T>(read: Result<Option<T>, CdaFault>, skipped: &mut usize) -> Option<T> {
    read.unwrap_or_else(|_fault| {
        *skipped += 1;
        None
    })
}

impl Around {
    /// What is around the children of an element.
    fn inside(self, at: At<'_, '_>) -> Self {
        let standing = match at.name() {
            "act" | "organizer" | "observation" | "procedure" | "encounter" | "supply" => {
                // What cannot be understood takes nothing along; each entry inside says how it stands.
                Standing::read(at).ok().filter(|standing| standing.takes_along())
            }
            _ => None,
        };
        let is_section = at.name() == "section";
        let of_examinations = match is_section {
            true => is_coded(at, EXAMINATIONS),
            false => self.of_examinations,
        };
        Self {
            of_laboratory: !is_section && (self.of_laboratory || has_template(at, &LABORATORY_ENTRY)),
            of_examinations,
            standing: self.standing.or(standing),
        }
    }

    fn kind(self, at: At<'_, '_>) -> Option<ResultKind> {
        match () {
            () if has_template(at, &ATTACHED) => None,
            () if has_template(at, &VITAL_SIGN) => Some(ResultKind::VitalSign),
            () if has_template(at, &PATHOLOGY) => Some(ResultKind::Pathology),
            () if self.of_laboratory || has_template(at, &LABORATORY) => Some(ResultKind::Laboratory),
            () if self.of_examinations => Some(ResultKind::Examination),
            () => None,
        }
    }
}

fn has_template(at: At<'_, '_>, roots: &[&str]) -> bool {
    at.children("templateId")
        .any(|template| template.node().attribute("root").is_some_and(|root| roots.contains(&root.trim())))
}

fn is_coded(at: At<'_, '_>, code: &str) -> bool {
    at.children("code").any(|coded| coded.node().attribute("code").map(str::trim) == Some(code))
}

/// By its template, or by the class of its product, wherever that is written: what is a vaccine is never told among the
/// medicines.
fn is_vaccine(at: At<'_, '_>, texts: &Texts<'_, '_>) -> bool {
    if has_template(at, &VACCINE) {
        return true;
    }
    let product = Product::read(at, "consumable", texts).ok().flatten();
    product.is_some_and(|product| product.atc().is_some_and(|class| class.starts_with(VACCINE_CLASS)))
}
