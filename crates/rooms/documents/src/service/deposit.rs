use chrono::{DateTime, TimeDelta, Utc};
use consent::{Ask, IdentityAgreement, Permit, RuleId};
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use kernel::{Actor, Capacity, DocumentId, PersonId, Private, SpaceId};
use uuid::Uuid;
use vault::{ObjectKey, SpaceKeys, seal_object};

use super::{Documents, Prepared};
use crate::{
    DepositDocument, Error,
    model::{Document, Status, Words},
    rows::{NewDocumentRow, binding},
    store,
};

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

/// Large content, sealed and stored before its row.
pub struct SealedBlob {
    id: Uuid,
    key: ObjectKey,
}

/// What a deposit made, or had made when the same request was sent before.
#[derive(Debug)]
pub struct Deposited {
    /// The document.
    pub document: Document,
    /// Whether the same request had been done before.
    pub replayed: bool,
}

const VERSION: u32 = 1;
/// How many authors of a header are looked up in the directory.
const AUTHORS_LOOKED_UP: usize = 5;

impl Documents {
    /// Whether content of this length goes to the blob store before its row.
    pub fn is_large(&self, prepared: &Prepared) -> bool {
        u64::try_from(prepared.bytes.len()).unwrap_or(u64::MAX) > self.settings.inline_bytes
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
        let ask = Ask { way: deposit.way.clone(), identity };
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
        let sealed = seal_object(&key, space, deposit.id.uuid(), VERSION, &deposit.prepared.bytes)?;
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
        let ask = Ask { way: deposit.way.clone(), identity };
        let permit = match self.consent.check::<DepositDocument>(tx, actor, space, ask) {
            Ok(permit) => permit,
            Err(error) => return Err(self.explain(tx, actor, space, identity, differing, error)),
        };
        if identity == IdentityAgreement::Disagrees {
            return Err(Error::OtherPatient { differing });
        }
        if let Some(claim) = &deposit.idempotency {
            match idempotency::claim(tx, claim, deposit.id.uuid(), permit.now())? {
                Claim::New => {}
                Claim::Replay(made) => return self.replay(tx, &permit, actor, made),
                Claim::Mismatch => return Err(Error::KeyReused),
            }
        }
        let keys = self.vault.space(space)?;
        let natural_author = self.natural_author(tx, actor, &deposit.prepared)?;
        let document = self.document(actor, space, deposit, permit.now(), natural_author);
        let row = self.row(&keys, &document, deposit)?;
        if !store::insert(tx, &permit, &row)? {
            let there = store::same_unique_id(tx, &permit, &row.unique_tag)?;
            return Err(Error::AlreadyThere { document: own(there, actor) });
        }
        permit.name(tx, [document.id.uuid()]);
        Ok(Deposited { document, replayed: false })
    }

