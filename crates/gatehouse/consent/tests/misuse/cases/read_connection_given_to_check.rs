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

pub fn read_connection(desk: &Desk, consent: &Consent, actor: &Actor, space: SpaceId) -> Result<(), Error> {
    desk.read(|read| consent.check::<Look>(read, actor, space, Ask::default()).map(|_| ()))
}
