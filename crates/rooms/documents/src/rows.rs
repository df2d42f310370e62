mod correction;
mod folder;

use chrono::{DateTime, Utc};
use config::Category;
use database::Error;
use diesel::prelude::*;
use kernel::{DocumentId, OrganisationId, PersonId, SpaceId};
use uuid::Uuid;
use vault::SpaceKeys;

pub(crate) use self::{
    correction::{Answered, CorrectionRow, seal_words},
    folder::{FolderRow, seal_name, tag_of_name},
};
use crate::{
    model::{Confidentiality, Document, Mark, Status, Words},
    schema::document,
};

/// Everything of a row but its content.
#[derive(Queryable, Selectable)]
#[diesel(table_name = document, check_for_backend(diesel::pg::Pg))]
pub(crate) struct DocumentRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) series_id: Uuid,
    entry_id: Uuid,
    replaces: Option<Uuid>,
    pub(crate) changed_at: DateTime<Utc>,
    pub(crate) mask_said_at: Option<DateTime<Utc>>,
    sealed_form: i16,
    version: i32,
    status: String,
    type_code: String,
    type_system: String,
    class_code: String,
    category: String,
    confidentiality: String,
    masked: bool,
    pub(crate) withheld_until: Option<DateTime<Utc>>,
    hidden_from_representatives: bool,
    media_type: String,
    size: i64,
    service_start: DateTime<Utc>,
    service_end: Option<DateTime<Utc>>,
    deposited_at: DateTime<Utc>,
    depositor: Uuid,
    depositor_organisation: Option<Uuid>,
    by_citizen: bool,
    natural_author: Option<Uuid>,
    sealed: Vec<u8>,
}

/// A row to write, content and all.
#[derive(Insertable)]
#[diesel(table_name = document, treat_none_as_default_value = false)]
pub(crate) struct NewDocumentRow {
    pub(crate) space_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) series_id: Uuid,
    pub(crate) entry_id: Uuid,
    pub(crate) replaces: Option<Uuid>,
    pub(crate) changed_at: DateTime<Utc>,
    pub(crate) sealed_form: i16,
    pub(crate) version: i32,
    pub(crate) unique_tag: Vec<u8>,
    pub(crate) status: &'static str,
    pub(crate) type_code: String,
    pub(crate) type_system: String,
    pub(crate) class_code: String,
    pub(crate) category: &'static str,
    pub(crate) confidentiality: &'static str,
    pub(crate) masked: bool,
    pub(crate) withheld_until: Option<DateTime<Utc>>,
    pub(crate) hidden_from_representatives: bool,
    pub(crate) media_type: String,
    pub(crate) size: i64,
    pub(crate) service_start: DateTime<Utc>,
    pub(crate) service_end: Option<DateTime<Utc>>,
    pub(crate) deposited_at: DateTime<Utc>,
    pub(crate) depositor: Uuid,
    pub(crate) depositor_organisation: Option<Uuid>,
    pub(crate) by_citizen: bool,
    pub(crate) natural_author: Option<Uuid>,
    pub(crate) sealed: Vec<u8>,
    pub(crate) object_key: Vec<u8>,
    pub(crate) blob_id: Option<Uuid>,
    pub(crate) body: Option<Vec<u8>>,
}

const TABLE: &str = "documents.document";

/// To what the words and the content's key of a row are bound, so that a row that was changed in SQL does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The traits that rules look at, the media type and the length.
    First,
    /// Also where the document stands in its life, its place in the series, and its author.
    Second,
    /// Also when it came in.
    Third,
}

impl Form {
    /// The form of what is written now.
    pub(crate) const NOW: Self = Self::Third;

    pub(crate) fn number(self) -> i16 {
        match self {
            Self::First => 1,
            Self::Second => 2,
            Self::Third => 3,
        }
    }

    pub(crate) fn parse(number: i16) -> Option<Self> {
        [Self::First, Self::Second, Self::Third].into_iter().find(|form| form.number() == number)
    }

