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

pub fn due_of_another(desk: &Desk, due: fn() -> database::Due) -> Result<(), Error> {
    desk.write(|one| {
        let id = one.owe(due());
        desk.write(|other| {
            other.due_mut(id);
            Ok::<_, Error>(())
        })
    })
}
