use config::Reference;
use kernel::Private;
use serde::{Deserialize, Serialize};

use crate::{
    Error,
    cda::{self, AuthorKind, ClinicalDocument},
    model::NamedAuthor,
    service::words,
};

/// What a document says of itself beyond its type, title and dates (XDS DocumentEntry): of a CDA read from its header, of
/// anything else as its depositor says it. It is sealed with the words of the row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Who answers for it in law.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub legal_authenticator: Option<NamedAuthor>,
    /// In what kind of structure the act was done (value set JDV_J02).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub facility: Option<StatedCode>,
    /// In which setting the act was done (value set JDV_J04).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub practice_setting: Option<StatedCode>,
    /// The acts it documents, the main one first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub events: Vec<StatedCode>,
    /// The producer's number of the version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<u32>,
    /// The confidentiality codes as they are written.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub confidentiality: Vec<String>,
}

/// A code that a document or its depositor states. An act says something about the health of a person, so it is private.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCode {
    /// The code.
    pub code: Private<String>,
    /// OID of its system; empty where the document names none.
    pub system: String,
    /// The author's label.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub label: Option<Private<String>>,
}

/// Structures (table TRE_R02), settings (table TRE_A01), and what both say of what a citizen brings.
const STRUCTURES: &str = "1.2.250.1.71.4.2.4";
const SETTINGS: &str = "1.2.250.1.213.1.1.4.9";
const CITIZENS_OWN: (&str, &str) = ("EXP_PATIENT", "1.2.250.1.213.1.1.4.6");
/// Most acts that a document names, and longest code, system and label of one.
const EVENTS: usize = 20;
const CODE: usize = 64;
const LABEL: usize = 250;

/// What the depositor says of where and which acts, as it was sent.
#[derive(Debug, Clone, Default)]
pub struct GivenHeader {
    /// Kind of structure: code, and system where it is not the usual one.
    pub facility: Option<GivenCode>,
    /// Setting.
    pub practice_setting: Option<GivenCode>,
    /// Acts.
    pub events: Vec<GivenCode>,
}

/// A code as it was sent.
#[derive(Debug, Clone)]
pub struct GivenCode {
    /// The code.
    pub code: Private<String>,
    /// OID of its system.
    pub system: Option<String>,
    /// A label.
    pub label: Option<Private<String>>,
}

impl Header {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the header of a CDA says.
    fn of_document(document: &ClinicalDocument) -> Self {
        let setting =
            document.service_events.iter().find_map(|event| event.performed_by.as_ref()?.setting.as_ref());
        Self {
            legal_authenticator: document.legal_authenticator.as_ref().map(authenticator),
            facility: document.facility.as_ref().map(StatedCode::of),
            practice_setting: setting.map(StatedCode::of),
            events: document
                .service_events
                .iter()
                .filter_map(|event| event.code.as_ref())
                .take(EVENTS)
                .map(StatedCode::of)
                .collect(),
            version: document.version,
            confidentiality: document.confidentiality.iter().map(|code| code.code().to_owned()).collect(),
        }
    }

    /// Takes where and which acts from another one, as far as this one does not say it.
    pub(crate) fn complete(&mut self, other: &Self) {
        self.facility = self.facility.take().or_else(|| other.facility.clone());
        self.practice_setting = self.practice_setting.take().or_else(|| other.practice_setting.clone());
        if self.events.is_empty() {
            self.events.clone_from(&other.events);
        }
    }

    /// What the header of a CDA says, with what its depositor says: field by field the document is preferred, but what a
    /// citizen brings comes from the citizen, wherever the act was done.
    pub(crate) fn of_both(document: &ClinicalDocument, said: &Self, by_citizen: bool) -> Self {
        let mut header = Self::of_document(document);
        if by_citizen {
            (header.facility, header.practice_setting) = (None, None);
        }
        header.complete(said);
        header
    }

    /// What the depositor says, checked against the value sets; what a citizen brings has a code of its own.
    ///
    /// # Errors
    /// [`Error::Metadata`]: where, and what would be right.
    pub(crate) fn of_depositor(
        given: &GivenHeader,
        reference: &Reference,
        by_citizen: bool,
    ) -> Result<Self, Error> {
        if by_citizen {
            return Self::of_citizen(given);
        }
        let facility = given.facility.as_ref().map(|code| {
            let system = code.system.as_deref().unwrap_or(STRUCTURES);
            let known = reference.facility(code.code.reveal(), system);
            known.map(|known| StatedCode::new(&known.code, &known.system)).ok_or_else(|| {
                fault("/facility/code", "a structure of value set JDV_J02 with its system, as `SA07`")
            })
        });
        let setting = given.practice_setting.as_ref().map(|code| {
            let system = code.system.as_deref().unwrap_or(SETTINGS);
            let known = reference.practice_setting(code.code.reveal(), system);
            known.map(|known| StatedCode::new(&known.code, &known.system)).ok_or_else(|| {
                fault(
                    "/practice_setting/code",
                    "a setting of value set JDV_J04 with its system, as `AMBULATOIRE`",
                )
            })
        });
        if given.events.len() > EVENTS {
            return Err(fault("/events", "at most 20 acts"));
        }
        Ok(Self {
            facility: facility.transpose()?,
            practice_setting: setting.transpose()?,
            events: given.events.iter().map(event).collect::<Result<_, _>>()?,
            ..Self::default()
        })
    }

