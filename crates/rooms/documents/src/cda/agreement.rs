use std::fmt;

use kernel::{Ins, Private};

use super::{BirthDate, Patient, PatientName, Sex, fold};

/// The traits of the person that a document should be about. `Debug` shows none.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Traits {
    /// National identity, where one is known.
    pub ins: Option<Ins>,
    /// Family name of birth.
    pub birth_family: Option<Private<String>>,
    /// Given names of birth, the first one first; one text may hold several.
    pub given: Vec<Private<String>>,
    /// Date of birth.
    pub birth: Option<BirthDate>,
    /// Administrative sex.
    pub sex: Option<Sex>,
    /// Official geographic code of the place of birth.
    pub birthplace: Option<Private<String>>,
}

impl fmt::Debug for Traits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Traits").finish_non_exhaustive()
    }
}

/// What the national identities of both sides say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InsAgreement {
    /// Known on both sides and equal, number and system.
    Same,
    /// Known on both sides and different: another person. Also when a header names two and one is different.
    Other,
    /// Not known on one side.
    Unknown,
}

/// One of the five strict traits of the national identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TraitName {
    /// Family name of birth.
    BirthName,
    /// Given names of birth.
    GivenNames,
    /// Date of birth.
    BirthDate,
    /// Administrative sex.
    Sex,
    /// Place of birth.
    Birthplace,
}

impl TraitName {
    /// A stable name for answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BirthName => "birth-name",
            Self::GivenNames => "given-names",
            Self::BirthDate => "birth-date",
            Self::Sex => "sex",
            Self::Birthplace => "birthplace",
        }
    }

    /// Whether a difference means another person. The code of a place does not: communes merge and change code.
    pub fn is_decisive(self) -> bool {
        self != Self::Birthplace
    }
}

/// How far two identities agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// What the numbers say.
    pub ins: InsAgreement,
    /// The traits known on both sides that differ, in the order of [`TraitName`].
    pub differing: Vec<TraitName>,
}

impl Agreement {
    /// Whether the two cannot be one person: another number, or a decisive trait that differs.
    pub fn is_contradicted(&self) -> bool {
        self.ins == InsAgreement::Other || self.differing.iter().any(|name| name.is_decisive())
    }
}

/// Compares the patient of a header with the person expected.
///
/// The rule: numbers known on both sides and different mean another person. Whatever the numbers say, each trait
/// known on both sides is compared and named when it differs, so that an equal number with another birth date, sex,
/// birth name or given name is seen. A trait missing on one side does not disagree, nor an undetermined sex, nor
/// the year alone of a birth date that fits.
/// Names are compared without case, accents, hyphens, apostrophes and spaces; given names agree when one list
/// begins with the other (`MARIE` and `Marie Jeanne`); a family name without a qualifier is not one of birth.
///
/// ```
/// # use documents::cda::{self, Agreement, InsAgreement, Limits, TraitName, Traits};
/// let expected = Traits { birth_family: Some("Lépine".into()), given: vec!["Anne-Lise".into()], ..Traits::default() };
/// # let xml = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><id root="1.2.3"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="2024"/><recordTarget><patientRole><patient><name><family qualifier="BR">LEPINE</family><given qualifier="BR">MAUD</given></name></patient></patientRole></recordTarget><author><assignedAuthor/></author><component><structuredBody/></component></ClinicalDocument>"#;
/// let document = cda::read(xml.as_bytes(), &Limits::default())?;
/// let agreement = cda::same_patient(&document.patient, &expected);
/// assert_eq!(agreement, Agreement { ins: InsAgreement::Unknown, differing: vec![TraitName::GivenNames] });
/// # Ok::<(), cda::CdaFault>(())
/// ```
pub fn same_patient(header: &Patient, expected: &Traits) -> Agreement {
    let checks = [
        (TraitName::BirthName, families_agree(&header.name, expected)),
        (TraitName::GivenNames, given_agree(&header.name.given, &expected.given)),
        (TraitName::BirthDate, both(&header.birth, &expected.birth, BirthDate::agrees_with)),
        (TraitName::Sex, both(&header.sex, &expected.sex, sexes_agree)),
        (TraitName::Birthplace, both(&header.birthplace, &expected.birthplace, texts_agree)),
    ];
    Agreement {
        ins: ins_agreement(header, expected),
        differing: checks.into_iter().filter(|(_, agrees)| !agrees).map(|(name, _)| name).collect(),
    }
}

fn ins_agreement(header: &Patient, expected: &Traits) -> InsAgreement {
    let Some(expected) = &expected.ins else { return InsAgreement::Unknown };
    let known: Vec<&Ins> = header.ins.iter().filter_map(|found| found.ins()).collect();
    match known.as_slice() {
        [] => InsAgreement::Unknown,
        numbers if numbers.iter().all(|ins| *ins == expected) => InsAgreement::Same,
        _ => InsAgreement::Other,
    }
}

fn both<T>(left: &Option<T>, right: &Option<T>, agree: impl Fn(&T, &T) -> bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => agree(left, right),
        _ => true,
    }
}

fn families_agree(header: &PatientName, expected: &Traits) -> bool {
    both(&header.birth_family, &expected.birth_family, texts_agree)
}

fn texts_agree(left: &Private<String>, right: &Private<String>) -> bool {
    fold::joined(left.reveal()) == fold::joined(right.reveal())
}

fn sexes_agree(left: &Sex, right: &Sex) -> bool {
    left == right || *left == Sex::Undetermined || *right == Sex::Undetermined
}

fn given_agree(left: &[Private<String>], right: &[Private<String>]) -> bool {
    let flat = |names: &[Private<String>]| -> Vec<String> {
        names.iter().flat_map(|name| fold::words(name.reveal())).collect()
    };
    let (left, right) = (flat(left), flat(right));
    left.starts_with(&right) || right.starts_with(&left) || left.concat() == right.concat()
}
