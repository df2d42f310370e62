// refused: E0624
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

pub fn made<'tx>(
    permit: &Permit<'tx, Look>,
    facts: consent::Facts,
    due: database::DueId<'tx>,
) -> Permit<'tx, Look> {
    let secrecy = consent::Secrecy { done: false, shown: true };
    let how = (permit.way().clone(), permit.visibility().clone(), secrecy);
    Permit::new(facts, permit.space(), how, None, due)
}
