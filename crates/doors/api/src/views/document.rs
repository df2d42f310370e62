use std::collections::HashSet;

use chrono::{DateTime, Utc};
use config::Reference;
use documents::{Confidentiality, Document, NamedAuthor, Status};
use kernel::{Actor, Capacity, DocumentId, FolderId, OrganisationId, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Coded, HeaderView};

/// A document as its reader may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Document)]
pub(crate) struct DocumentView {
    /// This version, whatever is said of it (XDS logicalId).
    #[schema(value_type = Uuid)]
    id: DocumentId,
    /// This version with what is said of it now (XDS entryUUID).
    #[schema(value_type = Uuid)]
    entry_id: DocumentId,
    /// The version that this one replaces: among the versions of a document, where the caller may see both.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    replaces: Option<DocumentId>,
    /// Number of the version, from 1.
    #[schema(example = 1)]
    version: u32,
    /// Where it stands in its life.
    status: StatusCode,
    /// Its type.
    #[serde(rename = "type")]
    document_type: Coded,
    /// Its class, where the type has a published one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    class: Option<Coded>,
    /// The shelf it stands on.
    category: Coded,
    /// Its title.
    #[schema(value_type = String, example = "Compte rendu de consultation")]
    title: Private<String>,
    /// A comment of the depositor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    comment: Option<Private<String>>,
    /// Media type of the content, as recognised.
    #[schema(example = "application/pdf")]
    media_type: String,
    /// Bytes of the content.
    #[schema(example = 20480)]
    size: u64,
    /// Beginning of the act of care.
    service_start: DateTime<Utc>,
    /// End of the act of care.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    service_end: Option<DateTime<Utc>>,
    /// When it was acknowledged.
    deposited_at: DateTime<Utc>,
    /// When what is said of it changed last.
    changed_at: DateTime<Utc>,
    /// Who deposited it.
    deposited_by: Depositor,
    /// Whether a citizen brought it, whatever its header says.
    brought_by_citizen: bool,
    /// The authors that the document names.
    authors: Vec<AuthorView>,
    /// HL7 confidentiality: `N`, `R` or `V`.
    #[schema(example = "N", pattern = "^[NRV]$")]
    confidentiality: &'static str,
    /// Language, as declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "fr-FR")]
    language: Option<String>,
    /// The folder it stands in. Told to the holder's side alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    folder: Option<FolderId>,
    /// Since when it is pinned. Told to the holder's side alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pinned_at: Option<DateTime<Utc>>,
    /// Whether it is masked from professionals (`MASQUE_PS`). Shown to the holder's side alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    masked: Option<bool>,
    /// `false` where it is hidden from whoever represents a minor (`INVISIBLE_REPRESENTANTS_LEGAUX`); otherwise absent. Told to the
    /// holder and to professionals alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    visible_to_representatives: Option<bool>,
    /// Until when it is not shown to the patient. Shown to professionals alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    withheld_until: Option<DateTime<Utc>>,
    /// What it says of itself beyond: where one document is read, and not in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    header: Option<HeaderView>,
}

/// Where a document stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentStatus)]
pub(crate) enum StatusCode {
    /// Current.
    Approved,
    /// Replaced by a newer version.
    Deprecated,
    /// Put aside.
    Archived,
    /// Withdrawn by its author.
    Deleted,
}

/// Who deposited a document.
#[derive(Debug, Serialize, ToSchema)]
struct Depositor {
    /// In which capacity.
    kind: DepositorKind,
    /// Name at that time.
    #[schema(value_type = String, example = "Dr Alice Moreau")]
    name: Private<String>,
    /// The structure for which it was deposited.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    organisation: Option<OrganisationId>,
}

/// In which capacity a document was deposited.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DepositorKind {
    /// The holder.
    Citizen,
    /// A carer, in the holder's name.
    Carer,
    /// A professional.
    Professional,
    /// Software of an establishment.
    Establishment,
}

/// An author as the document names it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Author)]
pub(crate) struct AuthorView {
    /// The name of a person, a device or a structure.
    #[schema(value_type = String, example = "Dr Alice Moreau")]
    name: Private<String>,
    /// RPPS number, where there is one and its key fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "99700218896")]
    rpps: Option<String>,
    /// Profession and speciality.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "G15_10/SM26")]
    speciality: Option<String>,
    /// Name of the structure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    organisation: Option<Private<String>>,
    /// National identifier of the structure as the document writes it; its first digit says its kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "1750803447")]
    organisation_id: Option<String>,
}

