use outbox::{Handler, Job, JobFailure};

use crate::{House, questions};

/// Its name.
pub(super) const KIND: &str = "access.questions";

/// How many accesses one transaction scores.
const AT_ONCE: u32 = 200;

/// Scores care relationships and emergency accesses that look like curiosity, and asks the holders of those that weigh enough.
/// After an outage the first run does all that have become due meanwhile.
pub(super) struct AccessQuestions(House);

impl AccessQuestions {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for AccessQuestions {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _: &Job) -> Result<(), JobFailure> {
        let mut all = questions::Step::default();
        loop {
            let step = questions::score(&self.0, AT_ONCE).map_err(|error| {
                tracing::warn!(%error, "accesses were not scored");
                JobFailure::retry("consent")
            })?;
            all.scored += step.scored;
            all.asked += step.asked;
            if step.scored == 0 {
                break;
            }
        }
        self.0.desk.write(|tx| self.0.consent.forget_scores_without_permit(tx)).map_err(|error| {
            tracing::warn!(%error, "old scores were not forgotten");
            JobFailure::retry("consent")
        })?;
        if all.asked > 0 {
            tracing::info!(scored = all.scored, asked = all.asked, "holders asked about accesses");
        }
        Ok(())
    }
}
