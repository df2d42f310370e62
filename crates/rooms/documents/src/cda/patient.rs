use std::fmt;

use kernel::{Ins, InsFault, InsOid, InsWarning, Private};

use super::{
    BirthDate, CdaFault, Identifier,
    tree::At,
    value::{Code, has_qualifier},
};

/// The patient a header names (`recordTarget`). A claim, to be compared as an
/// [`identity::GivenIdentity`].
///
/// `Debug` shows no trait.
#[derive(PartialEq, Eq)]
pub struct Patient {
    /// Each different number under an INS system, with what its key says. Two here mean that the header
    /// contradicts itself; whoever takes the document decides.
    pub ins: Vec<FoundIns>,
    /// The identifiers under any other system: kept, never interpreted.
    pub other_ids: Vec<Identifier>,
    /// The names.
    pub name: PatientName,
    /// Date of birth.
    pub birth: Option<BirthDate>,
    /// Administrative sex.
    pub sex: Option<Sex>,
    /// Place of birth by its official geographic code (COG): commune, or country for those born abroad.
    pub birthplace: Option<Private<String>>,
}

/// A number under an INS system, as far as its form and key let it be read.
#[derive(Debug, PartialEq, Eq)]
pub enum FoundIns {
    /// The key holds.
    Right(Ins),
    /// A test or demonstration number that is taken although something is odd.
    Odd(Ins, InsWarning),
    /// Not a number that may be taken: wrong form, or a production number with a wrong key.
    Wrong(InsOid, InsFault),
}

impl FoundIns {
    /// The number, if it may be taken.
    pub fn ins(&self) -> Option<&Ins> {
        match self {
            Self::Right(ins) | Self::Odd(ins, _) => Some(ins),
            Self::Wrong(..) => None,
        }
    }

    /// The system it was written under.
    pub fn oid(&self) -> InsOid {
        match self {
            Self::Right(ins) | Self::Odd(ins, _) => ins.oid(),
            Self::Wrong(oid, _) => *oid,
        }
    }

    fn read(text: &str, oid: InsOid) -> Self {
        match Ins::parse(text, oid) {
            Ok((ins, None)) => Self::Right(ins),
            Ok((ins, Some(warning))) => Self::Odd(ins, warning),
            Err(fault) => Self::Wrong(oid, fault),
        }
    }
}

/// The names of the patient, each where the header gives it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PatientName {
    /// Family name of the birth certificate (qualifier `BR`).
    pub birth_family: Option<Private<String>>,
    /// Family name in use (qualifier `CL`, else `SP`).
    pub usual_family: Option<Private<String>>,
    /// Family name without a qualifier: nobody says whether it is the one of birth.
    pub plain_family: Option<Private<String>>,
    /// First given name of the birth certificate (qualifier `BR`).
    pub first_given: Option<Private<String>>,
    /// Given names of the birth certificate as written, one text often holding them all; the first one leads.
    pub given: Vec<Private<String>>,
    /// Given name in use (qualifier `CL`).
    pub usual_given: Option<Private<String>>,
}

/// Administrative sex (value set JDV_J143: `F`, `M`, `UN`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
    /// `UN`
    Undetermined,
}

impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Patient").field("ins", &self.ins).finish_non_exhaustive()
    }
}

impl Patient {
    pub(crate) fn read(document: At<'_, '_>) -> Result<Self, CdaFault> {
        let missing =
            || document.missing("recordTarget/patientRole", "the patient, once, without `nullFlavor`");
        let target = document.child("recordTarget")?.ok_or_else(missing)?;
        let role = target.child("patientRole")?.ok_or_else(missing)?;
        let (ins, other_ids) = identifiers(role)?;
        let nobody =
            Self { ins, other_ids, name: PatientName::default(), birth: None, sex: None, birthplace: None };
        let Some(person) = role.child("patient")? else { return Ok(nobody) };
        Ok(Self {
            name: PatientName::read(person)?,
            birth: birth(person)?,
            sex: sex(person)?,
            birthplace: birthplace(person)?,
            ..nobody
        })
    }
}

