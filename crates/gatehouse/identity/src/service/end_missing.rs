use database::Tx;

use crate::{Error, Identity, ImportCounts, Missing, store};

/// How many one transaction ends.
const ENDED_AT_ONCE: i32 = 5_000;

impl Identity {
    /// What earlier extracts have listed and the one that was just read, all of it, does not. Whoever is known from a log-in
    /// alone was never listed and is not counted: the provider may know of somebody a day before the extract does.
    ///
    /// # Errors
    /// The database's.
    pub fn missing_from_directory(&self, tx: &mut Tx<'_>, counts: &ImportCounts) -> Result<Missing, Error> {
        let [situations, all_situations, professionals, all_professionals] = store::missing(tx)?;
        Ok(Missing {
            situations,
            situations_before: all_situations.saturating_sub(counts.situations_added),
            professionals,
            unnamed: counts.unnamed,
            professionals_before: all_professionals.saturating_sub(counts.professionals_added),
        })
    }

    /// Ends some of those situations, and when none is left takes the standing of some of those professionals: the extract
    /// lists whoever is registered to practise, and nobody else may. Both come back with the next extract that lists them.
    /// Says how many situations and how many professionals; both are 0 when it is done.
    ///
    /// # Errors
    /// The database's.
    pub fn end_missing(&self, tx: &mut Tx<'_>, counts: &mut ImportCounts) -> Result<(u64, u64), Error> {
        let [situations, professionals] = store::end_missing(tx, ENDED_AT_ONCE, self.clock.now())?;
        counts.situations_ended += situations;
        counts.suspended += professionals;
        Ok((situations, professionals))
    }
}
