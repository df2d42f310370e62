//! The erasure of a record, as its holder asks for it: it waits for thirty days, in which the record is closed and only its
//! holder takes it back.

use chrono::{DateTime, TimeDelta, Utc};
use database::{ReadTx, Tx};
use kernel::{Actor, PersonId, SpaceId};
use serde_json::json;
use vault::SpaceKeys;

use crate::{
    Act, Action, Ask, Consent, Error, Permit, Purpose, Reason, SpaceState,
    store::{self, ErasureRow},
};

/// How long an erasure can be taken back.
pub const REGRET: TimeDelta = TimeDelta::days(30);
/// How long before its end the holder is reminded.
const REMINDED: TimeDelta = TimeDelta::days(3);
const PROOF: &str = "consent.erasure";

/// Asking that a record be erased.
pub struct AskErasure;

impl Action for AskErasure {
    const NAME: &'static str = "erasure.ask";
    const ACT: Act = Act::Erase;
}

/// Taking that back.
pub struct TakeBackErasure;

impl Action for TakeBackErasure {
    const NAME: &'static str = "erasure.take-back";
    const ACT: Act = Act::Erase;
}

/// Looking whether an erasure waits.
pub struct ReadErasure;

impl Action for ReadErasure {
    const NAME: &'static str = "erasure.read";
    const ACT: Act = Act::Leave;
}

/// Erasing a record whose time to regret is over, and reminding its holder before.
pub struct EraseSpace;

impl Action for EraseSpace {
    const NAME: &'static str = "erasure.carry-out";
    const ACT: Act = Act::ChangeLife;
}

/// An erasure that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// When nothing of the record is left: until then it can be taken back.
    pub due_at: DateTime<Utc>,
}

/// An erasure whose time has come, or is near.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueErasure {
    /// Of which record.
    pub space: SpaceId,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// Whether it began and was broken off, as a row says that proves nothing.
    pub has_begun: bool,
}

/// What became of an erasure whose time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureStep {
    /// It begins: from here on it is not taken back.
    Begins(PersonId),
    /// It had begun and was broken off.
    GoesOn,
    /// It waits: it was taken back, is not due, or its holder was not reminded in time.
    Waits,
    /// It is due, and its holder helps somebody else as of late.
    HeldUp,
}

impl From<&ErasureRow> for Erasure {
    fn from(row: &ErasureRow) -> Self {
        // Whoever was reminded late has the same time from there on.
        let reminded = row.reminded_at.map_or(row.due_at, |at| at + REMINDED);
        Self { asked_at: row.asked_at, due_at: row.due_at.max(reminded) }
    }
}

/// To what the proof of an erasure is bound.
fn said(row: &ErasureRow) -> Vec<u8> {
    let (asked, due) = (row.asked_at.timestamp_micros(), row.due_at.timestamp_micros());
    format!("{}|{asked}|{due}", row.asked_by).into_bytes()
}

fn is_proven(keys: &SpaceKeys, row: &ErasureRow) -> bool {
    keys.verify_mac(PROOF, &[&said(row)], &row.proof)
}

impl Consent {
    /// Asks that a record be erased, and closes it. One that waits already is given again. `helps` says whether the holder is
    /// somebody's carer or representative, or in charge of somebody ([`Consent::helps_somebody`]): who they are is needed there.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::StillHelps`]; [`Error::WentInto`] for a
    /// record that goes with the one into which it went.
    pub fn ask_erasure(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        helps: bool,
    ) -> Result<(Erasure, bool), Error> {
        let permit = self.check::<AskErasure>(tx, actor, space, Ask::default())?;
        if let Some(row) = store::erasure(tx, &permit)? {
            return Ok((Erasure::from(&row), false));
        }
        if !store::merged_into(tx, &[space])?.is_empty() {
            permit.turn_down(tx, space.uuid(), Reason::Contradicts);
            return Err(Error::WentInto);
        }
        if helps {
            permit.turn_down(tx, space.uuid(), Reason::Contradicts);
            return Err(Error::StillHelps);
        }
        let state = permit.space_facts().map(|facts| facts.state).ok_or(Error::Disagreement)?;
        if state == SpaceState::Closed {
            // What is said in the record stays as it was decided about.
            permit.hold(tx)?;
        } else {
            self.move_state(tx, &permit, SpaceState::Closed, json!({}))?;
        }
        let mut row = ErasureRow {
            asked_by: actor.person.uuid(),
            asked_at: permit.now(),
            due_at: permit.now() + REGRET,
            reminded_at: None,
            begun_at: None,
            proof: Vec::new(),
        };
        row.proof = self.vault.space(space)?.mac(PROOF, &[&said(&row)]).to_vec();
        let asked = Erasure::from(&row);
        if !store::insert_erasure(tx, &permit, row)? {
            return Err(database::Error::Transient("an erasure was asked for at the same time").into());
        }
        Ok((asked, true))
    }

