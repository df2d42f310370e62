mod place;
mod welcome;

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use database::DatabaseUrl;
use flows::House;

use crate::{
    doors::{self, Open, Ports},
    fault::Fault,
    jobs_of_house::Working,
    start::{Decided, listen},
    vocabulary,
};

/// The origin that the settings give when nobody chose one.
const USUAL_ORIGIN: &str = "http://localhost:8080";

/// Serves made-up people until a signal: database, server and worker in one process.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let mut decided = Decided::read()?;
    let settings = &mut decided.settings;
    let ports = Ports {
        public: listen("server.listen", settings.server.listen)?,
        operator: listen("operator.listen", settings.operator.listen)?,
        notice: Duration::ZERO,
    };
    let address = ports.public.local_addr().map_err(Fault::at("the address"))?;
    if settings.server.public_origin == USUAL_ORIGIN {
        settings.server.public_origin = format!("http://localhost:{}", address.port());
    }
    vocabulary::install(doors::addresses())?;

    let place = place::Place::open(settings)?;
    let master = place::master_keys(&settings.keys.folder)?;
    let house = decided.open_house(place.url(), master)?;
    let served = serve(&house, place.url(), ports, address);
    // PostgreSQL ends last: what drains still needs it.
    drop(house);
    place.close()?;
    served?;
    Ok(ExitCode::SUCCESS)
}

fn serve(house: &House, url: &DatabaseUrl, ports: Ports, address: SocketAddr) -> Result<(), Fault> {
    house.write_reference_line().map_err(Fault::at("the line of the reference data"))?;
    sandbox::load_demonstration(house).map_err(Fault::at("the made-up people"))?;
    let working = Working::start(house, url.clone())?;
    welcome::say(house, address);
    let served = doors::serve_all(house, ports, Open::Sandbox);
    working.stop();
    served
}
