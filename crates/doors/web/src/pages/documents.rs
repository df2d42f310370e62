use actix_web::{HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use config::Reference;
use consent::Language;
use documents::{Document, PageRequest};
use kernel::{DocumentId, Limit, PersonId, Private, SpaceId};
use uuid::Uuid;
use webkit::{Path, Problem, Query};

use super::{care_relationship, hiding, place::InSpace, record_head::RecordHead};
use crate::{
    State,
    moments::Moment,
    positions::{List, PageAsked},
    shell::{Shell, page},
    visitor::Visitor,
    words,
};

/// `GET /spaces/{space}`: the documents of a record, newest first. A professional whom nothing lets in is offered to
/// declare a care relationship, whether the record exists or not.
pub(crate) async fn list(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<PageAsked>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
        let list = List::new(&house.vault, actor, space, "web.documents");
        let before = list.open(&asked)?.map(Uuid::from_bytes);
        let found = visit.try_decide(|tx| {
            let wanted = PageRequest { before, limit: Limit::default() };
            flows::seeing::documents(house, tx, actor, space, wanted)
        });
        let (heading, found, hides) = match found {
            Ok(found) => found,
            Err(error) if actor.practice().is_some() && care_relationship::may_lead_in(&error) => {
                return Ok(None);
            }
            Err(error) => return Err(visit.problem(&error)),
        };
        let zone = heading.zone;
        let items = found.items.into_iter().map(|item| {
            let hiding = hides.as_ref().and_then(|hides| hides.by(&item.thing()));
            let hidden = hiding.map(|hiding| hiding::words(&hiding, visit));
            Item { hidden, ..Item::new(item, actor.person, zone, &house.reference, language) }
        });
        let months = by_month(items);
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        Ok(Some((heading, months, next, before.is_some())))
    });
    match seen.await? {
        (me, Some((heading, months, next, later))) => {
            let head = RecordHead::new(heading, space, me.side, visitor.language());
            let page_of = Shell::inside(&visitor, &state, me)?;
            page(&visitor, StatusCode::OK, &Documents { page: page_of, head, months, next, later })
        }
        (me, None) => care_relationship::offer(&visitor, &state, me, space, StatusCode::NOT_FOUND, None),
    }
}

/// One line of the list.
struct Item {
    id: DocumentId,
    title: Private<String>,
    category: String,
    kind: String,
    depositor: Private<String>,
    by_citizen: bool,
    /// Whether the reader brought it.
    own: bool,
    /// By what the reader hides it from professionals.
    hidden: Option<String>,
    deposited: Moment,
}

impl Item {
    fn new(
        document: Document,
        reader: PersonId,
        zone: Tz,
        reference: &Reference,
        language: Language,
    ) -> Self {
        Self {
            id: document.id,
            category: words::category(reference, document.category, language),
            kind: words::document_type(reference, &document, language),
            by_citizen: document.by_citizen,
            own: document.by_citizen && document.depositor == reader,
            hidden: None,
            deposited: Moment::new(document.deposited_at, zone, language),
            title: document.words.title,
            depositor: document.words.depositor_name,
        }
    }
}

/// The documents deposited in one month.
struct Month {
    name: String,
    items: Vec<Item>,
}

fn by_month(items: impl Iterator<Item = Item>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for item in items {
        match months.last_mut() {
            Some(month) if month.name == item.deposited.month => month.items.push(item),
            _ => months.push(Month { name: item.deposited.month.clone(), items: vec![item] }),
        }
    }
    months
}

#[derive(Template)]
#[template(path = "documents.html")]
struct Documents {
    page: Shell,
    head: RecordHead,
    months: Vec<Month>,
    next: Option<String>,
    later: bool,
}

impl Documents {
    fn address(&self, id: &DocumentId) -> String {
        address(self.head.space, *id)
    }
}

/// The address of a document's page.
pub(super) fn address(space: SpaceId, id: DocumentId) -> String {
    format!("/spaces/{space}/documents/{id}")
}
