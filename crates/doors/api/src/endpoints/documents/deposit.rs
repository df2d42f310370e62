use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_LENGTH, LOCATION},
    web::{Data, block},
};
use chrono::{DateTime, Utc};
use database::{Tx, idempotency::IdempotencyClaim};
use documents::{Confidentiality, Deposit, Deposited, GivenCode, GivenHeader, Metadata, content};
use flows::House;
use kernel::{DocumentId, ErrorKind, Private, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{
    DepositForm, FilePart, IdempotencyKey, Path, Problem, ProblemResponses, WriteProblemResponses,
    body_digest, fingerprint,
};

use super::place::InSpace;
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
    state::{About, Visit},
    views::StatusCode,
    wire::{EventGiven, PatientGiven, PlaceGiven, instant},
};

/// Most bytes of the metadata.
const METADATA: usize = 64 * 1024;
/// Most bytes of a file that is looked at without leaving the thread.
const AT_ONCE: usize = 64 * 1024;

/// What the depositor says of a document. A CDA's own header says the type, the title and the dates again, and is
/// preferred where a professional deposits it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
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
    /// Beginning of the act of care.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    service_start: Option<DateTime<Utc>>,
    /// End of the act of care.
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
    /// Whether it shall be masked from professionals (`MASQUE_PS`). It is kept with the document; no rule applies it yet.
    #[serde(default)]
    masked: bool,
    /// Whether the patient sees it at once; `true` without it. A professional may withhold it until it is announced.
    #[schema(nullable = false)]
    visible_to_patient: Option<bool>,
    /// Whether legal representatives see it; `true` without it.
    #[schema(nullable = false)]
    visible_to_representatives: Option<bool>,
    /// The patient: needed of professionals and establishments that have no other way into the record.
    #[schema(nullable = false)]
    patient: Option<PatientGiven>,
}

/// A type of document.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
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

/// The two parts of a deposit, in this order and nothing else.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct DepositParts {
    /// What the depositor says of the document (`application/json`).
    metadata: DepositMetadata,
    /// The bytes, with their media type: PDF, JPEG, PNG, TIFF, RTF, text in UTF-8, or CDA R2.
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
        ("Idempotency-Key" = Option<String>, Header, nullable = false,
            description = "1 to 128 visible ASCII characters, one for each document that is meant.")
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

/// Where what is sent goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    pub(super) space: SpaceId,
    /// The document that it replaces, if any.
    pub(super) replaced: Option<DocumentId>,
}

impl Shelf {
    fn put(self, visit: &Visit, tx: &mut Tx<'_>, deposit: &Deposit) -> Result<Deposited, documents::Error> {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        match self.replaced {
            None => documents.deposit(tx, actor, self.space, deposit),
            Some(replaced) => documents.replace(tx, actor, self.space, replaced, deposit),
        }
    }

    /// Decides before large content is stored.
    fn ask(self, visit: &Visit, deposit: &Deposit) -> Result<(), Problem> {
        let (documents, actor) = (&visit.house.documents, &visit.actor);
        let asked = match self.replaced {
            None => visit.house.desk.write(|tx| documents.preflight(tx, actor, self.space, deposit)),
            Some(replaced) => visit
                .house
                .desk
                .rehearse(|tx| documents.rehearse_replacement(tx, actor, self.space, replaced, deposit)),
        };
        asked.map_err(|error| visit.problem(&error))
    }
}

