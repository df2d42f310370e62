use chrono::TimeDelta;
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use uuid::Uuid;

use super::EmergencyLook;
use crate::{Act, Action, Ask, Consent, Error, Permit, Provision, Sought, rules::EMERGENCY_ACCESS, store};

/// Looking at when a record was opened in an emergency, and by whom.
pub struct ListEmergencyAccesses;

impl Action for ListEmergencyAccesses {
    const NAME: &'static str = "emergency-accesses.list";
    const ACT: Act = Act::Oversee;
}

/// Saying of an access in an emergency that it was not right.
pub struct ReportMisuse;

impl Action for ReportMisuse {
    const NAME: &'static str = "emergency-accesses.report";
    const ACT: Act = Act::Dispute;
}

/// An access in an emergency, as the holder sees it.
#[derive(Debug, Clone)]
pub struct EmergencyAccess {
    /// What a second person looks at.
    pub look: EmergencyLook,
    /// Whether it runs now.
    pub runs: bool,
}

/// How many accesses one list shows.
const SHOWN: i64 = 200;

impl Consent {
    /// The accesses to a record in an emergency, newest first, those that are over among them.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn emergency_accesses(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Vec<EmergencyAccess>, Error> {
        let permit = self.check::<ListEmergencyAccesses>(tx, actor, space, Ask::default())?;
        let mut looks = store::looks_of(tx, &permit, SHOWN)?;
        let ids: Vec<Uuid> = looks.iter().map(|look| look.id.uuid()).collect();
        let unseen = self.unseen_among(tx, &permit, &ids)?;
        looks.retain(|look| !unseen.contains(&look.id.uuid()));
        let runs =
            |look: &EmergencyLook| permit.facts().running(EMERGENCY_ACCESS).any(|one| one.id == look.id);
        Ok(looks.into_iter().map(|look| EmergencyAccess { runs: runs(&look), look }).collect())
    }

    /// Says of an access that it was not right: whatever the same person has opened in an emergency and runs ends, and it reaches whoever takes the second look, also
    /// where that was taken. Once; to say it again changes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for nothing of this record.
    pub fn report_misuse(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        access: ProvisionId,
    ) -> Result<(), Error> {
        let permit = self.check::<ReportMisuse>(tx, actor, space, Ask::default())?;
        if !self.end_reported(tx, &permit, access)? {
            return Err(permit.absent(tx, Sought::EmergencyAccess, access.uuid()));
        }
        permit.name(tx, [access.uuid()]);
        Ok(())
    }

    /// What a dispute about an access in an emergency does, whichever act it is a part of: the access ends and is looked at.
    /// False where the record has no such access.
    pub(crate) fn end_reported<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        access: ProvisionId,
    ) -> Result<bool, Error> {
        if !self.unseen_among(tx, permit, &[access.uuid()])?.is_empty() {
            return Ok(false);
        }
        let change = self.change(tx, permit)?;
        let term = TimeDelta::days(i64::from(self.reference.durations().emergency.review_days));
        let Some(person) = store::report_look(tx, permit, access, term)? else { return Ok(false) };
        let is_it = |one: &Provision| one.kind == EMERGENCY_ACCESS && one.person == Some(person);
        if !change.end(tx, permit.now(), is_it)?.is_empty() {
            change.settle(tx)?;
        }
        Ok(true)
    }
}
