mod correction;
mod folder;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use config::Category;
use consent::{BornCode, Thing};
use kernel::{DocumentId, OrganisationId, PersonId, Private, SpaceId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use self::folder::folded;
pub use self::{
    correction::{Correction, CorrectionKind, CorrectionState, CorrectionWords, WaitingCorrection},
    folder::{Folder, Mark},
};
use crate::{content::Kind, header::Header};

/// One version of a document as the record keeps it.
#[derive(Debug, Clone)]
pub struct Document {
    /// The space it belongs to.
    pub space: SpaceId,
    /// This version, whatever is said of it (XDS logicalId).
    pub id: DocumentId,
    /// This version with what is said of it now (XDS entryUUID): changes when its status or its title does.
    pub entry_id: DocumentId,
    /// What stays the same over the versions: the id of the first one.
    pub series_id: DocumentId,
    /// The version that this one replaces.
    pub replaces: Option<DocumentId>,
    /// Number of the version, from 1.
    pub version: u32,
    /// Where it stands in its life.
    pub status: Status,
    /// Type, code of value set JDV_J07.
    pub type_code: String,
    /// OID of the type's code system.
    pub type_system: String,
    /// Class, code of TRE_A03; `none` where no source gives one.
    pub class_code: String,
    /// The shelf it stands on.
    pub category: Category,
    /// HL7 confidentiality: `N`, `R` or `V`.
    pub confidentiality: Confidentiality,
    /// `MASQUE_PS`.
    pub masked: bool,
    /// `INVISIBLE_PATIENT`: released at this instant.
    pub withheld_until: Option<DateTime<Utc>>,
    /// `INVISIBLE_REPRESENTANTS_LEGAUX`.
    pub hidden_from_representatives: bool,
    /// Media type of the content, as it was recognised.
    pub media_type: String,
    /// Length of the content in bytes.
    pub size: u64,
    /// Beginning of the act of care.
    pub service_start: DateTime<Utc>,
    /// End of the act of care.
    pub service_end: Option<DateTime<Utc>>,
    /// When it was acknowledged.
    pub deposited_at: DateTime<Utc>,
    /// When what is said of it changed last.
    pub changed_at: DateTime<Utc>,
    /// The account that deposited it.
    pub depositor: PersonId,
    /// The structure for which it was deposited.
    pub depositor_organisation: Option<OrganisationId>,
    /// Whether a citizen brought it, whatever its header says.
    pub by_citizen: bool,
    /// The professional who counts as its author for rights: never from a header alone.
    pub natural_author: Option<PersonId>,
    /// How the holder's side keeps it; nothing for anybody else.
    pub mark: Mark,
    /// What is sealed.
    pub words: Words,
}

/// What a document says about people in words: sealed in the database, shown to who may see the document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Words {
    /// Title.
    pub title: Private<String>,
    /// Name of the file that was sent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub file_name: Option<Private<String>>,
    /// A comment of the depositor.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub comment: Option<Private<String>>,
    /// Who deposited it, as shown.
    pub depositor_name: Private<String>,
    /// In which way somebody else brought it in the holder's name: `W4`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub for_holder: Option<String>,
    /// The authors that the document names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub authors: Vec<NamedAuthor>,
    /// The identifier that the producer gave (XDS uniqueId).
    pub unique_id: Private<String>,
    /// The producer's identifier of the set of versions.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub set_id: Option<Private<String>>,
    /// Language, as declared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// What it says of itself beyond.
    #[serde(skip_serializing_if = "Header::is_empty", default)]
    pub header: Header,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// The codes by which topics recognise it.
    #[serde(skip_serializing_if = "no_codes", default)]
    pub codes: Arc<[BornCode]>,
    /// Codes in it that do not count: it sums up a whole person, so a topic does not hide it, and its holder is told.
    #[serde(skip_serializing_if = "no_codes", default)]
    pub mentions: Arc<[BornCode]>,
    /// What was odd about it and taken all the same: `ins-key` …
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub warnings: Vec<String>,
}

fn no_codes(codes: &Arc<[BornCode]>) -> bool {
    codes.is_empty()
}

