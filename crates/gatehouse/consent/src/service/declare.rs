use database::Tx;
use journal::Who;
use kernel::{Actor, SpaceId};

use super::{AskRelationship, AskedRelationship, OpenRelationship, OpenedRelationship, RelationshipCommand};
use crate::{Act, Action, Ask, Consent, Error, Party, decide::is_granted};

/// What came of a declaration.
#[derive(Debug, Clone)]
pub enum Declared {
    /// The relationship runs.
    Opened(OpenedRelationship),
    /// Its holder was asked, and nothing is open before they answer.
    Asked(AskedRelationship),
}

impl Consent {
    /// Takes the declaration of the calling professional as the holder lets it count: it opens the care relationship, or,
    /// where each one waits for the holder, and in occupational medicine always, it asks for it.
    ///
    /// # Errors
    /// As [`Consent::open_relationship`].
    pub fn declare_relationship(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        command: &RelationshipCommand,
    ) -> Result<Declared, Error> {
        let invited = ask.invited;
        let (facts, seen) = self.facts(tx, Party::from(actor), space, ask, self.clock.now())?;
        let (who, request) = (Who::from(actor), actor.request);
        let only_asks = !is_granted(self.rules(), &facts, OpenRelationship::ACT)
            && is_granted(self.rules(), &facts, AskRelationship::ACT);
        if only_asks {
            let permit = self.conclude::<AskRelationship>(tx, facts, space, seen, who, request)?;
            return self.ask_under(tx, &permit, actor, command).map(Declared::Asked);
        }
        let permit = self.conclude::<OpenRelationship>(tx, facts, space, seen, who, request)?;
        self.open_under(tx, &permit, actor, invited, command, None).map(Declared::Opened)
    }

    /// Whether somebody would do an act but for a way that leads to it: nothing shuts the space to them, and nothing opens it.
    /// It opens nothing and leaves no line.
    ///
    /// # Errors
    /// The database's.
    pub fn lacks_a_way(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        act: Act,
    ) -> Result<bool, Error> {
        let (facts, _) = self.facts(tx, Party::from(actor), space, ask, self.clock.now())?;
        Ok(self.has_no_way(&facts, act))
    }
}
