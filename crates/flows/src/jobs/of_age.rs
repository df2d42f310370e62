use outbox::{Handler, Job, JobFailure};

use crate::{House, of_age};

/// Its name.
pub(super) const KIND: &str = "representatives.of-age";

/// How many records one step looks at.
const AT_ONCE: i64 = 500;

/// Ends what representatives gave whose representation has ended, and tells whoever is of age, and before long will be. Whatever
/// ended during an outage is looked at by the first run after it; meanwhile it counts no more all the same.
pub(super) struct OfAge(House);

impl OfAge {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for OfAge {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let failed = |error: documents::Error| {
            tracing::warn!(%error, "representations that ended were not looked at");
            JobFailure::retry("consent")
        };
        let of_age = of_age::settle(&self.0, AT_ONCE).map_err(failed)?;
        let soon = of_age::remind(&self.0, AT_ONCE).map_err(failed)?;
        if of_age + soon > 0 {
            tracing::info!(of_age, soon, "people told that they are, or will be, of age");
        }
        Ok(())
    }
}
