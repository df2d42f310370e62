use std::time::{Duration, Instant};

use kernel::SpaceId;
use uuid::Uuid;

use crate::{Action, Permit};

/// The right to take one version of one thing out of the transaction that decided it.
///
/// It is made from a permit only, names one object version, is used once (it is consumed) and dies after a minute:
/// a stream that begins later must be decided again.
#[must_use]
pub struct Release {
    space: SpaceId,
    object: Uuid,
    version: u32,
    made: Instant,
}

/// How long a release may wait for its use.
const LIFE: Duration = Duration::from_secs(60);

impl Release {
    /// Releases one version of a thing that this permit reaches; the caller has confirmed the row.
    pub fn new<A: Action>(permit: &Permit<'_, A>, object: Uuid, version: u32) -> Self {
        Self { space: permit.space(), object, version, made: Instant::now() }
    }

    /// Uses the release up; none when it is too old.
    pub fn redeem(self) -> Option<(SpaceId, Uuid, u32)> {
        (self.made.elapsed() < LIFE).then_some((self.space, self.object, self.version))
    }
}
