use chrono::{DateTime, TimeDelta, Utc};
use config::ProtectedWith;
use database::{ReadTx, Tx};
use kernel::{Actor, PersonId, ProvisionId, SpaceId};

use super::{SUPPORT, propose::is_by_decision, waiting};
use crate::{
    Act, Action, Ask, Consent, Error, Provision,
    rules::{
        ASSISTANCE, AssistanceTerms, CarerMay, CourtDecision, MEASURE, MeasureTerms, PROTECTION,
        ProtectionTerms,
    },
    store,
};

/// Looking at decisions of judges that wait, or that count in a record.
pub struct ReadMeasures;

impl Action for ReadMeasures {
    const NAME: &'static str = "measures.read";
    const ACT: Act = Act::Administer;
}

/// A look of support at the decisions of judges about the record.
pub struct LookAtMeasures;

impl Action for LookAtMeasures {
    const NAME: &'static str = "protection.look";
    const ACT: Act = Act::ChangeLife;
}

/// Looking at who is in charge of the holder, a protected adult.
pub struct ListProtection;

impl Action for ListProtection {
    const NAME: &'static str = "protection.list";
    const ACT: Act = Act::Oversee;
}

/// Records with a decision that waits, of which one look tells.
const MOST: i64 = 100;

/// A decision of a judge, as support sees it.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The record.
    pub space: SpaceId,
    /// Its id.
    pub id: ProvisionId,
    /// Whom it is about.
    pub person: Option<PersonId>,
    /// How it stands.
    pub state: MeasureState,
}

/// How it stands with a decision of a judge.
#[derive(Debug, Clone)]
pub enum MeasureState {
    /// It waits to be confirmed.
    Waits {
        /// What it says.
        terms: MeasureTerms,
        /// Who wrote it down.
        by: PersonId,
        /// When.
        at: DateTime<Utc>,
        /// Until when it waits.
        until: Option<DateTime<Utc>>,
    },
    /// It counts, or will.
    Counts {
        /// How somebody is in charge; none where somebody is suspended.
        with: Option<ProtectedWith>,
        /// Since when, or from when on.
        since: DateTime<Utc>,
        /// Until when.
        until: Option<DateTime<Utc>>,
    },
}

/// Somebody who is in charge of the holder.
#[derive(Debug, Clone)]
pub struct InCharge {
    /// By which decision.
    pub id: ProvisionId,
    /// Who.
    pub person: PersonId,
    /// How.
    pub with: ProtectedWith,
    /// The measure, a code of the reference data.
    pub measure: String,
    /// The decision.
    pub decision: CourtDecision,
    /// Since when, or from when on.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
    /// What the holder consented to, where somebody assists and the holder said so.
    pub consents: Option<CarerMay>,
}

impl Consent {
    /// The decisions of judges that wait, of whatever record, or all that wait and count in one.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; the database's.
    pub fn measures(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: Option<SpaceId>,
    ) -> Result<Vec<Measure>, Error> {
        let admin = self.check_admin::<ReadMeasures>(tx, actor, &SUPPORT)?;
        let now = self.clock.now();
        let spaces = match space {
            Some(space) => vec![space],
            None => {
                let days = TimeDelta::days(i64::from(self.reference.protected_adults().proposal_days) + 1);
                store::spaces_where_ends_without_permit(tx, MEASURE, (now, now + days), None, MOST)?
            }
        };
        let mut found: Vec<Measure> = Vec::new();
        for space in spaces {
            // What begins later is among them, and the record's own history says who looked.
            let permit = self.permit_of_admin::<LookAtMeasures, _>(tx, &admin, space)?;
            let keys = self.vault.space(space)?;
            let standing = store::not_over(tx, &permit, keys.as_ref(), now)?;
            found.extend(standing.iter().filter_map(|provision| measure(space, provision)));
            permit.keep_secret(tx);
        }
        found.retain(|one| space.is_some() || matches!(one.state, MeasureState::Waits { .. }));
        found.sort_by_key(|one| one.id);
        admin.name(tx, found.iter().map(|one| one.space.uuid()).chain(space.map(|space| space.uuid())));
        Ok(found)
    }

    /// The records of the protected adults of whom a person is in charge now. It opens none.
    ///
    /// # Errors
    /// The database's.
    pub fn in_charge_at(&self, rtx: &mut ReadTx<'_>, person: PersonId) -> Result<Vec<SpaceId>, Error> {
        Ok(store::in_charge_of(rtx, person, self.clock.now())?)
    }

    /// Who is in charge of the holder by a decision of a judge, now or to come, and what the holder consented to.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn in_charge_of(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Vec<InCharge>, Error> {
        let permit = self.check::<ListProtection>(tx, actor, space, Ask::default())?;
        let keys = self.vault.space(space)?;
        let standing = store::not_over(tx, &permit, keys.as_ref(), permit.now())?;
        let consents = |protection: ProvisionId| {
            let all = standing.iter().filter(|one| one.kind == ASSISTANCE);
            all.filter_map(Provision::terms::<AssistanceTerms>)
                .find(|terms| terms.protection == protection)
                .map(|terms| terms.may)
        };
        let in_charge = |one: &Provision| {
            let terms = (one.kind == PROTECTION).then(|| one.terms::<ProtectionTerms>()).flatten()?;
            Some(InCharge {
                id: one.id,
                person: one.person?,
                with: terms.with,
                measure: terms.measure,
                decision: terms.decision,
                since: one.starts_at,
                until: one.ends_at,
                consents: consents(one.id),
            })
        };
        let mut found: Vec<InCharge> = standing.iter().filter_map(in_charge).collect();
        found.sort_by_key(|one| one.id);
        Ok(found)
    }
}

fn measure(space: SpaceId, one: &Provision) -> Option<Measure> {
    let state = match waiting(one) {
        Some(terms) => MeasureState::Waits { terms, by: one.given_by, at: one.given_at, until: one.ends_at },
        None => {
            let with = one.terms::<ProtectionTerms>().map(|terms| terms.with);
            is_by_decision(one).then_some(MeasureState::Counts {
                with,
                since: one.starts_at,
                until: one.ends_at,
            })?
        }
    };
    Some(Measure { space, id: one.id, person: one.person, state })
}