    /// What is bound, as bytes: mask, type, depositor, size and so on.
    pub(crate) fn binding(self, document: &Document) -> Vec<u8> {
        let or_nil = |id: Option<Uuid>| id.unwrap_or_else(Uuid::nil);
        let first = format!(
            "{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}|{}",
            document.id,
            document.category.code(),
            document.type_code,
            document.masked,
            document.withheld_until.map_or(0, |until| until.timestamp_micros()),
            document.hidden_from_representatives,
            document.depositor,
            or_nil(document.depositor_organisation.map(kernel::Id::uuid)),
            document.by_citizen,
            document.service_start.timestamp_micros(),
            document.media_type,
            document.size,
        );
        let second = || {
            format!(
                "{first}|{}|{}|{}|{}|{}",
                document.status.as_str(),
                document.series_id,
                document.version,
                or_nil(document.replaces.map(kernel::Id::uuid)),
                or_nil(document.natural_author.map(kernel::Id::uuid)),
            )
        };
        let whole = match self {
            Self::First => first,
            Self::Second => second(),
            Self::Third => format!("{}|{}", second(), document.deposited_at.timestamp_micros()),
        };
        whole.into_bytes()
    }
}

/// Content is sealed once for each id, whatever number the version has among its series.
pub(crate) const SEALED_ONCE: u32 = 1;

impl DocumentRow {
    /// The form in which the row was sealed.
    ///
    /// # Errors
    /// [`Error::Row`] for one that nobody knows.
    pub(crate) fn form(&self) -> Result<Form, Error> {
        Form::parse(self.sealed_form).ok_or(Error::Row { table: TABLE, what: "an unknown form of sealing" })
    }

    /// Opens the sealed words and makes the model.
    ///
    /// # Errors
    /// [`Error::Row`] when the row cannot be a document, or was changed outside the program.
    pub(crate) fn open(self, keys: &SpaceKeys) -> Result<Document, Error> {
        let fault = |what| Error::Row { table: TABLE, what };
        let form = self.form()?;
        let category: Category = self.category.parse().map_err(|_| fault("an unknown category"))?;
        let mut document = Document {
            space: SpaceId::from(self.space_id),
            id: DocumentId::from(self.id),
            entry_id: DocumentId::from(self.entry_id),
            series_id: DocumentId::from(self.series_id),
            replaces: self.replaces.map(DocumentId::from),
            version: u32::try_from(self.version).map_err(|_| fault("a version below zero"))?,
            status: Status::parse(&self.status).ok_or(fault("an unknown status"))?,
            type_code: self.type_code,
            type_system: self.type_system,
            class_code: self.class_code,
            category,
            confidentiality: Confidentiality::parse(&self.confidentiality)
                .ok_or(fault("an unknown confidentiality"))?,
            masked: self.masked,
            withheld_until: self.withheld_until,
            hidden_from_representatives: self.hidden_from_representatives,
            media_type: self.media_type,
            size: u64::try_from(self.size).map_err(|_| fault("a size below zero"))?,
            service_start: self.service_start,
            service_end: self.service_end,
            deposited_at: self.deposited_at,
            changed_at: self.changed_at,
            depositor: PersonId::from(self.depositor),
            depositor_organisation: self.depositor_organisation.map(OrganisationId::from),
            by_citizen: self.by_citizen,
            natural_author: self.natural_author.map(PersonId::from),
            mark: Mark::default(),
            words: Words::empty(),
        };
        let bound = form.binding(&document);
        let plain = keys.open("documents.words", &[&bound], &self.sealed).map_err(|_| {
            metrics::counter!("documents_forged_rows_total").increment(1);
            tracing::error!("a row of documents.document was changed outside the program; refused");
            fault("its words do not open: it was changed outside the program")
        })?;
        document.words = serde_json::from_slice(&plain).map_err(|_| fault("its words cannot be read"))?;
        Ok(document)
    }
}