impl Words {
    pub(crate) fn empty() -> Self {
        Self {
            title: Private::default(),
            file_name: None,
            comment: None,
            depositor_name: Private::default(),
            for_holder: None,
            authors: Vec::new(),
            unique_id: Private::default(),
            set_id: None,
            language: None,
            header: Header::default(),
            sha256: String::new(),
            codes: Arc::default(),
            mentions: Arc::default(),
            warnings: Vec::new(),
        }
    }
}

/// An author as the document names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAuthor {
    /// The name, of a person, a device or a structure.
    pub name: Private<String>,
    /// RPPS number, where there is one and its key fits.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rpps: Option<String>,
    /// Profession and speciality, as `G15_10/SM26`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speciality: Option<String>,
    /// Name of the structure.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organisation: Option<Private<String>>,
    /// National identifier of the structure as written; its first digit says its kind (`1` before a FINESS).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organisation_id: Option<String>,
}

/// Where a document stands in its life (XDS availability status and the two French ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Current.
    Approved,
    /// Replaced by a newer version.
    Deprecated,
    /// Put aside.
    Archived,
    /// Withdrawn by its author.
    Deleted,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Approved, Self::Deprecated, Self::Archived, Self::Deleted];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Deprecated => "deprecated",
            Self::Archived => "archived",
            Self::Deleted => "deleted",
        }
    }

    /// The status of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// HL7 confidentiality (code system 2.16.840.1.113883.5.25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidentiality {
    /// Normal.
    N,
    /// Restricted.
    R,
    /// Very restricted.
    V,
}

impl Confidentiality {
    /// The code.
    pub fn code(self) -> &'static str {
        match self {
            Self::N => "N",
            Self::R => "R",
            Self::V => "V",
        }
    }

    /// The level with this code.
    pub fn parse(code: &str) -> Option<Self> {
        [Self::N, Self::R, Self::V].into_iter().find(|level| level.code() == code)
    }
}

impl Document {
    /// What the rules look at.
    pub fn thing(&self) -> Thing {
        Thing {
            id: self.id.uuid(),
            series: self.series_id.uuid(),
            category: self.category,
            type_code: self.type_code.clone(),
            masked: self.masked,
            codes: Arc::clone(&self.words.codes),
            withheld_until: self.withheld_until,
            hidden_from_representatives: self.hidden_from_representatives,
            depositor: self.depositor,
            depositor_organisation: self.depositor_organisation,
            natural_author: self.natural_author,
            by_citizen: self.by_citizen,
            service_start: self.service_start,
            deposited_at: self.deposited_at,
        }
    }

    /// Whether it is a clinical document (CDA), which is read whole to be shown.
    pub fn is_clinical(&self) -> bool {
        self.media_type == Kind::Cda.media_type()
    }

    /// The day on which care began, in a time zone.
    pub fn day_of_care(&self, zone: Tz) -> NaiveDate {
        self.service_start.with_timezone(&zone).date_naive()
    }

    /// The name under which its content is saved: the one that came with the file, or the title, with an ending that
    /// fits the content.
    pub fn file_name(&self) -> String {
        let words = &self.words;
        let given = words.file_name.as_ref().filter(|name| !name.reveal().trim().is_empty());
        let name = given.unwrap_or(&words.title).reveal();
        let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == self.media_type);
        match kind.map(Kind::extension) {
            Some(ending) if !ends_with(name, ending) => format!("{name}.{ending}"),
            _ => name.clone(),
        }
    }
}

fn ends_with(name: &str, ending: &str) -> bool {
    let same = |(_, found): (&str, &str)| {
        let other = [("jpg", "jpeg"), ("tiff", "tif")].into_iter().find(|(usual, _)| *usual == ending);
        found.eq_ignore_ascii_case(ending)
            || other.is_some_and(|(_, other)| found.eq_ignore_ascii_case(other))
    };
    name.rsplit_once('.').is_some_and(same)
}

/// Where the sealed content lies.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// In the row.
    Inline(Vec<u8>),
    /// In the blob store, under this id.
    Blob(Uuid),
}
