use actix_web::HttpResponse;
use flows::House;
use identity::{
    Error,
    client::{Client, Terms},
    oidc::{Polled, Proven},
    service::{ClaimedAsk, Granted, Look, WantedSituation},
};
use secrecy::SecretString;

use super::{
    exchange::{Settled, settle, settled, situation},
    refusal::Refusal,
    token::Asking,
    words::Said,
};

/// The word for a question that leads to no token.
const GRANT: &str = "invalid_grant";

/// Looks for the answer of a person who was asked, and gives tokens for a yes.
pub(super) async fn give(asking: Asking) -> Result<HttpResponse, Refusal> {
    let Asking { state, client, form, language } = asking;
    let refuse = |error, said| Err(Refusal::new(error, said, language));
    let situation = situation(form.situation.as_deref(), language)?;
    let Some(auth_req_id) = &form.auth_req_id else { return refuse("invalid_request", Said::Missing) };
    let auth_req_id = SecretString::from(auth_req_id.reveal().as_str());
    let client_looks = client.clone();
    let look = state.in_house(move |house| {
        house.desk.write(|tx| house.identity.look_for_answer(tx, &client_looks, &auth_req_id))
    });
    let look = look.await.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let ask = match look.map_err(|error| Refusal::of(&error, GRANT, language))? {
        Look::Unknown => return refuse(GRANT, Said::NoQuestion),
        Look::Over => return refuse("expired_token", Said::QuestionOver),
        Look::TooSoon => return refuse("slow_down", Said::SlowDown),
        Look::Through(ask) => ask,
    };
    let Some(terms) = client.terms(Some(ask.scopes)) else { return refuse("invalid_scope", Said::Scope) };
    let polled = match ask.waiting() {
        None => None,
        Some(waiting) => {
            let Some(provider) = state.house().providers.get(&ask.provider) else {
                return Err(Refusal::unavailable(Said::ProviderDown, language));
            };
            Some(provider.poll_backchannel(waiting).await)
        }
    };
    let (proven, end) = match polled {
        None => (None, None),
        Some(Ok(Polled::Proven(proven))) => (Some(proven), None),
        Some(Ok(Polled::Pending)) => return refuse("authorization_pending", Said::Pending),
        Some(Ok(Polled::SlowDown(pause))) => (None, Some(End::Slower(pause))),
        Some(Ok(Polled::Refused)) => (None, Some(End::Over("access_denied", Said::Denied))),
        Some(Ok(Polled::Expired)) => (None, Some(End::Over("expired_token", Said::QuestionOver))),
        Some(Err(fault)) if fault.may_pass() => {
            tracing::warn!(%fault, "a provider could not be asked for an answer");
            return Err(Refusal::unavailable(Said::ProviderDown, language));
        }
        Some(Err(fault)) => {
            tracing::info!(cause = %fault, "an answer is not taken");
            (None, Some(End::Over(GRANT, Said::TokenNotTrusted)))
        }
    };
    let answered = Answered { client, ask, proven, terms, situation };
    match end {
        None => {
            let granted = state.in_house(move |house| answered.grant(house)).await;
            settled(&state, granted, GRANT, language, |tokens| tokens)
        }
        Some(end) => {
            let noted = state.in_house(move |house| answered.end(house, end)).await;
            let noted = noted.map_err(|problem| Refusal::of_problem(&problem, language))?;
            noted.map_err(|error| Refusal::of(&error, GRANT, language))?;
            match end {
                End::Slower(_) => refuse("slow_down", Said::SlowDown),
                End::Over(error, said) => refuse(error, said),
            }
        }
    }
}

/// What a look came to that gives no token.
#[derive(Clone, Copy)]
enum End {
    Slower(u32),
    Over(&'static str, Said),
}

/// A question to which the provider has answered.
struct Answered {
    client: Client,
    ask: Box<ClaimedAsk>,
    proven: Option<Box<Proven>>,
    terms: Terms,
    situation: Option<WantedSituation>,
}

impl Answered {
    fn grant(&self, house: &House) -> Result<Settled, Error> {
        let identity = &house.identity;
        let granted = house.desk.write(|tx| {
            let wanted = (self.terms, self.situation.as_ref());
            let proven = self.proven.as_deref();
            let granted =
                identity.grant_asked(tx, &self.client, &self.ask, proven, wanted, &house.reference)?;
            let refresh = match &granted {
                Granted::Session(session) => Some(identity.give_refresh_token(tx, session.id)?),
                Granted::Choice(_) => None,
            };
            Ok::<_, Error>((granted, refresh))
        });
        match granted {
            // The provider has answered for good, and somebody who is not let in stays so.
            Err(error @ Error::NotAdmitted(_)) => {
                house.desk.write(|tx| identity.end_ask(tx, &self.ask))?;
                Err(error)
            }
            granted => settle(house, granted?),
        }
    }

    fn end(&self, house: &House, end: End) -> Result<(), Error> {
        house.desk.write(|tx| match end {
            End::Slower(pause) => house.identity.look_less_often(tx, &self.ask, pause),
            End::Over(..) => house.identity.end_ask(tx, &self.ask),
        })
    }
}
