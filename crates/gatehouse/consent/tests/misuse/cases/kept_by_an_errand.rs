// refused: lifetime may not live long enough
use consent::{Act, Action, Ask, Consent, Permit};
use database::{Errand, Error, Halt, Tx};
use kernel::{Actor, SpaceId};

pub struct Look;
impl Action for Look {
    const NAME: &'static str = "cases.look";
    const ACT: Act = Act::Consult;
}

/// A caller who shares a transaction, and keeps its permit for the next one who does.
pub struct Keeper<'kept> {
    consent: &'kept Consent,
    actor: &'kept Actor,
    space: SpaceId,
    kept: Option<Permit<'kept, Look>>,
}

impl<'kept> Errand<SpaceId> for Keeper<'kept> {
    fn call(&self) -> &SpaceId {
        &self.space
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Halt> {
        self.kept = self.consent.check::<Look>(tx, self.actor, self.space, Ask::default()).ok();
        Ok(())
    }

    fn end(self: Box<Self>, _: Result<(), Error>) {}
}
