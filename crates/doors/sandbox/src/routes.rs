mod personas;
mod token;

use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use flows::House;
use webkit::{DeskGate, Endpoint};

/// The addresses of this door, for the metrics.
pub const ADDRESSES: [&str; 2] = ["/sandbox/personas", "/sandbox/token"];

/// What the handlers share.
pub(crate) struct State {
    house: Arc<House>,
    gate: DeskGate,
}

/// Adds this door to an application; `gate` stands before the house's own desk.
pub fn configure(house: House, gate: DeskGate) -> impl FnOnce(&mut ServiceConfig) {
    let [personas, token] = ADDRESSES;
    move |config| {
        config
            .app_data(Data::new(State { house: Arc::new(house), gate }))
            .service(Endpoint::at(personas).get(personas::list))
            .service(Endpoint::at(token).post(token::give));
    }
}
