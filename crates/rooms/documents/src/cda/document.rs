use consent::BornCode;
use kernel::Private;

use super::{
    Author, Body, CdaFault, Code, Identifier, LegalAuthenticator, Limits, Moment, Organisation, Patient,
    codes,
    open::with_root,
    tree::At,
    value::{moment, moment_child},
};

/// A CDA R2 document: its header in types, its body described.
///
/// Everything in it is what the document claims. `Debug` shows no name, number, title, code or content.
#[derive(Debug, PartialEq, Eq)]
pub struct ClinicalDocument {
    /// Identifier of this version of the document.
    pub id: Identifier,
    /// Identifier common to its versions.
    pub set_id: Option<Identifier>,
    /// Which version it is.
    pub version: Option<u32>,
    /// The kind of document; whether it is a known kind is for the reference tables to say.
    pub type_code: Code,
    /// Title.
    pub title: Option<Private<String>>,
    /// When it was made.
    pub effective_time: Moment,
    /// Language, as `fr-FR`.
    pub language: Option<String>,
    /// From whom it is kept.
    pub confidentiality: Vec<Confidentiality>,
    /// Whom it is about.
    pub patient: Patient,
    /// Who wrote it, at least one.
    pub authors: Vec<Author>,
    /// Who keeps the original.
    pub custodian: Option<Organisation>,
    /// Who answers for it.
    pub legal_authenticator: Option<LegalAuthenticator>,
    /// In what kind of structure the patient was received (value set JDV_J02).
    pub facility: Option<Code>,
    /// The acts it documents, the main one first.
    pub service_events: Vec<ServiceEvent>,
    /// Every code in its body by which a topic may recognise it.
    pub codes: Vec<BornCode>,
    /// Its body.
    pub body: Body,
}

/// From whom a document is kept (value set JDV_J08, systems 2.16.840.1.113883.5.25 and 1.2.250.1.213.1.1.4.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confidentiality {
    /// `N`
    Normal,
    /// `R`
    Restricted,
    /// `V`
    VeryRestricted,
    /// `INVISIBLE_PATIENT`: not yet shown to the patient.
    HiddenFromPatient,
    /// `INVISIBLE_REPRESENTANTS_LEGAUX`: not shown to legal representatives.
    HiddenFromRepresentatives,
    /// `MASQUE_PS`: masked to professionals.
    HiddenFromProfessionals,
    /// Another code, which must never open what a known one would close.
    Other(Code),
}

/// An act that a document tells of (`documentationOf/serviceEvent`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceEvent {
    /// The act.
    pub code: Option<Code>,
    /// When it began.
    pub start: Option<Moment>,
    /// When it ended.
    pub stop: Option<Moment>,
    /// The structure of who did it; its setting is the practice setting of the document.
    pub performed_by: Option<Organisation>,
}

/// Reads a CDA document.
///
/// Work and memory are bounded by `limits` and by the size of `bytes`; nothing outside `bytes` is read.
///
/// # Errors
/// [`CdaFault`]: what is wrong, where, and what would be right.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<ClinicalDocument, CdaFault> {
    with_root(bytes, limits, ClinicalDocument::read)
}

impl ClinicalDocument {
    fn read(at: At<'_, '_>) -> Result<Self, CdaFault> {
        let id_expected = "the identifier of this version, with a `root`";
        let time_expected = "when the document was made, as `YYYYMMDDHHMMSS+ZZZZ`";
        Ok(Self {
            id: identifier(at, "id")?.ok_or_else(|| at.missing("id", id_expected))?,
            set_id: identifier(at, "setId")?,
            version: version(at)?,
            type_code: type_code(at)?,
            title: at.child("title")?.map_or(Ok(None), |title| title.text())?.map(Private::new),
            effective_time: moment_child(at, "effectiveTime")?
                .ok_or_else(|| at.missing("effectiveTime", time_expected))?,
            language: Code::read_child(at, "languageCode")?.map(|language| language.code),
            confidentiality: confidentiality(at)?,
            patient: Patient::read(at)?,
            authors: Author::read_all(at)?,
            custodian: custodian(at)?,
            legal_authenticator: LegalAuthenticator::read(at)?,
            facility: facility(at)?,
            service_events: service_events(at)?,
            codes: codes::read([at.child("componentOf")?, at.child("component")?].into_iter().flatten()),
            body: Body::read(at)?,
        })
    }

