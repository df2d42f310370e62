use actix_web::HttpResponse;
use consent::Language;
use flows::House;
use identity::{
    Error,
    client::{Client, Terms},
    oidc::{Presented, Provider, ProviderKind, Providers, TokenFault},
    service::{Granted, WantedSituation},
};
use secrecy::SecretString;

use super::{
    OfferedPlace,
    client::terms,
    refusal::Refusal,
    token::{Asking, TokenRequest, Tokens, given},
    words::Said,
};
use crate::State;

pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";
/// The word of RFC 8693 for a token that is not taken, whatever the cause.
const GRANT: &str = "invalid_request";

/// Tokens for the professional whom an access token of an identity provider is about.
pub(super) async fn give(asking: Asking) -> Result<HttpResponse, Refusal> {
    let Asking { state, client, form, language } = asking;
    check(&state, &form, language)?;
    let terms = terms(&client, form.scope.as_deref(), language)?;
    let situation = situation(form.situation.as_deref(), language)?;
    let missing = || Refusal::new(GRANT, Said::Missing, language);
    let token = form.subject_token.as_ref().ok_or_else(missing)?;
    let token = SecretString::from(token.reveal().as_str());
    let provider = provider(&state.house().providers, form.subject_issuer.as_deref(), language)?;
    let presented = provider.professional_of_token(&token).await;
    let presented = presented.map_err(|fault| untaken(fault, language))?;
    let name = provider.settings().name.clone();
    let brought = Brought { client, name, token, presented, terms, situation };
    let granted = state.in_house(move |house| brought.grant(house));
    settled(&state, granted.await, GRANT, language, Tokens::exchanged)
}

/// What is brought to be exchanged, after the provider has spoken.
struct Brought {
    client: Client,
    name: String,
    token: SecretString,
    presented: Presented,
    terms: Terms,
    situation: Option<WantedSituation>,
}

/// Tokens, or what to choose from.
pub(super) type Settled = Result<Tokens, Vec<identity::service::OfferedSituation>>;

impl Brought {
    fn grant(&self, house: &House) -> Result<Settled, Error> {
        let identity = &house.identity;
        let granted = house.desk.write(|tx| {
            let (brought, wanted) = ((&self.token, &self.presented), (self.terms, self.situation.as_ref()));
            let granted =
                identity.grant_exchange(tx, &self.client, &self.name, brought, wanted, &house.reference)?;
            let refresh = match &granted {
                Granted::Session(session) if self.presented.is_ours => {
                    Some(identity.give_refresh_token(tx, session.id)?)
                }
                // Software whose own client logged the person in shows a fresh token of the provider's instead.
                Granted::Session(_) | Granted::Choice(_) => None,
            };
            Ok::<_, Error>((granted, refresh))
        })?;
        settle(house, granted)
    }
}

/// Makes the access token once the session is there for good.
pub(super) fn settle(
    house: &House,
    (granted, refresh): (Granted, Option<SecretString>),
) -> Result<Settled, Error> {
    match granted {
        Granted::Session(session) => {
            Ok(Ok(Tokens::of(&session, &house.identity.issue(&session)?, refresh.as_ref())))
        }
        Granted::Choice(offered) => Ok(Err(offered)),
    }
}

/// The answer to a person who was proven.
pub(super) fn settled(
    state: &State,
    granted: Result<Result<Settled, Error>, webkit::Problem>,
    grant: &'static str,
    language: Language,
    dress: impl FnOnce(Tokens) -> Tokens,
) -> Result<HttpResponse, Refusal> {
    let granted = granted.map_err(|problem| Refusal::of_problem(&problem, language))?;
    match granted.map_err(|error| Refusal::of(&error, grant, language))? {
        Ok(tokens) => Ok(given(&dress(tokens))),
        Err(offered) => {
            let reference = &state.house().reference;
            let places = offered.into_iter().map(|offered| OfferedPlace::new(offered, reference)).collect();
            Err(Refusal::new("invalid_request", Said::ChooseSituation, language).with(places))
        }
    }
}

/// The situation of practice that is named.
pub(super) fn situation(text: Option<&str>, language: Language) -> Result<Option<WantedSituation>, Refusal> {
    let unreadable = || Refusal::new("invalid_request", Said::SituationUnreadable, language);
    text.map(|text| WantedSituation::parse(text).ok_or_else(unreadable)).transpose()
}

/// The provider of professionals whose issuer it is, or the only one.
pub(super) fn provider<'a>(
    providers: &'a Providers,
    issuer: Option<&str>,
    language: Language,
) -> Result<&'a Provider, Refusal> {
    let mut fitting = providers.all().filter(|provider| {
        let settings = provider.settings();
        settings.kind == ProviderKind::Professional && issuer.is_none_or(|issuer| issuer == settings.issuer)
    });
    match (fitting.next(), fitting.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Refusal::new("invalid_request", Said::Issuer, language)),
    }
}

fn check(state: &State, form: &TokenRequest, language: Language) -> Result<(), Refusal> {
    let refuse = |error, said| Err(Refusal::new(error, said, language));
    if !matches!(form.subject_token_type.as_deref(), Some(ACCESS_TOKEN | JWT))
        || !matches!(form.requested_token_type.as_deref(), None | Some(ACCESS_TOKEN))
    {
        return refuse(GRANT, Said::TokenType);
    }
    if form.actor_token.is_some() {
        return refuse(GRANT, Said::Actor);
    }
    let origin = &state.house().settings.server.public_origin;
    let ours = |text: &String| text.trim_end_matches('/') == origin || text == identity::AUDIENCE;
    if [&form.resource, &form.audience].into_iter().flatten().all(ours) {
        return Ok(());
    }
    refuse("invalid_target", Said::Target)
}

fn untaken(fault: TokenFault, language: Language) -> Refusal {
    let said = match fault {
        fault if fault.may_pass() => {
            tracing::warn!(%fault, "a token could not be introspected");
            return Refusal::unavailable(Said::ProviderDown, language);
        }
        TokenFault::NotActive => Said::TokenNotActive,
        TokenFault::OtherClient => Said::TokenOfOtherClient,
        TokenFault::NoProfessional => Said::TokenNotTrusted,
        TokenFault::Provider(fault) => Said::of_provider(fault),
    };
    tracing::info!(cause = %fault, "a token is not exchanged");
    Refusal::new(GRANT, said, language)
}
