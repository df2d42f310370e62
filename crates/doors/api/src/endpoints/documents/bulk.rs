use std::{collections::VecDeque, sync::Arc};

use actix_web::{
    HttpRequest,
    rt::{spawn, task::JoinHandle},
    web::Data,
};
use consent::Sought;
use kernel::{ErrorKind, SpaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{
    DepositForm, Fault, FilePart, Json, Problem, ProblemDocument, ProblemKind, ProblemResponses, Unfit,
    WriteProblemResponses, fingerprint, in_this_request,
};

use super::{
    deposit::{DepositMetadata, Receipt},
    keep::{Asked, METADATA, Shelf, look_at, put_away},
};
use crate::{
    State,
    caller::{Caller, CallerHeaders},
    errors,
};

/// Most documents of one call.
const MOST: usize = 1_000;
/// Documents of one call that are decided about at the same time.
const AT_ONCE: usize = 8;
/// Longest key of a document.
const KEY: usize = 128;

/// One of many documents.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkDocument {
    /// 1 to 128 visible ASCII characters, one for each document that is meant: sent again with the same document it makes
    /// nothing new and answers alike.
    #[schema(example = "2026-11-26/000123", min_length = 1, max_length = 128)]
    key: String,
    /// The record; without it the one of the patient whom the document names.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    space: Option<SpaceId>,
    /// What the depositor says of the document.
    document: DepositMetadata,
}

/// Two parts for each document, in this order, as often as there are documents.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct BulkParts {
    /// Which document, and what its depositor says of it (`application/json`).
    metadata: BulkDocument,
    /// Its bytes, with their media type.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What became of many documents.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkOutcome {
    /// One result for each document, in the order sent.
    items: Vec<BulkItem>,
    /// Whether the body was read to its end. Where it was not, send what is not among `items` again.
    complete: bool,
    /// What stopped the reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    stopped_by: Option<ProblemDocument>,
}

/// What became of one document.
#[derive(Debug, Serialize, ToSchema)]
struct BulkItem {
    /// Its key; absent where it could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    key: Option<String>,
    /// The status that a deposit of this document alone answers: 201, or that of `problem`.
    #[schema(example = 201)]
    status: u16,
    /// The record in which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Uuid>, nullable = false)]
    space: Option<SpaceId>,
    /// The document, durably there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    document: Option<Receipt>,
    /// Whether it was there already, by the same key.
    #[schema(example = false)]
    replayed: bool,
    /// Why it is not there, and what would be right.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    problem: Option<ProblemDocument>,
}

impl BulkItem {
    fn refused(key: Option<String>, problem: &Problem) -> Self {
        let document = problem.document();
        Self {
            key,
            status: document.status,
            space: None,
            document: None,
            replayed: false,
            problem: Some(document),
        }
    }
}

/// Deposits many documents, for establishments and professionals: each is decided about, kept and answered alone, in the
/// order sent, and each that was acknowledged is there whatever becomes of the rest. After a call that was cut send it
/// again: what is there already answers as before, by its key.
#[utoipa::path(
    post,
    path = "/api/v1/deposits",
    operation_id = "depositMany",
    tag = "documents",
    params(CallerHeaders),
    request_body(content = BulkParts, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "A result for each document.", body = BulkOutcome),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn deposit_many(
    caller: Caller,
    state: Data<State>,
    request: HttpRequest,
    mut form: DepositForm,
) -> Result<Json<BulkOutcome>, Problem> {
    let may = state.as_caller(caller.clone(), |visit| Ok(!visit.actor.is_citizen()));
    if !may.await? {
        let said = "many documents at once are deposited by establishments and professionals";
        return Err(Problem::new(ErrorKind::Forbidden).detail(said));
    }
    let address = fingerprint(&request, &[]);
    let mut outcome = BulkOutcome { items: Vec::new(), complete: true, stopped_by: None };
    let mut running: VecDeque<JoinHandle<BulkItem>> = VecDeque::new();
    loop {
        match next(&mut form, &state, &caller, outcome.items.len() + running.len()).await {
            Ok(None) => break,
            Ok(Some(Next::Refused(item))) => running.push_back(spawn(async move { *item })),
            Ok(Some(Next::Sent(sent))) => {
                let keeping = one(caller.clone(), Data::clone(&state), address, *sent);
                running.push_back(spawn(in_this_request(keeping)));
            }
            // Nothing was read: there is nothing to say of any document.
            Err(problem) if outcome.items.is_empty() && running.is_empty() => return Err(problem),
            Err(problem) => {
                outcome.complete = false;
                outcome.stopped_by = Some(problem.document());
                break;
            }
        }
        if running.len() >= AT_ONCE {
            settle_first(&mut running, &mut outcome.items).await;
        }
    }
    while !running.is_empty() {
        settle_first(&mut running, &mut outcome.items).await;
    }
    Ok(Json(outcome))
}

async fn settle_first(running: &mut VecDeque<JoinHandle<BulkItem>>, items: &mut Vec<BulkItem>) {
    if let Some(first) = running.pop_front() {
        let failed = |_| BulkItem::refused(None, &Problem::new(ErrorKind::Internal));
        items.push(first.await.unwrap_or_else(failed));
    }
}

