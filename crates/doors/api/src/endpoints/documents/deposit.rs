use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::{DateTime, Utc};
use documents::{Confidentiality, Deposited, GivenCode, GivenHeader, Metadata};
use kernel::{DocumentId, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{DepositForm, IdempotencyKey, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::{
    keep::{Shelf, receive},
    place::InSpace,
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    views::StatusCode,
    wire::{AnsweredAgainHeader, EventGiven, PatientGiven, PlaceGiven, instant},
};

/// What the depositor says of a document. A CDA's own header says the type, the title, the dates, where and which acts
/// again; field by field it is preferred where a professional deposits it, and what it does not say is taken from here.
///
/// A new version (`replaceDocument`) states its own metadata. Only where nothing is said of `facility`, `practice_setting`
/// or `events`, neither here nor by the header, is the new version about the same as the one before; a comment is of the
/// version with which it was sent.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DepositMetadata {
    /// The type; needed of professionals where no header says it.
    #[serde(rename = "type")]
    #[schema(nullable = false)]
    document_type: Option<TypeGiven>,
    /// Title: at most 50 characters from a citizen, 250 from others.
    #[schema(value_type = Option<String>, nullable = false, example = "Compte rendu de consultation")]
    title: Option<Private<String>>,
    /// A comment.
    #[schema(value_type = Option<String>, nullable = false)]
    comment: Option<Private<String>>,
    /// The producer's own identifier of the document (XDS uniqueId): the same one is taken once.
    #[schema(value_type = Option<String>, nullable = false, example = "1.2.250.1.999.1.2.3^42")]
    unique_id: Option<Private<String>>,
    /// Beginning of the act of care: from 1850 on, and at most ten years ahead, as an act may be planned. The instant of
    /// the deposit without it.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    service_start: Option<DateTime<Utc>>,
    /// End of the act of care, not before its beginning and within the same bounds.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    service_end: Option<DateTime<Utc>>,
    /// In what kind of structure the act was done: a code of value set JDV_J02.
    #[schema(nullable = false)]
    facility: Option<PlaceGiven>,
    /// In which setting the act was done: a code of value set JDV_J04.
    #[schema(nullable = false)]
    practice_setting: Option<PlaceGiven>,
    /// The acts it documents, the main one first; at most 20.
    #[serde(default)]
    events: Vec<EventGiven>,
    /// HL7 confidentiality; `N` without it.
    #[schema(nullable = false)]
    confidentiality: Option<ConfidentialityCode>,
    /// Whether it is masked from professionals (`MASQUE_PS`), but its author, the attending doctor and whom the holder names.
    #[serde(default)]
    masked: bool,
    /// Whether the patient sees it at once; `true` without it. A professional may withhold it until it is announced.
    #[schema(nullable = false)]
    visible_to_patient: Option<bool>,
    /// Whether legal representatives see it; `true` without it.
    #[schema(nullable = false)]
    visible_to_representatives: Option<bool>,
    /// The patient whom the document is about. Professionals and establishments name the patient here where no header of
    /// the document does, whatever their way into the record; a citizen need not.
    #[schema(nullable = false)]
    patient: Option<PatientGiven>,
}

/// A type of document.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentType)]
pub(crate) struct TypeGiven {
    /// Code of value set JDV_J07.
    #[schema(example = "11490-0")]
    code: String,
    /// OID of its code system; LOINC without it.
    #[schema(nullable = false, example = "2.16.840.1.113883.6.1")]
    system: Option<String>,
}

impl TypeGiven {
    /// The code, and the OID of its system where one was given.
    pub(in crate::endpoints) fn into_parts(self) -> (String, Option<String>) {
        (self.code, self.system)
    }
}

/// HL7 confidentiality.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[schema(as = Confidentiality)]
pub(crate) enum ConfidentialityCode {
    /// Normal.
    N,
    /// Restricted.
    R,
    /// Very restricted.
    V,
}

/// The two parts of a deposit, in this order and nothing else; a citizen may send the photos of several pages, each as a
/// `file`, and finds them as one PDF.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct DepositParts {
    /// What the depositor says of the document (`application/json`).
    metadata: DepositMetadata,
    /// The bytes, with their media type: PDF, JPEG, PNG, TIFF, RTF, text in UTF-8, or CDA R2. Of a citizen also up to 20
    /// photos (JPEG or PNG), each a part of its own, of at most 50 million pixels each and 300 million together. A PDF, JPEG,
    /// PNG or TIFF must lead to its end: one that is cut, or a PNG with a wrong checksum, is refused. Of a TIFF the first
    /// directory is looked at, and its picture where that is one strip. What is drawn in it nobody looks at here.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Deposits a document: decided, sealed and journaled before it is acknowledged. The same `Idempotency-Key` with the
/// same request makes one document and answers alike each time; its rights are decided again.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents",
    operation_id = "depositDocument",
    tag = "documents",
    params(
        InSpace,
        CallerHeaders,
        AnsweredAgainHeader
    ),
    request_body(content = DepositParts, content_type = "multipart/form-data"),
    responses(
        (status = 201, description = "It is there, durably.", body = Receipt,
            headers(("Location" = String, description = "Where the document is."))),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn deposit(
    caller: Caller,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    IdempotencyKey(key): IdempotencyKey,
    request: HttpRequest,
    form: DepositForm,
) -> Result<HttpResponse, Problem> {
    receive(caller, &state, Shelf { space, replaced: None }, key, &request, form).await
}

impl DepositMetadata {
    /// What it says, checked as far as the door can.
    ///
    /// # Errors
    /// 422 for an INS that cannot be one.
    pub(super) fn read(self) -> Result<Metadata, Problem> {
        let (type_code, type_system) =
            self.document_type.map_or((None, None), |given| (Some(given.code), given.system));
        Ok(Metadata {
            type_code,
            type_system,
            title: self.title,
            comment: self.comment,
            unique_id: self.unique_id,
            service_start: self.service_start,
            service_end: self.service_end,
            header: GivenHeader {
                facility: self.facility.map(GivenCode::from),
                practice_setting: self.practice_setting.map(GivenCode::from),
                events: self.events.into_iter().map(GivenCode::from).collect(),
            },
            confidentiality: self.confidentiality.map(Into::into),
            masked: self.masked,
            withheld: !self.visible_to_patient.unwrap_or(true),
            hidden_from_representatives: !self.visible_to_representatives.unwrap_or(true),
            patient: self.patient.map(PatientGiven::read).transpose()?,
            file_name: None,
            media_type: None,
        })
    }
}

impl From<ConfidentialityCode> for Confidentiality {
    fn from(code: ConfidentialityCode) -> Self {
        match code {
            ConfidentialityCode::N => Self::N,
            ConfidentialityCode::R => Self::R,
            ConfidentialityCode::V => Self::V,
        }
    }
}

/// What a depositor gets: that it is there, and never more, since depositing is no right to consult.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The document.
    #[schema(value_type = Uuid)]
    id: DocumentId,
    /// Where it stands in its life.
    status: StatusCode,
    /// When it was acknowledged.
    deposited_at: DateTime<Utc>,
    /// Bytes of the content.
    #[schema(example = 20480)]
    size: u64,
    /// What was odd about it and taken all the same: `ins-key` (the key of a test INS does not fit).
    #[schema(example = json!(["ins-key"]))]
    warnings: Vec<String>,
}

impl Receipt {
    /// The document.
    pub(super) fn id(&self) -> DocumentId {
        self.id
    }
}

impl From<Deposited> for Receipt {
    fn from(deposited: Deposited) -> Self {
        let document = deposited.document;
        Self {
            id: document.id,
            status: document.status.into(),
            deposited_at: document.deposited_at,
            size: document.size,
            warnings: document.words.warnings,
        }
    }
}
