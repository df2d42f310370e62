use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Ask;
use documents::{Deposit, DepositDocument, Deposited, Metadata, Prepared};
use kernel::{DocumentId, ErrorKind, Private, SpaceId};
use webkit::{CSRF_FIELD, DepositForm, FilePart, Path, Problem, fingerprint};

use super::{
    documents::address,
    place::InSpace,
    sent_file::{By, FIELD, MEGA, Refused, give_up},
};
use crate::{
    State, errors, forms,
    shell::{Me, Shell, Side, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

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
    let (language, person) = (visitor.language(), visitor.claims()?.person.uuid());
    let by = By { state: &state, person, side: Side::Citizen, language };
    let file = match by.take(sent).await? {
        Ok(file) => file,
        Err(fault) => return form(&visitor, &state, me, space, Sent { title, fault: Some(fault) }),
    };

    let metadata = Metadata {
        title: Some(title.clone()),
        file_name: file.file_name.clone(),
        media_type: file.media_type.clone(),
        ..Metadata::default()
    };
    let (file, looked) = by.look(file, metadata).await?;
    let prepared = match looked {
        Ok(prepared) => prepared,
        Err(fault) => return form(&visitor, &state, me, space, Sent { title, fault: Some(fault) }),
    };
    let asked = Asked { token, address: fingerprint(&request, &[]), title: title.clone() };
    let first = state.visit(&visitor, move |visit| {
        let done = asked.deposit(visit, space, &file, prepared)?;
        // The file keeps its place in the memory for uploads until its bytes are gone.
        Ok((done, file))
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
    fn deposit(
        self,
        visit: &Visit,
        space: SpaceId,
        file: &FilePart,
        prepared: Prepared,
    ) -> Result<Step, Problem> {
        let house = &visit.house;
        let idempotency = forms::claim(&visit.actor, &self.token, self.address, &self.title, file);
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
