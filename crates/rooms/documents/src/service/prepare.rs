use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use config::DocumentType;
use consent::BornCode;
use identity::GivenIdentity;
use kernel::{DocumentId, Private};

use super::{Documents, codes::Codes, flags::Flags, service_time::service_time, words};
use crate::{
    Error,
    cda::{self, ClinicalDocument, Limits},
    content::{self, Kind},
    header::{GivenHeader, Header, authors},
    model::{Confidentiality, NamedAuthor},
};

/// What the depositor says of a document.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// Type, code of JDV_J07; not needed for a CDA, whose header says it.
    pub type_code: Option<String>,
    /// OID of the type's code system; LOINC when none.
    pub type_system: Option<String>,
    /// Title; a CDA's own title is preferred.
    pub title: Option<Private<String>>,
    /// A comment.
    pub comment: Option<Private<String>>,
    /// Name of the file.
    pub file_name: Option<Private<String>>,
    /// The producer's identifier (XDS uniqueId); a CDA's own is used.
    pub unique_id: Option<Private<String>>,
    /// Beginning of the act of care.
    pub service_start: Option<DateTime<Utc>>,
    /// End of the act of care.
    pub service_end: Option<DateTime<Utc>>,
    /// HL7 confidentiality.
    pub confidentiality: Option<Confidentiality>,
    /// `MASQUE_PS`.
    pub masked: bool,
    /// `INVISIBLE_PATIENT`: not shown to the patient until it is released.
    pub withheld: bool,
    /// `INVISIBLE_REPRESENTANTS_LEGAUX`.
    pub hidden_from_representatives: bool,
    /// Media type declared with the file.
    pub media_type: Option<String>,
    /// Where and which acts: what a CDA's own header says is preferred.
    pub header: GivenHeader,
    /// The patient it is about: for professionals and establishments, where no header says it.
    pub patient: Option<GivenIdentity>,
}

/// A document whose bytes and words were looked at, ready to be decided about and sealed. No database was asked.
pub struct Prepared {
    pub(crate) by_citizen: bool,
    pub(crate) body: Body,
    pub(crate) kind: Kind,
    pub(crate) type_code: String,
    pub(crate) type_system: String,
    pub(crate) class_code: String,
    pub(crate) category: config::Category,
    pub(crate) confidentiality: Confidentiality,
    pub(crate) masked: bool,
    pub(crate) withheld: bool,
    pub(crate) hidden_from_representatives: bool,
    pub(crate) service_start: Option<DateTime<Utc>>,
    pub(crate) service_end: Option<DateTime<Utc>>,
    pub(crate) title: Private<String>,
    pub(crate) file_name: Option<Private<String>>,
    pub(crate) comment: Option<Private<String>>,
    pub(crate) unique_id: Option<Private<String>>,
    pub(crate) set_id: Option<Private<String>>,
    pub(crate) language: Option<String>,
    pub(crate) authors: Vec<NamedAuthor>,
    pub(crate) header: Header,
    pub(crate) patients: Vec<GivenIdentity>,
    pub(crate) sha256: String,
    /// The codes by which topics recognise it.
    pub(crate) codes: Arc<[BornCode]>,
    /// Codes in it that hide it under no topic.
    pub(crate) mentions: Arc<[BornCode]>,
    pub(crate) warnings: Vec<String>,
}

/// The bytes of a document that is prepared.
pub(crate) enum Body {
    /// All of them, in memory.
    Whole(Bytes),
    /// They go to the blob store as they come: as many as have gone.
    Streamed(u64),
}

impl Body {
    /// How many bytes.
    pub(crate) fn size(&self) -> u64 {
        match self {
            Self::Whole(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
            Self::Streamed(size) => *size,
        }
    }
}

impl Prepared {
    /// Whom the document is about, as its depositor and its header say.
    pub fn patients(&self) -> &[GivenIdentity] {
        &self.patients
    }

