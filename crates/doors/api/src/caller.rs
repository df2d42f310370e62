use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::ACCEPT_LANGUAGE, web::Data};
use consent::{Language, RuleId, rules::Evidence};
use database::Tx;
use flows::House;
use identity::{
    Claims,
    client::{Terms, Thumbprint},
    service::Authenticated,
};
use kernel::{Actor, Capacity, ErrorKind, PersonId, RequestId, SessionId, SoftwareId};
use secrecy::ExposeSecret;
use utoipa::IntoParams;
use webkit::{Bearer, Challenge, Fault, Problem, ThisRequest};

use crate::{State, errors, scopes};

/// Headers that any call as somebody may bear.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read for the description of the API alone")]
pub(crate) struct CallerHeaders {
    /// The way in, when there is more than one: `W0` feeding, `W1` holder, `W5` care relationship. Implied when there is
    /// a single one.
    #[param(rename = "Carnet-Way", nullable = false, pattern = "^W([0-9]|12)$", example = "W5")]
    way: Option<String>,
    /// `secret` for a secret connection: whoever represents the holder, a minor, is to learn nothing of the call. For the
    /// holder, and for those who care for the holder.
    #[param(rename = "Carnet-Connection", nullable = false, pattern = "^secret$", example = "secret")]
    connection: Option<String>,
    /// Language of reasons, `fr` or `en`; English without it.
    #[param(rename = "Accept-Language", nullable = false, example = "fr")]
    language: Option<String>,
}

/// Whoever calls, as far as the request alone can tell: the signature of the token holds. Whether the session still
/// counts is read with the work ([`Caller::recognise`]).
#[derive(Clone)]
pub(crate) struct Caller {
    claims: Claims,
    /// Where its call was counted, for client software.
    counted: Option<Data<State>>,
    request: RequestId,
    /// Whether the call is about one record: a guest, who has one, makes no other.
    of_record: bool,
    pub(crate) way: Option<RuleId>,
    /// Whether the call is made in a secret connection.
    secret: bool,
    /// What they declare with a consult.
    pub(crate) evidence: Option<Evidence>,
    pub(crate) language: Language,
}

impl Caller {
    /// Reads the session on a blocking thread and says who acts.
    ///
    /// # Errors
    /// 401 when the session counts no more; 403 for a guest elsewhere than in the record; 503 when the database does not
    /// answer.
    pub(crate) fn recognise(&self, house: &House) -> Result<Authenticated, Problem> {
        let identity = &house.identity;
        let known = house
            .desk
            .read(|rtx| identity.authenticate(rtx, &self.claims, self.request))
            .map(|known| self.as_said(known))
            .inspect_err(|error| self.was_nobody(error))
            .map_err(|error| errors::of_identity(&error, self.language))?;
        // What a guest does in the record is decided there, and is to read what was chosen.
        if matches!(known.actor.capacity, Capacity::Guest) && !self.of_record {
            let said = match self.language {
                Language::French => "Un invité lit les documents choisis pour lui, et rien d'autre.",
                Language::English => {
                    "A guest reads the documents that were chosen for them, and does nothing else."
                }
            };
            return Err(Problem::new(ErrorKind::Forbidden).detail(said));
        }
        if known.idle_is_due
            && let Err(error) = house.desk.write(|tx| identity.extend_idle(tx, known.actor.session))
        {
            tracing::warn!(%error, "the idle time of a session was not extended");
        }
        Ok(known)
    }
}

impl Caller {
    fn as_said(&self, known: Authenticated) -> Authenticated {
        Authenticated { actor: Actor { secret: self.secret, ..known.actor }, ..known }
    }

    fn was_nobody(&self, error: &identity::Error) {
        let counted = self.counted.as_ref().zip(self.claims.software).zip(self.claims.terms.as_ref());
        if let (identity::Error::Unauthenticated(_), Some(((state, software), terms))) = (error, counted) {
            state.uncount_call(software, terms.per_minute);
        }
    }

    /// Whether the token may be shown to declare a care relationship.
    ///
    /// # Errors
    /// 403 with the scope that is missing.
    pub(crate) fn may_declare(&self) -> Result<(), Problem> {
        let Some(terms) = &self.claims.terms else { return Ok(()) };
        match scopes::REACH.missing(terms.scopes) {
            Some(missing) => Err(Problem::insufficient_scope(missing)),
            None => Ok(()),
        }
    }

    /// The session that the token names.
    pub(crate) fn session(&self) -> SessionId {
        self.claims.session
    }

    /// The person that the token names.
    pub(crate) fn person(&self) -> PersonId {
        self.claims.person
    }

