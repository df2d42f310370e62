use telemetry::Vocabulary;

use crate::fault::Fault;

/// What an answer may be counted as when the caller left before it.
const LEFT: &str = "left";

/// Takes the figures of the process, whose labels are of these words only.
pub(crate) fn install(routes: Vec<String>) -> Result<(), Fault> {
    let vocabulary = Vocabulary::house()
        .with("route", routes)
        .with("status", [LEFT])
        .with("kind", flows::jobs::PERIODIC)
        .with("kind", flows::jobs::BROUGHT)
        .with("gate", ["database", "shuttle"])
        .with("what", ["database", "uploads"])
        .with_ids("client");
    telemetry::install_metrics(vocabulary).map_err(Fault::at("the metrics"))
}
