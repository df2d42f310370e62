use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use config::DocumentType;
use documents::{Deposit, Deposited, Metadata, Prepared};
use flows::record::{self, Deposits, ReaderSide};
use kernel::{DocumentId, ErrorKind, Private, SpaceId};
use webkit::{CSRF_FIELD, DepositForm, FilePart, Path, Problem, body_digest, fingerprint};

use super::{
    documents::address,
    done::Done,
    place::InSpace,
    record_head::RecordHead,
    sent_file::{By, FIELD, MEGA, Refused, give_up},
};
use crate::{
    State, errors, forms,
    shell::{Me, Shell, Side, either, page},
    state::Visit,
    texts,
    visitor::Visitor,
};

/// `GET /spaces/{space}/deposit`: the form by which a citizen deposits a document in their own record, or in that of somebody whom they
/// act for or help.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    let (me, offered) = state.visit(&visitor, move |visit| offered(visit, space)).await?;
    form(&visitor, &state, me, offered, Sent::default())
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
    let kind = sent.field("kind", FIELD).await?;
    let (me, offered) = state.visit(&visitor, move |visit| offered(visit, space)).await?;
    let Some(known) = offered.kinds.iter().find(|known| known.code == kind.reveal().as_str()) else {
        return Err(Problem::new(ErrorKind::Invalid));
    };
    let (type_code, sees) = (known.code, offered.sees);
    let (language, person) = (visitor.language(), visitor.claims()?.person.uuid());
    let by = By { state: &state, person, side: Side::Citizen, language };
    let file = match by.take(sent).await? {
        Ok(file) => file,
        Err(fault) => {
            return form(&visitor, &state, me, offered, Sent { title, type_code, fault: Some(fault) });
        }
    };

    let metadata = Metadata {
        title: Some(title.clone()),
        type_code: Some(type_code.to_owned()),
        type_system: Some(SYSTEM.to_owned()),
        file_name: file.file_name.clone(),
        media_type: file.media_type.clone(),
        ..Metadata::default()
    };
    let (file, looked) = by.look(file, metadata).await?;
    let prepared = match looked {
        Ok(prepared) => prepared,
        Err(fault) => {
            return form(&visitor, &state, me, offered, Sent { title, type_code, fault: Some(fault) });
        }
    };
    let asked = Asked {
        token,
        address: fingerprint(&request, &[body_digest(type_code.as_bytes())]),
        title: title.clone(),
    };
    let first = state.visit(&visitor, move |visit| {
        let done = asked.deposit(visit, space, &file, prepared)?;
        // The file keeps its place in the memory for uploads until its bytes are gone.
        Ok((done, file))
    });
    let (me, (done, _file)) = first.await?;
    let document = match done {
        Step::Done(document) => document,
        Step::Refused(fault) => {
            return form(&visitor, &state, me, offered, Sent { title, type_code, fault: Some(fault) });
        }
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
                    return form(
                        &visitor,
                        &state,
                        me,
                        offered,
                        Sent { title, type_code, fault: Some(fault) },
                    );
                }
            }
        }
    };
    Ok(forms::lead_to(&match sees {
        true => format!("{}?deposited=true", address(space, document)),
        // Who may add and not see is not led to what they may not see.
        false => Done::Saved.at("/cared-for"),
    }))
}

/// System of the types of what citizens bring (TRE_A05).
const SYSTEM: &str = "1.2.250.1.213.1.1.4.12";
/// The types of what citizens bring, the one for everything else first.
const KINDS: [&str; 11] = [
    "EXPPAT_2", "DOCPAT01", "DOCPAT02", "DOCPAT03", "DOCPAT04", "DOCPAT05", "DOCPAT06", "DOCPAT07",
    "DOCPAT09", "EXPPAT_1", "EXPPAT_3",
];

/// A type of document to choose.
struct KindChoice {
    code: &'static str,
    label: String,
}

impl KindChoice {
    fn is_of(&self, code: &str) -> bool {
        self.code == code
    }
}

/// What somebody may deposit, and in whose record.
struct Offered {
    head: RecordHead,
    /// Whether it is the reader's own.
    own: bool,
    /// Whether documents are seen there.
    sees: bool,
    kinds: Vec<KindChoice>,
}

/// Only for a citizen who may deposit in this record, as its holder, for its holder, or as a carer on some shelves; for anybody else the
/// page is not there, and the asking leaves its line.
fn offered(visit: &Visit, space: SpaceId) -> Result<Offered, Problem> {
    let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
    let known = KINDS.into_iter().filter_map(|code| house.reference.document_type(code, SYSTEM));
    let known: Vec<&DocumentType> = known.collect();
    let found = record::for_deposit(house, actor, space, &known);
    let Deposits { heading, types, sees } = found.map_err(|error| errors::problem(&error, language))?;
    if !actor.is_citizen() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let choice = |kind: &&DocumentType| {
        let code = KINDS.into_iter().find(|code| *code == kind.code)?;
        Some(KindChoice { code, label: either(language, &kind.label_fr, &kind.label_en).to_owned() })
    };
    let kinds: Vec<KindChoice> = types.iter().filter_map(choice).collect();
    if kinds.is_empty() {
        return Err(Problem::new(ErrorKind::NotFound));
    }
    let own = heading.side == ReaderSide::Holder;
    Ok(Offered { head: RecordHead::new(heading, space, Side::Citizen, language), own, sees, kinds })
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
    /// The type that was chosen; none at first.
    type_code: &'static str,
    fault: Option<Refused>,
}

fn form(
    visitor: &Visitor,
    state: &State,
    me: Me,
    offered: Offered,
    sent: Sent,
) -> Result<HttpResponse, Problem> {
    let status = sent.fault.as_ref().map_or(StatusCode::OK, |fault| fault.status);
    let (of_title, of_file) = sent.fault.map_or((None, None), |fault| (fault.of_title, fault.of_file));
    let limit = usize::try_from(state.house().documents.settings().citizen_bytes).unwrap_or(usize::MAX);
    let view = DepositPage {
        offered,
        type_code: sent.type_code,
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
    offered: Offered,
    type_code: &'static str,
    title: Private<String>,
    of_title: Option<String>,
    of_file: Option<String>,
    limit: String,
}
