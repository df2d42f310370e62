//! Who is in the bench: its numbers and ids, the same in each run, so that SQL can work them out too.

use config::Reference;
use identity::{BirthDate, GivenIdentity, Sex, SituationId, StrictTraits};
use kernel::{
    Actor, Assurance, Called, Capacity, OrganisationId, PersonId, Practice, Private, RequestId, Rpps,
    SessionId, SpaceId, Standing,
};
use uuid::Uuid;

use crate::Outcome;

/// What a number of the bench stands for; it is part of each id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An ordinary record, which is consulted.
    Ordinary,
    /// A record that is deposited in, and whose one document is read.
    Deposit,
    /// A large record.
    Large,
    /// The one record that everybody consults at once.
    Hot,
    /// A holder, by the kind of the record.
    Holder,
    /// A doctor.
    Doctor,
    /// A doctor's situation of practice.
    Situation,
    /// The practice of all of them.
    Practice,
    /// The document of a record of [`Kind::Deposit`] that is read.
    Document,
}

/// A record: its kind and its number from 0.
pub(crate) type Record = (Kind, u64);

/// The first three groups of all ids of a kind: a fixed instant, version 7, the kind.
pub(crate) fn prefix(kind: Kind) -> String {
    let kind = match kind {
        Kind::Ordinary => 1,
        Kind::Deposit => 2,
        Kind::Large => 3,
        Kind::Hot => 4,
        Kind::Holder => 0x10,
        Kind::Doctor => 0x20,
        Kind::Situation => 0x21,
        Kind::Practice => 0x22,
        Kind::Document => 0x30,
    };
    format!("01920000-0000-7{kind:03x}-8000-")
}

fn id(kind: Kind, number: u64) -> Uuid {
    // Groups of fixed length with hexadecimal digits are always a UUID.
    Uuid::parse_str(&format!("{}{number:012x}", prefix(kind))).unwrap_or_default()
}

/// The space of a record.
pub(crate) fn space((kind, number): Record) -> SpaceId {
    id(kind, number).into()
}

/// Whose record it is.
pub(crate) fn holder((kind, number): Record) -> PersonId {
    let of_kind = prefix(kind).get(15..18).and_then(|digits| u64::from_str_radix(digits, 16).ok());
    id(Kind::Holder, of_kind.unwrap_or_default() << 40 | number).into()
}

/// The doctor of this number.
pub(crate) fn doctor(number: u64) -> PersonId {
    id(Kind::Doctor, number).into()
}

/// The doctor's situation of practice.
pub(crate) fn situation(number: u64) -> SituationId {
    id(Kind::Situation, number).into()
}

/// The practice.
pub(crate) fn practice() -> OrganisationId {
    id(Kind::Practice, 0).into()
}

/// The document that is read in a record of [`Kind::Deposit`].
pub(crate) fn document(number: u64) -> Uuid {
    id(Kind::Document, number)
}

/// A doctor's number in the directory: numbers that begin with 99700 are given to nobody.
pub(crate) fn rpps(number: u64) -> Outcome<Rpps> {
    (0..10)
        .find_map(|key| format!("99700{:05}{key}", 90_000 + number).parse().ok())
        .ok_or_else(|| "no key fits the number of a doctor".into())
}

/// A doctor's name.
pub(crate) fn doctor_name(number: u64) -> Private<String> {
    Private::new(format!("Dominique Mesure {}", letters(number)))
}

/// Profession of all of them: doctor, table TRE_G15.
pub(crate) const PROFESSION: &str = "10";
/// Sector of activity of all of them: private practice, table TRE_R02.
pub(crate) const SECTOR: &str = "SA07";

/// A doctor as the services see one who has logged in.
pub(crate) fn actor(number: u64, session: SessionId, request: RequestId) -> Outcome<Actor> {
    Ok(Actor {
        person: doctor(number),
        session,
        request,
        capacity: Capacity::Professional(Practice {
            rpps: rpps(number)?,
            profession: PROFESSION.to_owned(),
            organisation: Some(practice()),
            sector: SECTOR.to_owned(),
            regulates: false,
            standing: Standing::Good,
        }),
        assurance: Assurance::Substantial,
        second_factor_at: None,
        assisted_by: None,
        secret: false,
        software: None,
        called: Called::default(),
        name: doctor_name(number),
    })
}

/// The strict traits of a holder, which no other holder has.
pub(crate) fn traits((kind, number): Record) -> Outcome<StrictTraits> {
    Ok(StrictTraits {
        birth_name: Private::new(birth_name((kind, number))),
        first_names: vec![Private::from("ALEX"), Private::from("MAUD")],
        birth_date: BirthDate::parse("1979-03-28")?,
        sex: Sex::Female,
        birthplace: Some(Private::from("75056")),
    })
}

/// The holder as a depositor names her.
pub(crate) fn given(record: Record) -> Outcome<GivenIdentity> {
    let traits = traits(record)?;
    Ok(GivenIdentity {
        ins: Vec::new(),
        birth_name: Some(traits.birth_name),
        first_names: traits.first_names,
        birth_date: Some(traits.birth_date),
        sex: Some(traits.sex),
        birthplace: traits.birthplace,
    })
}

/// The metadata part of a deposit, with the holder in it.
pub(crate) fn metadata(record: Record) -> String {
    serde_json::json!({
        "type": { "code": DOCUMENT_TYPE },
        "title": "Compte rendu de consultation",
        "patient": {
            "birth_name": birth_name(record),
            "first_names": ["ALEX", "MAUD"],
            "birth_date": "1979-03-28",
            "sex": "F",
            "birthplace": "75056",
        },
    })
    .to_string()
}

fn birth_name((kind, number): Record) -> String {
    format!(
        "MESURE {} {}",
        letters(u64::from(prefix(kind).as_bytes().get(17).copied().unwrap_or(0))),
        letters(number)
    )
}

/// A number in letters, as names have them.
fn letters(mut number: u64) -> String {
    let mut text = String::new();
    loop {
        let digit = u8::try_from(number % 26).unwrap_or_default();
        text.insert(0, char::from(b'A' + digit));
        number /= 26;
        if number == 0 {
            return text;
        }
    }
}

/// Type of every document: a report of a consultation (LOINC).
pub(crate) const DOCUMENT_TYPE: &str = "11488-4";

/// Whether the reference data knows the type of the documents.
pub(crate) fn check_type(reference: &Reference) -> Outcome<()> {
    let known = reference.document_type(DOCUMENT_TYPE, "2.16.840.1.113883.6.1").is_some();
    if known { Ok(()) } else { Err(format!("the reference data has no type `{DOCUMENT_TYPE}`").into()) }
}

/// How a PDF ends: with the place of its cross-reference table.
const END: &[u8] = b"\nstartxref\n9\n%%EOF\n";

/// Bytes of the document that is deposited and read: 20 kB, a different one for each number.
pub(crate) fn content(number: u64, length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    while bytes.len() < length {
        // xorshift64: enough to look like a compressed file.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length.saturating_sub(END.len()));
    bytes.extend_from_slice(END);
    bytes
}

/// Length of a document that is deposited or read.
pub(crate) const LENGTH: usize = 20_000;
/// Length of a document that is only listed.
pub(crate) const LISTED_LENGTH: usize = 3_000;
