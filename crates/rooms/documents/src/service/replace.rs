use consent::{Ask, IdentityAgreement, Permit};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};

use super::{
    Deposit, Documents, change::Known, deposit::Deposited, flags::hidden_from_all, traced::traced,
    version::Origin,
};
use crate::{Error, ReplaceDocument, model::Status};

/// What replaces what.
struct Replacing<'a> {
    replaced: DocumentId,
    deposit: &'a Deposit,
    /// Whether the new version says to be about whom the record is about.
    identity: IdentityAgreement,
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
        self.replacing(tx, actor, space, replaced, deposit, |tx, permit, ask, wanted| {
            self.replace_under(tx, permit, actor, ask, wanted)
        })
    }

    /// Whether a replacement would be taken, before its large content is stored. To be asked in a transaction that leaves
    /// nothing ([`database::Desk::rehearse`]): its line would say that it was done.
    ///
    /// Where its `Idempotency-Key` follows with the content, whether it was done before is known at its end: then where the
    /// document stands in its life is not asked yet, and whose it is and whom it is about is.
    ///
    /// # Errors
    /// As [`Documents::replace`].
    pub fn rehearse_replacement(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        replaced: DocumentId,
        deposit: &Deposit,
        key_follows: bool,
    ) -> Result<(), Error> {
        self.replacing(tx, actor, space, replaced, deposit, |tx, permit, ask, wanted| {
            if key_follows {
                return self.own_of_patient(tx, permit, actor, ask, wanted).map(|_| ());
            }
            match self.done_before(tx, permit, actor, deposit.idempotency.as_ref(), deposit.id)? {
                None => self.replaceable(tx, permit, actor, ask, wanted).map(|_| ()),
                Some(_) => Ok(()),
            }
        })
    }

    /// Decides about a replacement, and goes on with it under the permit.
    fn replacing<'tx, T>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        replaced: DocumentId,
        deposit: &Deposit,
        go_on: impl FnOnce(&mut Tx<'tx>, &Permit<'tx, ReplaceDocument>, &Ask, Replacing<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (identity, differing) = self.compare_patients(tx, space, &deposit.prepared.patients)?;
        // Nobody replaces anything by an identity that is somebody else's; the author is told what differs, so it is asked first
        // whether it is the author.
        let asked = match identity {
            IdentityAgreement::Disagrees => IdentityAgreement::NotGiven,
            fits => fits,
        };
        let ask = Ask { way: deposit.way.clone(), identity: asked, ..Ask::default() };
        let permit = self.consent.check::<ReplaceDocument>(tx, actor, space, ask.clone())?;
        let done = go_on(tx, &permit, &ask, Replacing { replaced, deposit, identity, differing });
        traced(tx, &permit, replaced.uuid(), done)
    }

    fn replace_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, ReplaceDocument>,
        actor: &Actor,
        ask: &Ask,
        wanted: Replacing<'_>,
    ) -> Result<Deposited, Error> {
        let (replaced, deposit) = (wanted.replaced, wanted.deposit);
        if let Some(done) = self.done_before(tx, permit, actor, deposit.idempotency.as_ref(), deposit.id)? {
            return Ok(done);
        }
        let known = self.replaceable(tx, permit, actor, ask, wanted)?;
        let document = self.write_version(tx, permit, actor, deposit, Origin::Replaces(&known.document))?;
        if document.hides_more_than(&known.document) {
            // What the new version keeps from somebody, the versions before do not tell either.
            let series = known.document.series_id.uuid();
            for version in self.versions_of_own(tx, permit, series)? {
                if version.document.id != document.id {
                    self.change(tx, permit, version, |old| old.hides_as(&document))?;
                }
            }
        } else {
            self.change(tx, permit, known, |old| old.status = Status::Deprecated)?;
        }
        permit.name(tx, [document.id.uuid(), replaced.uuid()]);
        Ok(Deposited { document, replayed: false })
    }

    /// The document that is replaced, if it may be by this one.
    fn replaceable<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, ReplaceDocument>,
        actor: &Actor,
        ask: &Ask,
        wanted: Replacing<'_>,
    ) -> Result<Known, Error> {
        let prepared = &wanted.deposit.prepared;
        let known = self.own_of_patient(tx, permit, actor, ask, wanted)?;
        if known.document.status != Status::Approved {
            return Err(match known.document.status {
                Status::Archived => Error::PutAside,
                status => Error::NotCurrent { status },
            });
        }
        let was_withheld = known.document.withheld_until.is_some_and(|until| until > permit.now());
        if prepared.withheld && !was_withheld {
            return Err(Error::Metadata {
                pointer: "/visible_to_patient",
                found: Some("false".to_owned()),
                expected: "`true`: the patient sees the version before".to_owned(),
            });
        }
        // As the flags will stand: it is withheld as long as the version before, whatever is said of this one.
        let newly_masked = prepared.masked && !known.document.masked;
        if was_withheld && newly_masked && !self.reference.allows_withheld_with_masked() {
            return Err(hidden_from_all());
        }
        Ok(known)
    }

    /// A document of one's own, if the new version is about whom it is about.
    fn own_of_patient<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, ReplaceDocument>,
        actor: &Actor,
        ask: &Ask,
        wanted: Replacing<'_>,
    ) -> Result<Known, Error> {
        let Replacing { replaced, deposit, identity, differing } = wanted;
        let known = self.own(tx, permit, actor, ask, replaced)?;
        let fits = match identity {
            IdentityAgreement::Agrees => true,
            // A citizen says of nobody whom the own document is about.
            IdentityAgreement::NotGiven => deposit.prepared.by_citizen,
            IdentityAgreement::Disagrees => false,
        };
        // Its author knows whose record it is: what differs may be told.
        if fits { Ok(known) } else { Err(Error::OtherPatient { differing }) }
    }
}