    /// The refusal that a depositor hears. When the identity does not agree, an absent record and another person's
    /// record are one and the same answer, and traits are named only to somebody who may see the record.
    fn explain(
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

    fn replay(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, DepositDocument>,
        actor: &Actor,
        made: Uuid,
    ) -> Result<Deposited, Error> {
        let row = store::find_one(tx, permit, made)?.ok_or(database::Error::NotFound)?;
        let document = row.open(self.vault.space(permit.space())?.as_ref())?;
        if document.depositor != actor.person {
            return Err(Error::KeyReused);
        }
        Ok(Deposited { document, replayed: true })
    }

    /// Who counts as the author for rights: the professional who deposits; for a listed establishment, a person
    /// named in the header who belongs to it. A header alone makes nobody an author.
    fn natural_author(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        prepared: &Prepared,
    ) -> Result<Option<PersonId>, Error> {
        match &actor.capacity {
            Capacity::Citizen => Ok(None),
            Capacity::Professional(_) => Ok(Some(actor.person)),
            Capacity::Establishment { organisation, .. } => {
                let named = prepared.authors.iter().filter_map(|author| author.rpps.as_deref()?.parse().ok());
                for rpps in named.take(AUTHORS_LOOKED_UP) {
                    if let Some(member) = self.identity.member_of(tx, &rpps, *organisation)? {
                        return Ok(Some(member));
                    }
                }
                Ok(None)
            }
        }
    }

    fn document(
        &self,
        actor: &Actor,
        space: SpaceId,
        deposit: &Deposit,
        now: DateTime<Utc>,
        natural_author: Option<PersonId>,
    ) -> Document {
        let prepared = &deposit.prepared;
        let delay = TimeDelta::days(i64::from(self.reference.durations().release_to_patient.default_days));
        Document {
            space,
            id: deposit.id,
            logical_id: deposit.id,
            version: VERSION,
            status: Status::Approved,
            type_code: prepared.type_code.clone(),
            type_system: prepared.type_system.clone(),
            class_code: prepared.class_code.clone(),
            category: prepared.category,
            confidentiality: prepared.confidentiality,
            masked: prepared.masked,
            withheld_until: prepared.withheld.then_some(now + delay),
            hidden_from_representatives: prepared.hidden_from_representatives,
            media_type: prepared.kind.media_type().to_owned(),
            size: u64::try_from(prepared.bytes.len()).unwrap_or(u64::MAX),
            service_start: prepared.service_start.map_or(now, kernel::to_micros),
            service_end: prepared.service_end.map(kernel::to_micros),
            deposited_at: now,
            depositor: actor.person,
            depositor_organisation: actor.organisation(),
            by_citizen: matches!(actor.capacity, Capacity::Citizen),
            natural_author,
            words: Words {
                title: prepared.title.clone(),
                file_name: prepared.file_name.clone(),
                comment: prepared.comment.clone(),
                depositor_name: actor.name.clone(),
                authors: prepared.authors.clone(),
                unique_id: prepared.unique_id.clone().unwrap_or_else(|| Self::own_unique_id(deposit.id)),
                set_id: prepared.set_id.clone(),
                language: prepared.language.clone(),
                sha256: prepared.sha256.clone(),
                warnings: prepared.warnings.clone(),
            },
        }
    }

    fn row(&self, keys: &SpaceKeys, document: &Document, deposit: &Deposit) -> Result<NewDocumentRow, Error> {
        let bound = binding(document);
        let id = document.id.uuid();
        let words = Private::new(serde_json::to_vec(&document.words).map_err(|_| Error::Broken)?);
        let sealed = keys.seal(self.rng.as_ref(), "documents.words", &[&bound], words.reveal())?;
        let wrap = |key: &ObjectKey| keys.wrap_object(self.rng.as_ref(), id, VERSION, &bound, key);
        let (object_key, blob_id, body) = match &deposit.blob {
            Some(blob) => (wrap(&blob.key)?, Some(blob.id), None),
            None => {
                let key = ObjectKey::fresh(self.rng.as_ref());
                let body = seal_object(&key, document.space, id, VERSION, &deposit.prepared.bytes)?;
                (wrap(&key)?, None, Some(body))
            }
        };
        let unique_tag =
            keys.mac("documents.unique_id", &[document.words.unique_id.reveal().as_bytes()]).to_vec();
        Ok(NewDocumentRow {
            space_id: document.space.uuid(),
            id,
            logical_id: document.logical_id.uuid(),
            version: 1,
            unique_tag,
            status: document.status.as_str(),
            type_code: document.type_code.clone(),
            type_system: document.type_system.clone(),
            class_code: document.class_code.clone(),
            category: document.category.code(),
            confidentiality: document.confidentiality.code(),
            masked: document.masked,
            withheld_until: document.withheld_until,
            hidden_from_representatives: document.hidden_from_representatives,
            media_type: document.media_type.clone(),
            size: i64::try_from(document.size).map_err(|_| Error::Broken)?,
            service_start: document.service_start,
            service_end: document.service_end,
            deposited_at: document.deposited_at,
            depositor: document.depositor.uuid(),
            depositor_organisation: document.depositor_organisation.map(kernel::Id::uuid),
            by_citizen: document.by_citizen,
            natural_author: document.natural_author.map(kernel::Id::uuid),
            sealed,
            object_key,
            blob_id,
            body,
        })
    }
}

/// The id of a document that is there already, for its own depositor or the structure that it was deposited for.
fn own(there: Option<(Uuid, Uuid, Option<Uuid>)>, actor: &Actor) -> Option<DocumentId> {
    let (id, depositor, organisation) = there?;
    let same_person = depositor == actor.person.uuid();
    let same_structure = organisation.is_some() && organisation == actor.organisation().map(kernel::Id::uuid);
    (same_person || same_structure).then(|| DocumentId::from(id))
}