    /// SHA-256 of the content, hexadecimal; empty while it is still on its way.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// LOINC.
const LOINC: &str = "2.16.840.1.113883.6.1";
/// What a citizen deposits without saying what it is: "Autre document du patient" (table TRE_A05).
const CITIZENS_OWN: (&str, &str) = ("EXPPAT_2", "1.2.250.1.213.1.1.4.12");
/// Longest title that a citizen gives (Mon espace santé: 50) and that a professional gives.
const TITLE: (usize, usize) = (50, 250);
/// Longest comment, and longest identifier of a producer (XDS: 128), in characters.
const COMMENT: usize = 2_000;
const UNIQUE_ID: usize = 256;

impl Documents {
    /// Looks at what was sent: recognises the bytes, reads a CDA's header, checks type, title, dates and flags.
    /// Asks no database, so it is done before a transaction begins; `by_citizen` is what the session is said to be, and
    /// the deposit is refused when it is not.
    ///
    /// # Errors
    /// What is wrong, where, and what would be right.
    pub fn prepare(&self, by_citizen: bool, metadata: Metadata, bytes: Bytes) -> Result<Prepared, Error> {
        let limit = if by_citizen { self.settings.citizen_bytes } else { self.settings.professional_bytes };
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > limit {
            return Err(Error::TooLarge { size, limit });
        }
        let kind = content::sniff(&bytes, metadata.media_type.as_deref())?.kind;
        let header = match kind {
            Kind::Cda => {
                let _seat = self.reading.enter()?;
                let read = cda::read(&bytes, &Limits { zone: self.settings.zone, ..Limits::default() })?;
                if let cda::Body::Unstructured(attachment) = &read.body {
                    // A document whose only content does not open can be read by nobody.
                    attachment.embedded()?;
                }
                Some(read)
            }
            _ => None,
        };
        let sha256 = hex::encode(digest(&SHA256, &bytes));
        let prepared = self.describe(by_citizen, metadata, kind, header.as_ref(), Body::Whole(bytes))?;
        Ok(Prepared { sha256, ..prepared })
    }

    /// As [`Documents::prepare`], for a long file of which only the beginning has come, which says its kind
    /// ([`content::sniff_beginning`]).
    ///
    /// # Errors
    /// As [`Documents::prepare`].
    pub fn prepare_stream(
        &self,
        by_citizen: bool,
        metadata: Metadata,
        kind: Kind,
    ) -> Result<Prepared, Error> {
        self.describe(by_citizen, metadata, kind, None, Body::Streamed(0))
    }

    fn describe(
        &self,
        by_citizen: bool,
        metadata: Metadata,
        kind: Kind,
        header: Option<&ClinicalDocument>,
        body: Body,
    ) -> Result<Prepared, Error> {
        if let Some(comment) = &metadata.comment {
            words::fits("/comment", comment, COMMENT)?;
        }
        let unique_id = metadata.unique_id.clone().filter(|id| !id.reveal().trim().is_empty());
        if let Some(unique_id) = &unique_id {
            words::fits("/unique_id", unique_id, UNIQUE_ID)?;
        }
        let document_type = self.document_type(&metadata, header, by_citizen)?;
        let title = title(&metadata, header, document_type, by_citizen)?;
        let said = Header::of_depositor(&metadata.header, &self.reference, by_citizen)?;
        let mut flags = Flags::from(&metadata);
        if let Some(header) = header
            && !by_citizen
        {
            flags.add(header);
        }
        flags.check(by_citizen, self.reference.allows_withheld_with_masked())?;
        let (service_start, service_end) = service_time(&metadata, header, by_citizen, self.clock.now())?;
        let (patients, warnings) = patients(&metadata, header)?;
        if !by_citizen && !patients.iter().any(names_somebody) {
            return Err(nobody_named());
        }
        let sums_up = self.reference.only_mentions(&document_type.code);
        let (codes, mentions) = Codes::of(header, &said, sums_up).split();
        let header_said = match header {
            Some(document) => Header::of_both(document, &said, by_citizen),
            None => said,
        };
        Ok(Prepared {
            sha256: String::new(),
            codes,
            mentions,
            by_citizen,
            body,
            kind,
            type_code: document_type.code.clone(),
            type_system: document_type.system.clone(),
            class_code: document_type.class.clone(),
            category: document_type.category,
            confidentiality: flags.confidentiality,
            masked: flags.masked,
            withheld: flags.withheld,
            hidden_from_representatives: flags.hidden_from_representatives,
            service_start,
            service_end,
            title,
            file_name: metadata.file_name,
            comment: metadata.comment,
            unique_id: header.map(|header| Private::new(header.id.unique_id())).or(unique_id),
            set_id: header
                .as_ref()
                .and_then(|header| header.set_id.as_ref())
                .map(|id| Private::new(id.unique_id())),
            language: header.and_then(|header| header.language.clone()),
            authors: header.map_or_else(Vec::new, authors),
            header: header_said,
            patients,
            warnings,
        })
    }

