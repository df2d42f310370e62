// refused: lifetime may not live long enough
use consent::{Act, Action, Ask, Consent, Error, Permit, Release};
use database::{Desk, Tx};
use kernel::{Actor, SpaceId};

pub struct Look;
impl Action for Look {
    const NAME: &'static str = "cases.look";
    const ACT: Act = Act::Consult;
}

pub fn rows(tx: &mut Tx<'_>, permit: &Permit<'_, Look>) -> SpaceId {
    let _ = tx;
    permit.space()
}

pub fn escaped(desk: &Desk, consent: &Consent, actor: &Actor, space: SpaceId) {
    let _kept = desk.write(|tx| consent.check::<Look>(tx, actor, space, Ask::default()));
}