fn identifiers(role: At<'_, '_>) -> Result<(Vec<FoundIns>, Vec<Identifier>), CdaFault> {
    let (mut numbers, mut others) = (Vec::new(), Vec::new());
    for id in Identifier::read_all(role)? {
        match (InsOid::parse(&id.root), &id.extension) {
            (Some(oid), Some(number)) => {
                let found = FoundIns::read(number.reveal(), oid);
                if !numbers.contains(&found) {
                    numbers.push(found);
                }
            }
            (Some(_), None) => {}
            (None, _) => others.push(id),
        }
    }
    Ok((numbers, others))
}

impl PatientName {
    /// Reads all names of the person; of two texts in one role the first counts.
    fn read(person: At<'_, '_>) -> Result<Self, CdaFault> {
        let mut found = Self::default();
        let mut of_spouse = None;
        for name in person.list("name")? {
            for family in name.list("family")? {
                let place = match () {
                    () if has_qualifier(&family, "BR") => &mut found.birth_family,
                    () if has_qualifier(&family, "CL") => &mut found.usual_family,
                    () if has_qualifier(&family, "SP") => &mut of_spouse,
                    () => &mut found.plain_family,
                };
                keep_first(place, family)?;
            }
            for given in name.list("given")? {
                if has_qualifier(&given, "BR") {
                    keep_first(&mut found.first_given, given)?;
                } else if has_qualifier(&given, "CL") {
                    keep_first(&mut found.usual_given, given)?;
                } else if let Some(text) = given.text()? {
                    found.given.push(Private::new(text));
                }
            }
        }
        found.usual_family = found.usual_family.or(of_spouse);
        found.lead_with_first_given();
        Ok(found)
    }

    /// INVARIANT: `given` begins with `first_given` when there is one, whether the header repeats it in its list
    /// (`DOMINIQUE` and `DOMINIQUE MARIE-LOUISE`) or not (`RUTH` and `ISABELLE`).
    fn lead_with_first_given(&mut self) {
        let Some(first) = &self.first_given else { return };
        let first_words = super::fold::words(first.reveal());
        let listed = self
            .given
            .first()
            .is_some_and(|given| super::fold::words(given.reveal()).starts_with(&first_words));
        if !listed {
            self.given.insert(0, first.clone());
        }
    }
}

fn keep_first(place: &mut Option<Private<String>>, at: At<'_, '_>) -> Result<(), CdaFault> {
    if place.is_none() {
        *place = at.text()?.map(Private::new);
    }
    Ok(())
}

fn birth(person: At<'_, '_>) -> Result<Option<BirthDate>, CdaFault> {
    let Some(at) = person.child("birthTime")? else { return Ok(None) };
    match at.attribute("value")? {
        None => Ok(None),
        Some(text) => BirthDate::parse(text).map(Some).ok_or_else(|| CdaFault::Value {
            path: at.path_of_attribute("value"),
            expected: "a date as `YYYYMMDD`, `YYYYMM` or `YYYY`",
        }),
    }
}

fn sex(person: At<'_, '_>) -> Result<Option<Sex>, CdaFault> {
    let Some(at) = person.child("administrativeGenderCode")? else { return Ok(None) };
    match Code::read(at)?.map(|code| code.code).as_deref() {
        None => Ok(None),
        Some("F") => Ok(Some(Sex::Female)),
        Some("M") => Ok(Some(Sex::Male)),
        Some("UN" | "U") => Ok(Some(Sex::Undetermined)),
        Some(_) => Err(CdaFault::Value {
            path: at.path_of_attribute("code"),
            expected: "`F`, `M` or `UN` of 2.16.840.1.113883.5.1",
        }),
    }
}

fn birthplace(person: At<'_, '_>) -> Result<Option<Private<String>>, CdaFault> {
    let Some(address) = person.descend(&["birthplace", "place", "addr"])? else { return Ok(None) };
    let code = address.child("county")?.map_or(Ok(None), |county| county.text())?;
    Ok(code.filter(|code| is_geographic_code(code)).map(|code| Private::new(code.to_ascii_uppercase())))
}

/// Five characters, digits but for the letter of a Corsican department.
fn is_geographic_code(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next().is_some_and(|c| c.is_ascii_digit());
    let second = characters.next().is_some_and(|c| c.is_ascii_digit() || matches!(c, 'A' | 'B' | 'a' | 'b'));
    first && second && text.len() == 5 && characters.all(|c| c.is_ascii_digit())
}
