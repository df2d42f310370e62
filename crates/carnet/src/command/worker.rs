use std::process::ExitCode;

use crate::{
    doors,
    fault::Fault,
    jobs_of_house::Working,
    refusals,
    start::{Decided, erasing, listen, master_keys},
    vocabulary,
};

/// Does the background work until a signal.
pub(super) fn run() -> Result<ExitCode, Fault> {
    let decided = Decided::read()?;
    let reasons = refusals::of_worker(&decided);
    if !reasons.is_empty() {
        return Err(Fault::Refused(reasons));
    }
    let operator = listen("operator.listen", decided.settings.operator.listen)?;
    vocabulary::install(doors::addresses())?;
    let (url, master) = (decided.database_url()?, master_keys(&decided.settings.keys.folder)?);
    let erasing = erasing(&decided.settings, None)?;
    let house = decided.open_house(&url, master)?;
    let house = match erasing {
        Some(erasing) => house.with_erasing(erasing),
        None => house,
    };
    house.write_reference_line().map_err(Fault::at("the line of the reference data"))?;
    let working = Working::start(&house, url)?;
    let served = doors::serve_operator_alone(&house, operator);
    working.stop();
    served?;
    Ok(ExitCode::SUCCESS)
}
