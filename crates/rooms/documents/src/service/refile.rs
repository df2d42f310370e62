use bytes::Bytes;
use consent::{Ask, IdentityAgreement, Permit, Release, Sought, keyed};
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use identity::GivenIdentity;
use kernel::{Actor, DocumentId, SpaceId};
use zeroize::Zeroizing;

use super::{
    Content, Deposit, Deposited, Documents, Prepared,
    prepare::{Body, names_who},
    traced::traced,
    version::Origin,
};
use crate::{
    DepositDocument, Error, MoveDocument,
    cda::{self, Limits},
    content::Kind,
    model::{Document, Status},
    rows::SEALED_ONCE,
    store,
};

/// A document that its author filed in the wrong record, and where it belongs.
#[derive(Debug, Clone, Copy)]
pub struct Refiling {
    /// The record in which it lies.
    pub from: SpaceId,
    /// The document, its current version.
    pub id: DocumentId,
    /// The record to which it belongs.
    pub to: SpaceId,
}

impl Refiling {
    fn check(&self) -> Result<(), Error> {
        if self.from != self.to {
            return Ok(());
        }
        let expected = "another record than the one in which the document lies".to_owned();
        Err(Error::Metadata { pointer: "/space", found: None, expected })
    }
}

impl Documents {
    /// Releases the content of a document of one's own so that it can be sealed anew under the key of the record to which
    /// it belongs. It does not leave the server. To be asked in a transaction that leaves nothing
    /// ([`database::Desk::rehearse`]): [`Documents::refile`] decides again and leaves the lines.
    ///
    /// # Errors
    /// [`Error::NotYours`]; [`Error::NotCurrent`] for a version that was replaced; absent and hidden are one and the same
    /// answer.
    pub fn take_out(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        ask: &Ask,
        moving: Refiling,
    ) -> Result<Content, Error> {
        moving.check()?;
        let permit = self.consent.check::<MoveDocument>(tx, actor, moving.from, ask.clone())?;
        let known = self.own(tx, &permit, actor, ask, moving.id)?;
        let current = current(&known.document);
        traced(tx, &permit, moving.id.uuid(), current)?;
        let found = store::find_content(tx, &permit, moving.id.uuid())?;
        let Some((row, wrapped, place)) = found else {
            return Err(permit.absent(tx, Sought::Document, moving.id.uuid()).into());
        };
        let keys = self.vault.space(moving.from)?;
        let form = row.form()?;
        let document = row.open(&keys)?;
        let key = keys.unwrap_object(moving.id.uuid(), SEALED_ONCE, &form.binding(&document), &wrapped)?;
        let release = Release::new(&permit, moving.id.uuid(), SEALED_ONCE);
        Ok(Content { document, release, key, place })
    }

    /// Decides whether a document about this patient may arrive in a record, before its content is opened.
    ///
    /// # Errors
    /// As [`Documents::deposit`].
    pub fn may_arrive(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        to: SpaceId,
        ask: &Ask,
        patient: &GivenIdentity,
    ) -> Result<(), Error> {
        names_who(patient)?;
        let (identity, differing) = self.compare_patients(tx, to, std::slice::from_ref(patient))?;
        let ask = Ask { identity, ..ask.clone() };
        let outcome = self.consent.preflight::<DepositDocument>(tx, actor, to, ask);
        outcome.map_err(|error| self.explain(tx, actor, to, identity, differing, error))
    }

