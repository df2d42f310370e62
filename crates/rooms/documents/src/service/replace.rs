use consent::{Ask, IdentityAgreement, Permit};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{Deposit, Documents, deposit::Deposited, traced::traced};
use crate::{Error, ReplaceDocument, model::Status};

/// What replaces what.
struct Replacing<'a> {
    replaced: DocumentId,
    deposit: &'a Deposit,
    /// The strict traits that differ from those of the record.
    differing: Vec<&'static str>,
}

impl Documents {
    /// Replaces a document of one's own by a new version, in one transaction: the old one is deprecated, and whoever
    /// listed it finds the new one. What the holder masked stays masked.
    ///
    /// # Errors
    /// As [`Documents::deposit`]; [`Error::NotYours`]; [`Error::NotCurrent`] when it was replaced already.
    pub fn replace(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        replaced: DocumentId,
        deposit: &Deposit,
    ) -> Result<Deposited, Error> {
        if deposit.prepared.by_citizen != actor.is_citizen() {
            return Err(Error::Broken);
        }
        let (identity, differing) = self.compare_patients(tx, space, &deposit.prepared.patients)?;
        let ask = Ask { way: deposit.way.clone(), identity };
        let permit = self.consent.check::<ReplaceDocument>(tx, actor, space, ask.clone())?;
        let wanted = Replacing { replaced, deposit, differing };
        let done = self.replace_under(tx, &permit, actor, &ask, wanted);
        traced(tx, &permit, done)
    }

    fn replace_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, ReplaceDocument>,
        actor: &Actor,
        ask: &Ask,
        wanted: Replacing<'_>,
    ) -> Result<Deposited, Error> {
        let Replacing { replaced, deposit, differing } = wanted;
        if let Some(done) = self.done_before(tx, permit, actor, deposit)? {
            return Ok(done);
        }
        let known = self.own(tx, permit, actor, ask, replaced)?;
        // Its author knows whose record it is: what differs may be told.
        if ask.identity == IdentityAgreement::Disagrees {
            return Err(Error::OtherPatient { differing });
        }
        if known.document.status != Status::Approved {
            return Err(Error::NotCurrent { status: known.document.status });
        }
        let before = known.document.clone();
        let document = self.write_version(tx, permit, actor, deposit, Some(&before))?;
        self.change(tx, permit, known, |old| old.status = Status::Deprecated)?;
        permit.name(tx, [document.id.uuid(), replaced.uuid()]);
        Ok(Deposited { document, replayed: false })
    }

    /// Decides about a large replacement before its content is stored.
    ///
    /// # Errors
    /// As [`Documents::replace`].
    pub fn preflight_replacement(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        replaced: DocumentId,
        deposit: &Deposit,
    ) -> Result<(), Error> {
        let ask = Ask { way: deposit.way.clone(), ..Ask::default() };
        let permit = self.consent.check::<ReplaceDocument>(tx, actor, space, ask.clone())?;
        self.own(tx, &permit, actor, &ask, replaced)?;
        permit.name(tx, [replaced.uuid()]);
        Ok(())
    }
}
