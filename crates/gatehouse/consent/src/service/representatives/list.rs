use chrono::{DateTime, Utc};
use config::{Category, RepresentativeAct};
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};

use super::invitation_of;
use crate::{
    Act, Action, Ask, Consent, Error, Facts, Permit, Provision,
    rules::{
        ACCESS_CODE, Authority, InviteeTraits, REPRESENTATIVE, REPRESENTATIVE_SUSPENDED, RepresentativeTerms,
        is_of_feed, step_begins,
    },
    store,
};

/// Looking at who represents the holder, a minor, and until when.
pub struct ListRepresentatives;

impl Action for ListRepresentatives {
    const NAME: &'static str = "representatives.list";
    const ACT: Act = Act::Oversee;
}

/// The same, for a representative who decides no more: how it goes on concerns them as well.
struct LookAhead;

impl Action for LookAhead {
    const NAME: &'static str = ListRepresentatives::NAME;
    const ACT: Act = Act::Consult;
}

/// Somebody who represents a minor, or is invited to.
#[derive(Debug, Clone)]
pub struct Representative {
    /// Its id.
    pub id: ProvisionId,
    /// Who; none while the invitation waits.
    pub person: Option<PersonId>,
    /// Who is meant, while the invitation waits.
    pub invited: Option<InviteeTraits>,
    /// By what the person represents the minor.
    pub authority: Authority,
    /// Whether another representative invited the person, and not the insurer's feed named them.
    pub by_invitation: bool,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
    /// Until when: the midnight at which the minor is of age.
    pub until: Option<DateTime<Utc>>,
    /// How it stands.
    pub state: RepresentativeState,
}

/// How it stands with a representative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepresentativeState {
    /// The invitation waits.
    Invited {
        /// Until when its code can be used.
        until: DateTime<Utc>,
    },
    /// They represent the minor now.
    Running,
    /// They are suspended.
    Suspended {
        /// Until when.
        until: Option<DateTime<Utc>>,
    },
}

/// What representatives do from a birthday of the minor on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The age in years.
    pub from_age: u32,
    /// Since when, or from when.
    pub from: Option<DateTime<Utc>>,
    /// What they do.
    pub acts: Vec<RepresentativeAct>,
    /// Shelves that they are not shown.
    pub hidden_categories: Vec<Category>,
}

/// Those who represent the holder of a record.
#[derive(Debug, Clone)]
pub struct Represented {
    /// Each of them, and who is invited.
    pub all: Vec<Representative>,
    /// What they do by the minor's age, majority among it.
    pub steps: Vec<Step>,
}

impl Consent {
    /// Who represents the holder of a record, who is invited to, and what representatives do by the minor's age, so that a family
    /// can look ahead.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn representatives(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Represented, Error> {
        let looks_ahead = !self.would(tx, actor, space, Act::Oversee)?
            && self.opens_by(tx, actor, &[space], "W2", &[Act::Consult])?.contains(&space);
        if looks_ahead {
            let permit = self.check::<LookAhead>(tx, actor, space, Ask::by("W2"))?;
            return self.represented(tx, &permit);
        }
        let permit = self.check::<ListRepresentatives>(tx, actor, space, Ask::default())?;
        self.represented(tx, &permit)
    }

    fn represented<A: Action>(&self, tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<Represented, Error> {
        let keys = self.vault.space(permit.space())?;
        let standing = store::not_over(tx, permit, keys.as_ref(), permit.now())?;
        let of = |one: &Provision| representative(one, permit.facts());
        let mut found: Vec<Representative> = standing
            .iter()
            .filter(|one| [REPRESENTATIVE, ACCESS_CODE].contains(&one.kind.as_str()))
            .filter(|one| permit.facts().stands(one))
            .filter_map(of)
            .collect();
        found.sort_by_key(|one| one.id);
        let steps = self.steps(permit, &found)?;
        Ok(Represented { all: found, steps })
    }

    fn steps<A: Action>(&self, permit: &Permit<'_, A>, found: &[Representative]) -> Result<Vec<Step>, Error> {
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let minors = self.reference.minors();
        let of_age_at = found.iter().filter_map(|one| one.until).max();
        let step = |step: &config::MinorsStep| Step {
            from_age: step.from_age,
            from: step_begins(of_age_at, minors.of_age_years, step.from_age, zone),
            acts: step.acts.clone(),
            hidden_categories: step.hidden_categories.clone(),
        };
        let mut steps: Vec<Step> = minors.steps().iter().map(step).collect();
        let (acts, hidden_categories) = (Vec::new(), Vec::new());
        steps.push(Step { from_age: minors.of_age_years, from: of_age_at, acts, hidden_categories });
        Ok(if of_age_at.is_some() { steps } else { Vec::new() })
    }
}

fn representative(one: &Provision, facts: &Facts) -> Option<Representative> {
    if let Some(invited) = invitation_of(one) {
        return Some(Representative {
            id: one.id,
            person: None,
            invited: Some(invited.traits),
            authority: invited.authority,
            by_invitation: true,
            since: None,
            until: None,
            state: RepresentativeState::Invited { until: one.ends_at? },
        });
    }
    let terms = (one.kind == REPRESENTATIVE).then(|| one.terms::<RepresentativeTerms>()).flatten()?;
    let suspends = |other: &&Provision| other.kind == REPRESENTATIVE_SUSPENDED && other.person == one.person;
    let suspended = facts.provisions.iter().filter(suspends).find(|other| other.runs_at(facts.now));
    Some(Representative {
        id: one.id,
        person: one.person,
        invited: None,
        authority: terms.authority,
        by_invitation: !is_of_feed(one),
        since: Some(one.starts_at),
        until: one.ends_at,
        state: suspended
            .map_or(RepresentativeState::Running, |by| RepresentativeState::Suspended { until: by.ends_at }),
    })
}
