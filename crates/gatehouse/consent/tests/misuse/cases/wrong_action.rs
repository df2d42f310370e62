// refused: E0308
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

pub struct Put;
impl Action for Put {
    const NAME: &'static str = "cases.put";
    const ACT: Act = Act::Deposit;
}

pub fn wrong_action(tx: &mut Tx<'_>, permit: &Permit<'_, Put>) -> SpaceId {
    rows(tx, permit)
}
