use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use config::CodeSystem;
use consent::{Action, BornCode, Permit, Sought};
use database::{Tx, idempotency::IdempotencyClaim};
use kernel::{Actor, Capacity, DocumentId, PersonId, Private};
use uuid::Uuid;
use vault::{ObjectKey, SpaceKeys, seal_object};

use super::{
    Deposit, Documents, Prepared,
    claimed::sent_again,
    deposit::{AUTHORS_LOOKED_UP, Deposited},
    prepare::Body,
};
use crate::{
    Error,
    model::{Document, Mark, Place as SealedPlace, Status, Words},
    rows::{Form, NewDocumentRow, SEALED_ONCE},
    store,
};

/// Where a version that is written comes from.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    /// It is a document of its own.
    Deposited,
    /// It takes the place of this one.
    Replaces(&'a Document),
    /// It is this one, which lies in another record, as it stands there now.
    Moved(&'a Document),
}

impl Documents {
    /// What the same request made before, if it was done before; else the key stands for this id from now on.
    pub(super) fn done_before<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        claim: Option<&IdempotencyClaim>,
        id: DocumentId,
    ) -> Result<Option<Deposited>, Error> {
        match self.claimed(tx, permit, claim, id.uuid())? {
            Some(made) => self.replay(tx, permit, actor, made).map(Some),
            None => Ok(None),
        }
    }

    /// Seals and writes one version.
    pub(super) fn write_version<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        actor: &Actor,
        deposit: &Deposit,
        origin: Origin<'_>,
    ) -> Result<Document, Error> {
        let keys = self.vault.space(permit.space())?;
        let natural_author = self.natural_author(tx, actor, &deposit.prepared)?;
        let mut document = self.document(actor, deposit, permit, natural_author);
        match origin {
            Origin::Deposited if !self.consent.takes(permit, &document.thing()) => {
                let fault = "this category is not among those to which the holder lets you add".to_owned();
                return Err(consent::Error::Unprocessable(fault).into());
            }
            Origin::Deposited
                if document.words.for_holder.is_some() && says_more_than_theirs(&document, permit) =>
            {
                let fault =
                    "who brings a document for somebody else says nothing of who sees it; the holder does";
                return Err(consent::Error::Unprocessable(fault.to_owned()).into());
            }
            Origin::Deposited => {}
            Origin::Replaces(before) => document.takes_the_place_of(before, permit.now()),
            Origin::Moved(there) => document.comes_from(there, permit.now()),
        }
        // By how it was brought, and not by what was said of it.
        document.hidden_from_representatives |= permit.is_secret();
        let row = self.row(&keys, &document, deposit)?;
        if store::insert(tx, permit, &row)? {
            self.tag(tx, permit, &document)?;
            return Ok(document);
        }
        if matches!(origin, Origin::Moved(_)) {
            // Its identifier came along: what was withdrawn here may bear it no more, so that a move can be undone.
            let spent = Self::spent_tag(&keys, document.id);
            if store::spend_unique_id(tx, permit, &row.unique_tag, &spent)?
                && store::insert(tx, permit, &row)?
            {
                self.tag(tx, permit, &document)?;
                return Ok(document);
            }
        }
        let document = store::same_unique_id(tx, permit, &row.unique_tag)?;
        Err(Error::AlreadyThere { document: document.map(DocumentId::from) })
    }

    /// A tag in the place of that of a producer's identifier, which is nobody's identifier.
    pub(super) fn spent_tag(keys: &SpaceKeys, id: DocumentId) -> [u8; 32] {
        keys.mac("documents.unique_id.spent", &[Self::own_unique_id(id).reveal().as_bytes()])
    }

    /// What a request made that was done before, as it is now and as the permit shows it.
    pub(super) fn replay<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        made: Uuid,
    ) -> Result<Deposited, Error> {
        let Some(document) = self.shown(tx, permit, made)? else {
            // It was withdrawn since, or may not be seen any more.
            return Err(permit.absent(tx, Sought::Document, made).into());
        };
        if document.depositor != actor.person {
            return Err(Error::KeyReused);
        }
        permit.name(tx, [made]);
        sent_again(tx, permit);
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
            Capacity::Citizen | Capacity::Guest | Capacity::Admin(_) => Ok(None),
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

    fn document<A: Action>(
        &self,
        actor: &Actor,
        deposit: &Deposit,
        permit: &Permit<'_, A>,
        natural_author: Option<PersonId>,
    ) -> Document {
        let now: DateTime<Utc> = permit.now();
        let prepared = &deposit.prepared;
        let delay = TimeDelta::days(i64::from(self.reference.durations().release_to_patient.default_days));
        Document {
            space: permit.space(),
            id: deposit.id,
            entry_id: deposit.id,
            series_id: deposit.id,
            replaces: None,
            version: 1,
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
            size: prepared.body.size(),
            service_start: prepared.service_start.map_or(now, kernel::to_micros),
            service_end: prepared.service_end.map(kernel::to_micros),
            deposited_at: now,
            changed_at: now,
            depositor: actor.person,
            depositor_organisation: actor.organisation(),
            by_citizen: matches!(actor.capacity, Capacity::Citizen),
            natural_author,
            mark: Mark::default(),
            words: Words {
                title: prepared.title.clone(),
                file_name: prepared.file_name.clone(),
                comment: prepared.comment.clone(),
                depositor_name: actor.name.clone(),
                for_holder: (actor.is_citizen() && permit.way().as_str() != "W1")
                    .then(|| permit.way().as_str().to_owned()),
                authors: prepared.authors.clone(),
                unique_id: prepared.unique_id.clone().unwrap_or_else(|| Self::own_unique_id(deposit.id)),
                set_id: prepared.set_id.clone(),
                language: prepared.language.clone(),
                header: prepared.header.clone(),
                sha256: prepared.sha256.clone(),
                codes: Arc::clone(&prepared.codes),
                mentions: Arc::clone(&prepared.mentions),
                warnings: prepared.warnings.clone(),
            },
        }
    }

    fn row(&self, keys: &SpaceKeys, document: &Document, deposit: &Deposit) -> Result<NewDocumentRow, Error> {
        match &deposit.blob {
            Some(blob) => self.row_with(keys, document, &blob.key, &SealedPlace::Blob(blob.id)),
            None => {
                let key = ObjectKey::fresh(self.rng.as_ref());
                let Body::Whole(bytes) = &deposit.prepared.body else { return Err(Error::Broken) };
                let body = seal_object(&key, document.space, document.id.uuid(), SEALED_ONCE, bytes)?;
                self.row_with(keys, document, &key, &SealedPlace::Inline(body))
            }
        }
    }

    /// The row of a version whose content was sealed under a key of its own.
    pub(super) fn row_with(
        &self,
        keys: &SpaceKeys,
        document: &Document,
        key: &ObjectKey,
        place: &SealedPlace,
    ) -> Result<NewDocumentRow, Error> {
        let bound = Form::NOW.binding(document);
        let id = document.id.uuid();
        let words = Private::new(serde_json::to_vec(&document.words).map_err(|_| Error::Broken)?);
        let sealed = keys.seal(self.rng.as_ref(), "documents.words", &[&bound], words.reveal())?;
        let object_key = keys.wrap_object(self.rng.as_ref(), id, SEALED_ONCE, &bound, key)?;
        let (blob_id, body) = match place {
            SealedPlace::Blob(id) => (Some(*id), None),
            SealedPlace::Inline(body) => (None, Some(body.clone())),
        };
        let unique_tag = keys
            .mac("documents.unique_id", &[&producer(document), document.words.unique_id.reveal().as_bytes()]);
        Ok(NewDocumentRow {
            space_id: document.space.uuid(),
            id,
            series_id: document.series_id.uuid(),
            entry_id: document.entry_id.uuid(),
            replaces: document.replaces.map(kernel::Id::uuid),
            changed_at: document.changed_at,
            sealed_form: Form::NOW.number(),
            version: i32::try_from(document.version).map_err(|_| Error::Broken)?,
            unique_tag: unique_tag.to_vec(),
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

impl Document {
    /// Becomes the version after one that is there.
    fn takes_the_place_of(&mut self, before: &Self, now: DateTime<Utc>) {
        self.series_id = before.series_id;
        self.version = before.version + 1;
        self.replaces = Some(before.id);
        // What the holder or the author keeps from somebody is kept from them in each version, and until the same
        // instant: a new version shows nothing earlier, and hides nothing longer.
        self.withheld_until = before.withheld_until.filter(|until| *until > now);
        self.confidentiality = self.confidentiality.max(before.confidentiality);
        self.masked |= before.masked;
        self.hidden_from_representatives |= before.hidden_from_representatives;
        // It belongs to the topics of the version before, too: one that alone is shown would tell by its number of another.
        let of_type = (before.type_code != self.type_code)
            .then(|| BornCode::written(CodeSystem::Type, &before.type_code))
            .flatten();
        self.words.codes = joined(&self.words.codes, before.words.codes.iter().chain(&of_type));
        self.words.mentions = joined(&self.words.mentions, before.words.mentions.iter());
        if !self.by_citizen {
            self.words.header.complete(&before.words.header);
        }
    }

    /// Whether somebody may see the version before and not this one, by what its author says of it.
    pub(super) fn hides_more_than(&self, before: &Self) -> bool {
        self.confidentiality > before.confidentiality
            || self.masked && !before.masked
            || self.hidden_from_representatives && !before.hidden_from_representatives
    }

    /// Becomes an older version, kept from whomever the new one is kept from.
    pub(super) fn hides_as(&mut self, new: &Self) {
        self.status = Status::Deprecated;
        self.confidentiality = self.confidentiality.max(new.confidentiality);
        self.masked |= new.masked;
        self.hidden_from_representatives |= new.hidden_from_representatives;
    }

    /// Is what lies in another record, as it stands there now: also where that changed since its content was opened.
    fn comes_from(&mut self, there: &Self, now: DateTime<Utc>) {
        self.status = there.status;
        self.confidentiality = there.confidentiality;
        self.masked = there.masked;
        self.withheld_until = there.withheld_until.filter(|until| *until > now);
        self.hidden_from_representatives = there.hidden_from_representatives;
        self.words.title = there.words.title.clone();
        // Whose it is, it stays: of the structure for which it was deposited, and of its author.
        self.depositor_organisation = there.depositor_organisation;
        self.natural_author = there.natural_author;
    }
}

/// Whether whoever brings it for somebody else says of whom it is to be kept what is not theirs to say: of professionals, who acts
/// for the holder does.
fn says_more_than_theirs<A: Action>(document: &Document, permit: &Permit<'_, A>) -> bool {
    document.hidden_from_representatives
        || document.withheld_until.is_some()
        || document.masked && !permit.acts_for_holder()
}

/// The codes of both, each once and in order.
fn joined<'a>(one: &'a [BornCode], other: impl Iterator<Item = &'a BornCode>) -> Arc<[BornCode]> {
    one.iter().chain(other).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Whose identifiers a document's own is one of: the structure for which it was deposited, else the professional; all that the
/// holder brings, and all that one carer does. An identifier of another producer never stands in the way, and never tells what is
/// there.
fn producer(document: &Document) -> [u8; 17] {
    let (kind, id) = match (document.by_citizen, document.depositor_organisation) {
        (true, _) if document.words.for_holder.is_some() => (3, document.depositor.uuid()),
        (true, _) => (0, Uuid::nil()),
        (false, Some(organisation)) => (1, organisation.uuid()),
        (false, None) => (2, document.depositor.uuid()),
    };
    let mut producer = [kind; 17];
    for (to, from) in producer.iter_mut().skip(1).zip(id.as_bytes()) {
        *to = *from;
    }
    producer
}
