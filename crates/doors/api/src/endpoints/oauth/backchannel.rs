use actix_web::{HttpRequest, HttpResponse, http::header::CACHE_CONTROL, web::Data};
use consent::Language;
use identity::{
    client::GrantType,
    oidc::{BackchannelAsk, BackchannelFault, BindingMessage, Channel},
};
use kernel::{NationalId, Private, Rng, Rpps};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use webkit::{Form, Problem};

use super::{
    ClientFields, OauthResponses,
    client::{authenticate, terms},
    exchange,
    refusal::Refusal,
    words::Said,
};
use crate::{State, caller};

/// A person to be asked.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct AskRequest {
    #[serde(flatten)]
    shown: ClientFields,
    /// National number of the professional: `8` and the RPPS number.
    #[serde(default)]
    #[schema(value_type = Option<String>, nullable = false, example = "899700218896")]
    login_hint: Option<Private<String>>,
    /// Scopes of this service parted by spaces; without it all that the software is registered for.
    #[serde(default)]
    #[schema(nullable = false)]
    scope: Option<String>,
    /// Two digits that the software already shows; chosen here where none are given.
    #[serde(default)]
    #[schema(nullable = false, example = "07")]
    binding_message: Option<String>,
    /// Where the person is asked: `CARD` or `MOBILE`. The provider chooses without it.
    #[serde(default)]
    #[schema(nullable = false, example = "MOBILE")]
    channel: Option<String>,
    /// The issuer of the identity provider, where this service knows several.
    #[serde(default)]
    #[schema(nullable = false)]
    subject_issuer: Option<String>,
}

/// A person is being asked.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Asked {
    /// For the requests that look for the answer.
    auth_req_id: String,
    /// Seconds in which the person can answer.
    #[schema(example = 120)]
    expires_in: i64,
    /// Seconds between two looks.
    #[schema(example = 5)]
    interval: u32,
    /// What the software has to show: the person sees the same on the card or the telephone.
    #[schema(example = "07")]
    binding_message: String,
}

/// Asks a professional on their own card or telephone whether it is them who sits at the software (CIBA, poll mode). The
/// software shows the two digits and looks for the answer at the token endpoint, no more often than `interval` says.
#[utoipa::path(
    post,
    path = "/oauth/bc-authorize",
    operation_id = "askPerson",
    tag = "software",
    request_body(content = AskRequest, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "The person is being asked.", body = Asked), OauthResponses)
)]
pub(crate) async fn ask(
    request: HttpRequest,
    state: Data<State>,
    form: Result<Form<AskRequest>, Problem>,
) -> Result<HttpResponse, Refusal> {
    let language = caller::language(&request);
    let Form(form) = form.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let client = authenticate(&request, &state, &form.shown, language).await?;
    if !client.may(GrantType::Backchannel) {
        return Err(Refusal::new("unauthorized_client", Said::GrantNotRegistered, language));
    }
    let terms = terms(&client, form.scope.as_deref(), language)?;
    let rpps = person(form.login_hint.as_ref(), language)?;
    let unfit = || Refusal::new("invalid_binding_message", Said::BindingMessage, language);
    let binding_message = match &form.binding_message {
        Some(text) => digits(text).ok_or_else(unfit)?,
        None => by_chance(state.house().rng.as_ref()).ok_or_else(unfit)?,
    };
    let unreadable = || Refusal::new("invalid_request", Said::Unreadable, language);
    let channel = match form.channel.as_deref() {
        None => None,
        Some("CARD") => Some(Channel::Card),
        Some("MOBILE") => Some(Channel::Mobile),
        Some(_) => return Err(unreadable()),
    };
    let provider = exchange::provider(&state.house().providers, form.subject_issuer.as_deref(), language)?;
    let ask = BackchannelAsk { rpps: &rpps, binding_message, channel };
    let waiting = provider.begin_backchannel(&ask).await.map_err(|fault| unasked(fault, language))?;
    let name = provider.settings().name.clone();
    let kept = state.in_house(move |house| {
        let identity = &house.identity;
        house.desk.write(|tx| identity.keep_ask(tx, &client, &name, &waiting, terms.scopes))
    });
    let kept = kept.await.map_err(|problem| Refusal::of_problem(&problem, language))?;
    let asked = kept.map_err(|error| Refusal::of(&error, "invalid_request", language))?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(Asked {
        auth_req_id: asked.auth_req_id.expose_secret().to_owned(),
        expires_in: asked.expires_in.num_seconds(),
        interval: asked.pause,
        binding_message: binding_message.to_string(),
    }))
}

fn person(hint: Option<&Private<String>>, language: Language) -> Result<Rpps, Refusal> {
    let hint = hint.ok_or_else(|| Refusal::new("invalid_request", Said::Missing, language))?;
    let rpps = hint.reveal().parse::<NationalId>().ok().and_then(|id| id.rpps());
    rpps.ok_or_else(|| Refusal::new("unknown_user_id", Said::UnknownPerson, language))
}

fn digits(text: &str) -> Option<BindingMessage> {
    let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| two).and_then(BindingMessage::new)
}

fn by_chance(rng: &dyn Rng) -> Option<BindingMessage> {
    let mut bytes = [0; 8];
    rng.fill(&mut bytes);
    u8::try_from(u64::from_be_bytes(bytes) % 100).ok().and_then(BindingMessage::new)
}

fn unasked(fault: BackchannelFault, language: Language) -> Refusal {
    tracing::info!(%fault, "a person could not be asked");
    match fault {
        BackchannelFault::UnknownPerson => Refusal::new("unknown_user_id", Said::UnknownPerson, language),
        BackchannelFault::Refused => Refusal::new("access_denied", Said::NotAsked, language),
        BackchannelFault::Provider(_) => Refusal::unavailable(Said::ProviderDown, language),
    }
}