    fn of_citizen(given: &GivenHeader) -> Result<Self, Error> {
        let own = StatedCode::new(CITIZENS_OWN.0, CITIZENS_OWN.1);
        let nothing = "nothing: what a citizen brings has the code `EXP_PATIENT`";
        match given {
            GivenHeader { facility: Some(_), .. } => Err(fault("/facility", nothing)),
            GivenHeader { practice_setting: Some(_), .. } => Err(fault("/practice_setting", nothing)),
            GivenHeader { events, .. } if !events.is_empty() => {
                Err(fault("/events", "nothing: acts are told by who did them"))
            }
            _ => Ok(Self { facility: Some(own.clone()), practice_setting: Some(own), ..Self::default() }),
        }
    }
}

impl StatedCode {
    fn new(code: &str, system: &str) -> Self {
        Self { code: Private::new(code.to_owned()), system: system.to_owned(), label: None }
    }

    pub(crate) fn of(code: &cda::Code) -> Self {
        Self {
            code: Private::new(code.code.clone()),
            system: code.system.clone(),
            label: code.display.clone(),
        }
    }
}

fn event(given: &GivenCode) -> Result<StatedCode, Error> {
    let expected = "an act: a `code` of at most 64 characters and the OID of its `system`";
    let code = given.code.reveal().trim();
    let system = given.system.as_deref().unwrap_or_default();
    let is_oid = system.len() <= CODE
        && system.split('.').count() > 2
        && system.split('.').all(|arc| !arc.is_empty() && arc.bytes().all(|byte| byte.is_ascii_digit()));
    if code.is_empty() || code.chars().count() > CODE || !is_oid {
        return Err(fault("/events", expected));
    }
    words::fits("/events", &given.code, CODE)?;
    if let Some(label) = &given.label {
        words::fits("/events", label, LABEL)?;
    }
    Ok(StatedCode { label: given.label.clone(), ..StatedCode::new(code, system) })
}

fn fault(pointer: &'static str, expected: &str) -> Error {
    Error::Metadata { pointer, found: None, expected: expected.to_owned() }
}

/// The authors that the header of a CDA names, each with its structure.
pub(crate) fn authors(header: &ClinicalDocument) -> Vec<NamedAuthor> {
    header
        .authors
        .iter()
        .map(|author| {
            let organisation =
                author.organisation.as_ref().and_then(|organisation| organisation.name.clone());
            let name = match &author.kind {
                AuthorKind::Person(name) => name.as_ref().map(cda::PersonName::one_line),
                AuthorKind::Device { model, software } => {
                    model.as_ref().filter(|model| says_something(model)).or(software.as_ref()).cloned()
                }
                AuthorKind::Organisation => organisation.clone(),
            };
            NamedAuthor {
                name: name.unwrap_or_default(),
                rpps: author.rpps().map(|rpps| rpps.to_string()),
                speciality: author.speciality.as_ref().map(|speciality| speciality.code.clone()),
                organisation,
                organisation_id: number(author.organisation.as_ref()),
            }
        })
        .collect()
}

/// A point or a dash that stands where a name must is none.
fn says_something(text: &Private<String>) -> bool {
    text.reveal().chars().any(char::is_alphanumeric)
}

fn authenticator(found: &cda::LegalAuthenticator) -> NamedAuthor {
    let organisation = found.organisation.as_ref().and_then(|organisation| organisation.name.clone());
    NamedAuthor {
        name: found.name.as_ref().map(cda::PersonName::one_line).unwrap_or_default(),
        rpps: found.rpps().map(|rpps| rpps.to_string()),
        speciality: found.speciality.as_ref().map(|speciality| speciality.code.clone()),
        organisation,
        organisation_id: number(found.organisation.as_ref()),
    }
}

fn number(organisation: Option<&cda::Organisation>) -> Option<String> {
    organisation.and_then(cda::Organisation::national_id).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::model::Words;

    #[test]
    fn words_that_were_sealed_before_there_was_a_header_are_read_and_an_empty_one_takes_no_room() {
        let before = r#"{"title":"Lettre","depositor_name":"Dr Fictif","authors":[{"name":"Dr Fictif"}],
            "unique_id":"1.2.3","sha256":"00","warnings":["ins-key"]}"#;
        let words: Words = serde_json::from_str(before).unwrap();
        assert!(words.header.is_empty() && words.authors.first().unwrap().speciality.is_none());
        assert!(!serde_json::to_string(&words).unwrap().contains("header"));
        let event = StatedCode::new("JQGA003", "1.2.250.1.215.300.1");
        let words = Words { header: Header { events: vec![event], ..Header::default() }, ..words };
        let again: Words = serde_json::from_str(&serde_json::to_string(&words).unwrap()).unwrap();
        assert_eq!(again.header, words.header);
        assert!(!format!("{words:?}").contains("JQGA003"), "an act is private");
    }
}
