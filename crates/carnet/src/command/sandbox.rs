mod place;
mod welcome;

use std::{net::SocketAddr, process::ExitCode, time::Duration};

use database::DatabaseUrl;
use flows::House;
use sandbox::{Places, Providers};

use crate::{
    doors::{self, Open, Ports},
    fault::Fault,
    jobs_of_house::Working,
    start::{Decided, as_in_the_sandbox, erasing, listen},
    vocabulary,
};

/// Serves made-up people until a signal: database, server and worker in one process.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let mut decided = Decided::read()?;
    let mut configured = decided.providers()?;
    let settings = &mut decided.settings;
    let ports = Ports {
        public: listen("server.listen", settings.server.listen)?,
        operator: listen("operator.listen", settings.operator.listen)?,
        notice: Duration::ZERO,
    };
    let address = ports.public.local_addr().map_err(Fault::at("the address"))?;
    as_in_the_sandbox(settings, address.port());
    vocabulary::install(doors::addresses())?;

    let place = place::open(settings)?;
    let master = place::master_keys(settings, place.url())?;
    let private = settings.database.url.is_none().then(|| place.url());
    let erasing = erasing(settings, private)?;
    let house = decided.open_house(place.url(), master)?;
    let house = match erasing {
        Some(erasing) => house.with_erasing(erasing),
        None => house,
    };
    let public = house.settings.server.public_origin.clone();
    let here = match house.settings.server.tls {
        // A certificate names the public host.
        Some(_) => public.clone(),
        None => on_this_machine(address),
    };
    let places = Places { here: &here, public: &public };
    let providers =
        Providers::new(places, &house.clock, &house.rng).map_err(Fault::at("the identity providers"))?;
    configured.extend(providers.settings());
    let house = house.with_providers(configured).map_err(Fault::at("the identity providers"))?;
    let served = serve(&house, place.url(), ports, address, providers);
    // PostgreSQL ends last: what drains still needs it.
    drop(house);
    place.close()?;
    served?;
    Ok(ExitCode::SUCCESS)
}

/// How programs on this machine reach an address that was listened on.
fn on_this_machine(address: SocketAddr) -> String {
    match address.ip() {
        ip if ip.is_unspecified() => format!("http://127.0.0.1:{}", address.port()),
        _ => format!("http://{address}"),
    }
}

fn serve(
    house: &House,
    url: &DatabaseUrl,
    ports: Ports,
    address: SocketAddr,
    providers: Providers,
) -> Result<(), Fault> {
    house.write_reference_line().map_err(Fault::at("the line of the reference data"))?;
    sandbox::load_demonstration(house).map_err(Fault::at("the made-up people"))?;
    let software = sandbox::register_practice_software(house).map_err(Fault::at("the practice software"))?;
    let working = Working::start(house, url.clone())?;
    welcome::say(house, address, &software);
    let served = doors::serve_all(house, ports, Open::Sandbox(providers));
    working.stop();
    served
}
