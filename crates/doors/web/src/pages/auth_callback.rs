use actix_web::{HttpRequest, HttpResponse, web::Data};
use chrono::TimeDelta;
use config::Reference;
use identity::{
    NotAdmitted,
    oidc::{Answered, Distrust, ProviderFault},
    service::{Admitted, ClaimedLogin},
};
use kernel::{ErrorKind, Private};
use secrecy::SecretString;
use serde::Deserialize;
use webkit::{Path, Problem, Query, session_cookie};

use super::{
    account::said::Said,
    auth_start::Through,
    login_refused::{self, Refused, StillIn},
    provider_error::{Meant, meant},
};
use crate::{
    State, agent, forms,
    login_cookie::{self, AttemptName},
    shell::Shell,
    visitor::Visitor,
};

/// What a provider sends the browser back with. What else it adds is not looked at.
#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: Private<String>,
    #[serde(default)]
    code: Private<String>,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// `GET /auth/{provider}/callback`: takes the provider's answer, once, and opens a session or asks which situation of
/// practice it is for.
pub(crate) async fn take(
    visitor: Visitor,
    request: HttpRequest,
    state: Data<State>,
    Path(Through { provider }): Path<Through>,
    Query(back): Query<Back>,
) -> Result<HttpResponse, Problem> {
    let house = state.house_shared();
    let through = house.providers.get(&provider).ok_or_else(|| Problem::new(ErrorKind::NotFound))?;
    let answered = SecretString::from(back.state.reveal().as_str());
    let attempt = AttemptName::of(&answered);
    let browser = login_cookie::read(&request, &attempt).unwrap_or_default();
    let claimed = match claim(&state, &provider, answered, browser).await? {
        Ok(claimed) => claimed,
        // Whatever led here, the log-ins that this browser has under way go on.
        Err(why) => {
            tracing::warn!(%provider, cause = %why, "a log-in was refused");
            return login_refused::answer(&visitor, &Refused::NotAdmitted(why));
        }
    };
    let refuse = |why| login_refused::ending(&visitor, &why, &attempt);
    let settings = through.settings();
    match back.error.as_deref().map(meant) {
        Some(Meant::GivenUp) => {
            return match state.glance(&visitor, |_| Ok(())).await? {
                // Who came for something more, such as a verified account, is logged in all the same.
                Some((me, ())) => {
                    let still =
                        StillIn { page: Shell::inside(&visitor, &state, me)?, to: &claimed.return_to };
                    login_refused::given_up_inside(&visitor, settings, still, &attempt)
                }
                None => refuse(Refused::GivenUp(settings.clone())),
            };
        }
        Some(Meant::Unavailable(error)) => {
            tracing::warn!(%provider, error, "a provider sent a visitor back without a log-in");
            return refuse(Refused::Unavailable(settings.clone()));
        }
        None => {}
    }
    if back.code.reveal().is_empty() {
        let fault = ProviderFault::Untrusted(Distrust::NoCode);
        tracing::warn!(%provider, cause = %fault, "a log-in was refused");
        return refuse(Refused::Provider(fault, settings.clone()));
    }
    let redirect_uri = state.redirect_uri(&provider);
    let answered = Answered {
        code: &back.code.reveal().as_str().into(),
        issuer: back.iss.as_deref(),
        redirect_uri: &redirect_uri,
        nonce: &claimed.nonce,
        verifier: &claimed.verifier,
        max_age: claimed.anew.then_some(fresh(&house.reference)),
    };
    let proven = match through.redeem(&answered).await {
        Ok(proven) => proven,
        Err(fault) => {
            tracing::warn!(%provider, cause = %fault, "a log-in was refused");
            return refuse(Refused::Provider(fault, settings.clone()));
        }
    };
    let before = visitor.claims().ok().map(|claims| claims.session);
    let (agent, language) = (agent::of(&request), visitor.language());
    let admitted = state.wait(move |house| {
        let identity = &house.identity;
        let done = house.desk.write(|tx| {
            let admitted = identity.admit(tx, &claimed, &proven, before, &house.reference)?;
            if let (Admitted::Session(session, _), Some(agent)) = (&admitted, &agent) {
                identity.name_device(tx, session.id, agent)?;
            }
            Ok(admitted)
        });
        match done {
            Ok(Admitted::Choice) => Ok(Ok(None)),
            Ok(Admitted::Session(session, path)) => {
                let token = identity.issue_for_whole_session(&session);
                token.map(|issued| Ok(Some((issued.access_token, path)))).map_err(|error| problem(&error))
            }
            Err(identity::Error::NotAdmitted(why)) => Ok(Err(why)),
            Err(identity::Error::Account(fault)) => Err(Said::Account(fault).problem(language)),
            Err(error) => Err(problem(&error)),
        }
    });
    match admitted.await? {
        Ok(Some((token, path))) => {
            let mut answer = forms::lead_to(path.as_str());
            forms::add_cookie(&mut answer, &session_cookie(&token, None))?;
            forms::add_cookie(&mut answer, &login_cookie::removed(&attempt))?;
            Ok(answer)
        }
        Ok(None) => Ok(forms::lead_to(&format!("/login/situation/{attempt}"))),
        Err(why) => {
            tracing::info!(%provider, cause = %why, "a log-in was refused");
            refuse(Refused::NotAdmitted(why))
        }
    }
}

/// For how long after the person proved who they are an answer to an attempt that asked for it anew is taken.
fn fresh(reference: &Reference) -> TimeDelta {
    TimeDelta::minutes(i64::from(reference.durations().second_factor.fresh_minutes))
}

/// Claims the attempt before anything else, so that no answer is looked at twice.
async fn claim(
    state: &State,
    provider: &str,
    answered: SecretString,
    browser: SecretString,
) -> Result<Result<ClaimedLogin, NotAdmitted>, Problem> {
    let provider = provider.to_owned();
    let claimed = state.wait(move |house| {
        let identity = &house.identity;
        match house.desk.write(|tx| identity.claim_login(tx, &provider, &answered, &browser)) {
            Ok(claimed) => Ok(Ok(claimed)),
            Err(identity::Error::NotAdmitted(why)) => Ok(Err(why)),
            Err(error) => Err(problem(&error)),
        }
    });
    claimed.await
}

fn problem(error: &identity::Error) -> Problem {
    Problem::from_error(error.kind(), error)
}