    fn document_type(
        &self,
        metadata: &Metadata,
        header: Option<&ClinicalDocument>,
        by_citizen: bool,
    ) -> Result<&DocumentType, Error> {
        let said = metadata
            .type_code
            .as_deref()
            .map(|code| (code, metadata.type_system.as_deref().unwrap_or(LOINC)));
        let read = header.map(|header| (header.type_code.code.as_str(), header.type_code.system.as_str()));
        let (code, system) = match (said, read) {
            (Some(said), Some(read)) if said.0 != read.0 => {
                return Err(Error::Metadata {
                    pointer: "/type/code",
                    found: Some(said.0.to_owned()),
                    expected: format!("`{}`, which the header of the document says, or nothing", read.0),
                });
            }
            (_, Some(read)) => read,
            (Some(said), None) => said,
            (None, None) if by_citizen => CITIZENS_OWN,
            (None, None) => {
                return Err(Error::Metadata {
                    pointer: "/type/code",
                    found: None,
                    expected: "the type of the document, a code of value set JDV_J07 such as `11490-0`"
                        .to_owned(),
                });
            }
        };
        self.known_type(code, Some(system))
    }

    /// A type of document by its code and the OID of its code system, LOINC when none.
    pub(super) fn known_type(&self, code: &str, system: Option<&str>) -> Result<&DocumentType, Error> {
        let system = system.unwrap_or(LOINC);
        self.reference.document_type(code, system).ok_or_else(|| Error::Metadata {
            pointer: "/type/code",
            found: Some(format!("{code} ({system})")),
            expected: "a type of value set JDV_J07 with its code system".to_owned(),
        })
    }

    /// The identifier of a document whose producer gave none.
    pub(crate) fn own_unique_id(id: DocumentId) -> Private<String> {
        Private::new(format!("urn:uuid:{id}"))
    }
}

fn title(
    metadata: &Metadata,
    header: Option<&ClinicalDocument>,
    document_type: &DocumentType,
    by_citizen: bool,
) -> Result<Private<String>, Error> {
    if let Some(title) = &metadata.title {
        fits(title, by_citizen)?;
    }
    let given = |title: &Private<String>| !title.reveal().trim().is_empty();
    let read = header
        .and_then(|header| header.title.as_ref())
        .map(|title| words::shown(title, TITLE.1))
        .filter(given);
    let said = metadata.title.clone().filter(given);
    let title = if by_citizen { said.or(read) } else { read.or(said) };
    Ok(title.unwrap_or_else(|| Private::new(document_type.label_fr.clone())))
}

/// Whether a title is not too long for who gives it.
fn fits(title: &Private<String>, by_citizen: bool) -> Result<(), Error> {
    words::fits("/title", title, if by_citizen { TITLE.0 } else { TITLE.1 })
}

/// Whether a title can be given to a document that is there.
pub(super) fn check_title(title: &Private<String>, by_citizen: bool) -> Result<(), Error> {
    if title.reveal().trim().is_empty() {
        let expected = "at least one letter or number".to_owned();
        return Err(Error::Metadata { pointer: "/title", found: None, expected });
    }
    fits(title, by_citizen)
}

fn patients(
    metadata: &Metadata,
    header: Option<&ClinicalDocument>,
) -> Result<(Vec<GivenIdentity>, Vec<String>), Error> {
    let mut warnings = Vec::new();
    let mut patients: Vec<GivenIdentity> = metadata.patient.clone().into_iter().collect();
    if let Some(header) = header {
        for found in &header.patient.ins {
            match found {
                cda::FoundIns::Right(_) => {}
                cda::FoundIns::Odd(..) => warnings.push("ins-key".to_owned()),
                cda::FoundIns::Wrong(_, fault) => {
                    return Err(Error::Metadata {
                        pointer: "/file/recordTarget/patientRole/id",
                        found: None,
                        expected: fault.to_string(),
                    });
                }
            }
        }
        patients.extend(std::iter::once(GivenIdentity::from(&header.patient)));
    }
    Ok((patients, warnings))
}

fn nobody_named() -> Error {
    Error::Metadata {
        pointer: "/patient",
        found: None,
        expected: "whom the document is about: an INS with its OID, or birth name, first names, date of birth and sex"
            .to_owned(),
    }
}

/// Whether the identity given is enough to know somebody by.
pub(super) fn names_who(given: &GivenIdentity) -> Result<(), Error> {
    if names_somebody(given) { Ok(()) } else { Err(nobody_named()) }
}

/// Whether an identity is enough to know somebody by.
fn names_somebody(given: &GivenIdentity) -> bool {
    let by_traits = given.birth_name.is_some()
        && !given.first_names.is_empty()
        && given.birth_date.is_some()
        && given.sex.is_some();
    !given.ins.is_empty() || by_traits
}
