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

pub fn right_use(
    desk: &Desk,
    consent: &Consent,
    actor: &Actor,
    space: SpaceId,
    clock: &dyn Clock,
) -> Result<Option<SpaceId>, Error> {
    let release = desk.write(|tx| {
        let permit = consent.check::<Look>(tx, actor, space, Ask::default())?;
        let shown = rows(tx, &permit);
        permit.name(tx, [shown.uuid()]);
        Ok::<_, Error>(Release::new(&permit, space.uuid(), 1))
    })?;
    Ok(release.redeem(clock).map(|(space, _, _)| space))
}
