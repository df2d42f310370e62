use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, AdminRole, Limit, OrganisationId, PersonId, ProvisionId, SpaceId};

use crate::{Act, Action, AdminPermit, Consent, EmergencyPurpose, Error, rules::EmergencyTerms, store};

/// Reading which accesses in an emergency wait for a second look.
pub struct ReadEmergencyLooks;

impl Action for ReadEmergencyLooks {
    const NAME: &'static str = "emergency-looks.list";
    const ACT: Act = Act::Administer;
}

/// What a second look gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LookOutcome {
    /// It was an emergency.
    Confirmed,
    /// It was none.
    Misuse,
}

impl LookOutcome {
    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Misuse => "misuse",
        }
    }

    /// The outcome of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Confirmed, Self::Misuse].into_iter().find(|outcome| outcome.as_str() == name)
    }
}

/// Which looks are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookState {
    /// Nobody has looked yet.
    Pending,
    /// Nobody has looked in time: the right of whoever opened the record is suspended.
    Overdue,
    /// A misuse was found and the right not given back.
    Misuse,
}

/// A second look at an access in an emergency.
#[derive(Debug, Clone)]
pub struct EmergencyLook {
    /// The access.
    pub id: ProvisionId,
    /// The record.
    pub space: SpaceId,
    /// Who opened it.
    pub person: PersonId,
    /// In which structure.
    pub organisation: Option<OrganisationId>,
    /// For which purpose.
    pub purpose: EmergencyPurpose,
    /// Whether a care relationship ran, so that nothing needed to be opened.
    pub had_relationship: bool,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// Until when somebody has to look.
    pub due_at: DateTime<Utc>,
    /// When the holder said that it was not right.
    pub reported_at: Option<DateTime<Utc>>,
    /// When somebody looked.
    pub looked_at: Option<DateTime<Utc>>,
    /// Who.
    pub looked_by: Option<PersonId>,
    /// What it gave.
    pub outcome: Option<LookOutcome>,
    /// When the right was given back after a misuse.
    pub restored_at: Option<DateTime<Utc>>,
}

/// A look as an auditor sees it.
#[derive(Debug, Clone)]
pub struct SeenLook {
    /// The look.
    pub look: EmergencyLook,
    /// What stands for the patient: the same for each access to one record, and nothing leads back from it.
    pub patient: String,
    /// The reason that was given, code of the reference data; none where the record was erased.
    pub reason: Option<String>,
}

/// Who looks: an auditor reads what was done and holds no record, no identity of a patient and no account of a professional in
/// hand, as support does.
pub(super) const LOOKS: [AdminRole; 1] = [AdminRole::Auditor];

impl Consent {
    /// The looks of a state, newest first, older than one, and where the next page begins. The reason of each is opened for
    /// the look; the words beside it, which may name the patient, are not.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever is no auditor; the database's.
    pub fn emergency_looks(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        state: LookState,
        before: Option<ProvisionId>,
        limit: Limit,
    ) -> Result<(Vec<SeenLook>, Option<ProvisionId>), Error> {
        let admin = self.check_admin::<ReadEmergencyLooks>(tx, actor, &LOOKS)?;
        let mut found = store::looks(tx, &admin, state, before, limit.and_one())?;
        let more = found.len() > limit.size();
        found.truncate(limit.size());
        let next = found.last().filter(|_| more).map(|last| last.id);
        Ok((self.seen(tx, &admin, found)?, next))
    }

    fn seen<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        admin: &AdminPermit<'_, A>,
        looks: Vec<EmergencyLook>,
    ) -> Result<Vec<SeenLook>, Error> {
        let of: Vec<_> = looks.iter().map(|look| (look.space, look.id)).collect();
        let mut reasons = std::collections::HashMap::new();
        for (space, sealed) in store::provisions_of_looks(tx, admin, &of)? {
            let keys = match self.vault.space(space) {
                // An erased record tells nothing any more.
                Err(vault::Error::NoSpaceKey(_)) => continue,
                keys => keys?,
            };
            // What was changed outside the program was alarmed as it was opened: the others are looked at all the same.
            let Ok(one) = sealed.open(&keys) else { continue };
            reasons.extend(one.terms::<EmergencyTerms>().map(|terms| (one.id, terms.reason)));
        }
        let seen = |look: EmergencyLook| {
            let patient = self.pseudonym(look.space)?;
            Ok(SeenLook { reason: reasons.remove(&look.id), patient, look })
        };
        looks.into_iter().map(seen).collect()
    }

    /// What stands for the patient of a record where somebody may not know whom a line is about: the same until the index
    /// key is rotated.
    pub(crate) fn pseudonym(&self, space: SpaceId) -> Result<String, Error> {
        let tags = self.vault.blind("consent.pseudonym", &[space.uuid().as_bytes()])?;
        let tag = tags.first().ok_or(Error::Disagreement)?;
        Ok(tag.bytes.iter().take(PSEUDONYM_BYTES).map(|byte| format!("{byte:02X}")).collect())
    }
}

/// Long enough that two records of one list do not meet.
const PSEUDONYM_BYTES: usize = 6;
