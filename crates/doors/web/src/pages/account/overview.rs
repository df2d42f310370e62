use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use askama::Template;
use chrono_tz::Tz;
use consent::Language;
use identity::{
    account::{Account, AccountFault, AccountKind, FactorId, FactorKind, SecondFactor},
    oidc::ProviderKind,
    service::account::{DeviceSession, RunningRecovery},
};
use kernel::{Private, SessionId};
use webkit::Problem;

use crate::{
    State, errors,
    moments::Moment,
    pages::login_refused::label,
    shell::{Shell, Side, page},
    texts,
    visitor::Visitor,
};

/// All that the page shows.
struct Known {
    account: Option<Account>,
    factors: Vec<SecondFactor>,
    sessions: Vec<DeviceSession>,
    recovery: Option<RunningRecovery>,
}

/// `GET /account`: what keeps an account safe: factors, password, address, devices, and what level it has.
pub(crate) async fn show(
    visitor: Visitor,
    _request: HttpRequest,
    state: Data<State>,
) -> Result<HttpResponse, Problem> {
    let language = visitor.language();
    let read = state.visit(&visitor, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let read = house.desk.read(|rtx| {
            let account = match house.identity.account_of(rtx, actor) {
                Ok(account) => Some(account),
                Err(identity::Error::Account(AccountFault::NoAccount)) => None,
                Err(error) => return Err(error),
            };
            let factors = match &account {
                Some(account) => house.identity.second_factors(rtx, account.id)?,
                None => Vec::new(),
            };
            let recovery = match &account {
                Some(account) => house.identity.recovery_of(rtx, account.id)?,
                None => None,
            };
            let sessions = house.identity.sessions_of(rtx, actor)?;
            Ok(Known { account, factors, sessions, recovery })
        });
        read.map_err(|error| errors::of_identity(&error, language))
    });
    let (me, known) = read.await?;
    // Whoever has not shown a factor yet in this session is where a password alone leads.
    let opens = me.side == Side::Admin || !me.has_no_record();
    let zone = state.house().settings.country.time_zone;
    let view = Overview {
        none: texts::text(language, none(me.side)),
        page: Shell::inside(&visitor, &state, me)?,
        level: known.account.as_ref().map(|account| level(account, &known, opens, language)),
        is_last: known.factors.len() == 1 && known.account.as_ref().is_some_and(Account::needs_factor),
        address: known.account.as_ref().map(|account| Private::from(account.address.clone())),
        factors: known.factors.iter().map(|factor| FactorLine::new(factor, zone, language)).collect(),
        passkeys: state.house().identity.offers_passkeys(),
        recovery: known.recovery.map(|running| {
            let ends = Moment::new(running.effective_at, zone, language);
            texts::naming(language, "recovery-runs", &format!("{}, {}", ends.day, ends.time))
        }),
        by_mediator: known.account.as_ref().is_some_and(is_low),
        raising: raising(&state, known.account.as_ref(), language),
        sessions: known.sessions.iter().map(|one| SessionLine::new(one, zone, language)).collect(),
    };
    page(&visitor, StatusCode::OK, &view)
}

/// What is said to somebody without an account with a password.
fn none(side: Side) -> &'static str {
    match side {
        Side::Citizen => "account-none",
        Side::Professional => "account-none-professional",
        Side::Admin => "account-none-admin",
        Side::Establishment | Side::Guest => "account-none-anybody",
    }
}

/// What level an account has, and how it comes to the next one.
fn level(account: &Account, known: &Known, opens: bool, language: Language) -> String {
    let key = match (account.kind, account.raised.is_some(), known.factors.is_empty()) {
        (_, true, false) if !opens => "account-level-log-in-again",
        (AccountKind::Admin, true, false) => "account-level-admin",
        (AccountKind::Admin, ..) => "account-level-admin-low",
        (AccountKind::Citizen, true, false) => "account-level-substantial",
        (AccountKind::Citizen, true, true) => "account-level-no-factor",
        (AccountKind::Citizen, false, true) => "account-level-low",
        (AccountKind::Citizen, false, false) => "account-level-low-factor",
    };
    texts::text(language, key)
}

/// A provider through which the account becomes substantial.
struct Raising {
    address: String,
    label: String,
}

fn is_low(account: &Account) -> bool {
    account.kind == AccountKind::Citizen && account.raised.is_none()
}

fn raising(state: &State, account: Option<&Account>, language: Language) -> Vec<Raising> {
    let low = account.is_some_and(is_low);
    let providers = state.house().providers.all().map(|provider| provider.settings());
    let of_citizens = providers.filter(|settings| low && settings.kind == ProviderKind::Citizen);
    of_citizens
        .map(|settings| Raising {
            address: format!("/auth/{}/start?raise=true&return=/account", settings.name),
            label: label(settings, language).to_owned(),
        })
        .collect()
}

/// A second factor on the page.
struct FactorLine {
    id: FactorId,
    name: Private<String>,
    kind: String,
    added: String,
}

impl FactorLine {
    fn new(factor: &SecondFactor, zone: Tz, language: Language) -> Self {
        let kind = match factor.kind {
            FactorKind::Totp => "factor-totp",
            FactorKind::Passkey => "factor-passkey",
        };
        let (id, name, kind) = (factor.id, factor.name.clone(), texts::text(language, kind));
        Self { id, name, kind, added: Moment::new(factor.created_at, zone, language).day }
    }
}

/// A session on the page.
struct SessionLine {
    id: SessionId,
    device: String,
    began: Moment,
    seen: Moment,
    this: bool,
}

impl SessionLine {
    fn new(session: &DeviceSession, zone: Tz, language: Language) -> Self {
        let unknown = || texts::text(language, "device-unknown");
        Self {
            id: session.id,
            device: session.agent.clone().unwrap_or_else(unknown),
            began: Moment::new(session.began_at, zone, language),
            seen: Moment::new(session.seen_at, zone, language),
            this: session.this,
        }
    }
}

#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview {
    page: Shell,
    /// What is said where there is no account.
    none: String,
    level: Option<String>,
    address: Option<Private<String>>,
    factors: Vec<FactorLine>,
    /// Whether the one factor has to stay.
    is_last: bool,
    passkeys: bool,
    /// Until when a recovery waits that runs.
    recovery: Option<String>,
    raising: Vec<Raising>,
    /// Whether a mediator can verify the account.
    by_mediator: bool,
    sessions: Vec<SessionLine>,
}
