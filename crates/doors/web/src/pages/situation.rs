use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use consent::Language;
use flows::House;
use identity::{NotAdmitted, SituationId, service::OfferedSituation};
use secrecy::SecretString;
use serde::Deserialize;
use webkit::{Form, Path, Problem, form_token, session_cookie};

use super::login_refused::{self, Refused};
use crate::{
    State, agent, forms,
    login_cookie::{self, AttemptName},
    shell::{self, Shell, page},
    texts,
    visitor::Visitor,
};

/// The log-in that an address names.
#[derive(Deserialize)]
pub(crate) struct UnderWay {
    attempt: AttemptName,
}

/// What the form sends.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    csrf: String,
    #[serde(default)]
    situation: String,
}

/// `GET /login/situation/{attempt}`: the situations of practice that a professional who was just proven chooses from.
pub(crate) async fn show(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(UnderWay { attempt }): Path<UnderWay>,
) -> Result<HttpResponse, Problem> {
    let browser = login_cookie::read(&request, &attempt).unwrap_or_default();
    offer(&visitor, &state, attempt, browser, StatusCode::OK, None).await
}

/// `POST /login/situation/{attempt}`: opens the session in the one that was chosen.
pub(crate) async fn choose(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(UnderWay { attempt }): Path<UnderWay>,
    Form(chosen): Form<Chosen>,
) -> Result<HttpResponse, Problem> {
    let browser = login_cookie::read(&request, &attempt).unwrap_or_default();
    forms::require(visitor.language(), &state, &request, &browser, &chosen.csrf)?;
    let Ok(situation) = chosen.situation.parse::<SituationId>() else {
        let fault = texts::text(visitor.language(), "situation-nothing-chosen");
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return offer(&visitor, &state, attempt, browser, status, Some(fault)).await;
    };
    let before = visitor.claims().ok().map(|claims| claims.session);
    let agent = agent::of(&request);
    let opened = state.wait(move |house| {
        let opened = open(house, &browser, situation, before, agent.as_deref());
        into_problem(opened)
    });
    match opened.await? {
        Ok((token, path)) => {
            let mut answer = forms::lead_to(&path);
            forms::add_cookie(&mut answer, &session_cookie(&token, None))?;
            forms::add_cookie(&mut answer, &login_cookie::removed(&attempt))?;
            Ok(answer)
        }
        Err(why) => refuse(&visitor, why),
    }
}

fn open(
    house: &House,
    browser: &SecretString,
    situation: SituationId,
    before: Option<kernel::SessionId>,
    agent: Option<&str>,
) -> Result<(SecretString, String), identity::Error> {
    let identity = &house.identity;
    let chosen = house.desk.read(|rtx| identity.chosen_situation(rtx, browser, situation))?;
    let (session, path) = house.desk.write(|tx| {
        let opened = identity.choose_situation(tx, browser, &chosen, before)?;
        if let Some(agent) = agent {
            identity.name_device(tx, opened.0.id, agent)?;
        }
        Ok::<_, identity::Error>(opened)
    })?;
    let issued = identity.issue_for_whole_session(&session)?;
    Ok((issued.access_token, path.as_str().to_owned()))
}

/// A refusal is a page of its own; anything else is a problem.
fn into_problem<R>(done: Result<R, identity::Error>) -> Result<Result<R, NotAdmitted>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(identity::Error::NotAdmitted(why)) => Ok(Err(why)),
        Err(error) => Err(Problem::from_error(error.kind(), &error)),
    }
}

async fn offer(
    visitor: &Visitor,
    state: &State,
    attempt: AttemptName,
    browser: SecretString,
    status: StatusCode,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let (language, secret) = (visitor.language(), browser.clone());
    let offered = state.wait(move |house| {
        let offered = house.desk.read(|rtx| house.identity.offered_situations(rtx, &browser));
        into_problem(
            offered.map(|all| all.iter().map(|one| choice(house, one, language)).collect::<Vec<_>>()),
        )
    });
    match offered.await? {
        Ok(choices) => {
            let csrf = form_token(&secret, state.house().rng.as_ref());
            let view = Situations { page: Shell::outside(language, csrf), attempt, choices, fault };
            page(visitor, status, &view)
        }
        Err(why) => refuse(visitor, why),
    }
}

/// The page that says why. The provider is not named: it stands sealed in the attempt, which may be over.
fn refuse(visitor: &Visitor, why: NotAdmitted) -> Result<HttpResponse, Problem> {
    tracing::info!(cause = %why, "a log-in was refused at the choice of a situation of practice");
    login_refused::answer(visitor, &Refused::NotAdmitted(why))
}

/// One choice on the page.
struct Choice {
    id: SituationId,
    place: String,
    profession: String,
    /// What tells two situations of one name and profession apart, where it is known.
    know_how: Option<String>,
    sector: Option<String>,
}

fn choice(house: &House, offered: &OfferedSituation, language: Language) -> Choice {
    Choice {
        id: offered.id,
        place: offered.place.clone().unwrap_or_else(|| texts::text(language, "situation-own-practice")),
        profession: shell::profession(&house.reference, &offered.profession, language),
        know_how: offered.know_how.as_deref().map(|code| shell::know_how(&house.reference, code, language)),
        sector: Some(&offered.sector)
            .filter(|code| !code.is_empty())
            .map(|code| shell::sector(&house.reference, code, language)),
    }
}

#[derive(Template)]
#[template(path = "situation.html")]
struct Situations {
    page: Shell,
    attempt: AttemptName,
    choices: Vec<Choice>,
    fault: Option<String>,
}
