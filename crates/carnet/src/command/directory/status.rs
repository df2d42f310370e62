use std::process::ExitCode;

use flows::House;
use identity::DirectoryImport;

use crate::{fault::Fault, say};

/// Says how much there is.
pub(super) fn say(house: &House) -> Result<ExitCode, Fault> {
    let status =
        house.desk.read(|rtx| house.identity.directory_status(rtx)).map_err(Fault::at("no status"))?;
    let [good, suspended, struck_off] = status.professionals;
    say::line(format_args!(
        "professionals: {good} in good standing, {suspended} suspended, {struck_off} struck off"
    ));
    say::line(format_args!("situations of practice that go on: {}", status.situations));
    say::line(format_args!(
        "organisations: {}, of which {} are listed and may act by their software",
        status.organisations, status.listed
    ));
    if status.imports.is_empty() {
        say::line("nothing was imported yet");
        return Ok(ExitCode::SUCCESS);
    }
    say::line("last imports, newest first");
    say::line("changed               kind           state      rows      rejected  file");
    for import in &status.imports {
        say::line(line(import));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(import: &DirectoryImport) -> String {
    let DirectoryImport { kind, state, counts, digest, .. } = import;
    let changed = import.changed_at.format("%Y-%m-%dT%H:%M:%SZ");
    let beginning = digest.get(..8).unwrap_or_default();
    format!(
        "{changed}  {:<13}  {:<9}  {:<8}  {:<8}  {}…{}",
        kind.as_str(),
        state.as_str(),
        counts.taken,
        counts.all_rejected(),
        hex::encode(beginning),
        if import.whole { "  whole" } else { "" }
    )
}
