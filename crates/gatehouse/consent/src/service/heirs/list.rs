use chrono::{DateTime, TimeDelta, Utc};
use database::{ReadTx, Tx};
use kernel::{Actor, PersonId, ProvisionId, SpaceId};

use super::SUPPORT;
use crate::{
    Act, Action, Ask, Consent, Error, Provision,
    rules::{
        Claim, HEIR_ACCESS, HEIR_REQUEST, HEIR_SELECTION, HeirAccessTerms, HeirRequestTerms,
        HeirSelectionTerms,
    },
    store,
};

/// Looking at what is asked for after deaths.
pub struct ReadHeirRequests;

impl Action for ReadHeirRequests {
    const NAME: &'static str = "heir-requests.read";
    const ACT: Act = Act::Administer;
}

/// A look of support at what is asked for and given in the record.
pub struct LookAtHeirs;

impl Action for LookAtHeirs {
    const NAME: &'static str = "after-death.look";
    const ACT: Act = Act::ChangeLife;
}

/// A doctor's look at what is to be chosen for.
pub struct ListSelections;

impl Action for ListSelections {
    const NAME: &'static str = "after-death.selections";
    const ACT: Act = Act::Select;
}

/// Records with a request that waits, of which one look tells.
const MOST: i64 = 100;

/// What somebody asks for or is given after a death, as support sees it: which documents were chosen is not told.
#[derive(Debug, Clone)]
pub struct HeirMatter {
    /// The record.
    pub space: SpaceId,
    /// Its id.
    pub id: ProvisionId,
    /// How it stands.
    pub state: HeirState,
    /// What is asked for.
    pub claim: Claim,
    /// Who asks.
    pub asks: PersonId,
    /// The doctor who is to choose, or chose.
    pub doctor: PersonId,
    /// Since when it stands so.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// How it stands with what somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeirState {
    /// Another admin is to confirm it.
    Waits,
    /// The doctor is to choose.
    Selects,
    /// Whoever asks is shown what was chosen.
    Shown,
}

/// What a doctor is to choose for.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Its id.
    pub id: ProvisionId,
    /// What is asked for.
    pub claim: Claim,
    /// Who asks.
    pub asks: PersonId,
    /// Until when the doctor may choose.
    pub until: Option<DateTime<Utc>>,
}

impl Consent {
    /// What is asked for and waits, in whatever record, or all that is asked for and given in one.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; the database's.
    pub fn heir_matters(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: Option<SpaceId>,
    ) -> Result<Vec<HeirMatter>, Error> {
        let admin = self.check_admin::<ReadHeirRequests>(tx, actor, &SUPPORT)?;
        let now = self.clock.now();
        let spaces = match space {
            Some(space) => vec![space],
            None => {
                let days = TimeDelta::days(i64::from(self.reference.after_death().proposal_days) + 1);
                store::spaces_where_ends_without_permit(tx, HEIR_REQUEST, (now, now + days), None, MOST)?
            }
        };
        let mut found: Vec<HeirMatter> = Vec::new();
        for space in spaces {
            let permit = self.permit_of_admin::<LookAtHeirs, _>(tx, &admin, space)?;
            found.extend(permit.provisions().iter().filter_map(|one| matter(space, one)));
        }
        found.retain(|one| space.is_some() || one.state == HeirState::Waits);
        found.sort_by_key(|one| one.id);
        admin.name(tx, found.iter().map(|one| one.space.uuid()).chain(space.map(|space| space.uuid())));
        Ok(found)
    }

    /// What a doctor is to choose for in a record, and whose it is.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn heir_selections(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Vec<Selection>, PersonId), Error> {
        let permit = self.check::<ListSelections>(tx, actor, space, Ask::by("W9"))?;
        let theirs = permit.provisions().iter().filter(|one| one.person == Some(actor.person));
        let mut found: Vec<Selection> = theirs
            .filter(|one| one.kind == HEIR_SELECTION)
            .filter_map(|one| {
                let HeirSelectionTerms { claim, asks, .. } = one.terms()?;
                Some(Selection { id: one.id, claim, asks, until: one.ends_at })
            })
            .collect();
        found.sort_by_key(|one| one.id);
        permit.name(tx, found.iter().map(|one| one.id.uuid()));
        let holder = permit.space_facts().map(|facts| facts.holder).ok_or(Error::Disagreement)?;
        Ok((found, holder))
    }

    /// The records of people who died in which somebody is shown documents now, and those in which they are to choose. It opens none.
    ///
    /// # Errors
    /// The database's.
    pub fn after_death_of(
        &self,
        rtx: &mut ReadTx<'_>,
        person: PersonId,
    ) -> Result<(Vec<SpaceId>, Vec<SpaceId>), Error> {
        let now = self.clock.now();
        let shown = store::after_death_of(rtx, person, HEIR_ACCESS, now)?;
        Ok((shown, store::after_death_of(rtx, person, HEIR_SELECTION, now)?))
    }
}

fn matter(space: SpaceId, one: &Provision) -> Option<HeirMatter> {
    let person = one.person?;
    let (state, claim, asks, doctor) = match one.kind.as_str() {
        HEIR_REQUEST => {
            let HeirRequestTerms { claim, doctor } = one.terms()?;
            (HeirState::Waits, claim, person, doctor)
        }
        HEIR_SELECTION => {
            let HeirSelectionTerms { claim, asks, .. } = one.terms()?;
            (HeirState::Selects, claim, asks, person)
        }
        HEIR_ACCESS => {
            let HeirAccessTerms { claim, .. } = one.terms()?;
            (HeirState::Shown, claim, person, one.given_by)
        }
        _ => return None,
    };
    let (since, until) = (one.given_at, one.ends_at);
    Some(HeirMatter { space, id: one.id, state, claim, asks, doctor, since, until })
}