    /// When the documented care began and ended: of the first act that says when, else nothing.
    pub fn service_time(&self) -> (Option<Moment>, Option<Moment>) {
        self.service_events
            .iter()
            .find(|event| event.start.is_some() || event.stop.is_some())
            .map_or((None, None), |event| (event.start, event.stop))
    }
}

fn identifier(at: At<'_, '_>, name: &'static str) -> Result<Option<Identifier>, CdaFault> {
    at.child(name)?.map_or(Ok(None), Identifier::read)
}

fn version(at: At<'_, '_>) -> Result<Option<u32>, CdaFault> {
    let Some(number) = at.child("versionNumber")? else { return Ok(None) };
    let Some(text) = number.attribute("value")? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| CdaFault::Value {
        path: number.path_of_attribute("value"),
        expected: "a positive whole number",
    })
}

fn type_code(at: At<'_, '_>) -> Result<Code, CdaFault> {
    let expected = "the type of document, with `code` and `codeSystem`";
    let code = Code::read_child(at, "code")?.filter(|code| !code.system.is_empty());
    code.ok_or_else(|| at.missing("code", expected))
}

fn confidentiality(at: At<'_, '_>) -> Result<Vec<Confidentiality>, CdaFault> {
    let codes = at.list("confidentialityCode")?.into_iter().filter_map(|item| Code::read(item).transpose());
    codes.map(|code| code.map(Confidentiality::from)).collect()
}

impl Confidentiality {
    /// The code: the exact one, whatever spelling was read.
    pub fn code(&self) -> &str {
        match self {
            Self::Normal => "N",
            Self::Restricted => "R",
            Self::VeryRestricted => "V",
            Self::HiddenFromPatient => "INVISIBLE_PATIENT",
            Self::HiddenFromRepresentatives => "INVISIBLE_REPRESENTANTS_LEGAUX",
            Self::HiddenFromProfessionals => "MASQUE_PS",
            Self::Other(code) => &code.code,
        }
    }
}

impl From<Code> for Confidentiality {
    /// Also takes the spellings of the HL7 v2 guide (`INVISIBLE_REP_LEGAUX`) and of its earlier edition.
    fn from(code: Code) -> Self {
        match code.code.as_str() {
            "N" => Self::Normal,
            "R" => Self::Restricted,
            "V" => Self::VeryRestricted,
            "INVISIBLE_PATIENT" => Self::HiddenFromPatient,
            "INVISIBLE_REPRESENTANTS_LEGAUX" | "INVISIBLE_REP_LEGAUX" | "INVISIBLE_REPRENSANTS_LEGAUX" => {
                Self::HiddenFromRepresentatives
            }
            "MASQUE_PS" => Self::HiddenFromProfessionals,
            _ => Self::Other(code),
        }
    }
}

fn facility(at: At<'_, '_>) -> Result<Option<Code>, CdaFault> {
    let path = ["componentOf", "encompassingEncounter", "location", "healthCareFacility", "code"];
    at.descend(&path)?.map_or(Ok(None), Code::read)
}

fn custodian(at: At<'_, '_>) -> Result<Option<Organisation>, CdaFault> {
    let path = ["custodian", "assignedCustodian", "representedCustodianOrganization"];
    at.descend(&path)?.map_or(Ok(None), Organisation::read)
}

fn service_events(at: At<'_, '_>) -> Result<Vec<ServiceEvent>, CdaFault> {
    let mut events = Vec::new();
    for documentation in at.list("documentationOf")? {
        if let Some(event) = documentation.child("serviceEvent")? {
            events.push(service_event(event)?);
        }
    }
    Ok(events)
}

fn service_event(event: At<'_, '_>) -> Result<ServiceEvent, CdaFault> {
    let (start, stop) = match event.child("effectiveTime")? {
        None => (None, None),
        Some(time) => {
            let low = moment_child(time, "low")?;
            (if low.is_some() { low } else { moment(time)? }, moment_child(time, "high")?)
        }
    };
    let performer = event.list("performer")?.into_iter().next();
    let performed_by = performer
        .map_or(Ok(None), |performer| performer.descend(&["assignedEntity", "representedOrganization"]))?
        .map_or(Ok(None), Organisation::read)?;
    Ok(ServiceEvent { code: Code::read_child(event, "code")?, start, stop, performed_by })
}
