use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use kernel::{Actor, Practice, ProvisionId, SpaceId};
use uuid::Uuid;

use super::codes::{FoundCode, no_such_code, turn_down};
use crate::{
    Act, Action, Ask, Code, Consent, Error, Permit, Provision, Reason,
    change::ids,
    days::end_after,
    keyed,
    rules::{CARE_RELATIONSHIP, CareRelationshipTerms, Evidence, Serves},
    store,
};

/// Declaring that one cares for the person of a space.
pub struct OpenRelationship;

impl Action for OpenRelationship {
    const NAME: &'static str = "care-relationships.open";
    const ACT: Act = Act::OpenRelationship;
}

/// What a professional declares.
#[derive(Debug, Clone)]
pub struct RelationshipCommand {
    /// What shows that the person is cared for.
    pub evidence: Evidence,
    /// For how many days, at most the profession's default; the default when none.
    pub days: Option<u32>,
    /// What was typed as a code of the holder, where there is one.
    pub code: Option<Typed>,
    /// Who heard the patient, where it was not the professional: at most 100 characters.
    pub collected_by: Option<String>,
    /// The caller's `Idempotency-Key`.
    pub idempotency: Option<IdempotencyClaim>,
}

/// What somebody typed as a code: none inside for what no code can be.
#[derive(Debug, Clone)]
pub struct Typed(pub Option<Code>);

/// The relationship as it runs.
#[derive(Debug, Clone)]
pub struct OpenedRelationship {
    /// Its id.
    pub id: ProvisionId,
    /// What was declared.
    pub evidence: Evidence,
    /// Since when.
    pub starts_at: DateTime<Utc>,
    /// Its end: the end of its last day in the holder's time zone.
    pub ends_at: DateTime<Utc>,
    /// That zone.
    pub zone: Tz,
    /// Whether one ran already, of which this one takes the place.
    pub renews: bool,
    /// Whether it was opened in secret.
    pub secret: bool,
}

/// Longest name of whoever heard the patient, in characters.
const COLLECTED_BY: usize = 100;

impl RelationshipCommand {
    /// Whether it can be declared.
    pub(super) fn check(&self, invited: bool) -> Result<(), Error> {
        if !invited && !self.evidence.is_declared() {
            return Err(Error::Unprocessable(
                "a professional declares `team_in_charge`, `consent_of_this_consultation`, `admission` or `card`; a code, an \
                 approval and an invitation are acts of the holder"
                    .to_owned(),
            ));
        }
        let fits = |name: &String| {
            (1..=COLLECTED_BY).contains(&name.trim().chars().count())
                && name.chars().count() <= COLLECTED_BY
                && !name.chars().any(char::is_control)
        };
        if !self.collected_by.as_ref().is_none_or(fits) {
            return Err(Error::Unprocessable(format!(
                "whoever heard the patient is named in 1 to {COLLECTED_BY} characters, on one line"
            )));
        }
        Ok(())
    }
}

impl Consent {
    /// Opens a care relationship of the calling professional, in the session's situation of practice. One that runs
    /// already is ended and this one takes its place.
    ///
    /// # Errors
    /// [`Error::Refused`] when no relationship can be opened: with a code one answer, whatever is wrong with it;
    /// [`Error::Unprocessable`] for a duration outside 1 to the profession's default, or to what the code says;
    /// [`Error::KeyReused`].
    pub fn open_relationship(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        command: &RelationshipCommand,
    ) -> Result<OpenedRelationship, Error> {
        let found = match &command.code {
            Some(Typed(code)) => self.find_code(tx, code.as_ref())?.filter(|found| found.space == space),
            None => None,
        };
        let by_code = command.code.is_some();
        let invited = ask.invited || found.is_some();
        let ask = FoundCode::ask(found.as_ref(), Ask { invited, ..ask });
        let checked = self.check::<OpenRelationship>(tx, actor, space, ask);
        let permit = checked.map_err(|error| if by_code { no_such_code(error) } else { error })?;
        self.open_under(tx, &permit, actor, invited || by_code, command, found.as_ref())
    }

