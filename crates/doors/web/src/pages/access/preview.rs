use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use documents::{Document, Error, PageRequest};
use flows::{
    access::{Eyes, EyesOf, Unsaid},
    seeing,
};
use kernel::{Limit, Private, Rpps, SpaceId};
use webkit::{Form, Path, Problem};

use super::{
    super::{place::InSpace, record_head::RecordHead},
    form::{Sent, meant},
    named_form::{bare, is_mistyped},
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, page, profession},
    state::Visit,
    texts,
    visitor::Visitor,
    words,
};

/// Documents that the page shows at most.
const MOST: i64 = 100;

/// Professions that are offered: every one that the matrix opens something to.
pub(super) fn professions(visit: &Visit) -> Vec<(String, String)> {
    let reference = &visit.house.reference;
    let listed = reference.professions().filter(|one| reference.matrix().scope(&one.code).is_some());
    let mut all: Vec<(String, String)> =
        listed.map(|one| (one.code.clone(), profession(reference, &one.code, visit.language))).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all
}

/// `GET /spaces/{space}/preview`: whose eyes to look through.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, None).await
}

/// `POST /spaces/{space}/preview`: what somebody else would see, with the preferences of the form where it sends some.
pub(crate) async fn look(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(sent): Form<Sent>,
) -> Result<HttpResponse, Problem> {
    let token = sent.get("csrf").map_or("", String::as_str);
    forms::require_own(&visitor, &state, &request, token)?;
    let eyes = match eyes(&sent) {
        Ok(eyes) => eyes,
        Err(fault) => return offer(&visitor, &state, space, Some(fault)).await,
    };
    let seen = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let unsaved = sent.contains_key("preset");
        let looked = visit.try_decide(|tx| {
            let supposed = if unsaved {
                let standing = house.consent.preferences(tx, actor, space)?.preferences;
                meant(&sent, &standing, &house.reference)
            } else {
                None
            };
            let thought = Unsaid { preferences: supposed, ..Unsaid::default() };
            let wanted = PageRequest { before: None, limit: Limit::new(Some(MOST)).unwrap_or_default() };
            seeing::preview(house, tx, actor, space, &eyes, &thought, wanted)
        });
        let (heading, found, by_name) = match looked {
            Ok(looked) => looked,
            Err(Error::Consent(consent::Error::Unprocessable(_))) => return Ok(None),
            Err(error) => return Err(visit.problem(&error)),
        };
        let (more, zone) = (found.next.is_some(), heading.zone);
        let item = |document: Document| Item {
            category: words::category(&house.reference, document.category, visit.language),
            deposited: Moment::new(document.deposited_at, zone, visit.language),
            title: document.words.title,
        };
        let items: Vec<Item> = found.items.into_iter().map(item).collect();
        let whose = whose(&eyes, &by_name, visit);
        Ok(Some((heading, items, more, unsaved, whose, all_eyes(&by_name, visit))))
    });
    let (me, looked) = seen.await?;
    let Some((heading, items, more, unsaved, whose, eyes)) = looked else {
        return offer(&visitor, &state, space, Some("preview-nobody")).await;
    };
    let count = texts::count(visitor.language(), "preview-count", items.len());
    let view = PreviewPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(&visitor, &state, me)?,
        eyes,
        looked: Some(Looked { whose, items, more, unsaved, count }),
        fault: None,
    };
    page(&visitor, StatusCode::OK, &view)
}

/// Whose eyes a form names: a number of the directory where it gives one, else a profession.
fn eyes(sent: &Sent) -> Result<Eyes, &'static str> {
    let given = |name: &str| sent.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    match (given("rpps"), given("eyes")) {
        (Some(number), _) => {
            let number = bare(number);
            let fault =
                if is_mistyped(&number, &[11]) { "preview-wrong-digit" } else { "preview-wrong-number" };
            number.parse::<Rpps>().map(Eyes::Professional).map_err(|_| fault)
        }
        (None, Some(code)) => match (code.strip_prefix(CARER), code.strip_prefix(ACTING)) {
            (Some(id), _) => id.parse().map(Eyes::Carer).map_err(|_| "preview-nobody"),
            (None, Some(id)) => id.parse().map(Eyes::Acting).map_err(|_| "preview-nobody"),
            (None, None) => Ok(Eyes::Profession(code.to_owned())),
        },
        (None, None) => Err("preview-nobody"),
    }
}

/// What stands before the id of a carer among those through whose eyes one can look.
const CARER: &str = "carer:";

/// And before the id of whoever acts for the holder or assists them.
const ACTING: &str = "acting:";

/// Through whose eyes one can look: people by name, then professions.
fn all_eyes(by_name: &[EyesOf], visit: &Visit) -> Vec<(String, String)> {
    let by_name = by_name.iter().filter_map(|one| {
        let (code, words) = match one.eyes {
            Eyes::Carer(id) => (format!("{CARER}{id}"), "preview-carer"),
            Eyes::Acting(id) => (format!("{ACTING}{id}"), "preview-acting"),
            Eyes::Profession(_) | Eyes::Professional(_) => return None,
        };
        Some((code, texts::naming(visit.language, words, one.name.reveal())))
    });
    by_name.chain(professions(visit)).collect()
}

fn whose(eyes: &Eyes, by_name: &[EyesOf], visit: &Visit) -> String {
    match eyes {
        Eyes::Carer(_) | Eyes::Acting(_) => {
            let found = by_name.iter().find(|one| one.eyes == *eyes);
            found.map_or_else(String::new, |one| one.name.reveal().clone())
        }
        Eyes::Profession(code) => profession(&visit.house.reference, code, visit.language),
        Eyes::Professional(rpps) => {
            let known = visit.decide(|tx| Ok(visit.house.identity.professional_of_rpps(tx, rpps)?));
            known.ok().flatten().map_or_else(String::new, |known| known.name.reveal().clone())
        }
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    fault: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let (heading, by_name) = visit.decide(|tx| seeing::eyes(house, tx, actor, space))?;
        Ok((heading, all_eyes(&by_name, visit)))
    });
    let (me, (heading, eyes)) = seen.await?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = PreviewPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        eyes,
        looked: None,
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// What somebody else would see.
struct Looked {
    whose: String,
    items: Vec<Item>,
    /// Whether there is more than the page shows.
    more: bool,
    /// Whether it is by preferences that are not saved.
    unsaved: bool,
    count: String,
}

/// A document that somebody else would see.
struct Item {
    title: Private<String>,
    category: String,
    deposited: Moment,
}

#[derive(Template)]
#[template(path = "access/preview.html")]
struct PreviewPage {
    page: Shell,
    head: RecordHead,
    eyes: Vec<(String, String)>,
    looked: Option<Looked>,
    fault: Option<String>,
}
