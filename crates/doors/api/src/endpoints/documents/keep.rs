//! What is sent with a deposit or a replacement is taken, looked at, decided about and kept: short files in memory, long
//! ones as they come.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CONTENT_LENGTH, LOCATION},
    web::block,
};
use database::{Tx, idempotency::IdempotencyClaim};
use documents::{
    Deposit, Deposited, Prepared, StoredBlob,
    content::{self, Kind},
};
use flows::House;
use kernel::{DocumentId, ErrorKind, Private, SpaceId};
use webkit::{DepositForm, FileBeginning, FilePart, Problem, body_digest, fingerprint};

use super::{
    deposit::{DepositMetadata, Receipt},
    photos,
};
use crate::{
    State,
    caller::Caller,
    errors,
    state::{About, Visit},
    wire::claim_of,
};

/// Most bytes of the metadata.
pub(super) const METADATA: usize = 64 * 1024;
/// Most bytes of a file that is looked at without leaving the thread; a longer one goes to the blob store as it comes
/// where its beginning says its kind.
const AT_ONCE: usize = 64 * 1024;

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

    /// Decides before large content is stored. What a key stands for is known when the whole content is: one that comes
    /// with content which is still on its way may have been done before.
    fn ask(self, visit: &Visit, deposit: &Deposit, key_follows: bool) -> Result<(), Problem> {
        let (documents, actor, space) = (&visit.house.documents, &visit.actor, self.space);
        let desk = &visit.house.desk;
        let asked = match self.replaced {
            None => desk.write(|tx| documents.preflight(tx, actor, space, deposit)),
            Some(replaced) => desk.rehearse(|tx| {
                documents.rehearse_replacement(tx, actor, space, replaced, deposit, key_follows)
            }),
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
    let person = caller.person().uuid();
    let asked = Asked { key, address: fingerprint(request, &[]), metadata };
    let beginning = form.file_beginning(AT_ONCE, limit.file, person).await?;
    let kind = match kind_of_long(&beginning) {
        Ok(kind) => kind,
        Err(problem) => {
            // Said once the caller is known to be somebody who may come in at all.
            state.as_caller(caller, |_| Ok(())).await?;
            return Err(problem);
        }
    };
    // Further pages of a citizen's photo may follow, and it is looked at with them.
    let is_photo = caller.is_citizen() && matches!(kind, Some(Kind::Jpeg | Kind::Png));
    let deposited = match kind {
        Some(kind) if !is_photo && state.house().documents.streams() => {
            Stream { caller, state, shelf, asked, beginning, kind }.keep(form).await?
        }
        _ => {
            // Whoever works on the file holds its place in the memory for uploads, also when the caller has gone.
            let most = if is_photo { limit.photos } else { limit.file };
            let file = form.whole_file(beginning, most, person).await?;
            let file = if caller.is_citizen() {
                photos::with_further_pages(state, &mut form, file, limit.photos, person).await?
            } else {
                file
            };
            form.end().await?;
            keep(caller, state, shelf, asked, Arc::new(file)).await?
        }
    };
    let receipt = Receipt::from(deposited);
    let location = format!("/api/v1/spaces/{}/documents/{}", shelf.space, receipt.id());
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(receipt))
}

/// The kind of a long file, where its beginning says it: it need not be held to be looked at.
fn kind_of_long(beginning: &FileBeginning) -> Result<Option<Kind>, Problem> {
    if beginning.is_whole() {
        return Ok(None);
    }
    content::sniff_beginning(beginning.bytes(), beginning.media_type())
        .map_err(|fault| errors::of_content(&fault))
}

/// Looks at a file that is whole in memory, decides and keeps it.
pub(super) async fn keep(
    caller: Caller,
    state: &State,
    shelf: Shelf,
    asked: Asked,
    file: Arc<FilePart>,
) -> Result<Deposited, Problem> {
    let deposit = look_at(asked, state, &caller, &file).await?;
    put_away(caller, state, shelf, deposit, file).await
}

