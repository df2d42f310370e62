use chrono::{DateTime, Utc};
use database::Tx;
use kernel::{Actor, PersonId, Private, ProvisionId, SpaceId};

use super::invitation_of;
use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision,
    rules::{ACCESS_CODE, CARER, CarerMay, CarerTerms, InviteeTraits},
    store,
};

/// Looking at the carers of a record.
pub struct ListCarers;

impl Action for ListCarers {
    const NAME: &'static str = "carers.list";
    const ACT: Act = Act::Oversee;
}

/// A carer of a record, or somebody who is invited to be one.
#[derive(Debug, Clone)]
pub struct Carer {
    /// Its id, which is that of the invitation: it stays the same however often the holder changes what is said.
    pub id: ProvisionId,
    /// Who; none while the invitation waits.
    pub person: Option<PersonId>,
    /// What the carer is called.
    pub name: Option<Private<String>>,
    /// Who is meant, while the invitation waits.
    pub invited: Option<InviteeTraits>,
    /// What the carer may do.
    pub may: CarerMay,
    /// Since when, where that is known.
    pub since: Option<DateTime<Utc>>,
    /// Until when; open when none.
    pub until: Option<DateTime<Utc>>,
    /// Whether the holder brought that end nearer, of which the carer is not told.
    pub(crate) nearer: bool,
    /// How it stands.
    pub state: CarerState,
}

impl Carer {
    /// What the carer is called; the name that the holder gave, while the invitation waits.
    pub fn called(&self) -> Private<String> {
        self.name.clone().or_else(|| self.invited.as_ref().map(InviteeTraits::called)).unwrap_or_default()
    }
}

/// How it stands with a carer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarerState {
    /// The invitation waits.
    Invited {
        /// Until when its code can be used.
        until: DateTime<Utc>,
    },
    /// It begins later.
    ToCome,
    /// They are one now.
    Running,
}

impl Carer {
    /// The carer that a provision is, or invites; none for another one, and for what is over.
    pub(crate) fn of(one: &Provision, now: DateTime<Utc>) -> Option<Self> {
        if one.ends_at.is_some_and(|end| end <= now) {
            return None;
        }
        if let Some(invited) = invitation_of(one) {
            return Some(Self {
                id: one.id,
                person: None,
                name: None,
                invited: Some(invited.traits),
                may: invited.may,
                since: invited.from,
                until: invited.until,
                nearer: false,
                state: CarerState::Invited { until: one.ends_at? },
            });
        }
        let terms = (one.kind == CARER).then(|| one.terms::<CarerTerms>()).flatten()?;
        Some(Self {
            id: terms.invitation,
            person: one.person,
            name: Some(terms.name),
            invited: None,
            may: terms.may,
            since: terms.since.or(Some(one.starts_at)),
            until: one.ends_at,
            nearer: terms.nearer,
            state: if one.starts_at > now { CarerState::ToCome } else { CarerState::Running },
        })
    }
}

impl Consent {
    /// The carers of a record, and those who are invited to be one.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn carers(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Vec<Carer>, Error> {
        self.carers_under(tx, actor, space).map(|(carers, _)| carers)
    }

    /// As [`Consent::carers`], with the permit: for a flow that shows something else of the record beside them.
    ///
    /// # Errors
    /// As [`Consent::carers`].
    pub fn carers_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Vec<Carer>, Permit<'tx, ListCarers>), Error> {
        let permit = self.check::<ListCarers>(tx, actor, space, Ask::default())?;
        let keys = self.vault.space(space)?;
        let standing = store::not_over(tx, &permit, keys.as_ref(), permit.now())?;
        let mut carers: Vec<Carer> = standing
            .iter()
            .filter(|one| [CARER, ACCESS_CODE].contains(&one.kind.as_str()))
            .filter(|one| permit.facts().stands(one))
            .filter_map(|one| Carer::of(one, permit.now()))
            .collect();
        carers.sort_by_key(|one| one.id);
        Ok((carers, permit))
    }
}
