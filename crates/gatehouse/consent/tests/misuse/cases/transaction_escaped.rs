// refused: E0521
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

pub fn transaction_escaped(desk: &Desk) -> Result<(), Error> {
    let mut kept = None;
    desk.write(|tx| {
        kept = Some(tx);
        Ok::<_, Error>(())
    })
}
