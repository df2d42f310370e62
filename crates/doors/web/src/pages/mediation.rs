//! A mediator helps somebody who is there: whom, by which document, and the session that the two have together.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use flows::mediation;
use identity::{
    EndOfMediation, IdentityDocument, MediationAsked, MediationFault, account::SpokenCode,
    service::account::Shown,
};
use kernel::{AdminRole, ErrorKind, Private};
use serde::Deserialize;
use webkit::{Form, Problem, Query, client_network, removed_session_cookie, session_cookie};

use super::{
    account::said::{Bare, Said, told},
    patients::{Faults, Looked, SEXES, SYSTEMS},
};
use crate::{
    State, agent, errors, forms,
    shell::{Me, Shell, page},
    state::Visit,
    texts, together,
    visitor::Visitor,
};

/// Whom a mediator helps. The identity travels in the body, and the number of the document nowhere.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Helped {
    #[serde(flatten)]
    looked: Looked,
    document: String,
    present: String,
}

/// What the page was come to for.
#[derive(Deserialize)]
pub(crate) struct Came {
    /// Whether a session has just ended.
    #[serde(default)]
    ended: bool,
}

/// The code that somebody said.
#[derive(Deserialize)]
pub(crate) struct Typed {
    csrf: String,
    #[serde(default)]
    code: Private<String>,
}

/// The kinds of documents, as the form says them.
const DOCUMENTS: [(IdentityDocument, &str); 4] = [
    (IdentityDocument::IdentityCard, "document-identity-card"),
    (IdentityDocument::Passport, "document-passport"),
    (IdentityDocument::ResidencePermit, "document-residence-permit"),
    (IdentityDocument::TravelDocument, "document-travel-document"),
];

/// `GET /mediation`: asks whom a mediator helps.
pub(crate) async fn show(
    visitor: Visitor,
    state: Data<State>,
    Query(came): Query<Came>,
) -> Result<HttpResponse, Problem> {
    let (me, ()) = state.visit(&visitor, require_mediator).await?;
    // Where people are chosen to log in as they are made up, and so are their numbers.
    let system = if state.logins().is_some() { "test" } else { "nir" };
    let looked = Looked { system: system.to_owned(), ..Looked::default() };
    let sent = Helped { looked, ..Helped::default() };
    answer(&visitor, &state, me, sent, Faults::default(), StatusCode::OK, came.ended)
}

fn require_mediator(visit: &Visit) -> Result<(), Problem> {
    if visit.actor.has_role(AdminRole::Mediator) { Ok(()) } else { Err(Problem::new(ErrorKind::NotFound)) }
}

/// `POST /mediation`: begins a session of the two together in this browser; the mediator's own waits meanwhile.
pub(crate) async fn begin(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(helped): Form<Helped>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &helped.looked.csrf)?;
    let language = visitor.language();
    let read = helped.read(language, agent::of(&request));
    let network = client_network(&request, state.house().settings.server.proxies).to_string();
    let begun = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let asked = match read {
            Ok(asked) => asked,
            Err(faults) => {
                require_mediator(visit)?;
                return Ok(Err((faults, StatusCode::UNPROCESSABLE_ENTITY)));
            }
        };
        let said = |key: &str, status| {
            let nobody = Some(texts::text(language, key));
            Ok(Err((Faults { nobody, ..Faults::default() }, status)))
        };
        match house.identity.begin_mediation(&house.desk, actor, &asked, &network) {
            Ok(begun) => {
                let token = house.identity.issue_for_whole_session(&begun.session);
                Ok(Ok(token.map_err(|error| errors::of_identity(&error, language))?.access_token))
            }
            Err(identity::Error::Mediation(MediationFault::Minor)) => {
                said("mediation-minor", StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(identity::Error::Mediation(MediationFault::TooManyToday)) => {
                said("mediation-too-many-today", StatusCode::TOO_MANY_REQUESTS)
            }
            Err(identity::Error::Trait(fault)) => {
                Ok(Err((Faults::of_trait(fault, language), StatusCode::UNPROCESSABLE_ENTITY)))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                said("mediation-nobody", StatusCode::NOT_FOUND)
            }
            // Refused by the rules, so that it leaves its line; what the page says is that there is none.
            Err(error) if error.kind() == ErrorKind::Forbidden => Err(Problem::new(ErrorKind::NotFound)),
            Err(error) => Err(errors::of_identity(&error, language)),
        }
    });
    match begun.await? {
        (_, Ok(token)) => {
            let mut answer = forms::lead_to("/");
            forms::add_cookie(&mut answer, &together::cookie(visitor.secret()?))?;
            forms::add_cookie(&mut answer, &session_cookie(&token, None))?;
            Ok(answer)
        }
        (me, Err((faults, status))) => answer(&visitor, &state, me, helped, faults, status, false),
    }
}

/// `POST /mediation/done`: the two are done; the mediator goes on alone.
pub(crate) async fn done(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(form): Form<Bare>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &form.csrf)?;
    let ended = state.visit(&visitor, |visit| {
        if visit.actor.assisted_by.is_none() {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let ended = mediation::end(&visit.house, visit.actor.session, EndOfMediation::Done);
        ended.map_err(|error| visit.problem(&error))
    });
    ended.await?;
    back_to(&request)
}

