use kernel::Private;

use super::{
    super::{CdaFault, Code, tree::At},
    text::Texts,
};

/// Anatomical Therapeutic Chemical classification of the WHO.
const ATC: &str = "2.16.840.1.113883.6.73";
/// Code of the speciality in the French public base of medicines (CIS), and of its package (CIP).
const CIS: &str = "1.2.250.1.213.2.3.1";
const CIP: &str = "1.2.250.1.213.2.3.2";
/// Most codes that one product has.
const MOST_CODES: usize = 16;

/// A medicine or a vaccine as a product.
#[derive(Clone, PartialEq, Eq)]
pub struct Product {
    /// Its codes, that of the speciality first, then those that say the same in other systems.
    pub codes: Vec<Code>,
    /// What the author calls it.
    pub name: Option<Private<String>>,
    /// Number of the lot.
    pub lot: Option<Private<String>>,
}

impl Product {
    /// Its ATC code.
    pub fn atc(&self) -> Option<&str> {
        self.code_of(ATC)
    }

    /// The code of the speciality in the French public base of medicines.
    pub fn cis(&self) -> Option<&str> {
        self.code_of(CIS)
    }

    /// The code of the package in the French public base of medicines.
    pub fn cip(&self) -> Option<&str> {
        self.code_of(CIP)
    }

    fn code_of(&self, system: &str) -> Option<&str> {
        self.codes.iter().find(|code| code.system == system).map(|code| code.code.as_str())
    }

    /// Reads the product under `path`; nothing where neither a code nor a word says what it is.
    pub(super) fn read(
        entry: At<'_, '_>,
        holder: &'static str,
        texts: &Texts<'_, '_>,
    ) -> Result<Option<Self>, CdaFault> {
        let Some(product) = entry.descend(&[holder, "manufacturedProduct"])? else { return Ok(None) };
        let material = match product.child("manufacturedMaterial")? {
            Some(material) => Some(material),
            None => product.child("manufacturedLabeledDrug")?,
        };
        let Some(material) = material else { return Ok(None) };
        let (mut codes, mut label) = (Vec::new(), None);
        // A code without a value of its own may still say what it is in another system.
        if let Some(coded) = material.children("code").next() {
            codes.extend(Code::read(coded)?.filter(|_| !coded.is_null()));
            for translation in coded.list("translation")? {
                codes.extend(Code::read(translation)?);
            }
            label = texts.name_of(coded)?;
        }
        codes.extend(classes(material)?);
        codes.truncate(MOST_CODES);
        let name = match texts.of_child(material, "name")? {
            Some(name) => Some(name),
            None => label.or_else(|| codes.iter().find_map(|code| code.display.clone())),
        };
        let name = match name {
            Some(name) => Some(name),
            None => texts.of_child(entry, "text")?,
        };
        if codes.is_empty() && name.is_none() {
            return Ok(None);
        }
        Ok(Some(Self { codes, name, lot: texts.of_child(material, "lotNumberText")? }))
    }
}

/// The generic class of a medicine, which the French templates write in a namespace of IHE Pharmacy.
fn classes(material: At<'_, '_>) -> Result<Option<Code>, CdaFault> {
    let path = ["asSpecializedKind", "generalizedMedicineClass", "code"];
    let mut place = Some(material);
    for name in path {
        place = place.and_then(|place| place.child_of_any_namespace(name));
    }
    place.map_or(Ok(None), Code::read)
}
