use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use config::Category;
use consent::{
    rules::{Effect, What},
    service::{BlockInForce, Blocked, ExceptionInForce, Whom},
};
use documents::{Document, Error};
use flows::{
    access::{self, Names},
    seeing,
};
use kernel::{ErrorKind, Private, ProvisionId, SpaceId};
use uuid::Uuid;
use webkit::{Form, Path, Problem, Query};

use super::{
    super::{
        documents::address,
        done::{Asked, Done, Told, stepped_up},
        place::InSpace,
        record_head::RecordHead,
    },
    Called,
    named_form::{Decided, Fault},
    preview::professions,
};
use crate::{
    State, forms,
    moments::Moment,
    shell::{Shell, either, page, profession},
    state::Visit,
    texts,
    visitor::Visitor,
    words,
};

/// `GET /spaces/{space}/named`: whom the holder blocks, and what is hidden from somebody by name or shown to them.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Query(asked): Query<Asked>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, asked.done, None).await
}

/// `POST /spaces/{space}/named`: blocks somebody or lifts a block, makes an exception or ends one.
pub(crate) async fn decide(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Form(decided): Form<Decided>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &decided.csrf)?;
    let (here, again) = (decided.here(space), decided.clone());
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let id = || decided.id.ok_or_else(|| Problem::new(ErrorKind::Invalid));
        let now = house.clock.now();
        let outcome = match decided.act.as_str() {
            "block" => {
                let (who, until) = match decided.block(now) {
                    Ok(meant) => meant,
                    Err(fault) => return Ok(Some(fault)),
                };
                visit.try_decide(|tx| access::block(house, tx, actor, space, &who, until).map(drop))
            }
            "unblock" => {
                let id = id()?;
                visit.try_decide(|tx| Ok(house.consent.unblock(tx, actor, space, id)?))
            }
            "except" => {
                let meant = match decided.exception(now) {
                    Ok(meant) => meant,
                    Err(fault) => return Ok(Some(fault)),
                };
                visit.try_decide(|tx| access::except(house, tx, actor, space, &meant).map(drop))
            }
            "end-exception" => {
                let id = id()?;
                visit.try_decide(|tx| Ok(house.consent.end_exception(tx, actor, space, id)?))
            }
            _ => return Err(Problem::new(ErrorKind::Invalid)),
        };
        match outcome {
            Ok(()) => Ok(None),
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some(decided.not_possible())),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    match stepped_up(done.await, &here)? {
        Ok((_, None)) => Ok(forms::lead_to(&Done::Saved.at(&here))),
        Ok((_, Some(fault))) => offer(&visitor, &state, space, None, Some((again, fault))).await,
        Err(answer) => Ok(answer),
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    done: Option<Done>,
    wrong: Option<(Decided, Fault)>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
        let (heading, found) = visit.decide(|tx| seeing::named(house, tx, actor, space))?;
        let (zone, zone_name) = (heading.zone, heading.zone.name());
        let (blocks, names) = &found.blocks;
        let blocks: Vec<BlockLine> =
            blocks.iter().map(|one| BlockLine::new(one, names, zone, visit)).collect();
        let (exceptions, names) = &found.exceptions;
        let exceptions: Vec<ExceptionLine> = exceptions
            .iter()
            .map(|one| ExceptionLine::new(one, names, zone, visit).about(one, space, &found.documents))
            .collect();
        let topics = house.reference.topics().map(|topic| {
            (format!("topic:{}", topic.key), either(language, &topic.label_fr, &topic.label_en).to_owned())
        });
        let categories = Category::ALL.map(|category| {
            (format!("category:{}", category.code()), words::category(&house.reference, category, language))
        });
        let about = topics.chain(categories).collect();
        Ok((heading, blocks, exceptions, (about, professions(visit), zone_name)))
    });
    let (me, (heading, blocks, exceptions, (about, professions, zone_name))) = seen.await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = NamedPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        blocks,
        exceptions,
        about,
        professions,
        zone_name,
        done: done.map(|done| done.told(visitor.language())),
        wrong: wrong.map(|(typed, Fault { field, key })| Wrong {
            typed,
            field,
            said: texts::text(visitor.language(), key),
        }),
    };
    page(visitor, status, &view)
}

