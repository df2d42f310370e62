//! Whoever comes in gets the cookies of it.

use actix_web::HttpResponse;
use identity::{Session, account::LinkSecret, service::account::Entered};
use webkit::{Problem, session_cookie};

use crate::{State, account_cookies, forms};

/// The answer to a right password: the session's page, or the second step.
pub(crate) fn lead_in(state: &State, entered: Entered, to: Option<&str>) -> Result<HttpResponse, Problem> {
    match entered {
        Entered::SecondFactor(step) => {
            let mut answer = forms::lead_to("/auth/second-factor");
            forms::add_cookie(&mut answer, &account_cookies::of_step(&step))?;
            Ok(answer)
        }
        Entered::Session { session, device, return_to } => {
            let path = to.unwrap_or(return_to.as_str());
            // Whoever is known by a password alone has nothing to see but the account.
            let low = session.assurance == kernel::Assurance::Low && path == "/";
            let answer = forms::lead_to(if low { "/account" } else { path });
            in_session(state, answer, &session, device.as_ref())
        }
    }
}

fn in_session(
    state: &State,
    mut answer: HttpResponse,
    session: &Session,
    device: Option<&LinkSecret>,
) -> Result<HttpResponse, Problem> {
    let issued = state.house().identity.issue_for_whole_session(session);
    let issued = issued.map_err(|error| Problem::from_error(error.kind(), &error))?;
    forms::add_cookie(&mut answer, &session_cookie(&issued.access_token, None))?;
    if let Some(device) = device {
        forms::add_cookie(&mut answer, &account_cookies::of_device(device))?;
    }
    Ok(answer)
}