    /// Takes an erasure back. The record stays closed.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::NoErasure`].
    pub fn take_back_erasure(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<(), Error> {
        let permit = self.check::<TakeBackErasure>(tx, actor, space, Ask::default())?;
        if store::delete_erasure(tx, &permit)? {
            return Ok(());
        }
        permit.turn_down(tx, space.uuid(), Reason::Contradicts);
        Err(Error::NoErasure)
    }

    /// The erasure that waits, if one does.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn erasure<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Option<Erasure>, Permit<'tx, ReadErasure>), Error> {
        let permit = self.check::<ReadErasure>(tx, actor, space, Ask::default())?;
        Ok((store::erasure(tx, &permit)?.as_ref().map(Erasure::from), permit))
    }

    /// Whether a person is somebody's carer or representative, or in charge of somebody, now.
    ///
    /// # Errors
    /// The database's.
    pub fn helps_somebody(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<bool, Error> {
        Ok(store::helps_somebody(rtx, person, self.clock.now())?)
    }

    /// Whether an erasure of the permit's space waits.
    pub(super) fn is_to_be_erased<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
    ) -> Result<bool, Error> {
        Ok(store::erasure(tx, permit)?.is_some())
    }

    /// Erasures that are due, after that of one record, so many at most.
    ///
    /// # Errors
    /// The database's.
    pub fn due_erasures(
        &self,
        tx: &mut Tx<'_>,
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<Vec<DueErasure>, Error> {
        Ok(store::due_erasures_without_permit(tx, self.clock.now(), false, after, most)?)
    }

    /// Erasures that are near and of which the holders were not reminded, after that of one record, so many at most.
    ///
    /// # Errors
    /// The database's.
    pub fn near_erasures(
        &self,
        tx: &mut Tx<'_>,
        after: Option<SpaceId>,
        most: i64,
    ) -> Result<Vec<DueErasure>, Error> {
        let near = self.clock.now() + REMINDED;
        Ok(store::due_erasures_without_permit(tx, near, true, after, most)?)
    }

    /// Notes that the holder of a record is reminded of its erasure; none where there is nothing to be reminded of.
    ///
    /// # Errors
    /// The database's.
    pub fn remind_of_erasure(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Option<Erasure>, Error> {
        let permit = self.system_permit::<EraseSpace>(tx, Purpose::Life, space)?;
        let found = store::erasure(tx, &permit)?;
        let Some(mut row) = found.filter(|row| row.reminded_at.is_none() && row.begun_at.is_none()) else {
            return Ok(None);
        };
        row.reminded_at = Some(permit.now());
        store::note_erasure(tx, &permit, false)?;
        permit.detail(tx, json!({ "reminded": true }));
        Ok(Some(Erasure::from(&row)))
    }

    /// Begins an erasure whose time has come: the last line of the record's chain. `helps` as in [`Consent::ask_erasure`].
    ///
    /// # Errors
    /// [`Error::Disagreement`] for a row that no holder asked for; the vault's, the database's.
    pub fn begin_erasure(&self, tx: &mut Tx<'_>, space: SpaceId, helps: bool) -> Result<ErasureStep, Error> {
        let permit = self.system_permit::<EraseSpace>(tx, Purpose::Life, space)?;
        let Some(row) = store::erasure(tx, &permit)? else { return Ok(ErasureStep::Waits) };
        let facts = permit.space_facts().ok_or(Error::Disagreement)?;
        let (holder, state) = (facts.holder, facts.state);
        if !is_proven(self.vault.space(space)?.as_ref(), &row) || holder.uuid() != row.asked_by {
            tracing::error!("a row of consent.erasure was written outside the program; refused");
            return Err(Error::Disagreement);
        }
        if row.begun_at.is_some() {
            return Ok(ErasureStep::GoesOn);
        }
        if !store::merged_into(tx, &[space])?.is_empty() {
            return Ok(ErasureStep::Waits);
        }
        let is_due = row.reminded_at.is_some() && Erasure::from(&row).due_at <= permit.now();
        if !is_due || state != SpaceState::Closed {
            return Ok(ErasureStep::Waits);
        }
        if helps {
            return Ok(ErasureStep::HeldUp);
        }
        permit.hold(tx)?;
        store::note_erasure(tx, &permit, true)?;
        permit.name(tx, [space.uuid()]);
        permit.detail(tx, json!({ "asked_at": row.asked_at }));
        Ok(ErasureStep::Begins(holder))
    }
}
