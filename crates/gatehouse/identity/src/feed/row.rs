use std::fmt;

use chrono::NaiveDate;
use chrono_tz::Tz;
use config::Reference;
use consent::rules::Authority;
use kernel::{Ins, InsFault, InsOid, Private, Rpps};
use zeroize::Zeroizing;

use super::{
    Why,
    given::{Given, Names, Representative, Traits},
};
use crate::{BirthDate, IdentityStatus, Sex, StrictTraits, TraitFault, traits::LONGEST};

/// At most so many representatives in one row.
const MOST_REPRESENTATIVES: usize = 8;

/// A citizen as a row gives one.
pub struct FeedRow {
    /// Number of the line.
    pub line: u64,
    /// The number.
    pub ins: Ins,
    /// The number that was the person's before.
    pub previous_ins: Option<Ins>,
    /// The strict traits.
    pub traits: StrictTraits,
    /// Family name in use.
    pub usual_name: Option<Private<String>>,
    /// Commune of residence.
    pub commune: Private<String>,
    /// The time zone there.
    pub zone: Tz,
    /// How sure the identity is.
    pub status: FeedStatus,
    /// RPPS number of the attending doctor.
    pub attending_doctor: Option<Rpps>,
    /// Who represents the person until he or she is of age.
    pub representatives: Vec<GivenRepresentative>,
    /// Whether the person opposes the creation of a record.
    pub opposed: bool,
    /// Whether the person has died.
    pub deceased: bool,
    /// The day on which the person was told.
    pub told_on: Option<NaiveDate>,
    /// The row as it was written: what its tag is made of.
    pub(crate) written: Zeroizing<Vec<u8>>,
}

/// How sure an identity is, as the feed says it.
pub type FeedStatus = IdentityStatus;

impl fmt::Debug for FeedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeedRow").field("line", &self.line).finish_non_exhaustive()
    }
}

/// Somebody who represents a minor, as a row names them.
#[derive(Debug)]
pub struct GivenRepresentative {
    /// By what.
    pub authority: Authority,
    /// Who.
    pub by: NamedBy,
}

/// By what a row names somebody else.
#[derive(Debug)]
pub enum NamedBy {
    /// The number.
    Ins(Ins),
    /// All strict traits.
    Traits(Box<StrictTraits>),
}

