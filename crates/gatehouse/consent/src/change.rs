//! What a consent says is changed here alone: the rows are sealed, the line of the act tells in full what changed, and the
//! digest of the space is worked out anew.

use std::{cell::Cell, sync::Arc};

use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{ProvisionId, SpaceId, to_micros};
use serde_json::{Value, json};
use vault::SpaceKeys;

use crate::{Action, Consent, Error, Permit, Provision, rules::SECONDARY_USE, store};

/// A change of what the consent of one space says. It holds the space until the transaction ends and is nothing before
/// [`Change::settle`].
#[must_use]
pub(crate) struct Change<'a, 'tx, A: Action> {
    consent: &'a Consent,
    permit: &'a Permit<'tx, A>,
    keys: Arc<SpaceKeys>,
    /// Whether the space says something about secondary use.
    speaks_of_use: Cell<bool>,
}

impl Consent {
    /// Begins a change under a permit: nobody else changes the space meanwhile.
    ///
    /// # Errors
    /// [`database::Error::Transient`] when something else was said in the space since it was decided about;
    /// [`database::Error::Row`] for what was changed outside the program meanwhile; the database's.
    pub(crate) fn change<'a, 'tx, A: Action>(
        &'a self,
        tx: &mut Tx<'tx>,
        permit: &'a Permit<'tx, A>,
    ) -> Result<Change<'a, 'tx, A>, Error> {
        let digest = permit.hold(tx)?;
        let keys = self.vault.space(permit.space())?;
        for state in store::states_of(tx, &[permit.space()])? {
            state.as_state().check(&keys, digest.as_deref())?;
        }
        self.change_held(permit)
    }

    /// As [`Consent::change`], of a space whose row is locked, or was made, in this transaction.
    pub(crate) fn change_held<'a, 'tx, A: Action>(
        &'a self,
        permit: &'a Permit<'tx, A>,
    ) -> Result<Change<'a, 'tx, A>, Error> {
        let speaks = permit.provisions().iter().any(|one| one.kind == SECONDARY_USE);
        let keys = self.vault.space(permit.space())?;
        Ok(Change { consent: self, permit, keys, speaks_of_use: Cell::new(speaks) })
    }

    /// Gives provisions to many spaces at once, each whose row is locked, or was made, in this transaction. They count after
    /// [`Consent::settle`].
    pub(crate) fn give_many<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        new: &[(&Permit<'tx, A>, Provision)],
    ) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(new.len());
        for (permit, one) in new {
            let keys = self.vault.space(permit.space())?;
            let one = stored(one);
            permit.tell_fact(tx, "given", told(&one));
            rows.push((*permit, store::seal(&keys, self.rng.as_ref(), &one)?, one));
        }
        let rows: Vec<_> = rows.iter().map(|(permit, sealed, one)| (*permit, one, sealed.clone())).collect();
        Ok(store::insert_provisions(tx, &rows)?)
    }

    /// Works out the digests of spaces whose rows are locked, or were made, in this transaction.
    /// What was said in them was said at an instant.
    pub(crate) fn settle(&self, tx: &mut Tx<'_>, spaces: &[SpaceId], at: DateTime<Utc>) -> Result<(), Error> {
        let states = store::say_at(tx, spaces, to_micros(at))?;
        let mut digests = Vec::with_capacity(states.len());
        for state in &states {
            let keys = self.vault.space(SpaceId::from(state.space))?;
            digests.push((state.space, state.as_state().digest(&keys)));
        }
        store::write_digests(tx, &digests)?;
        for (space, digest) in digests {
            tx.lay(Box::new(store::Said { space: SpaceId::from(space), digest }));
        }
        Ok(())
    }
}

