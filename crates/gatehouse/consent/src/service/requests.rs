use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use database::Tx;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use super::{Granted, OpenedRelationship, RelationshipCommand, open_relationship::end_of_day};
use crate::{
    Act, Action, Ask, Consent, Error, Permit, Provision, Sought,
    change::{Change, ids},
    rules::{CARE_RELATIONSHIP, CareRelationshipTerms, Evidence, RELATIONSHIP_REQUEST, RequestTerms},
    store,
};

/// Asking the holder to approve a care relationship.
pub struct AskRelationship;

impl Action for AskRelationship {
    const NAME: &'static str = "care-relationships.ask";
    const ACT: Act = Act::AskRelationship;
}

/// Approving a care relationship that somebody asks for.
pub struct ApproveRelationship;

impl Action for ApproveRelationship {
    const NAME: &'static str = "care-relationships.approve";
    const ACT: Act = Act::Grant;
}

/// Inviting a professional by name.
pub struct InviteProfessional;

impl Action for InviteProfessional {
    const NAME: &'static str = "care-relationships.invite";
    const ACT: Act = Act::Grant;
}

/// A request that waits for the holder.
#[derive(Debug, Clone)]
pub struct AskedRelationship {
    /// Its id.
    pub id: ProvisionId,
    /// Until when it waits.
    pub waits_until: DateTime<Utc>,
    /// The holder's time zone.
    pub zone: Tz,
    /// Whether the same professional had asked already.
    pub renews: bool,
    /// Whether it was asked in secret.
    pub secret: bool,
}

/// A professional whom the holder lets in.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Who.
    pub person: PersonId,
    /// In which structure.
    pub organisation: Option<OrganisationId>,
    /// Under which profession, code of table TRE_G15.
    pub profession: String,
    /// In which sector, code of table TRE_R02.
    pub sector: String,
    /// For how many days; the profession's default when none.
    pub days: Option<u32>,
}

/// A professional who is let in, and for how long.
struct LetIn<'a> {
    person: PersonId,
    organisation: Option<OrganisationId>,
    profession: &'a str,
    days: u32,
}

