use std::{process::ExitCode, time::Duration};

use crate::{
    doors::{self, Open, Ports},
    fault::Fault,
    refusals,
    start::{Decided, listen, master_keys},
    vocabulary,
};

/// A load balancer asks every few seconds whether a server is ready.
const NOTICE: Duration = Duration::from_secs(2);

/// Answers requests until a signal.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    let reasons = refusals::of_serve(&decided);
    if !reasons.is_empty() {
        return Err(Fault::Refused(reasons));
    }
    let settings = &decided.settings;
    let ports = Ports {
        public: listen("server.listen", settings.server.listen)?,
        operator: listen("operator.listen", settings.operator.listen)?,
        notice: NOTICE,
    };
    vocabulary::install(doors::addresses())?;
    let (url, master) = (decided.database_url()?, master_keys(&settings.keys.folder)?);
    let providers = decided.providers()?;
    let house = decided.open_house(&url, master)?;
    let house = house.with_providers(providers).map_err(Fault::at("the identity providers"))?;
    house.write_reference_line().map_err(Fault::at("the line of the reference data"))?;
    doors::serve_all(&house, ports, Open::Production)?;
    Ok(ExitCode::SUCCESS)
}
