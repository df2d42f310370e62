use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::{Ask, Language};
use documents::{Deposit, DepositDocument, Deposited, Documents, Error, Metadata, PAGES, StoredBlob};
use kernel::{DocumentId, ErrorKind, Private, SpaceId};
use uuid::Uuid;
use webkit::{CSRF_FIELD, DepositForm, FilePart, Path, Problem, ProblemKind, fingerprint};

use super::{documents::address, place::InSpace};
use crate::{
    State, errors, forms,
    shell::{Me, Shell, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// Most bytes of a field beside the file.
pub(super) const FIELD: usize = 4 * 1024;
/// Limits are told in millions of bytes, as they are set.
pub(super) const MEGA: usize = 1_000_000;

/// `GET /spaces/{space}/deposit`: the form by which a citizen deposits a document in their own record.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, move |visit| own(visit, space)).await?;
    form(&visitor, &state, me, space, Sent::default())
}

/// `POST /spaces/{space}/deposit`: the fields of the form in their order, then the file.
pub(crate) async fn send(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    mut sent: DepositForm,
) -> Result<HttpResponse, Problem> {
    let token = sent.field(CSRF_FIELD, FIELD).await?;
    forms::require_own(&visitor, &state, &request, token.reveal())?;
    let title = sent.field("title", FIELD).await?;
    let (me, ()) = state.visit(&visitor, move |visit| own(visit, space)).await?;
    let limit = usize::try_from(state.house().documents.settings().citizen_bytes).unwrap_or(usize::MAX);
    let file = match files(&mut sent, &state, limit, visitor.claims()?.person.uuid()).await {
        Ok(file) => file,
        Err(problem) if problem.kind() == ProblemKind::TooLarge => {
            sent.discard().await;
            let fault =
                Some(Refused::file(too_large(limit, visitor.language()), StatusCode::PAYLOAD_TOO_LARGE));
            return form(&visitor, &state, me, space, Sent { title, fault });
        }
        Err(problem) => return Err(problem),
    };
    sent.end().await?;

    let asked = Asked { token, address: fingerprint(&request, &[]), title: title.clone() };
    let first = state.visit(&visitor, move |visit| {
        let file = match one_file(&visit.house.documents, file) {
            Ok(file) => file,
            Err(error) => return Ok((Step::Refused(Refused::of(&error, visit.language)?), None)),
        };
        let done = asked.deposit(visit, space, &file)?;
        // The file keeps its place in the memory for uploads until its bytes are gone.
        Ok((done, Some(file)))
    });
    let (me, (done, _file)) = first.await?;
    let document = match done {
        Step::Done(document) => document,
        Step::Refused(fault) => return form(&visitor, &state, me, space, Sent { title, fault: Some(fault) }),
        Step::Large(mut deposit) => {
            let stored = state.house().documents.store_large(space, &deposit).await;
            deposit.blob = Some(stored.map_err(|error| errors::problem(&error, visitor.language()))?);
            let stored = deposit.stored();
            let last = state.visit(&visitor, move |visit| write(visit, space, &deposit));
            let (me, done) = last.await?;
            give_up(&state, stored, &done).await;
            match done {
                Ok(deposited) => deposited.document.id,
                Err(fault) => {
                    return form(&visitor, &state, me, space, Sent { title, fault: Some(fault) });
                }
            }
        }
    };
    Ok(forms::lead_to(&format!("{}?deposited=true", address(space, document))))
}

/// The files of the form: one, or the photos of several pages, which may be longer together than one file is.
pub(super) async fn files(
    sent: &mut DepositForm,
    state: &State,
    limit: usize,
    person: Uuid,
) -> Result<Vec<FilePart>, Problem> {
    let photos = state.house().settings.server.body_limit_photos.max(limit);
    let first = sent.file(photos, person).await?;
    sent.further_files(first, PAGES, photos, person).await
}

/// The one file that several photos become.
pub(super) fn one_file(documents: &Documents, mut files: Vec<FilePart>) -> Result<FilePart, Error> {
    let bytes = files.iter().map(|file| file.content.len()).sum();
    if !documents.binds_photos(files.len(), bytes)
        && let Some(only) = files.pop()
    {
        return Ok(only);
    }
    let photos: Vec<_> =
        files.iter().map(|file| (file.content.as_ref(), file.media_type.as_deref())).collect();
    let pdf = documents.photos_to_pdf(&photos)?;
    Ok(FilePart::made_of(files, pdf.into(), "application/pdf"))
}

/// Only a citizen who may deposit in this record; for anybody else the page is not there, and the asking leaves its line.
fn own(visit: &Visit, space: SpaceId) -> Result<(), Problem> {
    let (consent, actor) = (&visit.house.consent, &visit.actor);
    visit.decide(|tx| Ok(consent.preflight::<DepositDocument>(tx, actor, space, Ask::default())?))?;
    if actor.is_citizen() { Ok(()) } else { Err(Problem::new(ErrorKind::NotFound)) }
}

/// What came of a step.
enum Step {
    Done(DocumentId),
    /// Decided and large: to be stored before its row is written.
    Large(Box<Deposit>),
    Refused(Refused),
}

/// The request, read as far as the door can.
struct Asked {
    token: Private<String>,
    address: [u8; 32],
    title: Private<String>,
}

impl Asked {
    fn deposit(self, visit: &Visit, space: SpaceId, file: &FilePart) -> Result<Step, Problem> {
        let house = &visit.house;
        let idempotency = forms::claim(&visit.actor, &self.token, self.address, &self.title, file);
        let metadata = Metadata {
            title: Some(self.title),
            file_name: file.file_name.clone(),
            media_type: file.media_type.clone(),
            ..Metadata::default()
        };
        let prepared = match house.documents.prepare(visit.actor.is_citizen(), metadata, file.content.clone())
        {
            Ok(prepared) => prepared,
            Err(error) => return Refused::of(&error, visit.language).map(Step::Refused),
        };
        let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
        let deposit = Deposit { id, way: None, prepared, idempotency: Some(idempotency), blob: None };
        if house.documents.is_large(&deposit.prepared) {
            let decided = visit.try_decide(|tx| house.documents.preflight(tx, &visit.actor, space, &deposit));
            return match decided {
                Ok(()) => Ok(Step::Large(Box::new(deposit))),
                Err(error) => Refused::of(&error, visit.language).map(Step::Refused),
            };
        }
        let written = write(visit, space, &deposit)?;
        Ok(written.map_or_else(Step::Refused, |deposited| Step::Done(deposited.document.id)))
    }
}

fn write(visit: &Visit, space: SpaceId, deposit: &Deposit) -> Result<Result<Deposited, Refused>, Problem> {
    match visit.try_decide(|tx| visit.house.documents.deposit(tx, &visit.actor, space, deposit)) {
        Ok(deposited) => Ok(Ok(deposited)),
        Err(error) => Refused::of(&error, visit.language).map(Err),
    }
}

/// Removes large content that no row names: its deposit was refused, or had been done before.
pub(super) async fn give_up(state: &State, stored: Option<StoredBlob>, done: &Result<Deposited, Refused>) {
    let unnamed = done.as_ref().map_or(true, |deposited| deposited.replayed);
    if let (Some(stored), true) = (stored, unnamed) {
        state.house().documents.discard(stored).await;
    }
}

/// What whoever deposits can do something about: said beside the field that it is about.
pub(super) struct Refused {
    pub(super) of_title: Option<String>,
    pub(super) of_file: Option<String>,
    pub(super) status: StatusCode,
}

impl Refused {
    pub(super) fn file(said: String, status: StatusCode) -> Self {
        Self { of_title: None, of_file: Some(said), status }
    }

    /// # Errors
    /// The problem that an error becomes about which the form can say nothing.
    pub(super) fn of(error: &Error, language: Language) -> Result<Self, Problem> {
        let key = match error {
            Error::Metadata { pointer: "/title", .. } => {
                let said = texts::text(language, "deposit-fault-title");
                return Ok(Self {
                    of_title: Some(said),
                    of_file: None,
                    status: StatusCode::UNPROCESSABLE_ENTITY,
                });
            }
            Error::TooLarge { limit, .. } => {
                let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                return Ok(Self::file(too_large(limit, language), StatusCode::PAYLOAD_TOO_LARGE));
            }
            Error::Content(documents::content::ContentFault::Empty) => "deposit-fault-empty",
            Error::Content(documents::content::ContentFault::Xml(_)) | Error::Cda(_) => "deposit-fault-cda",
            Error::Content(_) => "deposit-fault-kind",
            Error::Photos(_) => "deposit-fault-photos",
            Error::OtherPatient { .. } => "deposit-fault-patient",
            Error::AlreadyThere { .. } | Error::KeyReused => "deposit-fault-there",
            Error::NotCurrent { .. } => "replace-fault-late",
            Error::NotYours => "replace-fault-own",
            Error::Metadata { .. } => "deposit-fault-cda",
            other => return Err(errors::problem(other, language)),
        };
        Ok(Self::file(texts::text(language, key), errors::problem(error, language).kind().status()))
    }
}

pub(super) fn too_large(limit: usize, language: Language) -> String {
    texts::count(language, "deposit-fault-large", limit / MEGA)
}

/// What was sent and is shown again.
#[derive(Default)]
struct Sent {
    title: Private<String>,
    fault: Option<Refused>,
}

fn form(
    visitor: &Visitor,
    state: &State,
    me: Me,
    space: SpaceId,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let status = sent.fault.as_ref().map_or(StatusCode::OK, |fault| fault.status);
    let (of_title, of_file) = sent.fault.map_or((None, None), |fault| (fault.of_title, fault.of_file));
    let limit = usize::try_from(state.house().documents.settings().citizen_bytes).unwrap_or(usize::MAX);
    let view = DepositPage {
        space,
        name: me.name.clone(),
        page: Shell::inside(visitor, state, me)?,
        title: sent.title,
        of_title,
        of_file,
        limit: texts::count(visitor.language(), "deposit-limit", limit / MEGA),
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "deposit.html")]
struct DepositPage {
    page: Shell,
    space: SpaceId,
    name: Private<String>,
    title: Private<String>,
    of_title: Option<String>,
    of_file: Option<String>,
    limit: String,
}
