use chrono::{DateTime, TimeDelta, Utc};
use database::{ReadTx, Tx};
use kernel::{Clock, JobId};

use crate::{Error, store};

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its time or for a runner.
    Ready,
    /// A runner has it.
    Running,
    /// A dead letter: nothing touches it until an operator does.
    Dead,
}

impl JobState {
    /// The word in the row and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ready, Self::Running, Self::Dead].into_iter().find(|state| state.as_str() == word)
    }
}

/// Which jobs to list; by id, so oldest first.
#[derive(Debug, Clone)]
pub struct JobFilter {
    /// Only those that stand so.
    pub state: Option<JobState>,
    /// Only those of this kind.
    pub kind: Option<String>,
    /// Only those after this one: the last id of the page before.
    pub after: Option<JobId>,
    /// How many at most.
    pub limit: u16,
}

impl Default for JobFilter {
    fn default() -> Self {
        Self { state: None, kind: None, after: None, limit: 100 }
    }
}

/// What the operator sees of a job: never its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// Where it stands.
    pub state: JobState,
    /// When it was written; its age follows from it.
    pub created_at: DateTime<Utc>,
    /// The earliest moment of its next attempt.
    pub run_at: DateTime<Utc>,
    /// When the lease of its runner ends.
    pub locked_until: Option<DateTime<Utc>>,
    /// How often it was begun.
    pub tries: i32,
    /// How often it may be begun.
    pub max_tries: i32,
    /// Why the last attempt failed: a fixed word.
    pub error_kind: Option<String>,
}

/// Lists jobs for the operator.
///
/// # Errors
/// The database's.
pub fn list(rtx: &mut ReadTx<'_>, filter: &JobFilter) -> Result<Vec<JobLine>, Error> {
    store::find(rtx, filter)
}

/// How long a dead letter is kept for the operator: what it carries is somebody's address, or names a thing.
pub const DEAD_KEPT: TimeDelta = TimeDelta::days(30);

/// Dead letters that one call removes.
const AT_ONCE: i64 = 1_000;

/// Removes dead letters of these kinds that were given up [`DEAD_KEPT`] ago, some at once; says how many. A job calls it.
///
/// # Errors
/// The database's.
pub fn forget_dead(tx: &mut Tx<'_>, kinds: &[&str], clock: &dyn Clock) -> Result<usize, Error> {
    store::delete_dead(tx, kinds, clock.now() - DEAD_KEPT, AT_ONCE)
}

/// Makes a dead letter ready at once, with all its tries before it. Ring the [`crate::Bell`] after the commit.
///
/// # Errors
/// [`Error::NotDead`] when there is no dead letter of this id of which something is left; the database's.
pub fn retry(tx: &mut Tx<'_>, clock: &dyn Clock, id: JobId) -> Result<(), Error> {
    if store::revive(tx, id, clock.now())? { Ok(()) } else { Err(Error::NotDead(id)) }
}