impl<'tx, A: Action> Change<'_, 'tx, A> {
    /// Adds a provision.
    pub(crate) fn give(&self, tx: &mut Tx<'tx>, new: &Provision) -> Result<(), Error> {
        let new = Provision { secret: new.secret || self.permit.is_secret(), ..stored(new) };
        let sealed = store::seal(&self.keys, self.consent.rng.as_ref(), &new)?;
        store::insert_provisions(tx, &[(self.permit, &new, sealed)])?;
        self.permit.tell_fact(tx, "given", told(&new));
        self.speaks_of_use.set(self.speaks_of_use.get() || new.kind == SECONDARY_USE);
        Ok(())
    }

    /// What stands at an instant, also what would begin later: read after the space is held, so that nobody changes it any more.
    pub(crate) fn standing(&self, tx: &mut Tx<'tx>, at: DateTime<Utc>) -> Result<Vec<Provision>, Error> {
        Ok(store::not_over(tx, self.permit, &self.keys, at)?)
    }

    /// Ends what fits at an instant, also what would begin later; gives what was ended.
    pub(crate) fn end(
        &self,
        tx: &mut Tx<'tx>,
        at: DateTime<Utc>,
        fits: impl Fn(&Provision) -> bool,
    ) -> Result<Vec<Provision>, Error> {
        let mut standing = store::not_over(tx, self.permit, &self.keys, at)?;
        // What is seen does not go by what is done in secret: it would be missed.
        standing.retain(|one| one.secret || !self.permit.is_secret());
        self.end_of(tx, at, standing, fits)
    }

    /// As [`Change::end`], also of what was given in secret and is not shown to whoever ends it: for what ends everything.
    pub(crate) fn end_unseen_as_well(
        &self,
        tx: &mut Tx<'tx>,
        at: DateTime<Utc>,
        fits: impl Fn(&Provision) -> bool,
    ) -> Result<Vec<Provision>, Error> {
        let standing = store::not_over_with(tx, self.permit, &self.keys, at, true)?;
        self.end_of(tx, at, standing, fits)
    }

    fn end_of(
        &self,
        tx: &mut Tx<'tx>,
        at: DateTime<Utc>,
        mut ended: Vec<Provision>,
        fits: impl Fn(&Provision) -> bool,
    ) -> Result<Vec<Provision>, Error> {
        ended.retain(fits);
        for one in &mut ended {
            one.ends_at = Some(at.max(one.starts_at));
        }
        self.move_ends(tx, &ended)?;
        let of_use = ended.iter().any(|one| one.kind == SECONDARY_USE);
        self.speaks_of_use.set(self.speaks_of_use.get() || of_use);
        Ok(ended)
    }

    /// Gives a provision another end.
    pub(crate) fn move_end(&self, tx: &mut Tx<'tx>, one: &Provision) -> Result<(), Error> {
        self.move_ends(tx, &[stored(one)])
    }

    fn move_ends(&self, tx: &mut Tx<'tx>, moved: &[Provision]) -> Result<(), Error> {
        let mut rows = Vec::with_capacity(moved.len());
        for one in moved {
            rows.push((one, store::seal(&self.keys, self.consent.rng.as_ref(), one)?));
            self.permit.tell_fact(tx, "ends", json!({ "id": one.id, "at": one.ends_at }));
        }
        Ok(store::move_ends(tx, self.permit, &rows)?)
    }

    /// Makes the change count.
    pub(crate) fn settle(self, tx: &mut Tx<'tx>) -> Result<(), Error> {
        self.consent.settle(tx, &[self.permit.space()], self.permit.now())?;
        if self.speaks_of_use.get() {
            self.consent.write_uses(tx, self.permit)?;
        }
        Ok(())
    }
}

/// A provision as its row keeps it: cut to microseconds.
fn stored(one: &Provision) -> Provision {
    Provision {
        starts_at: to_micros(one.starts_at),
        ends_at: one.ends_at.map(to_micros),
        given_at: to_micros(one.given_at),
        ..one.clone()
    }
}

/// A provision in full, as the history of the space tells it.
pub(crate) fn told(one: &Provision) -> Value {
    let mut told = json!({
        "id": one.id, "kind": one.kind, "person": one.person, "organisation": one.organisation,
        "terms": one.terms, "starts_at": one.starts_at, "ends_at": one.ends_at, "given_by": one.given_by,
        "given_at": one.given_at,
    });
    if let Some(fields) = told.as_object_mut().filter(|_| one.secret) {
        fields.insert("secret".to_owned(), Value::Bool(true));
    }
    told
}

/// The ids of provisions.
pub(crate) fn ids(of: &[Provision]) -> Vec<ProvisionId> {
    of.iter().map(|one| one.id).collect()
}
