use std::sync::Arc;

use actix_web::web::Data;
use kernel::SpaceId;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use webkit::{Json, Problem};

use super::State;
use crate::{
    Error,
    people::{self, For},
    provider::Shape,
};

/// Whom the caller wants to be, and whether with a second factor that counts as just shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    persona: String,
    #[serde(default)]
    second_factor: bool,
}

/// Whom the caller wants to be at the provider.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedThere {
    persona: String,
}

/// A token, as OAuth names its parts, and the space to try it on.
#[derive(Serialize)]
pub(super) struct TokenView {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    space: SpaceId,
}

/// `POST /sandbox/token`: logs one of the made-up people in.
pub(super) async fn give(state: Data<State>, Json(wanted): Json<Wanted>) -> Result<Json<TokenView>, Problem> {
    let persona = people::by_id(&wanted.persona).ok_or(Error::NoSuchPersona)?;
    let house = Arc::clone(&state.house);
    let wanted = For::Calls { second_factor: wanted.second_factor };
    let logged_in = state.gate.run(move |_| people::session_for(&house, persona, wanted)).await?;
    Ok(Json(TokenView {
        access_token: logged_in.token.expose_secret().to_owned(),
        token_type: "Bearer",
        expires_in: logged_in.expires_in.num_seconds(),
        space: logged_in.space,
    }))
}

/// A token of the provider of professionals.
#[derive(Serialize)]
pub(super) struct ProviderTokenView {
    access_token: String,
    token_type: &'static str,
}

/// `POST /sandbox/provider-token`: an access token of the provider of professionals, as practice software has it that logged
/// one of the made-up people in there. It is what `/oauth/token` exchanges.
pub(super) async fn give_of_provider(
    state: Data<State>,
    Json(wanted): Json<WantedThere>,
) -> Result<Json<ProviderTokenView>, Problem> {
    let provider = state.providers.of(Shape::ProSanteConnect).ok_or(Error::NoSuchPersona)?;
    let mut people = provider.people();
    let persona = people.find(|persona| persona.id == wanted.persona).ok_or(Error::NoSuchPersona)?;
    Ok(Json(ProviderTokenView { access_token: provider.token_of(persona), token_type: "Bearer" }))
}
