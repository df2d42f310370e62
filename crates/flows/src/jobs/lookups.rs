use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "identity.forget-lookups";

/// Forgets how many patients were looked up, and how many care relationships declared, in hours that are over, and where
/// codes led whose time is over.
pub(super) struct Lookups(House);

impl Lookups {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Lookups {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let forgotten = self.0.desk.write(|tx| self.0.identity.forget_lookups(tx)).map_err(|error| {
            tracing::warn!(%error, "look-ups of hours that are over were not forgotten");
            JobFailure::retry("identity")
        })?;
        let declared = self.0.desk.write(|tx| self.0.consent.forget_declarations(tx)).map_err(|error| {
            tracing::warn!(%error, "declarations of hours that are over were not forgotten");
            JobFailure::retry("consent")
        })?;
        let codes = self.0.desk.write(|tx| self.0.consent.forget_codes(tx)).map_err(|error| {
            tracing::warn!(%error, "codes whose time is over were not forgotten");
            JobFailure::retry("consent")
        })?;
        tracing::debug!(
            forgotten,
            declared,
            codes,
            "what was counted in hours that are over, and codes, forgotten"
        );
        Ok(())
    }
}