    /// Whether the session is a citizen's, as the token says.
    pub(crate) fn is_citizen(&self) -> bool {
        self.claims.citizen
    }

    /// Reads the session within the transaction of the work and says who acts.
    ///
    /// # Errors
    /// As [`Caller::recognise`].
    pub(crate) fn recognise_within(
        &self,
        house: &House,
        tx: &mut Tx<'_>,
    ) -> Result<Authenticated, identity::Error> {
        let known = house.identity.authenticate_within(tx, &self.claims, self.request);
        known.map(|known| self.as_said(known)).inspect_err(|error| self.was_nobody(error))
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(read(request, payload))
    }
}

fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Caller, Problem> {
    let language = language(request);
    let Bearer(token) = Bearer::from_request(request, payload).into_inner()?;
    let ThisRequest(id) = ThisRequest::from_request(request, payload).into_inner()?;
    let state = request.app_data::<Data<State>>().ok_or_else(|| {
        tracing::error!("the application has no state of the API");
        Problem::new(ErrorKind::Internal)
    })?;
    let claims = state
        .house()
        .identity
        .verify(token.expose_secret())
        .map_err(|error| errors::of_identity(&error, language))?;
    let way = way(request, state.house())?;
    let secret = secret(request)?;
    let counted = match &claims.terms {
        Some(terms) => {
            keep_to(terms, claims.software, request, state)?;
            Some(state.clone())
        }
        None => None,
    };
    let of_record = request.match_info().get("space").is_some();
    Ok(Caller { claims, counted, request: id, of_record, way, secret, evidence: None, language })
}

/// Whether a token that client software asked for may be shown by this caller, for this operation, now. What stands in the
/// token is enough: nothing is read for it.
fn keep_to(
    terms: &Terms,
    software: Option<SoftwareId>,
    request: &HttpRequest,
    state: &State,
) -> Result<(), Problem> {
    if let Some(bound_to) = &terms.bound_to {
        let shown = state.certificate(request).map(|shown| Thumbprint::of(&shown.0));
        if shown.as_ref() != Some(bound_to) {
            tracing::info!("a token is shown without the certificate that it is bound to");
            return Err(Problem::unauthenticated(Challenge::InvalidToken));
        }
    }
    let pattern = request.match_pattern().unwrap_or_default();
    if let Some(missing) = scopes::needs(request.method(), &pattern).missing(terms.scopes) {
        return Err(Problem::insufficient_scope(missing));
    }
    let Some(software) = software else { return Err(Problem::unauthenticated(Challenge::InvalidToken)) };
    let counted = state.count_call(software, terms.per_minute);
    counted.map_err(|wait| Problem::beyond_rate(terms.per_minute, wait))
}

fn secret(request: &HttpRequest) -> Result<bool, Problem> {
    let mut headers = request.headers().get_all("carnet-connection");
    match (headers.next().map(|header| header.as_bytes()), headers.next()) {
        (None, _) => Ok(false),
        (Some(b"secret"), None) => Ok(true),
        (Some(_), _) => {
            let expected = "the word `secret`, or no such header";
            Err(Problem::fault(ErrorKind::Invalid, Fault::new("header:carnet-connection", expected)))
        }
    }
}

fn way(request: &HttpRequest, house: &House) -> Result<Option<RuleId>, Problem> {
    let mut headers = request.headers().get_all("carnet-way");
    let header = match (headers.next(), headers.next()) {
        (None, _) => return Ok(None),
        (Some(header), None) => Some(header),
        (Some(_), Some(_)) => None,
    };
    let ways = house.consent.ways();
    let is_named = |way: &&RuleId| header.is_some_and(|header| header.as_bytes() == way.as_str().as_bytes());
    match ways.iter().find(is_named) {
        Some(way) => Ok(Some(way.clone())),
        None => {
            let known = ways.iter().map(RuleId::as_str).collect::<Vec<_>>().join("`, `");
            let fault = Fault::new("header:carnet-way", format!("the name of one way: `{known}`"));
            Err(Problem::fault(ErrorKind::Invalid, fault))
        }
    }
}

/// The first of French and English that the caller prefers; English when it says neither.
pub(crate) fn language(request: &HttpRequest) -> Language {
    let header =
        request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (Language::English, 0.0_f32);
    for item in header.split(',').take(16) {
        let (range, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let language = match range.trim().split('-').next() {
            Some(tag) if tag.eq_ignore_ascii_case("fr") => Language::French,
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::English,
            _ => continue,
        };
        if weight > best.1 {
            best = (language, weight);
        }
    }
    best.0
}