/// Takes a form and puts the document where it goes.
pub(super) async fn receive(
    caller: Caller,
    state: &State,
    shelf: Shelf,
    key: Option<String>,
    request: &HttpRequest,
    mut form: DepositForm,
) -> Result<HttpResponse, Problem> {
    let metadata: DepositMetadata = form.metadata(METADATA).await?;
    let limit = limit(state, &caller, request).await?;
    // Whoever works on the file holds its place in the memory for uploads, also when the caller has gone.
    let file = Arc::new(form.file(limit, caller.person().uuid()).await?);
    form.end().await?;
    let asked = Asked { key, address: fingerprint(request, &[]), metadata };
    let mut deposit = look_at(asked, state, &caller, &file).await?;

    let language = caller.language;
    let documents = &state.house().documents;
    let deposited = if documents.is_large(&deposit.prepared) {
        let held = Arc::clone(&file);
        let decided = state.as_caller(caller.clone(), move |visit| {
            let _held = held;
            shelf.ask(visit, &deposit)?;
            Ok(deposit)
        });
        deposit = decided.await?;
        let stored = documents.store_large(shelf.space, &deposit).await;
        deposit.blob = Some(stored.map_err(|error| errors::problem(&error, language))?);
        let done = state.as_caller(caller, move |visit| {
            let _held = file;
            visit.decide(|tx| shelf.put(visit, tx, &deposit))
        });
        done.await?
    } else if shelf.replaced.is_none() {
        let about = About { space: shelf.space, compares_identity: true };
        let done = state.share(caller, about, move |tx, visit| {
            let _held = &file;
            Ok(shelf.put(visit, tx, &deposit)?)
        });
        done.await?.1
    } else {
        // A replacement waits for whoever changes the same document: it keeps its transaction to itself.
        let done = state.as_caller(caller, move |visit| {
            let _held = file;
            visit.decide(|tx| shelf.put(visit, tx, &deposit))
        });
        done.await?
    };
    let receipt = Receipt::from(deposited);
    let location = format!("/api/v1/spaces/{}/documents/{}", shelf.space, receipt.id);
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(receipt))
}

/// How many bytes are taken from this caller. The session is asked only where the body may be longer than what is
/// taken from anybody.
async fn limit(state: &State, caller: &Caller, request: &HttpRequest) -> Result<usize, Problem> {
    let settings = state.house().documents.settings();
    let bytes = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
    let (citizen, others) = (bytes(settings.citizen_bytes), bytes(settings.professional_bytes));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
    if announced.is_some_and(|length| length <= citizen.min(others)) {
        return Ok(citizen.min(others));
    }
    let by_citizen = state.as_caller(caller.clone(), |visit| Ok(visit.actor.is_citizen()));
    Ok(if by_citizen.await? { citizen } else { others })
}

/// The request, read as far as the door can.
struct Asked {
    key: Option<String>,
    address: [u8; 32],
    metadata: DepositMetadata,
}

/// Looks at the bytes and makes the command: here where they are few, else on a thread that may take its time.
async fn look_at(
    asked: Asked,
    state: &State,
    caller: &Caller,
    file: &Arc<FilePart>,
) -> Result<Deposit, Problem> {
    let (house, caller_of_file, file) = (state.house().clone(), caller.clone(), Arc::clone(file));
    // A clinical document is read whole, and waits for its turn.
    let few = file.content.len() <= AT_ONCE && !content::is_markup(&file.content);
    let look = move || asked.read(&house, &caller_of_file, &file);
    let looked = if few {
        look()
    } else {
        block(look).await.unwrap_or_else(|_panicked| Err(Problem::new(ErrorKind::Internal)))
    };
    if looked.is_err() {
        // Whoever may not come in at all is told that, and not what is wrong with the file.
        state.as_caller(caller.clone(), |_| Ok(())).await?;
    }
    looked
}

impl Asked {
    fn read(self, house: &House, caller: &Caller, file: &FilePart) -> Result<Deposit, Problem> {
        let idempotency = self.claim(caller, file)?;
        let mut metadata = self.metadata.read()?;
        metadata.file_name = file.file_name.clone();
        metadata.media_type = file.media_type.clone();
        let prepared = house
            .documents
            .prepare(caller.is_citizen(), metadata, file.content.clone())
            .map_err(|error| errors::problem(&error, caller.language))?;
        let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
        Ok(Deposit { id, way: caller.way.clone(), prepared, idempotency, blob: None })
    }

    /// What the key stands for: the address, what is said of the document, and its bytes.
    fn claim(&self, caller: &Caller, file: &FilePart) -> Result<Option<IdempotencyClaim>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let said =
            Private::new(serde_json::to_vec(&self.metadata).map_err(|error| Problem::internal(&error))?);
        let name = file.file_name.as_ref().map_or(&[][..], |name| name.reveal().as_bytes());
        let media = file.media_type.as_deref().unwrap_or_default().as_bytes();
        let parts = [said.reveal(), name, media, &file.content].map(body_digest);
        let all = [[self.address].as_slice(), &parts].concat().concat();
        Ok(Some(IdempotencyClaim {
            actor: caller.person().uuid(),
            key_hash: body_digest(key.as_bytes()).to_vec(),
            fingerprint: body_digest(&all).to_vec(),
        }))
    }
}

impl DepositMetadata {
    fn read(self) -> Result<Metadata, Problem> {
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