/// A fault: in which field, and why.
pub(super) type Fault = (&'static str, Why);

impl FeedRow {
    /// Reads a row; the first fault refuses it.
    pub(super) fn read(
        given: &Given,
        line: u64,
        today: NaiveDate,
        reference: &Reference,
    ) -> Result<Self, Fault> {
        if has_controls(given) {
            return Err(("", Why::Control));
        }
        let traits = read_traits(
            (&given.birth_name, &given.first_names, &given.birth_date, &given.sex, &given.birthplace),
            today,
        )?;
        let commune = needed("commune", given.commune.reveal())?;
        let residence = reference.residence(commune).ok_or(("commune", Why::Commune))?;
        let status = status_of(needed("identity_status", &given.identity_status)?);
        let told_on = optional(&given.told_on).map(|text| day("told_on", text, today));
        let deceased = optional(given.deceased_on.reveal());
        let deceased = deceased.map(|text| match day("deceased_on", text, today)? {
            died if traits.birth_date.is_after(died) => Err(("deceased_on", Why::BeforeBirth)),
            died => Ok(died),
        });
        let doctor = optional(given.attending_doctor.reveal())
            .map(|text| text.parse::<Rpps>().map_err(|_| ("attending_doctor", Why::Rpps)));
        let previous = optional(given.previous_ins.reveal())
            .map(|text| read_ins(["previous_ins", "previous_ins_system"], text, &given.previous_ins_system));
        Ok(Self {
            line,
            ins: read_ins(["ins", "ins_system"], needed("ins", given.ins.reveal())?, &given.ins_system)?,
            previous_ins: previous.transpose()?,
            usual_name: usual_name(&given.usual_name)?,
            zone: residence.zone,
            commune: commune.into(),
            status: status.ok_or(("identity_status", Why::Status))?,
            attending_doctor: doctor.transpose()?,
            representatives: representatives(&given.representatives, today)?,
            opposed: yes_or_no(&given.opposed)?,
            deceased: deceased.transpose()?.is_some(),
            told_on: told_on.transpose()?,
            traits,
            written: Zeroizing::new(serde_json::to_vec(given).map_err(|_| ("", Why::NotText))?),
        })
    }
}

/// Whether JSON has smuggled a control character into a text of a person.
fn has_controls(given: &Given) -> bool {
    let names = given.first_names.all();
    let texts = [&given.birth_name, &given.usual_name, &given.commune, &given.birthplace];
    texts.into_iter().chain(&names).any(|text| text.reveal().chars().any(char::is_control))
}

fn optional(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn needed<'a>(field: &'static str, text: &'a str) -> Result<&'a str, Fault> {
    optional(text).ok_or((field, Why::Missing))
}

/// A day that has come.
fn day(field: &'static str, text: &str, today: NaiveDate) -> Result<NaiveDate, Fault> {
    let day = BirthDate::parse(text).ok().and_then(|date| date.day()).ok_or((field, Why::Day))?;
    if day > today { Err((field, Why::ToCome)) } else { Ok(day) }
}

fn read_ins([field, system]: [&'static str; 2], text: &str, oid: &str) -> Result<Ins, Fault> {
    let oid = match needed(system, oid)? {
        "NIR" => InsOid::Nir,
        "NIA" => InsOid::Nia,
        "NIR_TEST" => InsOid::NirTest,
        "NIR_DEMO" => InsOid::NirDemo,
        other => InsOid::parse(other).ok_or((system, Why::System))?,
    };
    let why = |fault| match fault {
        InsFault::Shape => Why::InsShape,
        InsFault::Key => Why::InsKey,
    };
    Ok(Ins::parse(text, oid).map_err(|fault| (field, why(fault)))?.0)
}

/// Traits as they are written, in the order of [`StrictTraits`].
type WrittenTraits<'a> =
    (&'a Private<String>, &'a Names, &'a Private<String>, &'a Private<String>, &'a Private<String>);

fn read_traits(
    (birth_name, first_names, birth_date, sex, birthplace): WrittenTraits<'_>,
    today: NaiveDate,
) -> Result<StrictTraits, Fault> {
    let birth_date = needed("birth_date", birth_date.reveal())?;
    let traits = StrictTraits {
        birth_name: needed("birth_name", birth_name.reveal())?.into(),
        first_names: first_names.all(),
        birth_date: BirthDate::parse(birth_date).map_err(|_| ("birth_date", Why::Date))?,
        sex: match needed("sex", sex.reveal())? {
            "F" => Sex::Female,
            "M" => Sex::Male,
            "UN" => Sex::Undetermined,
            _ => return Err(("sex", Why::Sex)),
        },
        birthplace: optional(birthplace.reveal()).map(Private::from),
    };
    if traits.first_names.is_empty() {
        return Err(("first_names", Why::Missing));
    }
    traits.check().map_err(|fault| match fault {
        TraitFault::BirthName => ("birth_name", of_name(&traits.birth_name)),
        TraitFault::FirstNames => {
            let faulty = traits.first_names.iter().find(|name| name.reveal().chars().count() > LONGEST);
            ("first_names", faulty.map_or(Why::NoLetter, of_name))
        }
        TraitFault::BirthDate => ("birth_date", Why::Date),
        TraitFault::Birthplace => ("birthplace", Why::Birthplace),
    })?;
    if traits.birth_date.is_after(today) {
        return Err(("birth_date", Why::ToCome));
    }
    Ok(traits)
}

fn usual_name(text: &Private<String>) -> Result<Option<Private<String>>, Fault> {
    let Some(name) = optional(text.reveal()) else { return Ok(None) };
    if name.chars().count() > LONGEST || crate::normalise(name).reveal().is_empty() {
        return Err(("usual_name", of_name(&name.into())));
    }
    Ok(Some(name.into()))
}

/// Why a text is no name.
fn of_name(text: &Private<String>) -> Why {
    if text.reveal().chars().count() > LONGEST { Why::LongName } else { Why::NoLetter }
}

/// In English, or in French with or without accents.
fn status_of(text: &str) -> Option<IdentityStatus> {
    IdentityStatus::parse(text).or(match text {
        "provisoire" => Some(IdentityStatus::Provisional),
        "récupérée" | "recuperee" => Some(IdentityStatus::Retrieved),
        "validée" | "validee" => Some(IdentityStatus::Validated),
        "qualifiée" | "qualifiee" => Some(IdentityStatus::Qualified),
        _ => None,
    })
}

fn yes_or_no(text: &str) -> Result<bool, Fault> {
    match text.trim() {
        "yes" | "oui" => Ok(true),
        "" | "no" | "non" => Ok(false),
        _ => Err(("opposed", Why::YesNo)),
    }
}

fn representatives(given: &[Representative], today: NaiveDate) -> Result<Vec<GivenRepresentative>, Fault> {
    const FIELD: &str = "representatives";
    if given.len() > MOST_REPRESENTATIVES {
        return Err((FIELD, Why::TooManyRepresentatives));
    }
    let read = |one: &Representative| {
        let authority = match one.authority.as_str() {
            "parent" => Authority::Parent,
            "guardian" | "tuteur" => Authority::Guardian,
            _ => return Err((FIELD, Why::Authority)),
        };
        let by = match (optional(one.ins.reveal()), &one.traits) {
            (Some(number), None) => {
                let fields = ["representatives.ins", "representatives.ins_system"];
                NamedBy::Ins(read_ins(fields, number, &one.ins_system)?)
            }
            (None, Some(Traits { birth_name, first_names, birth_date, sex, birthplace })) => {
                let written = (birth_name, first_names, birth_date, sex, birthplace);
                NamedBy::Traits(Box::new(
                    read_traits(written, today).map_err(|(field, why)| (inside(field), why))?,
                ))
            }
            _ => return Err((FIELD, Why::NamedByBothOrNeither)),
        };
        Ok(GivenRepresentative { authority, by })
    };
    given.iter().map(read).collect()
}

/// The name of a trait of a representative.
fn inside(field: &str) -> &'static str {
    match field {
        "birth_name" => "representatives.birth_name",
        "first_names" => "representatives.first_names",
        "birth_date" => "representatives.birth_date",
        "sex" => "representatives.sex",
        "birthplace" => "representatives.birthplace",
        _ => "representatives",
    }
}
