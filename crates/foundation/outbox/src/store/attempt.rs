use diesel::prelude::*;
use uuid::Uuid;

use crate::schema::job;

/// The row of a job, as long as this attempt (its fence) is the one that runs: one that was overtaken finds none.
#[diesel::dsl::auto_type]
pub(super) fn running(id: Uuid, fence: i64) -> _ {
    job::table.filter(job::id.eq(id)).filter(job::fence.eq(fence)).filter(job::state.eq("running"))
}