    /// Opens it under a permit. Whoever was `invited` showed an act of the holder, which may be the evidence; where that is a
    /// code, it is the one that was `found`.
    pub(super) fn open_under<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, OpenRelationship>,
        actor: &Actor,
        invited: bool,
        command: &RelationshipCommand,
        found: Option<&FoundCode>,
    ) -> Result<OpenedRelationship, Error> {
        let change = self.change(tx, permit)?;
        let (Some(practice), Some(facts)) = (permit.party().practice(), permit.space_facts()) else {
            return Err(Error::Disagreement);
        };
        command.check(invited)?;
        let by_code = command.code.is_some();
        let id = ProvisionId::new(self.clock.as_ref(), self.rng.as_ref());
        if let Some(made) = self.claim_declaration(tx, permit, command, id)? {
            return self.opened_before(tx, permit, actor, made, facts.zone);
        }
        self.count_declaration(tx, permit)?;
        let now = permit.now();
        let (days, given_by) = match by_code {
            false => (self.days_of(&practice.profession, &practice.sector, command.days)?, actor.person),
            true => {
                let wanted = |serves: &Serves| matches!(serves, Serves::CareRelationship { .. });
                let used = self.use_code(tx, &change, permit, found, wanted)?;
                let Some((code, Serves::CareRelationship { days })) = used else {
                    return Err(turn_down(tx, permit));
                };
                (self.days_by_code(practice, command.days, days)?, code.given_by)
            }
        };
        let terms = CareRelationshipTerms {
            evidence: command.evidence,
            profession: practice.profession.clone(),
            collected_by: command.collected_by.clone(),
        };
        let provision = Provision {
            id,
            kind: CARE_RELATIONSHIP.to_owned(),
            person: Some(actor.person),
            organisation: practice.organisation,
            terms: serde_json::json!(terms).into(),
            starts_at: now,
            ends_at: Some(end_of_day(now, days, facts.zone)),
            given_by,
            given_at: now,
            secret: false,
        };
        let same = |one: &Provision| {
            one.kind == CARE_RELATIONSHIP
                && (one.person, one.organisation) == (provision.person, provision.organisation)
        };
        let replaced = ids(&change.end(tx, now, same)?);
        change.give(tx, &provision)?;
        let carried = self.carry_delegations(tx, &change, &replaced, &provision)?;
        change.settle(tx)?;
        permit.name(tx, [provision.id.uuid()]);
        permit.detail(
            tx,
            serde_json::json!({
                "provision": { "kind": provision.kind, "terms": provision.terms, "starts_at": provision.starts_at,
                    "ends_at": provision.ends_at, "person": provision.person, "organisation": provision.organisation },
                "replaces": replaced, "carries": carried,
            }),
        );
        Ok(OpenedRelationship {
            id: provision.id,
            evidence: command.evidence,
            starts_at: now,
            ends_at: end_of_day(now, days, facts.zone),
            zone: facts.zone,
            renews: !replaced.is_empty(),
            secret: permit.is_secret(),
        })
    }

    /// Claims the key of a declaration, where it has one, for what this transaction makes; gives what the same request made
    /// before.
    pub(super) fn claim_declaration<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        command: &RelationshipCommand,
        id: ProvisionId,
    ) -> Result<Option<Uuid>, Error> {
        let Some(claim) = &command.idempotency else { return Ok(None) };
        let claim = keyed(&self.vault, permit.space(), claim)?;
        match idempotency::claim(tx, &claim, id.uuid(), permit.now())? {
            Claim::New => Ok(None),
            Claim::Replay(made) => Ok(Some(made)),
            Claim::Mismatch => {
                permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
                Err(Error::KeyReused)
            }
        }
    }

    /// What the same request of this professional made before, under its kind. A key that stands for something else by now,
    /// since the holder has chosen otherwise, is no key for this.
    pub(super) fn made_before<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        kind: &str,
        made: Uuid,
    ) -> Result<Provision, Error> {
        let found = store::provision(tx, permit, self.vault.space(permit.space())?.as_ref(), made)?
            .filter(|found| found.kind == kind && found.person == Some(actor.person));
        let Some(found) = found else {
            permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
            return Err(Error::KeyReused);
        };
        permit.name(tx, [made]);
        permit.detail(tx, serde_json::json!({ "replayed": true }));
        Ok(found)
    }

    /// How many days a relationship by a code lasts: what was asked, within what the holder said with the code or else what the
    /// profession may.
    fn days_by_code(&self, practice: &Practice, asked: Option<u32>, said: Option<u32>) -> Result<u32, Error> {
        let Practice { profession, sector, .. } = practice;
        match said {
            Some(said) if !self.reference.is_occupational(sector) => match asked.unwrap_or(said) {
                days if (1..=said).contains(&days) => Ok(days),
                days => Err(Error::Unprocessable(format!(
                    "the holder lets this relationship last 1 to {said} days, `{days}` was asked"
                ))),
            },
            _ => self.days_of(profession, sector, asked),
        }
    }

    /// The relationship that the same request opened before.
    fn opened_before<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, OpenRelationship>,
        actor: &Actor,
        made: Uuid,
        zone: Tz,
    ) -> Result<OpenedRelationship, Error> {
        let found = self.made_before(tx, permit, actor, CARE_RELATIONSHIP, made)?;
        let row = |what| database::Error::Row { table: "consent.provision", what };
        let terms = found.terms::<CareRelationshipTerms>().ok_or(row("terms of an unknown shape"))?;
        Ok(OpenedRelationship {
            id: found.id,
            evidence: terms.evidence,
            starts_at: found.starts_at,
            ends_at: found.ends_at.ok_or(row("a relationship without an end"))?,
            zone,
            renews: true,
            secret: found.secret,
        })
    }
}

/// The end of the day that lies `days` days ahead, in a time zone: the first instant of the day after.
pub(crate) fn end_of_day(now: DateTime<Utc>, days: u32, zone: Tz) -> DateTime<Utc> {
    end_after(now.with_timezone(&zone).date_naive(), days, zone).unwrap_or(now)
}
