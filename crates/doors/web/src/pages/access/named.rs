use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use config::Category;
use consent::{
    rules::{Effect, What},
    service::{BlockInForce, Blocked, ExceptionInForce, Whom},
};
use documents::Error;
use flows::{
    access::{self, AboutWhat, MeantException, Names, Who},
    seeing,
};
use kernel::{ErrorKind, Finess, ProvisionId, Rpps, SpaceId};
use serde::Deserialize;
use webkit::{Form, Path, Problem};

use super::{
    super::{place::InSpace, record_head::RecordHead},
    Called,
    preview::professions,
    stepped_up,
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

/// What a form of the page sends.
#[derive(Deserialize)]
pub(crate) struct Decided {
    csrf: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    id: Option<ProvisionId>,
    /// A number of the directory, of a professional or of a structure.
    #[serde(default)]
    number: String,
    #[serde(default)]
    profession: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    effect: String,
    /// The last day on which it counts, `2027-03-31`; none without an end.
    #[serde(default)]
    until: String,
    /// The time zone of the record, in which that day ends.
    #[serde(default)]
    zone: String,
}

/// `GET /spaces/{space}/named`: whom the holder blocks, and what is hidden from somebody by name or shown to them.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
) -> Result<HttpResponse, Problem> {
    offer(&visitor, &state, space, None).await
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
    let done = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let id = || decided.id.ok_or_else(|| Problem::new(ErrorKind::Invalid));
        let outcome = match decided.act.as_str() {
            "block" => {
                let Some(who) = numbered(&decided.number) else { return Ok(Some("named-wrong-number")) };
                let until = match decided.end() {
                    Ok(until) => until,
                    Err(fault) => return Ok(Some(fault)),
                };
                visit.try_decide(|tx| access::block(house, tx, actor, space, &who, until).map(drop))
            }
            "unblock" => {
                let id = id()?;
                visit.try_decide(|tx| Ok(house.consent.unblock(tx, actor, space, id)?))
            }
            "except" => {
                let meant = match decided.exception() {
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
            Err(Error::Consent(consent::Error::Unprocessable(_))) => Ok(Some("named-not-possible")),
            Err(error) => Err(visit.problem(&error)),
        }
    });
    let here = format!("/spaces/{space}/named");
    match stepped_up(done.await, &here)? {
        Ok((_, None)) => Ok(forms::lead_to(&here)),
        Ok((_, Some(fault))) => offer(&visitor, &state, space, Some(fault)).await,
        Err(answer) => Ok(answer),
    }
}

/// Whom a number of the directory means.
fn numbered(number: &str) -> Option<Who> {
    let number = number.trim();
    let person = number.parse::<Rpps>().map(Who::Professional).ok();
    person.or_else(|| number.parse::<Finess>().map(Who::Numbered).ok())
}

impl Decided {
    fn exception(&self) -> Result<MeantException, &'static str> {
        let who = match (self.number.trim(), self.profession.as_str()) {
            ("", "") => return Err("named-nobody"),
            ("", code) => Who::Profession(code.to_owned()),
            (number, _) => numbered(number).ok_or("named-wrong-number")?,
        };
        let about = match self.about.split_once(':') {
            Some(("category", code)) => {
                AboutWhat::Category(code.parse::<Category>().map_err(|_| "named-nothing")?)
            }
            Some(("topic", key)) => AboutWhat::Topic(key.to_owned()),
            Some(("document", id)) => AboutWhat::Document(id.parse().map_err(|_| "named-nothing")?),
            _ => return Err("named-nothing"),
        };
        let effect = match self.effect.as_str() {
            "hidden" => Effect::Hidden,
            "shown" => Effect::Shown,
            _ => return Err("named-no-effect"),
        };
        Ok(MeantException { who, about, effect, until: self.end()? })
    }

    /// When it ends: with the day that was given.
    fn end(&self) -> Result<Option<DateTime<Utc>>, &'static str> {
        if self.until.trim().is_empty() {
            return Ok(None);
        }
        let day = self.until.trim().parse::<NaiveDate>();
        let end =
            day.ok().zip(self.zone.parse().ok()).and_then(|(day, zone)| consent::end_after(day, 0, zone));
        end.map(Some).ok_or("named-wrong-day")
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    space: SpaceId,
    fault: Option<&'static str>,
) -> Result<HttpResponse, Problem> {
    let seen = state.visit(visitor, move |visit| {
        let (house, actor, language) = (&visit.house, &visit.actor, visit.language);
        let (heading, found) = visit.decide(|tx| seeing::named(house, tx, actor, space))?;
        let (zone, zone_name) = (heading.zone, heading.zone.name());
        let (blocks, names) = &found.blocks;
        let blocks: Vec<BlockLine> =
            blocks.iter().map(|one| BlockLine::new(one, names, zone, visit)).collect();
        let (exceptions, names) = &found.exceptions;
        let exceptions: Vec<ExceptionLine> =
            exceptions.iter().map(|one| ExceptionLine::new(one, names, zone, visit)).collect();
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
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = NamedPage {
        head: RecordHead::new(heading, space, me.side, visitor.language()),
        page: Shell::inside(visitor, state, me)?,
        blocks,
        exceptions,
        about,
        professions,
        zone_name,
        fault: fault.map(|key| texts::text(visitor.language(), key)),
    };
    page(visitor, status, &view)
}

/// Somebody who is blocked.
struct BlockLine {
    id: ProvisionId,
    called: Called,
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
            hides: one.said.effect == Effect::Hidden,
            until: one.said.until.map(|until| Moment::new(until, zone, language)),
        }
    }
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
    fault: Option<String>,
}