    /// Makes a deposit out of a document that was taken out: all that was said of it, about another patient.
    ///
    /// # Errors
    /// [`Error::Cda`] when its header can be read no more.
    pub fn prepare_refiling(
        &self,
        document: &Document,
        patient: GivenIdentity,
        mut content: Zeroizing<Vec<u8>>,
    ) -> Result<Prepared, Error> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.media_type() == document.media_type);
        let kind = kind.ok_or(Error::Broken)?;
        let mut patients = vec![patient];
        if kind == Kind::Cda {
            let _seat = self.reading.enter()?;
            let limits = Limits { zone: self.settings.zone, ..Limits::default() };
            patients.push(GivenIdentity::from(&cda::read(&content, &limits)?.patient));
        }
        let words = document.words.clone();
        Ok(Prepared {
            by_citizen: false,
            body: Body::Whole(Bytes::from(std::mem::take(&mut *content))),
            kind,
            type_code: document.type_code.clone(),
            type_system: document.type_system.clone(),
            class_code: document.class_code.clone(),
            category: document.category,
            confidentiality: document.confidentiality,
            masked: document.masked,
            withheld: document.withheld_until.is_some_and(|until| until > self.clock.now()),
            hidden_from_representatives: document.hidden_from_representatives,
            service_start: Some(document.service_start),
            service_end: document.service_end,
            title: words.title,
            file_name: words.file_name,
            comment: words.comment,
            // Its producer gave none: it has one of our own, which names it where it lies.
            unique_id: Some(words.unique_id).filter(|id| *id != Self::own_unique_id(document.id)),
            set_id: words.set_id,
            language: words.language,
            authors: words.authors,
            header: words.header,
            patients,
            sha256: words.sha256,
            codes: words.codes,
            mentions: words.mentions,
            warnings: words.warnings,
        })
    }

    /// What the same move made before; nothing, and no line, when it was not done before.
    ///
    /// # Errors
    /// As [`Documents::refile`] for where it goes; [`Error::KeyReused`].
    pub fn refiled_before(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        to: SpaceId,
        ask: &Ask,
        patient: &GivenIdentity,
        claim: &IdempotencyClaim,
    ) -> Result<Option<Deposited>, Error> {
        let claim = match keyed(&self.vault, to, claim) {
            Err(vault::Error::NoSpaceKey(_)) => return Ok(None),
            keyed => keyed?,
        };
        let Some(made) = idempotency::made(tx, &claim)? else { return Ok(None) };
        let arriving = self.arrives(tx, actor, to, ask, std::slice::from_ref(patient))?;
        let before = match made {
            Claim::Replay(id) => self.replay(tx, &arriving, actor, id).map(Some),
            Claim::Mismatch => Err(Error::KeyReused),
            Claim::New => Ok(None),
        };
        traced(tx, &arriving, to.uuid(), before)
    }

    /// Decides whether a document about this patient arrives in a record.
    fn arrives<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        to: SpaceId,
        ask: &Ask,
        patients: &[GivenIdentity],
    ) -> Result<Permit<'tx, DepositDocument>, Error> {
        let (identity, differing) = self.compare_patients(tx, to, patients)?;
        let there = Ask { identity, ..ask.clone() };
        let arriving = match self.consent.check::<DepositDocument>(tx, actor, to, there) {
            Ok(permit) => permit,
            Err(error) => return Err(self.explain(tx, actor, to, identity, differing, error)),
        };
        if identity != IdentityAgreement::Agrees {
            return traced(tx, &arriving, to.uuid(), Err(Error::OtherPatient { differing }));
        }
        Ok(arriving)
    }

    /// Moves a document of one's own into the record to which it belongs, in one transaction: there it is a new document
    /// under a new id, here it is withdrawn with all its versions. Neither history tells of the other record.
    ///
    /// # Errors
    /// As [`Documents::deposit`] for where it goes; [`Error::NotYours`] and [`Error::NotCurrent`] for where it lies.
    pub fn refile(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        ask: &Ask,
        moving: Refiling,
        deposit: &Deposit,
    ) -> Result<Deposited, Error> {
        moving.check()?;
        let Refiling { from, id, to } = moving;
        let there = Ask { way: deposit.way.clone(), ..Ask::default() };
        let arriving = self.arrives(tx, actor, to, &there, &deposit.prepared.patients)?;
        let before = self.done_before(tx, &arriving, actor, deposit.idempotency.as_ref(), deposit.id);
        if let Some(done) = traced(tx, &arriving, to.uuid(), before)? {
            return Ok(done);
        }
        let leaving = self.consent.check::<MoveDocument>(tx, actor, from, ask.clone())?;
        let known = self.own(tx, &leaving, actor, ask, id)?;
        traced(tx, &leaving, id.uuid(), current(&known.document))?;
        let written = self.write_version(tx, &arriving, actor, deposit, Origin::Moved(&known.document));
        let document = traced(tx, &arriving, to.uuid(), written)?;
        arriving.name(tx, [document.id.uuid()]);
        self.withdraw_series(tx, &leaving, actor, ask, &known)?;
        Ok(Deposited { document, replayed: false })
    }
}

/// Only the version that counts is moved.
fn current(document: &Document) -> Result<(), Error> {
    match document.status {
        Status::Approved | Status::Archived => Ok(()),
        status @ (Status::Deprecated | Status::Deleted) => Err(Error::NotCurrent { status }),
    }
}
