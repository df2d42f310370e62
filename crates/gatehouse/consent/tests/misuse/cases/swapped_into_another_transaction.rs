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

pub fn swapped(desk: &Desk, consent: &Consent, actor: &Actor, space: SpaceId) -> Result<(), Error> {
    desk.write(|one| {
        let permit = consent.check::<Look>(one, actor, space, Ask::default())?;
        desk.write(|other| {
            permit.name(other, [space.uuid()]);
            Ok::<_, Error>(())
        })
    })
}