impl Consent {
    /// Asks the holder, under a permit, to approve a care relationship of the calling professional. It lets nobody in.
    pub(super) fn ask_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, AskRelationship>,
        actor: &Actor,
        command: &RelationshipCommand,
    ) -> Result<AskedRelationship, Error> {
        let change = self.change(tx, permit)?;
        let (Some(practice), Some(facts)) = (permit.party().practice().cloned(), permit.space_facts()) else {
            return Err(Error::Disagreement);
        };
        let zone = facts.zone;
        command.check(false)?;
        let days = self.days_of(&practice.profession, &practice.sector, command.days)?;
        let id = ProvisionId::new(self.clock.as_ref(), self.rng.as_ref());
        if let Some(made) = self.claim_declaration(tx, permit, command, id)? {
            let found = self.made_before(tx, permit, actor, RELATIONSHIP_REQUEST, made)?;
            // Whether the holder has turned it down meanwhile is not told.
            let waits_until = found.starts_at + self.waits();
            return Ok(AskedRelationship {
                id: found.id,
                waits_until,
                zone,
                renews: true,
                secret: found.secret,
            });
        }
        self.count_declaration(tx, permit)?;
        let now = permit.now();
        let until = now + self.waits();
        let same = |one: &Provision| {
            one.kind == RELATIONSHIP_REQUEST
                && (one.person, one.organisation) == (Some(actor.person), practice.organisation)
        };
        change.end(tx, now, same)?;
        // Whoever was turned down may ask again, and the holder is not told again as long as the first request would have waited.
        let (person, place) = (actor.person, practice.organisation);
        let renews =
            store::was_given_since(tx, permit, RELATIONSHIP_REQUEST, (person, place), now - self.waits())?;
        let terms = RequestTerms {
            evidence: command.evidence,
            profession: practice.profession.clone(),
            days,
            collected_by: command.collected_by.clone(),
        };
        let new = Provision {
            id,
            person: Some(actor.person),
            organisation: practice.organisation,
            ends_at: Some(until),
            ..self.provision_of(RELATIONSHIP_REQUEST, json!(terms), actor, now)
        };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "until": until }));
        Ok(AskedRelationship { id, waits_until: until, zone, renews, secret: permit.is_secret() })
    }

    /// How long a request waits.
    fn waits(&self) -> TimeDelta {
        TimeDelta::days(i64::from(self.reference.durations().relationship_request.days))
    }

    /// Approves what a professional asks for: the relationship begins now.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Absent`] for no request that waits;
    /// [`Error::Unprocessable`] for a duration that cannot be.
    pub fn approve_relationship(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        request: ProvisionId,
        days: Option<u32>,
    ) -> Result<OpenedRelationship, Error> {
        let permit = self.check::<ApproveRelationship>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.kind == RELATIONSHIP_REQUEST && one.id == request;
        let ended = change.end(tx, permit.now(), is_it)?;
        let Some((asked, terms)) = ended.first().and_then(|one| Some((one, one.terms::<RequestTerms>()?)))
        else {
            return Err(permit.absent(tx, Sought::Relationship, request.uuid()));
        };
        let Some(person) = asked.person else { return Err(Error::Disagreement) };
        if asked.secret {
            permit.keep_secret(tx);
        }
        let RequestTerms { profession, days: asked_for, .. } = terms;
        let days = self.days_let(days, asked_for, asked_for == self.occupational_days())?;
        let organisation = asked.organisation;
        let invited = LetIn { person, organisation, profession: &profession, days };
        self.let_in(tx, actor, change, &permit, &invited, Evidence::Approval)
    }

    /// Lets a professional in by name.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Unprocessable`] for a profession to
    /// which the access matrix opens nothing, and for a duration that cannot be.
    pub fn invite_professional(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        invited: &Invited,
    ) -> Result<OpenedRelationship, Error> {
        let permit = self.check::<InviteProfessional>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let opens =
            self.reference.matrix().rows().any(|row| row.consult && row.profession == invited.profession);
        if !opens || self.reference.only_by_delegation(&invited.profession) {
            return Err(Error::Unprocessable(format!(
                "no care relationship serves the profession `{}`; give a temporary access instead",
                invited.profession
            )));
        }
        let Invited { person, organisation, profession, sector, days } = invited;
        let usual = self.days_of(profession, sector, None)?;
        let days = self.days_let(*days, usual, self.reference.is_occupational(sector))?;
        let invited = LetIn { person: *person, organisation: *organisation, profession, days };
        self.let_in(tx, actor, change, &permit, &invited, Evidence::Invitation)
    }

    fn occupational_days(&self) -> u32 {
        self.reference.durations().care_relationship.occupational_days
    }

    /// How many days the holder lets a relationship last: what is said, within what a holder may, or what is usual. Occupational
    /// medicine is let in anew each time.
    fn days_let(&self, said: Option<u32>, usual: u32, occupational: bool) -> Result<u32, Error> {
        let most = self.reference.durations().care_relationship.maximum_days;
        match said {
            None => Ok(usual),
            Some(days) if occupational && days != usual => Err(Error::Unprocessable(format!(
                "occupational medicine is let in anew each time, until the end of the day; `{days}` days were said"
            ))),
            Some(days) if !occupational && !(1..=most).contains(&days) => Err(Error::Unprocessable(format!(
                "the holder lets a care relationship last 1 to {most} days, `{days}` was said"
            ))),
            Some(days) => Ok(days),
        }
    }

    /// How many days a relationship lasts: what was asked, within what the profession may, or its default. Occupational
    /// medicine asks anew each time.
    pub(crate) fn days_of(&self, profession: &str, sector: &str, asked: Option<u32>) -> Result<u32, Error> {
        let durations = &self.reference.durations().care_relationship;
        if self.reference.is_occupational(sector) {
            return Ok(durations.occupational_days);
        }
        let most = durations.days_for(profession);
        let days = asked.unwrap_or(most);
        if (1..=most).contains(&days) {
            return Ok(days);
        }
        Err(Error::Unprocessable(format!(
            "a care relationship of this profession lasts 1 to {most} days, `{days}` was asked"
        )))
    }

    fn let_in<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        change: Change<'_, 'tx, A>,
        permit: &Permit<'tx, A>,
        let_in: &LetIn<'_>,
        evidence: Evidence,
    ) -> Result<OpenedRelationship, Error> {
        let LetIn { person, organisation, profession, days } = let_in;
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let now = permit.now();
        let same = |one: &Provision| {
            one.kind == CARE_RELATIONSHIP && (one.person, one.organisation) == (Some(*person), *organisation)
        };
        let replaced = ids(&change.end(tx, now, same)?);
        let terms =
            CareRelationshipTerms { evidence, profession: (*profession).to_owned(), collected_by: None };
        // Nought is the end of this day: what occupational medicine is given.
        let ends_at = end_of_day(now, *days, zone);
        let new = Provision {
            person: Some(*person),
            organisation: *organisation,
            ends_at: Some(ends_at),
            ..self.provision_of(CARE_RELATIONSHIP, json!(terms), actor, now)
        };
        change.give(tx, &new)?;
        let carried = self.carry_delegations(tx, &change, &replaced, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(
            tx,
            json!({ "person": person, "organisation": organisation, "ends_at": ends_at, "replaces": replaced,
                "carries": carried }),
        );
        Ok(OpenedRelationship {
            id: new.id,
            evidence,
            starts_at: now,
            ends_at,
            zone,
            renews: !replaced.is_empty(),
            secret: permit.is_secret(),
        })
    }
}

impl OpenedRelationship {
    /// What was opened, as it is listed among those who get in.
    pub fn granted(&self, invited: &Invited, given_by: PersonId) -> Granted {
        let terms = CareRelationshipTerms {
            evidence: self.evidence,
            profession: invited.profession.clone(),
            collected_by: None,
        };
        Granted {
            id: self.id,
            kind: CARE_RELATIONSHIP.to_owned(),
            person: Some(invited.person),
            organisation: invited.organisation,
            terms: json!(terms),
            since: self.starts_at,
            until: Some(self.ends_at),
            given_by,
            is_blocked: false,
        }
    }
}
