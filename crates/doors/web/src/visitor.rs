use std::{
    future::{Ready, ready},
    sync::{Arc, OnceLock},
};

use actix_web::{FromRequest, HttpMessage, HttpRequest, dev::Payload, web::Data};
use consent::Language;
use identity::Claims;
use kernel::{ErrorKind, RequestId};
use secrecy::{ExposeSecret, SecretString};
use webkit::{Challenge, PageSession, Problem, ThisRequest};

use crate::{State, language::Chosen, shell::Me, together::is_for_two};

/// What the work of a request found out about its visitor, for the page of a refusal.
pub(crate) type Seen = Arc<OnceLock<Me>>;

/// Whoever opens a page, as far as the request alone can tell.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// In which language the page is shown.
    pub(crate) chosen: Chosen,
    /// The request, for the journal and for the page.
    pub(crate) request: RequestId,
    /// Whether the address is one for a mediator and a citizen together.
    pub(crate) for_two: bool,
    /// What the work finds out about the visitor.
    pub(crate) seen: Seen,
    session: Option<(SecretString, Claims)>,
}

impl Visitor {
    /// The language of the page.
    pub(crate) fn language(&self) -> Language {
        self.chosen.language
    }

    /// What the cookie's token says, where its signature holds.
    ///
    /// # Errors
    /// 401 for somebody who is not logged in.
    pub(crate) fn claims(&self) -> Result<Claims, Problem> {
        self.session.as_ref().map(|(_, claims)| *claims).ok_or_else(nobody)
    }

    /// What binds a form to this log-in.
    ///
    /// # Errors
    /// 401 for somebody who is not logged in.
    pub(crate) fn secret(&self) -> Result<&SecretString, Problem> {
        self.session.as_ref().map(|(secret, _)| secret).ok_or_else(nobody)
    }
}

fn nobody() -> Problem {
    Problem::unauthenticated(Challenge::Missing)
}

impl FromRequest for Visitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(read(request, payload))
    }
}

fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Visitor, Problem> {
    let ThisRequest(id) = ThisRequest::from_request(request, payload).into_inner()?;
    let PageSession(secret) = PageSession::from_request(request, payload).into_inner()?;
    let state = request.app_data::<Data<State>>().ok_or_else(|| {
        tracing::error!("the application has no state of the pages");
        Problem::new(ErrorKind::Internal)
    })?;
    // A token that is not ours, or that client software got for itself, is nobody's: the page then asks to log in, and says
    // no more.
    let session = secret.and_then(|secret| {
        let claims = state.house().identity.verify(secret.expose_secret()).ok()?;
        let claims = Some(claims).filter(|claims| claims.terms.is_none())?;
        Some((secret, claims))
    });
    let seen = Seen::default();
    request.extensions_mut().insert(Seen::clone(&seen));
    let for_two = is_for_two(&request.match_pattern().unwrap_or_default());
    Ok(Visitor { chosen: Chosen::of(request), request: id, for_two, seen, session })
}
