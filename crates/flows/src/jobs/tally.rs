use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "journal.tally";

/// Closes the windows of counted refusals: each that counted more than one becomes a line with the number.
pub(super) struct Tally(House);

impl Tally {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Tally {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let House { desk, vault, clock, .. } = &self.0;
        journal::close_windows(desk, vault, clock).map(drop).map_err(|error| {
            tracing::warn!(%error, "windows of counted refusals stay open");
            JobFailure::retry("journal")
        })
    }
}