/// Somebody who is blocked.
struct BlockLine {
    id: ProvisionId,
    called: Called,
    is_also_carer: bool,
    since: Moment,
    until: Option<Moment>,
}

impl BlockLine {
    fn new(one: &BlockInForce, names: &Names, zone: Tz, visit: &Visit) -> Self {
        let (person, organisation) = match one.blocked {
            Blocked::Person(person) => (Some(person), None),
            Blocked::Organisation(organisation) => (None, Some(organisation)),
        };
        let at = |instant| Moment::new(instant, zone, visit.language);
        Self {
            id: one.id,
            called: Called::new(visit, names, person, organisation),
            is_also_carer: one.is_also_carer,
            since: at(one.since),
            until: one.until.map(at),
        }
    }
}

/// Something that is hidden from somebody by name, or shown to them.
struct ExceptionLine {
    id: ProvisionId,
    whom: String,
    what: String,
    /// The document that it is about, with its page, where there is one to open.
    document: Option<(Private<String>, String)>,
    hides: bool,
    until: Option<Moment>,
}

impl ExceptionLine {
    fn new(one: &ExceptionInForce, names: &Names, zone: Tz, visit: &Visit) -> Self {
        let (reference, language) = (&visit.house.reference, visit.language);
        let whom = match &one.said.whom {
            Whom::Person(person) => Called::new(visit, names, Some(*person), None).name.reveal().clone(),
            Whom::Organisation(id) => Called::new(visit, names, None, Some(*id)).name.reveal().clone(),
            Whom::Profession(code) => profession(reference, code, language),
        };
        let what = match &one.said.what {
            What::Category(category) => words::category(reference, *category, language),
            What::Topic(key) => reference
                .topic(key)
                .map_or(key.clone(), |topic| either(language, &topic.label_fr, &topic.label_en).to_owned()),
            What::Document(_) => texts::text(language, "named-a-document"),
        };
        Self {
            id: one.id,
            whom,
            what,
            document: None,
            hides: one.said.effect == Effect::Hidden,
            until: one.said.until.map(|until| Moment::new(until, zone, language)),
        }
    }

    /// Calls the document that it is about by its title, where it is about one.
    fn about(self, one: &ExceptionInForce, space: SpaceId, known: &HashMap<Uuid, Document>) -> Self {
        let What::Document(series) = &one.said.what else { return self };
        let document = known.get(series);
        let document = document.map(|known| (known.words.title.clone(), address(space, known.id)));
        Self { document, ..self }
    }
}

/// A form that could not be done: what was typed, and the field with what is wrong in it.
struct Wrong {
    typed: Decided,
    field: &'static str,
    said: String,
}

#[derive(Template)]
#[template(path = "access/named.html")]
struct NamedPage {
    page: Shell,
    head: RecordHead,
    blocks: Vec<BlockLine>,
    exceptions: Vec<ExceptionLine>,
    /// What an exception may be about.
    about: Vec<(String, String)>,
    professions: Vec<(String, String)>,
    /// The time zone of the record, for the ends that are given.
    zone_name: &'static str,
    done: Option<Told>,
    wrong: Option<Wrong>,
}

impl NamedPage {
    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|wrong| wrong.field == field).map(|wrong| wrong.said.as_str())
    }

    /// What was typed in the form of this act, which is shown anew.
    fn typed(&self, act: &str) -> Option<&Decided> {
        self.wrong.as_ref().map(|wrong| &wrong.typed).filter(|typed| typed.act == act)
    }

    fn number(&self, act: &str) -> &str {
        self.typed(act).map_or("", |typed| typed.number.as_str())
    }

    fn until(&self, act: &str) -> &str {
        self.typed(act).map_or("", |typed| typed.until.as_str())
    }

    fn is_about(&self, code: &str) -> bool {
        self.typed("except").is_some_and(|typed| typed.about == code)
    }

    fn is_of(&self, profession: &str) -> bool {
        self.typed("except").is_some_and(|typed| typed.profession == profession)
    }

    fn shows(&self) -> bool {
        self.typed("except").is_some_and(|typed| typed.effect == "shown")
    }
}
