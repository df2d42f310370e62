use std::sync::Arc;

use flows::House;
use vault::Purpose;
use webkit::{Check, Draining, OperatorPort};

/// The operator's port: health and metrics.
pub(crate) fn port(house: &House, draining: Draining) -> OperatorPort {
    let house = house.clone();
    OperatorPort {
        draining,
        checks: Arc::new(move || vec![database(&house), keys(&house)]),
        metrics: Arc::new(telemetry::metrics_text),
    }
}

/// Whether the database answers and has a schema that this program can live with.
fn database(house: &House) -> Check {
    let faults = house.desk.read(|rtx| {
        database::schema_faults(rtx.conn()).map_err(|error| {
            tracing::warn!(%error, "the schema cannot be looked at");
            database::Error::Gone
        })
    });
    Check { name: "database", ready: faults.is_ok_and(|faults| faults.is_empty()) }
}

/// Whether the keys were compared with the key store lately.
fn keys(house: &House) -> Check {
    Check { name: "keys", ready: house.vault.service(Purpose::Tokens).current().is_ok() }
}
