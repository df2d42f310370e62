use std::sync::Arc;

use actix_web::HttpResponse;
use flows::House;
use identity::{
    Error,
    client::{Client, Terms},
    oidc::{Polled, Proven, Provider, ProviderFault},
    service::{AskStage, ClaimedAsk, Granted, Look, WantedSituation},
};
use secrecy::SecretString;

use super::{
    exchange::{Settled, settle, settled, situation},
    refusal::Refusal,
    token::Asking,
    words::Said,
};
use crate::State;

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
        Look::UnderWay => return refuse("authorization_pending", Said::Pending),
        Look::Through(ask) => Arc::new(*ask),
    };
    let terms = client.terms(Some(ask.scopes));
    let came = match (terms.is_some(), state.house().providers.get(&ask.provider)) {
        (false, _) => Came::Back(Back::NotForThem),
        (true, Some(provider)) => look_through(&state, provider, &ask).await,
        (true, None) => Came::Back(Back::Unwell),
    };
    match came {
        Came::Proven(proven) => {
            let Some(terms) = terms else { return refuse("invalid_scope", Said::Scope) };
            let answered = Answered { client, ask, proven, terms, situation };
            let granted = state.in_house(move |house| answered.grant(house)).await;
            settled(&state, granted, GRANT, language, |tokens| tokens)
        }
        Came::Back(back) => {
            let noted = state.in_house(move |house| back.note(house, &ask)).await;
            let noted = noted.map_err(|problem| Refusal::of_problem(&problem, language))?;
            noted.map_err(|error| Refusal::of(&error, GRANT, language))?;
            match back {
                Back::Unwell => Err(Refusal::unavailable(Said::ProviderDown, language)),
                Back::NotForThem => refuse("invalid_scope", Said::Scope),
                Back::Pending => refuse("authorization_pending", Said::Pending),
                Back::Slower(_) => refuse("slow_down", Said::SlowDown),
                Back::Over(error, said) => refuse(error, said),
            }
        }
    }
}

/// Goes as far with a question as the provider lets it: asks for the answer, keeps one that is given, and asks who it is.
async fn look_through(state: &State, provider: &Provider, ask: &Arc<ClaimedAsk>) -> Came {
    let answer = match ask.stage() {
        AskStage::Proven => return Came::Proven(None),
        AskStage::Answered(answer) => answer.clone(),
        AskStage::Asked(waiting) => match provider.poll_backchannel(waiting).await {
            Ok(Polled::Answered(answer)) => *answer,
            Ok(Polled::Pending) => return Came::Back(Back::Pending),
            Ok(Polled::SlowDown(pause)) => return Came::Back(Back::Slower(pause)),
            Ok(Polled::Refused) => return Came::Back(Back::Over("access_denied", Said::Denied)),
            Ok(Polled::Expired) => return Came::Back(Back::Over("expired_token", Said::QuestionOver)),
            Err(fault) => return Came::Back(Back::of(fault)),
        },
    };
    if matches!(ask.stage(), AskStage::Asked(_)) {
        // The provider gives it once. Where it cannot be kept the look goes on with it all the same.
        let (asked, kept) = (Arc::clone(ask), answer.clone());
        let kept =
            state.in_house(move |house| house.desk.write(|tx| house.identity.keep_answer(tx, &asked, &kept)));
        match kept.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "an answer was not kept"),
            Err(problem) => tracing::warn!(%problem, "an answer was not kept"),
        }
    }
    match provider.prove_answer(&answer).await {
        Ok(proven) => Came::Proven(Some(Box::new(proven))),
        Err(fault) => Came::Back(Back::of(fault)),
    }
}

/// How far a look came.
enum Came {
    /// It is known who said yes: now, or since an earlier look.
    Proven(Option<Box<Proven>>),
    /// It came back without a token.
    Back(Back),
}

/// What a look came to that gives no token.
#[derive(Clone, Copy)]
enum Back {
    Unwell,
    /// The operator has taken what was asked for from the software since.
    NotForThem,
    Pending,
    Slower(u32),
    Over(&'static str, Said),
}

impl Back {
    fn of(fault: ProviderFault) -> Self {
        if fault.may_pass() {
            tracing::warn!(%fault, "a provider could not be asked for an answer");
            return Self::Unwell;
        }
        tracing::info!(cause = %fault, "an answer is not taken");
        Self::Over(GRANT, Said::of_provider(fault))
    }

    fn note(self, house: &House, ask: &ClaimedAsk) -> Result<(), Error> {
        house.desk.write(|tx| match self {
            Self::Unwell | Self::Pending | Self::NotForThem => house.identity.come_back(tx, ask),
            Self::Slower(pause) => house.identity.look_less_often(tx, ask, pause),
            Self::Over(..) => house.identity.end_ask(tx, ask),
        })
    }
}

/// A question to which the provider has answered.
struct Answered {
    client: Client,
    ask: Arc<ClaimedAsk>,
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
            Err(error) => {
                // What was answered is kept, so the next look finds it.
                house.desk.write(|tx| identity.come_back(tx, &self.ask))?;
                Err(error)
            }
            Ok(granted) => settle(house, granted),
        }
    }
}
