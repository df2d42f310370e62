use chrono::{DateTime, TimeDelta, Utc};
use config::Abuse;
use database::Tx;
use kernel::{OrganisationId, PersonId, ProvisionId, SpaceId};

use crate::{Consent, Error, store};

/// Something about an access that looks like curiosity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// No trace of care since it began.
    Silent,
    /// The holder works in the same structure.
    SameOrganisation,
    /// One family name.
    SameName,
    /// One commune of residence.
    SameCommune,
    /// Many unrelated records within an hour.
    ManyRecords,
}

impl Sign {
    /// Every sign.
    pub const ALL: [Self; 5] =
        [Self::Silent, Self::SameOrganisation, Self::SameName, Self::SameCommune, Self::ManyRecords];

    /// Its name in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::SameOrganisation => "same_organisation",
            Self::SameName => "same_name",
            Self::SameCommune => "same_commune",
            Self::ManyRecords => "many_records",
        }
    }

    /// The sign of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.as_str() == name)
    }

    fn weight(self, abuse: &Abuse) -> u32 {
        let weights = abuse.weights;
        match self {
            Self::Silent => weights.silent,
            Self::SameOrganisation => weights.same_organisation,
            Self::SameName => weights.same_name,
            Self::SameCommune => weights.same_commune,
            Self::ManyRecords => weights.many_records,
        }
    }
}

/// An access to score, with what rows show of it.
#[derive(Debug, Clone)]
pub struct AccessToScore {
    /// The access.
    pub id: ProvisionId,
    /// The record.
    pub space: SpaceId,
    /// Its kind: `care_relationship` or `emergency_access`.
    pub kind: String,
    /// Who declared it.
    pub person: PersonId,
    /// In which structure.
    pub organisation: Option<OrganisationId>,
    /// Since when.
    pub started_at: DateTime<Utc>,
    /// Whether it has run long enough to leave a trace of care.
    pub matured: bool,
    /// Whether it has and left none.
    pub is_silent: bool,
    /// Whether the holder works in the same structure.
    pub is_of_colleague: bool,
    /// How many unrelated records the person opened in the hour before or after.
    pub records_in_hour: u32,
}

/// In what a patient and a professional are alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Likeness {
    /// One family name.
    pub same_name: bool,
    /// One commune of residence.
    pub same_commune: bool,
}

/// An access that was scored.
#[derive(Debug, Clone)]
pub struct Scored {
    /// The access.
    pub access: AccessToScore,
    /// What was seen.
    pub signs: Vec<Sign>,
    /// What that weighs.
    pub score: u32,
    /// Whether its holder is to be asked.
    pub is_to_be_asked: bool,
}

/// How long a score is kept about which nobody was asked: longer than any care relationship runs.
const KEPT: TimeDelta = TimeDelta::days(400);

impl Consent {
    /// Some of the accesses that are to be scored, oldest first. It looks over all records, at when, where and by whom, and opens
    /// none.
    ///
    /// # Errors
    /// The database's.
    pub fn accesses_to_score_without_permit(
        &self,
        tx: &mut Tx<'_>,
        most: u32,
    ) -> Result<Vec<AccessToScore>, Error> {
        let days = self.reference.abuse().silent_days;
        Ok(store::accesses_to_score_without_permit(tx, self.clock.now(), days, most)?)
    }

    /// What an access weighs.
    pub fn score(&self, access: AccessToScore, likeness: Likeness) -> Scored {
        let abuse = self.reference.abuse();
        let seen = [
            (access.is_silent, Sign::Silent),
            (access.is_of_colleague, Sign::SameOrganisation),
            (likeness.same_name, Sign::SameName),
            (likeness.same_commune, Sign::SameCommune),
            (access.records_in_hour > abuse.records_an_hour, Sign::ManyRecords),
        ];
        let signs: Vec<Sign> =
            seen.into_iter().filter(|(is_seen, _)| *is_seen).map(|(_, sign)| sign).collect();
        let score = signs.iter().map(|sign| sign.weight(abuse)).sum();
        Scored { access, signs, score, is_to_be_asked: score >= abuse.ask_from }
    }

    /// Writes what was scored.
    ///
    /// # Errors
    /// The database's.
    pub fn write_scores_without_permit(&self, tx: &mut Tx<'_>, scored: &[Scored]) -> Result<(), Error> {
        if scored.is_empty() {
            return Ok(());
        }
        Ok(store::write_scores_without_permit(tx, scored, self.clock.now())?)
    }

    /// Forgets old scores about which nobody was asked; says how many.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_scores_without_permit(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        Ok(store::forget_scores_without_permit(tx, self.clock.now() - KEPT)?)
    }
}
