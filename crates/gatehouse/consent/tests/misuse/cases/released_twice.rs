// refused: E0382
use consent::{Act, Action, Ask, Consent, Error, Permit, Release};
use database::{Desk, Tx};
use kernel::{Actor, Clock, SpaceId};

pub struct Look;
impl Action for Look {
    const NAME: &'static str = "cases.look";
    const ACT: Act = Act::Consult;
}

pub fn rows(tx: &mut Tx<'_>, permit: &Permit<'_, Look>) -> SpaceId {
    let _ = tx;
    permit.space()
}

pub fn released_twice(release: Release, clock: &dyn Clock) {
    release.redeem(clock);
    release.redeem(clock);
}
