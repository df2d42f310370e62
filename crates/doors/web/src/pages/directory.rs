use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    web::Data,
};
use askama::Template;
use config::Reference;
use consent::Language;
use identity::service::{
    FoundPlace, FoundProfessional, MOST_FOUND, NameWords, NamedSearch, ProfessionalSearch, SearchFault,
};
use kernel::{ErrorKind, Private};
use serde::Deserialize;
use webkit::{Form, Problem};

use crate::{
    State, errors, forms,
    shell::{Me, Shell, Side, know_how, page, profession},
    texts,
    visitor::Visitor,
};

/// What the form sends. The words travel in the body, and never in an address.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Sought {
    csrf: String,
    family: Private<String>,
    given: Private<String>,
    postcode: Private<String>,
    town: Private<String>,
    profession: String,
    rpps: Private<String>,
}

/// `GET /directory`: the form by which people find a professional.
pub(crate) async fn show(visitor: Visitor, state: Data<State>) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, |_| Ok(())).await?;
    require_person(&me)?;
    answer(&visitor, &state, me, Sought::default(), Found::default(), StatusCode::OK)
}

/// What a visit comes to.
enum Looked {
    Found(Vec<FoundProfessional>),
    Fault(&'static str, &'static str),
    TooOften(HeaderValue),
}

/// `POST /directory`: who was found, under the form.
pub(crate) async fn find(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(sought): Form<Sought>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &sought.csrf)?;
    let language = visitor.language();
    let (search, shared) = (sought.read(), state.clone());
    let looked = state.visit(&visitor, move |visit| {
        if visit.actor.practice().is_none() && !visit.actor.is_citizen() {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let search = match search {
            Ok(search) => search,
            Err((field, key)) => return Ok(Looked::Fault(field, key)),
        };
        if let Err(wait) = shared.may_look_up(&visit.actor) {
            return Ok(Looked::TooOften(HeaderValue::from(wait.as_secs().saturating_add(1))));
        }
        let house = &visit.house;
        let found = house.desk.read(|rtx| house.identity.search_professionals(rtx, &search));
        found.map(Looked::Found).map_err(|error| errors::of_identity(&error, language))
    });
    let (me, looked) = looked.await?;
    let said = |key| texts::text(language, key);
    match looked {
        Looked::Found(people) => {
            let people: Vec<_> =
                people.into_iter().map(|one| Shown::new(one, &state.house().reference, language)).collect();
            let summary = match people.len() {
                0 => said("directory-nobody"),
                MOST_FOUND => texts::count(language, "directory-first", MOST_FOUND),
                found => texts::count(language, "directory-found", found),
            };
            let found = Found { people, summary: Some(summary), ..Found::default() };
            answer(&visitor, &state, me, sought, found, StatusCode::OK)
        }
        Looked::Fault(field, key) => {
            let found = Found { fault: Some((field, said(key))), ..Found::default() };
            answer(&visitor, &state, me, sought, found, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Looked::TooOften(wait) => {
            let found = Found { fault: Some(("family", said("directory-too-often"))), ..Found::default() };
            let mut page = answer(&visitor, &state, me, sought, found, StatusCode::TOO_MANY_REQUESTS)?;
            page.headers_mut().insert(RETRY_AFTER, wait);
            Ok(page)
        }
    }
}

fn require_person(me: &Me) -> Result<(), Problem> {
    if me.side == Side::Establishment { Err(Problem::new(ErrorKind::NotFound)) } else { Ok(()) }
}

impl Sought {
    /// What is looked for; else the field that is wrong, and what to say beside it.
    fn read(&self) -> Result<ProfessionalSearch, (&'static str, &'static str)> {
        let number: String = self.rpps.reveal().chars().filter(|c| !c.is_whitespace()).collect();
        if !number.is_empty() {
            let number = number.parse().map_err(|_| ("rpps", "directory-fault-rpps"))?;
            return Ok(ProfessionalSearch::Rpps(number));
        }
        let given = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
        let words = NameWords {
            family: self.family.clone(),
            given: self.given.clone(),
            postcode: given(self.postcode.reveal()),
            town: given(self.town.reveal()).map(Private::new),
            profession: given(&self.profession),
        };
        let named = NamedSearch::new(&words).map_err(|fault| match fault {
            SearchFault::Family => ("family", "directory-fault-family"),
            SearchFault::Given => ("given", "directory-fault-given"),
            SearchFault::Postcode => ("postcode", "directory-fault-postcode"),
            SearchFault::Town => ("town", "directory-fault-town"),
            SearchFault::Profession => ("profession", "directory-fault-profession"),
        })?;
        Ok(ProfessionalSearch::Named(Box::new(named)))
    }
}

/// A professional as the page shows one.
struct Shown {
    name: Private<String>,
    profession: String,
    rpps: String,
    places: Vec<String>,
}

impl Shown {
    fn new(found: FoundProfessional, reference: &Reference, language: Language) -> Self {
        let mut places: Vec<String> =
            found.places.into_iter().map(|place| written(place, reference, language)).collect();
        places.dedup();
        Self {
            name: found.name,
            profession: profession(reference, &found.profession, language),
            rpps: found.rpps.to_string(),
            places,
        }
    }
}

/// `Cabinet des Lilas, 29200 BREST, Médecine générale`.
fn written(place: FoundPlace, reference: &Reference, language: Language) -> String {
    let town = match (place.postcode, place.town) {
        (Some(postcode), Some(town)) => Some(format!("{postcode} {town}")),
        (postcode, town) => postcode.or(town),
    };
    let other = place.profession.map(|code| profession(reference, &code, language));
    let speciality = place.know_how.map(|code| know_how(reference, &code, language));
    let parts = [place.name, town, other, speciality];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is shown beside the form.
#[derive(Default)]
struct Found {
    people: Vec<Shown>,
    summary: Option<String>,
    fault: Option<(&'static str, String)>,
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    sent: Sought,
    found: Found,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let (reference, language) = (&state.house().reference, visitor.language());
    let mut professions: Vec<_> = reference
        .professions()
        .map(|known| (known.code.clone(), profession(reference, &known.code, language)))
        .collect();
    professions.sort_by(|(_, one), (_, other)| one.cmp(other));
    let view = Directory { page: Shell::inside(visitor, state, me)?, professions, sent, found };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "directory.html")]
struct Directory {
    page: Shell,
    professions: Vec<(String, String)>,
    sent: Sought,
    found: Found,
}

impl Directory {
    /// What to say beside a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.found.fault.as_ref().filter(|(about, _)| *about == field).map(|(_, said)| said.as_str())
    }
}
