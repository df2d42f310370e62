use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Ask;
use documents::{Deposit, Deposited, Document, Metadata, Prepared, Status};
use flows::record::{Heading, ReaderSide};
use identity::GivenIdentity;
use kernel::{Actor, DocumentId, Private};
use webkit::{CSRF_FIELD, DepositForm, FilePart, Path, Problem, fingerprint};

use super::{
    documents::address,
    place::OneDocument,
    record_head::RecordHead,
    sent_file::{By, FIELD, MEGA, Refused, give_up},
};
use crate::{
    State, errors, forms,
    shell::{Me, Shell, Side, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// Whether somebody may put a new version in the place of this one: it is theirs, and nobody has replaced it.
pub(super) fn is_replaceable(document: &Document, actor: &Actor) -> bool {
    is_own(document, actor) && document.status == Status::Approved
}

/// Whether a document is somebody's own: its author's, or a citizen's that a citizen brought.
fn is_own(document: &Document, actor: &Actor) -> bool {
    match actor.practice() {
        Some(_) => document.natural_author == Some(actor.person),
        None => actor.is_citizen() && document.by_citizen,
    }
}

/// `GET /spaces/{space}/documents/{document}/replacement`: the form by which somebody replaces a document of their own.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(place): Path<OneDocument>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let about = about(visit, place)?;
        let current = is_replaceable(&about.document, &visit.actor);
        if current { Ok(about) } else { Err(Problem::new(kernel::ErrorKind::NotFound)) }
    });
    let (me, about) = seen.await?;
    form(&visitor, &state, me, about, Sent::default())
}

/// `POST /spaces/{space}/documents/{document}/replacement`: the fields of the form in their order, then the file.
pub(crate) async fn send(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(place): Path<OneDocument>,
    mut sent: DepositForm,
) -> Result<HttpResponse, Problem> {
    let token = sent.field(CSRF_FIELD, FIELD).await?;
    forms::require_own(&visitor, &state, &request, token.reveal())?;
    let title = sent.field("title", FIELD).await?;
    let (me, about) = state.visit(&visitor, move |visit| about(visit, place)).await?;
    let (language, person) = (visitor.language(), visitor.claims()?.person.uuid());
    let by = By { state: &state, person, side: me.side, language };
    let file = match by.take(sent).await? {
        Ok(file) => file,
        Err(fault) => return form(&visitor, &state, me, about, Sent { title, fault: Some(fault) }),
    };

    let of_citizen = me.side == Side::Citizen;
    let metadata = about.metadata(&title, of_citizen, &file);
    let (file, looked) = by.look(file, metadata).await?;
    let prepared = match looked {
        Ok(prepared) => prepared,
        Err(fault) => return form(&visitor, &state, me, about, Sent { title, fault: Some(fault) }),
    };
    let asked = Asked { token, address: fingerprint(&request, &[]), title: title.clone(), place };
    let first = state.visit(&visitor, move |visit| {
        let step = asked.replace(visit, &file, prepared)?;
        // The file keeps its place in the memory for uploads until its bytes are gone.
        Ok((step, file))
    });
    let refused = |me, about, fault| form(&visitor, &state, me, about, Sent { title, fault: Some(fault) });
    let (me, (step, _file)) = first.await?;
    let made = match step {
        Step::Done(made) => made,
        Step::Refused(fault) => return refused(me, about, fault),
        Step::Large(mut deposit) => {
            let documents = &state.house().documents;
            let stored = documents.store_large(place.space, &deposit).await;
            deposit.blob = Some(stored.map_err(|error| errors::problem(&error, visitor.language()))?);
            let stored = deposit.stored();
            let (me, done) = state.visit(&visitor, move |visit| write(visit, place, &deposit)).await?;
            give_up(&state, stored, &done).await;
            match done {
                Ok(made) => made.document.id,
                Err(fault) => return refused(me, about, fault),
            }
        }
    };
    Ok(forms::lead_to(&format!("{}?deposited=true", address(place.space, made))))
}

/// What is replaced, as its own page shows it, and whom the record is about.
struct About {
    heading: Heading,
    document: Document,
    patient: GivenIdentity,
    limit: usize,
}