/// Decides about a document that was looked at, and keeps it.
pub(super) async fn put_away(
    caller: Caller,
    state: &State,
    shelf: Shelf,
    mut deposit: Deposit,
    file: Arc<FilePart>,
) -> Result<Deposited, Problem> {
    let language = caller.language;
    let documents = &state.house().documents;
    if documents.is_large(&deposit.prepared) {
        let held = Arc::clone(&file);
        let decided = state.as_caller(caller.clone(), move |visit| {
            let _held = held;
            shelf.ask(visit, &deposit, false)?;
            Ok(deposit)
        });
        deposit = decided.await?;
        let stored = documents.store_large(shelf.space, &deposit).await;
        deposit.blob = Some(stored.map_err(|error| errors::problem(&error, language))?);
        return write(caller, state, shelf, deposit, Some(file)).await;
    }
    if shelf.replaced.is_some() {
        return write(caller, state, shelf, deposit, Some(file)).await;
    }
    let about = About { space: shelf.space, compares_identity: true };
    let done = state.share(caller, about, move |tx, visit| {
        let _held = &file;
        Ok(shelf.put(visit, tx, &deposit)?)
    });
    Ok(done.await?.1)
}

/// Writes the row in a transaction of its own: a replacement waits for whoever changes the same document.
async fn write(
    caller: Caller,
    state: &State,
    shelf: Shelf,
    deposit: Deposit,
    file: Option<Arc<FilePart>>,
) -> Result<Deposited, Problem> {
    let stored = deposit.stored();
    let done = state.as_caller(caller, move |visit| {
        let _held = file;
        visit.decide(|tx| shelf.put(visit, tx, &deposit))
    });
    let done = done.await;
    give_up(state, stored, &done).await;
    done
}

/// Removes content that was stored for a row that was not written: it was refused, or had been done before. After a
/// failure of our own the row may be there all the same, and the sweeper finds out.
pub(super) async fn give_up(state: &State, stored: Option<StoredBlob>, done: &Result<Deposited, Problem>) {
    let unnamed = match done {
        Ok(deposited) => deposited.replayed,
        Err(problem) => problem.kind().status().is_client_error(),
    };
    if let (Some(stored), true) = (stored, unnamed) {
        state.house().documents.discard(stored).await;
    }
}

/// A long file that goes to the blob store as it comes.
struct Stream<'a> {
    caller: Caller,
    state: &'a State,
    shelf: Shelf,
    asked: Asked,
    beginning: FileBeginning,
    kind: Kind,
}

impl Stream<'_> {
    async fn keep(self, mut form: DepositForm) -> Result<Deposited, Problem> {
        let Self { caller, state, shelf, asked, beginning, kind } = self;
        let language = caller.language;
        let said = |error: documents::Error| errors::problem(&error, language);
        let prepared = prepared(state, &caller, &asked, &beginning, kind);
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(problem) => {
                // Whoever may not come in at all is told that, and not what is wrong with the file.
                state.as_caller(caller, |_| Ok(())).await?;
                return Err(problem);
            }
        };
        let house = state.house();
        let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
        let deposit = Deposit { id, way: caller.way.clone(), prepared, idempotency: None, blob: None };
        let keyed = asked.key.is_some();
        let decided = state.as_caller(caller.clone(), move |visit| {
            shelf.ask(visit, &deposit, keyed)?;
            Ok(deposit)
        });
        let mut deposit = decided.await?;
        let _held = state.uploads().hold(caller.person().uuid(), documents::Upload::MEMORY)?;
        let mut upload = house.documents.begin_upload(shelf.space, &deposit).await.map_err(said)?;
        let taken = pass(&mut form, &beginning, &mut upload, language).await;
        let ended = match taken {
            Ok(()) => form.end().await,
            Err(problem) => Err(problem),
        };
        if let Err(problem) = ended {
            if upload.abort().await.is_err() {
                tracing::warn!("an upload that was given up is left for the sweeper");
            }
            return Err(problem);
        }
        upload.finish(&mut deposit).await.map_err(said)?;
        let digest = hex_digest(deposit.prepared.sha256())?;
        deposit.idempotency = asked.claim(&caller, beginning.file_name(), beginning.media_type(), digest)?;
        write(caller, state, shelf, deposit, None).await
    }
}

