use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, SpaceId};
use uuid::Uuid;

use crate::{Action, Permit};

/// The right to take one version of one thing out of the transaction that decided it.
///
/// It is made from a permit only, names one object version, is used once (it is consumed) and dies a minute after the
/// decision: a stream that begins later must be decided again.
#[must_use]
pub struct Release {
    space: SpaceId,
    object: Uuid,
    version: u32,
    decided: DateTime<Utc>,
}

/// How long a release may wait for its use.
const LIFE: TimeDelta = TimeDelta::seconds(60);

impl Release {
    /// Releases one version of a thing that this permit reaches; the caller has confirmed the row.
    pub fn new<A: Action>(permit: &Permit<'_, A>, object: Uuid, version: u32) -> Self {
        Self { space: permit.space(), object, version, decided: permit.now() }
    }

    /// Uses the release up; none when it is too old.
    pub fn redeem(self, clock: &dyn Clock) -> Option<(SpaceId, Uuid, u32)> {
        (clock.now() - self.decided < LIFE).then_some((self.space, self.object, self.version))
    }
}
