use consent::{Ask, IdentityAgreement, Permit, RuleId};
use database::{Tx, idempotency::IdempotencyClaim};
use kernel::{Actor, Capacity, DocumentId, SpaceId};
use uuid::Uuid;
use vault::{ObjectKey, seal_object};

use super::{Documents, Prepared, prepare::Body, traced::traced, version::Origin};
use crate::{DepositDocument, Error, model::Document, rows::SEALED_ONCE};

/// A deposit, ready to be decided and written.
pub struct Deposit {
    /// The id that the document will have. Given from outside, so that a transaction that is done again makes the
    /// same document.
    pub id: DocumentId,
    /// The way named by the caller.
    pub way: Option<RuleId>,
    /// What was looked at.
    pub prepared: Prepared,
    /// The caller's `Idempotency-Key`.
    pub idempotency: Option<IdempotencyClaim>,
    /// Large content that lies in the blob store already.
    pub blob: Option<SealedBlob>,
}

impl Deposit {
    /// Where its large content was stored, if it was.
    pub fn stored(&self) -> Option<StoredBlob> {
        self.blob.as_ref().map(|blob| StoredBlob(blob.id))
    }
}

/// Names large content that was stored, to give it up ([`Documents::discard`]).
#[derive(Debug, Clone, Copy)]
pub struct StoredBlob(pub(super) Uuid);

/// Large content, sealed and stored before its row.
pub struct SealedBlob {
    pub(super) id: Uuid,
    pub(super) key: ObjectKey,
}

/// What a deposit made, or had made when the same request was sent before.
#[derive(Debug)]
pub struct Deposited {
    /// The document.
    pub document: Document,
    /// Whether the same request had been done before.
    pub replayed: bool,
}

/// How many authors of a header are looked up in the directory.
pub(super) const AUTHORS_LOOKED_UP: usize = 5;

impl Documents {
    /// Whether content of this length goes to the blob store before its row.
    pub fn is_large(&self, prepared: &Prepared) -> bool {
        prepared.body.size() > self.settings.inline_bytes
    }

    /// Decides about a large deposit before its content is stored.
    ///
    /// # Errors
    /// As [`Documents::deposit`].
    pub fn preflight(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        deposit: &Deposit,
    ) -> Result<(), Error> {
        let (identity, differing) = self.compare_patients(tx, space, &deposit.prepared.patients)?;
        let ask = Ask { way: deposit.way.clone(), identity, ..Ask::default() };
        let outcome = self.consent.preflight::<DepositDocument>(tx, actor, space, ask);
        outcome.map_err(|error| self.explain(tx, actor, space, identity, differing, error))
    }

    /// Seals large content and stores it under a fresh id, durably. A row names it afterwards, or the sweeper
    /// removes it.
    ///
    /// # Errors
    /// The vault's, the blob store's.
    pub async fn store_large(&self, space: SpaceId, deposit: &Deposit) -> Result<SealedBlob, Error> {
        let key = ObjectKey::fresh(self.rng.as_ref());
        let Body::Whole(bytes) = &deposit.prepared.body else { return Err(Error::Broken) };
        let sealed = seal_object(&key, space, deposit.id.uuid(), SEALED_ONCE, bytes)?;
        let id = DocumentId::new(self.clock.as_ref(), self.rng.as_ref()).uuid();
        self.blobs.put(id.into(), sealed.into()).await?;
        Ok(SealedBlob { id, key })
    }

    /// Deposits a document: decided, sealed and written with its journal line in one transaction.
    ///
    /// # Errors
    /// The consent engine's refusal; [`Error::OtherPatient`] when the identity given is not the space's;
    /// [`Error::AlreadyThere`], [`Error::KeyReused`]; [`Error::Broken`] when it was prepared for another capacity.
    pub fn deposit(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        deposit: &Deposit,
    ) -> Result<Deposited, Error> {
        if deposit.prepared.by_citizen != actor.is_citizen() {
            return Err(Error::Broken);
        }
        let (identity, differing) = self.compare_patients(tx, space, &deposit.prepared.patients)?;
        let ask = Ask { way: deposit.way.clone(), identity, ..Ask::default() };
        let permit = match self.consent.check::<DepositDocument>(tx, actor, space, ask) {
            Ok(permit) => permit,
            Err(error) => return Err(self.explain(tx, actor, space, identity, differing, error)),
        };
        let done = if identity == IdentityAgreement::Disagrees {
            // Which traits differ is told to whoever may see them: nobody does who only helps.
            let differing = if permit.is_of_helper() { Vec::new() } else { differing };
            Err(Error::OtherPatient { differing })
        } else {
            self.deposit_under(tx, &permit, actor, deposit)
        };
        traced(tx, &permit, space.uuid(), done)
    }

    fn deposit_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, DepositDocument>,
        actor: &Actor,
        deposit: &Deposit,
    ) -> Result<Deposited, Error> {
        if let Some(done) = self.done_before(tx, permit, actor, deposit.idempotency.as_ref(), deposit.id)? {
            return Ok(done);
        }
        let document = self.write_version(tx, permit, actor, deposit, Origin::Deposited)?;
        permit.name(tx, [document.id.uuid()]);
        Ok(Deposited { document, replayed: false })
    }

    /// The refusal that a depositor hears. When the identity does not agree, an absent record and another person's
    /// record are one and the same answer, and traits are named only to somebody who may see the record.
    pub(super) fn explain(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        identity: IdentityAgreement,
        differing: Vec<&'static str>,
        error: consent::Error,
    ) -> Error {
        let about_the_caller =
            matches!(&error, consent::Error::Refused(refusal) if refusal.reason.is_about_the_caller());
        let feeds = !matches!(actor.capacity, Capacity::Citizen);
        if !matches!(error, consent::Error::Refused(_)) || about_the_caller || !feeds {
            return error.into();
        }
        if identity == IdentityAgreement::Agrees {
            return error.into();
        }
        let knows = self.consent.would(tx, actor, space, consent::Act::Consult).unwrap_or(false);
        Error::OtherPatient { differing: if knows { differing } else { Vec::new() } }
    }
}