/// A document as it was read from the body.
struct Sent {
    metadata: BulkDocument,
    file: FilePart,
}

enum Next {
    Sent(Box<Sent>),
    /// It is not taken, and reading goes on.
    Refused(Box<BulkItem>),
}

/// Reads the next document; `None` after the last one.
async fn next(
    form: &mut DepositForm,
    state: &State,
    caller: &Caller,
    before: usize,
) -> Result<Option<Next>, Problem> {
    let metadata = form.next_metadata::<BulkDocument, Named>(METADATA).await?;
    let Some(metadata) = metadata else { return Ok(None) };
    if before == MOST {
        let fault = Fault::new("part:metadata", format!("at most {MOST} documents in one call"));
        return Err(Problem::fault(ErrorKind::Unprocessable, fault));
    }
    let wrong_key = || {
        Problem::fault(ErrorKind::Invalid, Fault::new("/key", format!("1 to {KEY} visible ASCII characters")))
    };
    let metadata = match metadata {
        Ok(metadata) if is_key(&metadata.key) => Ok(metadata),
        Ok(_) => Err((None, wrong_key())),
        Err(Unfit { name, problem }) => Err((name.map(|named| named.key).filter(|key| is_key(key)), problem)),
    };
    let metadata = match metadata {
        Ok(metadata) => metadata,
        Err((key, problem)) => {
            form.skip_file().await?;
            return Ok(Some(Next::Refused(Box::new(BulkItem::refused(key, &problem)))));
        }
    };
    let limit = state.house().documents.settings().professional_bytes;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Some(match form.next_file(limit, caller.person().uuid()).await? {
        Ok(file) => Next::Sent(Box::new(Sent { metadata, file })),
        Err(problem) => Next::Refused(Box::new(BulkItem::refused(Some(metadata.key), &problem))),
    }))
}

/// The key of a document whose metadata do not fit otherwise.
#[derive(Deserialize)]
struct Named {
    key: String,
}

fn is_key(key: &str) -> bool {
    (1..=KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

async fn one(caller: Caller, state: Data<State>, address: [u8; 32], sent: Sent) -> BulkItem {
    let key = sent.metadata.key.clone();
    match keep(caller, &state, address, sent).await {
        Ok((space, deposited)) => BulkItem {
            key: Some(key),
            status: 201,
            space: Some(space),
            replayed: deposited.replayed,
            document: Some(deposited.into()),
            problem: None,
        },
        Err(problem) => {
            let mut refused = BulkItem::refused(Some(key), &problem);
            for fault in refused.problem.iter_mut().flat_map(|problem| &mut problem.faults) {
                // What is said of a document stands under `document` here; what is wrong in the file stays where it is.
                if fault.pointer == "header:idempotency-key" {
                    "/key".clone_into(&mut fault.pointer);
                } else if fault.pointer.starts_with('/') && !fault.pointer.starts_with("/file/") {
                    fault.pointer.insert_str(0, "/document");
                }
            }
            refused
        }
    }
}

async fn keep(
    caller: Caller,
    state: &State,
    address: [u8; 32],
    sent: Sent,
) -> Result<(SpaceId, documents::Deposited), Problem> {
    let Sent { metadata: BulkDocument { key, space, document }, file } = sent;
    let file = Arc::new(file);
    let asked = Asked { key: Some(key), address, metadata: document };
    let deposit = look_at(asked, state, &caller, &file).await?;
    let language = caller.language;
    let (space, named) = match space {
        Some(space) => (space, true),
        None => (of_patient(&caller, state, &deposit).await?, false),
    };
    let shelf = Shelf { space, replaced: None };
    match put_away(caller, state, shelf, deposit, file).await {
        Ok(deposited) => Ok((space, deposited)),
        // Nobody of this identity, somebody whose other traits differ and a record that is closed or opposed to are one
        // answer.
        Err(problem) if !named && is_about_the_record(&problem) => {
            Err(Problem::new(ErrorKind::NotFound).detail(Sought::Patient.absent(language)))
        }
        Err(problem) => Err(problem),
    }
}

fn is_about_the_record(problem: &Problem) -> bool {
    [ErrorKind::Unprocessable, ErrorKind::NotFound].map(ProblemKind::from).contains(&problem.kind())
}

/// The record of the patient whom a document names; one that is nobody's where there is none, so that the refusal is
/// decided and leaves its line like any other.
async fn of_patient(
    caller: &Caller,
    state: &State,
    deposit: &documents::Deposit,
) -> Result<SpaceId, Problem> {
    let house = state.house();
    let nobodys = SpaceId::new(house.clock.as_ref(), house.rng.as_ref());
    let patients = deposit.prepared.patients().to_vec();
    let language = caller.language;
    let found = state.as_caller(caller.clone(), move |visit| {
        let house = &visit.house;
        let look = house.desk.read(|rtx| {
            for patient in &patients {
                if let Some(space) = house.identity.space_named_by(rtx, patient)? {
                    return Ok(Some(space));
                }
            }
            Ok(None)
        });
        look.map_err(|error| match error {
            identity::Error::Trait(fault) => {
                Problem::fault(error.kind(), errors::of_trait("/patient", fault))
            }
            error => errors::of_identity(&error, language),
        })
    });
    Ok(found.await?.unwrap_or(nobodys))
}
