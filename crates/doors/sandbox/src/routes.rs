mod personas;
mod provider;
mod token;

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use flows::House;
use webkit::{DeskGate, Endpoint};

pub use self::provider::QUESTIONS;
use crate::provider::Providers;

const PERSONAS: &str = "/sandbox/personas";
const TOKEN: &str = "/sandbox/token";
const PROVIDER_TOKEN: &str = "/sandbox/provider-token";

/// The addresses of this door, for the metrics.
pub fn addresses() -> impl Iterator<Item = &'static str> {
    [PERSONAS, TOKEN, PROVIDER_TOKEN].into_iter().chain(provider::ADDRESSES)
}

/// What the handlers share.
pub(crate) struct State {
    house: Arc<House>,
    gate: DeskGate,
    providers: Providers,
}

/// Adds this door to an application; `gate` stands before the house's own desk.
pub fn configure(house: House, gate: DeskGate, providers: Providers) -> impl FnOnce(&mut ServiceConfig) {
    move |config| {
        config
            .app_data(Data::new(State { house: Arc::new(house), gate, providers }))
            .service(Endpoint::at(PERSONAS).get(personas::list))
            .service(Endpoint::at(TOKEN).post(token::give))
            .service(Endpoint::at(PROVIDER_TOKEN).post(token::give_of_provider))
            .configure(provider::configure);
    }
}