/// Hands the file on as it comes.
async fn pass(
    form: &mut DepositForm,
    beginning: &FileBeginning,
    upload: &mut documents::Upload,
    language: consent::Language,
) -> Result<(), Problem> {
    let said = |error: documents::Error| errors::problem(&error, language);
    upload.push(beginning.bytes()).await.map_err(said)?;
    while let Some(piece) = form.file_piece().await? {
        upload.push(&piece).await.map_err(said)?;
    }
    upload.check().map_err(said)
}

fn prepared(
    state: &State,
    caller: &Caller,
    asked: &Asked,
    beginning: &FileBeginning,
    kind: Kind,
) -> Result<Prepared, Problem> {
    let mut metadata = asked.metadata.clone().read()?;
    metadata.file_name = beginning.file_name().cloned();
    metadata.media_type = beginning.media_type().map(str::to_owned);
    let prepared = state.house().documents.prepare_stream(caller.is_citizen(), metadata, kind);
    prepared.map_err(|error| errors::problem(&error, caller.language))
}

fn hex_digest(text: &str) -> Result<[u8; 32], Problem> {
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        let pair = text.get(at * 2..at * 2 + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        *byte = pair.ok_or_else(|| Problem::new(ErrorKind::Internal))?;
    }
    Ok(digest)
}

/// How many bytes are taken from a caller.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Of a file.
    file: usize,
    /// Of the photos of several pages together, before they become one file.
    photos: usize,
}

/// How many bytes are taken from this caller. The session is asked only where the body may be longer than what is
/// taken from anybody.
async fn limit(state: &State, caller: &Caller, request: &HttpRequest) -> Result<Limits, Problem> {
    let house = state.house();
    let settings = house.documents.settings();
    let bytes = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
    let photos = house.settings.server.body_limit_photos;
    let (citizen, others) = (bytes(settings.citizen_bytes), bytes(settings.professional_bytes));
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let announced: Option<usize> = announced.and_then(|length| length.parse().ok());
    if announced.is_some_and(|length| length <= citizen.min(others)) {
        return Ok(Limits { file: citizen.min(others), photos });
    }
    let by_citizen = state.as_caller(caller.clone(), |visit| Ok(visit.actor.is_citizen()));
    Ok(Limits { file: if by_citizen.await? { citizen } else { others }, photos })
}

/// The request, read as far as the door can.
pub(super) struct Asked {
    pub(super) key: Option<String>,
    pub(super) address: [u8; 32],
    pub(super) metadata: DepositMetadata,
}

/// Looks at the bytes and makes the command: here where they are few, else on a thread that may take its time.
pub(super) async fn look_at(
    asked: Asked,
    state: &State,
    caller: &Caller,
    file: &Arc<FilePart>,
) -> Result<Deposit, Problem> {
    let (house, caller_of_file, file) = (state.house().clone(), caller.clone(), Arc::clone(file));
    let few = file.content.len() <= AT_ONCE;
    let clinical = content::is_clinical(&file.content);
    let look = move || asked.read(&house, &caller_of_file, &file);
    let looked = if clinical {
        // It is read whole, and waits for its turn.
        state.labours().reading.run(caller.person().uuid(), look).await
    } else if few {
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
        let digest = body_digest(&file.content);
        let idempotency = self.claim(caller, file.file_name.as_ref(), file.media_type.as_deref(), digest)?;
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
    fn claim(
        &self,
        caller: &Caller,
        file_name: Option<&Private<String>>,
        media_type: Option<&str>,
        content: [u8; 32],
    ) -> Result<Option<IdempotencyClaim>, Problem> {
        let Some(key) = &self.key else { return Ok(None) };
        let said =
            Private::new(serde_json::to_vec(&self.metadata).map_err(|error| Problem::internal(&error))?);
        let name = file_name.map_or(&[][..], |name| name.reveal().as_bytes());
        let media = media_type.unwrap_or_default().as_bytes();
        let [said, name, media] = [said.reveal(), name, media].map(body_digest);
        let all = [self.address, said, name, media, content].concat();
        Ok(Some(claim_of(caller, key, body_digest(&all))))
    }
}