/// `GET /mediation/back`: the mediator's own log-in again, once the session of the two is over.
pub(crate) async fn back(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    match state.glance(&visitor, |_| Ok(())).await? {
        Some(_) => Ok(forms::lead_to("/")),
        None => back_to(&request),
    }
}

fn back_to(request: &HttpRequest) -> Result<HttpResponse, Problem> {
    let waiting = together::waiting(request);
    let mut answer = forms::lead_to(if waiting.is_some() { "/mediation?ended=true" } else { "/" });
    let cookie = waiting.map_or_else(removed_session_cookie, |token| session_cookie(&token, None));
    forms::add_cookie(&mut answer, &cookie)?;
    forms::add_cookie(&mut answer, &together::removed())?;
    Ok(answer)
}

/// `POST /mediation/code`: binds the account whose code was said to the person, and makes it substantial.
pub(crate) async fn take_code(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Form(typed): Form<Typed>,
) -> Result<HttpResponse, Problem> {
    forms::require_own(&visitor, &state, &request, &typed.csrf)?;
    let language = visitor.language();
    let taken = state.visit(&visitor, move |visit| {
        if visit.actor.assisted_by.is_none() {
            return Err(Problem::new(ErrorKind::NotFound));
        }
        let (house, code) = (&visit.house, SpokenCode::typed(typed.code.reveal()));
        told(house.desk.write(|tx| house.identity.raise_by_code(tx, &visit.actor, code.as_ref())))
    });
    let (me, taken) = taken.await?;
    let (status, said) = match taken {
        Ok(Shown::Right(())) => (StatusCode::OK, texts::text(language, "code-taken")),
        Ok(Shown::Wrong) => (StatusCode::UNPROCESSABLE_ENTITY, texts::text(language, "code-wrong")),
        Err(said) => (said.status(), words_of(said, language)),
    };
    let view =
        CodeTaken { page: Shell::inside(&visitor, &state, me)?, right: status == StatusCode::OK, said };
    let mut answer = page(&visitor, status, &view)?;
    if let Err(said) = taken {
        said.retry_after(&mut answer);
    }
    Ok(answer)
}

fn words_of(said: Said, language: Language) -> String {
    match said {
        Said::Account(identity::account::AccountFault::OtherPerson) => {
            texts::text(language, "code-other-person")
        }
        said => said.words(language),
    }
}

impl Helped {
    fn read(&self, language: Language, agent: Option<String>) -> Result<MediationAsked, Faults> {
        let document = IdentityDocument::parse(&self.document);
        let traits = self.looked.read_traits(language);
        let ins = match self.looked.ins.reveal().trim() {
            "" => Ok(None),
            _ => self.looked.read_ins(language).map(Some),
        };
        let mut faults = traits.as_ref().err().map_or_else(Vec::new, |faults| faults.fields.clone());
        faults.extend(ins.as_ref().err().map_or_else(Vec::new, |faults| faults.fields.clone()));
        if document.is_none() {
            faults.push(("document-identity_card", texts::text(language, "mediation-no-document")));
        }
        if self.present != "yes" {
            faults.push(("present", texts::text(language, "mediation-not-present")));
        }
        match (traits, ins, document, faults.is_empty()) {
            (Ok(traits), Ok(ins), Some(document), true) => {
                Ok(MediationAsked { traits: Box::new(traits), ins, document, is_present: true, agent })
            }
            _ => Err(Faults { fields: faults, ..Faults::default() }),
        }
    }
}

fn answer(
    visitor: &Visitor,
    state: &State,
    me: Me,
    helped: Helped,
    faults: Faults,
    status: StatusCode,
    ended: bool,
) -> Result<HttpResponse, Problem> {
    let label = |key| texts::text(visitor.language(), key);
    let minutes = state.house().reference.durations().mediation.session_minutes;
    let view = Mediation {
        page: Shell::inside(visitor, state, me)?,
        systems: SYSTEMS.map(|(code, _, key)| (code, label(key))),
        sexes: SEXES.map(|(code, _, key)| (code, label(key))),
        documents: DOCUMENTS.map(|(kind, key)| (kind.as_str(), label(key))),
        minutes: minutes.to_string(),
        sent: helped.looked,
        document: helped.document,
        present: helped.present == "yes",
        faults,
        ended,
    };
    page(visitor, status, &view)
}

#[derive(Template)]
#[template(path = "mediation.html")]
struct Mediation {
    page: Shell,
    systems: [(&'static str, String); 4],
    sexes: [(&'static str, String); 3],
    documents: [(&'static str, String); 4],
    /// Minutes that the session lasts.
    minutes: String,
    sent: Looked,
    document: String,
    present: bool,
    faults: Faults,
    /// Whether a session has just ended.
    ended: bool,
}

#[derive(Template)]
#[template(path = "code_taken.html")]
struct CodeTaken {
    page: Shell,
    right: bool,
    said: String,
}
