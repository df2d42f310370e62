//! What a page says when something is not done with an account, and how the forms of these pages are bound to a browser
//! that is not logged in.

use std::net::IpAddr;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
};
use consent::Language;
use identity::account::{AccountFault, LinkSecret, Network, Password, PasswordFault};
use kernel::{ErrorKind, Private};
use secrecy::SecretString;
use serde::Deserialize;
use webkit::{Problem, client_address, form_token};

use crate::{State, forms, texts};

/// Why something was not done, for the page that asked for it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said {
    /// The account's.
    Account(AccountFault),
    /// The password's.
    Password(PasswordFault),
    /// Not an e-mail address.
    NoAddress,
}

/// A form without any field but its token.
#[derive(Deserialize)]
pub(crate) struct Bare {
    pub(crate) csrf: String,
}

/// The link that an address ends with.
#[derive(Deserialize)]
pub(crate) struct ByLink {
    link: Private<String>,
}

impl ByLink {
    /// # Errors
    /// [`Said`] for what cannot be one.
    pub(crate) fn secret(&self) -> Result<LinkSecret, Said> {
        LinkSecret::brought(self.link.reveal()).ok_or(Said::Account(AccountFault::LinkOver))
    }

    pub(crate) fn text(&self) -> &str {
        self.link.reveal()
    }
}

impl Said {
    pub(crate) fn words(self, language: Language) -> String {
        let key = match self {
            Self::NoAddress => "account-no-address",
            Self::Password(PasswordFault::TooShort) => "account-too-short",
            Self::Password(PasswordFault::TooLong) => "account-too-long",
            Self::Password(PasswordFault::Weak) => "account-weak",
            Self::Password(PasswordFault::Breached) => "account-breached",
            Self::Account(fault) => match fault {
                AccountFault::NotTogether => "account-not-together",
                AccountFault::WrongFactor => "account-wrong-code",
                AccountFault::TooOften(_) => "account-too-often",
                AccountFault::LinkOver => "account-link-over",
                AccountFault::StepOver => "account-step-over",
                AccountFault::NoAccount => "account-none-anybody",
                AccountFault::FactorNeeded => "account-factor-needed",
                AccountFault::NotSureEnough => "account-not-sure-enough",
                AccountFault::LastFactor => "account-last-factor",
                AccountFault::TooManyFactors => "account-too-many-factors",
                AccountFault::OtherPerson => "account-other-person",
                AccountFault::RaisedAlready => "account-raised-already",
                AccountFault::NotTogetherWithMediator => "account-done-alone",
                AccountFault::NothingRuns => "account-nothing-runs",
            },
        };
        texts::text(language, key)
    }

    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::Account(fault) => match fault.kind() {
                ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
                ErrorKind::NotFound => StatusCode::NOT_FOUND,
                ErrorKind::Conflict => StatusCode::CONFLICT,
                ErrorKind::Forbidden | ErrorKind::StepUp => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::Password(_) | Self::NoAddress => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// Says how long to wait to whoever tried too often.
    pub(crate) fn retry_after(self, answer: &mut HttpResponse) {
        if let Self::Account(AccountFault::TooOften(wait)) = self {
            answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.num_seconds().max(1)));
        }
    }

    /// The problem of a page that has no form to say it beside.
    pub(crate) fn problem(self, language: Language) -> Problem {
        match self {
            Self::Account(AccountFault::FactorNeeded) => Problem::step_up(),
            Self::Account(fault) => Problem::new(fault.kind()).detail(self.words(language)),
            Self::Password(_) | Self::NoAddress => Problem::new(ErrorKind::Unprocessable),
        }
    }
}

/// Splits what a page can say from what it cannot.
pub(crate) fn told<R>(done: Result<R, identity::Error>) -> Result<Result<R, Said>, Problem> {
    match done {
        Ok(done) => Ok(Ok(done)),
        Err(identity::Error::Account(fault)) => Ok(Err(Said::Account(fault))),
        Err(identity::Error::Password(fault)) => Ok(Err(Said::Password(fault))),
        Err(error) => Err(Problem::from_error(error.kind(), &error)),
    }
}

/// A password that somebody chose, hashed; or what is wrong with it.
pub(crate) async fn chosen(
    state: &State,
    typed: &Private<String>,
    address: &str,
) -> Result<Result<identity::account::Phc, Said>, Problem> {
    let password = match Password::read(&secret(typed)) {
        Ok(password) => password,
        Err(fault) => return Ok(Err(Said::Password(fault))),
    };
    told(state.house().identity.passwords().choose(password, address.to_owned()).await)
}

pub(crate) fn secret(typed: &Private<String>) -> SecretString {
    SecretString::from(typed.reveal().as_str())
}

/// Where a request comes from, as budgets count it.
pub(crate) fn network(state: &State, request: &HttpRequest) -> Network {
    let address: IpAddr = client_address(request, state.house().settings.server.proxies);
    Network::of(address)
}

/// What binds the forms of a browser that is not logged in.
pub(crate) struct Outside {
    secret: SecretString,
    fresh: bool,
}

impl Outside {
    pub(crate) fn of(state: &State, request: &HttpRequest) -> Self {
        match forms::secret_before_session(request) {
            Some(secret) => Self { secret, fresh: false },
            None => Self { secret: forms::fresh_secret(state.house().rng.as_ref()), fresh: true },
        }
    }

    pub(crate) fn token(&self, state: &State) -> String {
        form_token(&self.secret, state.house().rng.as_ref())
    }

    /// Keeps the secret in the browser where it is new.
    pub(crate) fn kept(&self, mut answer: HttpResponse) -> Result<HttpResponse, Problem> {
        if self.fresh {
            forms::add_cookie(&mut answer, &forms::cookie_before_session(&self.secret))?;
        }
        Ok(answer)
    }
}