/// On which side of the record a reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViewerSide {
    /// The holder and whoever acts for the holder.
    Holder,
    /// Professionals and establishments.
    Care,
}

impl From<&Actor> for ViewerSide {
    fn from(actor: &Actor) -> Self {
        if matches!(actor.capacity, Capacity::Citizen) { Self::Holder } else { Self::Care }
    }
}

impl DocumentView {
    pub(crate) fn new(document: Document, side: ViewerSide, reference: &Reference) -> Self {
        let deposited_by = Depositor {
            kind: DepositorKind::of(&document),
            name: document.words.depositor_name.clone(),
            organisation: document.depositor_organisation,
        };
        let words = document.words;
        Self {
            id: document.id,
            entry_id: document.entry_id,
            replaces: None,
            version: document.version,
            status: document.status.into(),
            document_type: type_view(reference, &document.type_code, &document.type_system),
            class: reference
                .class(&document.class_code)
                .map(|class| Coded::new(&class.code, &class.label_fr, &class.label_en)),
            category: category_view(reference, document.category),
            title: words.title,
            comment: words.comment,
            media_type: document.media_type,
            size: document.size,
            service_start: document.service_start,
            service_end: document.service_end,
            deposited_at: document.deposited_at,
            changed_at: document.changed_at,
            deposited_by,
            brought_by_citizen: document.by_citizen,
            authors: words.authors.into_iter().map(AuthorView::from).collect(),
            confidentiality: Confidentiality::code(document.confidentiality),
            language: words.language,
            folder: document.mark.folder,
            pinned_at: document.mark.pinned_at,
            masked: document.mark.masked,
            visible_to_representatives: document.mark.hidden_from_representatives.then_some(false),
            withheld_until: document.withheld_until.filter(|_| side == ViewerSide::Care),
            header: None,
        }
    }

    /// A document read for itself: with what it says of itself beyond.
    pub(crate) fn whole(document: Document, side: ViewerSide, reference: &Reference) -> Self {
        let header = HeaderView::new(&document, reference);
        Self { header: Some(header), ..Self::new(document, side, reference) }
    }
}

impl DocumentView {
    /// The versions of one document, each with the one that it replaces where that is among them: an id of a version that
    /// the reader may not see is not told.
    pub(crate) fn versions(documents: Vec<Document>, side: ViewerSide, reference: &Reference) -> Vec<Self> {
        let shown: HashSet<DocumentId> = documents.iter().map(|document| document.id).collect();
        let view = |document: Document| {
            let replaces = document.replaces.filter(|before| shown.contains(before));
            Self { replaces, ..Self::new(document, side, reference) }
        };
        documents.into_iter().map(view).collect()
    }
}

impl DepositorKind {
    /// The professional who deposits is the natural author; of what software deposits it is somebody else, or nobody.
    fn of(document: &Document) -> Self {
        match document.natural_author {
            _ if document.words.for_holder.as_deref() == Some("W4") => Self::Carer,
            _ if document.by_citizen => Self::Citizen,
            Some(author) if author == document.depositor => Self::Professional,
            _ => Self::Establishment,
        }
    }
}

impl From<NamedAuthor> for AuthorView {
    fn from(author: NamedAuthor) -> Self {
        let NamedAuthor { name, rpps, speciality, organisation, organisation_id } = author;
        Self { name, rpps, speciality, organisation, organisation_id }
    }
}

pub(super) fn type_view(reference: &Reference, code: &str, system: &str) -> Coded {
    reference
        .document_type(code, system)
        .map_or_else(|| Coded::unlabelled(code), |known| Coded::new(code, &known.label_fr, &known.label_en))
        .of_system(system)
}

pub(crate) fn category_view(reference: &Reference, category: config::Category) -> Coded {
    reference.category(category).map_or_else(
        || Coded::unlabelled(category.code()),
        |labels| Coded::new(category.code(), &labels.label_fr, &labels.label_en),
    )
}

impl From<Status> for StatusCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Approved => Self::Approved,
            Status::Deprecated => Self::Deprecated,
            Status::Archived => Self::Archived,
            Status::Deleted => Self::Deleted,
        }
    }
}

impl From<StatusCode> for Status {
    fn from(status: StatusCode) -> Self {
        match status {
            StatusCode::Approved => Self::Approved,
            StatusCode::Deprecated => Self::Deprecated,
            StatusCode::Archived => Self::Archived,
            StatusCode::Deleted => Self::Deleted,
        }
    }
}