impl About {
    /// The new version is about whom the record is about, of the type that the old one had.
    fn metadata(&self, title: &Private<String>, of_citizen: bool, file: &FilePart) -> Metadata {
        let replaced = &self.document;
        let title = Some(title).filter(|title| !title.reveal().trim().is_empty());
        Metadata {
            type_code: Some(replaced.type_code.clone()),
            type_system: Some(replaced.type_system.clone()),
            title: Some(title.unwrap_or(&replaced.words.title).clone()),
            service_start: Some(replaced.service_start),
            service_end: replaced.service_end,
            file_name: file.file_name.clone(),
            media_type: file.media_type.clone(),
            patient: (!of_citizen).then(|| self.patient.clone()),
            ..Metadata::default()
        }
    }
}

/// Only somebody whose own it is; for anybody else the page is not there, and the asking leaves its line.
fn about(visit: &Visit, place: OneDocument) -> Result<About, Problem> {
    let (house, actor) = (&visit.house, &visit.actor);
    let found = visit.decide(|tx| {
        flows::record::to_replace(house, tx, actor, place.space, Ask::default(), place.document)
    });
    let (heading, document, patient) = found?;
    if heading.side == ReaderSide::Helper || !is_own(&document, actor) {
        return Err(Problem::new(kernel::ErrorKind::NotFound));
    }
    let settings = house.documents.settings();
    let limit = if actor.is_citizen() { settings.citizen_bytes } else { settings.professional_bytes };
    Ok(About { heading, document, patient, limit: usize::try_from(limit).unwrap_or(usize::MAX) })
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
    place: OneDocument,
}

impl Asked {
    fn replace(self, visit: &Visit, file: &FilePart, prepared: Prepared) -> Result<Step, Problem> {
        let (house, actor, place) = (&visit.house, &visit.actor, self.place);
        let idempotency = forms::claim(&visit.actor, &self.token, self.address, &self.title, file);
        let id = DocumentId::new(house.clock.as_ref(), house.rng.as_ref());
        let deposit = Deposit { id, way: None, prepared, idempotency: Some(idempotency), blob: None };
        if house.documents.is_large(&deposit.prepared) {
            let asked = house.desk.rehearse(|tx| {
                house.documents.rehearse_replacement(tx, actor, place.space, place.document, &deposit, false)
            });
            return match asked {
                Ok(()) => Ok(Step::Large(Box::new(deposit))),
                Err(error) => Refused::of(&error, visit.language).map(Step::Refused),
            };
        }
        let written = write(visit, place, &deposit)?;
        Ok(written.map_or_else(Step::Refused, |made| Step::Done(made.document.id)))
    }
}

fn write(
    visit: &Visit,
    place: OneDocument,
    deposit: &Deposit,
) -> Result<Result<Deposited, Refused>, Problem> {
    let (documents, actor) = (&visit.house.documents, &visit.actor);
    match visit.try_decide(|tx| documents.replace(tx, actor, place.space, place.document, deposit)) {
        Ok(made) => Ok(Ok(made)),
        Err(error) => Refused::of(&error, visit.language).map(Err),
    }
}

/// What was sent and is shown again.
#[derive(Default)]
struct Sent {
    title: Private<String>,
    fault: Option<Refused>,
}

fn form(visitor: &Visitor, state: &State, me: Me, about: About, sent: Sent) -> Result<HttpResponse, Problem> {
    let status = sent.fault.as_ref().map_or(StatusCode::OK, |fault| fault.status);
    let (of_title, of_file) = sent.fault.map_or((None, None), |fault| (fault.of_title, fault.of_file));
    let document = about.document;
    let view = ReplacementPage {
        here: address(document.space, document.id),
        head: RecordHead::new(about.heading, document.space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        title: sent.title,
        of_title,
        of_file,
        limit: texts::count(visitor.language(), "deposit-limit", about.limit / MEGA),
        replaced: document.words.title,
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "replacement.html")]
struct ReplacementPage {
    page: Shell,
    head: RecordHead,
    here: String,
    replaced: Private<String>,
    title: Private<String>,
    of_title: Option<String>,
    of_file: Option<String>,
    limit: String,
}
