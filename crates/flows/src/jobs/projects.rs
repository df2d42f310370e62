use consent::service::Rebuilt;
use kernel::SpaceId;
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = "secondary-use.projects";

/// Spaces of which the answers are compared in one transaction.
const BATCH: i64 = 500;

/// Ends projects of secondary use whose end has passed, and compares the rows by which all spaces are asked with what each says.
pub(super) struct Projects {
    house: House,
}

impl Projects {
    pub(super) fn new(house: &House) -> Self {
        Self { house: house.clone() }
    }
}

impl Handler for Projects {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, _job: &Job) -> Result<(), JobFailure> {
        let House { desk, consent, .. } = &self.house;
        while desk.write(|tx| consent.end_overdue_projects(tx)).map_err(|_| JobFailure::retry("projects"))?
            > 0
        {}
        let (mut after, mut mended): (Option<SpaceId>, u64) = (None, 0);
        loop {
            let done = desk.write(|tx| consent.rebuild_uses_without_permit(tx, after, BATCH));
            let Rebuilt { mended: of_batch, last } = done.map_err(|_| JobFailure::retry("projects"))?;
            mended += of_batch;
            match last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
        if mended > 0 {
            tracing::warn!(mended, "rows about secondary use were not what their spaces say and were mended");
        }
        Ok(())
    }
}
