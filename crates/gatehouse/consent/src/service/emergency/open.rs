use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use config::EmergencyCeilings;
use database::{
    Tx,
    idempotency::{self, Claim, IdempotencyClaim},
};
use kernel::{Actor, OrganisationId, ProvisionId, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Act, Action, Ask, Consent, EmergencyPurpose, Error, Permit, Provision, Reason, Refusal, RuleId,
    change::ids,
    keyed,
    rules::{CARE_RELATIONSHIP, EMERGENCY_ACCESS, EmergencyTerms},
    store,
};

/// Opening a record in an emergency.
pub struct BreakGlass;

impl Action for BreakGlass {
    const NAME: &'static str = "emergency-accesses.open";
    const ACT: Act = Act::BreakGlass;
}

/// What somebody has to attest and did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// That the person cannot express their will.
    CannotExpressWill,
    /// That there is an immediate risk.
    ImmediateRisk,
}

/// That both conditions of the law were attested, where the purpose asks for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attested(());

impl Attested {
    /// Breaking the glass asks for both; a centre that regulates calls may be called by the person itself.
    ///
    /// # Errors
    /// What is missing.
    pub fn by(
        purpose: EmergencyPurpose,
        cannot_express_will: bool,
        immediate_risk: bool,
    ) -> Result<Self, Vec<Missing>> {
        let is_needed = purpose == EmergencyPurpose::BreakTheGlass;
        let said =
            [(cannot_express_will, Missing::CannotExpressWill), (immediate_risk, Missing::ImmediateRisk)];
        let missing: Vec<Missing> =
            said.into_iter().filter(|(said, _)| is_needed && !said).map(|(_, what)| what).collect();
        if missing.is_empty() { Ok(Self(())) } else { Err(missing) }
    }
}

/// What somebody says who opens a record in an emergency.
#[derive(Debug, Clone)]
pub struct EmergencyCommand {
    /// For which purpose.
    pub purpose: EmergencyPurpose,
    /// Why, code of the reference data.
    pub reason: String,
    /// Why, in words: at most 500 characters.
    pub words: Option<String>,
    /// What was attested.
    pub attested: Attested,
    /// The caller's `Idempotency-Key`.
    pub idempotency: Option<IdempotencyClaim>,
}

/// The access as it runs.
#[derive(Debug, Clone)]
pub struct OpenedEmergency {
    /// Its id.
    pub id: ProvisionId,
    /// For which purpose.
    pub purpose: EmergencyPurpose,
    /// Since when.
    pub starts_at: DateTime<Utc>,
    /// Its end.
    pub ends_at: DateTime<Utc>,
    /// The holder's time zone.
    pub zone: Tz,
    /// Whether the same request made it before.
    pub replayed: bool,
    /// Whether it was opened in secret.
    pub secret: bool,
}

/// How long the words of a reason may be.
const LONGEST_WORDS: usize = 500;
/// The reason that says nothing without words.
const OTHER: &str = "other";

impl Consent {
    /// Opens a record in an emergency for the calling professional, in the session's situation of practice. One that runs
    /// already is ended and this one takes its place. A second person looks at each again.
    ///
    /// # Errors
    /// [`Error::Refused`] where nothing opens it, also where too many were opened, or the right is suspended;
    /// [`Error::Unprocessable`] for a reason that is none; [`Error::KeyReused`].
    pub fn open_emergency(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        command: &EmergencyCommand,
    ) -> Result<OpenedEmergency, Error> {
        self.check_reason(command)?;
        let ask = Ask { emergency: Some(command.purpose), ..ask };
        let permit = self.check::<BreakGlass>(tx, actor, space, ask)?;
        let change = self.change(tx, &permit)?;
        let (Some(practice), Some(facts)) = (permit.party().practice().cloned(), permit.space_facts()) else {
            return Err(Error::Disagreement);
        };
        let (now, zone, durations) = (permit.now(), facts.zone, &self.reference.durations().emergency);
        let id = ProvisionId::new(self.clock.as_ref(), self.rng.as_ref());
        if let Some(claim) = &command.idempotency {
            let claim = keyed(&self.vault, space, claim)?;
            match idempotency::claim(tx, &claim, id.uuid(), now)? {
                Claim::New => {}
                Claim::Replay(made) => return self.emergency_before(tx, &permit, actor, made, zone),
                Claim::Mismatch => {
                    permit.turn_down(tx, space.uuid(), Reason::Contradicts);
                    return Err(Error::KeyReused);
                }
            }
        }
        self.count_emergency(tx, &permit, practice.organisation)?;
        let mine =
            |one: &Provision| (one.person, one.organisation) == (Some(actor.person), practice.organisation);
        let had_relationship = permit.facts().running(CARE_RELATIONSHIP).any(mine);
        let terms = EmergencyTerms {
            purpose: command.purpose,
            profession: practice.profession.clone(),
            reason: command.reason.clone(),
            words: command.words.clone(),
            had_relationship,
        };
        let ends_at = now + TimeDelta::hours(i64::from(durations.access_hours));
        let new = Provision {
            id,
            person: Some(actor.person),
            organisation: practice.organisation,
            ends_at: Some(ends_at),
            ..self.provision_of(EMERGENCY_ACCESS, json!(terms), actor, now)
        };
        let replaced = ids(&change.end(tx, now, |one| one.kind == EMERGENCY_ACCESS && mine(one))?);
        change.give(tx, &new)?;
        change.settle(tx)?;
        let look = store::NewLook {
            id,
            person: actor.person,
            organisation: practice.organisation,
            purpose: command.purpose,
            had_relationship,
            due_at: now + TimeDelta::days(i64::from(durations.review_days)),
        };
        store::insert_look(tx, &permit, &look)?;
        permit.name(tx, [id.uuid()]);
        permit.detail(tx, json!({ "emergency": terms, "until": ends_at, "replaces": replaced }));
        let (purpose, secret) = (command.purpose, permit.is_secret());
        Ok(OpenedEmergency { id, purpose, starts_at: now, ends_at, zone, replayed: false, secret })
    }

    fn check_reason(&self, command: &EmergencyCommand) -> Result<(), Error> {
        let EmergencyCommand { reason, words, .. } = command;
        let fault = |text: String| Err(Error::Unprocessable(text));
        if !self.reference.emergency().reasons.iter().any(|known| known.code == *reason) {
            return fault(format!("`{reason}` is no reason of the reference data"));
        }
        if let Some(said) = words {
            super::super::check_words("what is said about an emergency", said, LONGEST_WORDS)?;
        }
        if reason == OTHER && words.is_none() {
            return fault(format!("the reason `{OTHER}` says nothing without `words`"));
        }
        Ok(())
    }

    /// Refuses one too many: of the person in an hour and on a day, of the structure in an hour, over all records.
    fn count_emergency<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, BreakGlass>,
        organisation: Option<OrganisationId>,
    ) -> Result<(), Error> {
        let counts = store::emergencies_counted(tx, permit, permit.party().person, organisation)?;
        if !is_over(&counts, self.reference.emergency().ceilings) {
            return Ok(());
        }
        permit.turn_down(tx, permit.space().uuid(), Reason::TooMany);
        Err(Error::Refused(Refusal { rule: RuleId::new("W8"), reason: Reason::TooMany }))
    }

    /// The access that the same request opened before.
    fn emergency_before<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, BreakGlass>,
        actor: &Actor,
        made: Uuid,
        zone: Tz,
    ) -> Result<OpenedEmergency, Error> {
        let found = store::provision(tx, permit, self.vault.space(permit.space())?.as_ref(), made)?
            .filter(|found| found.person == Some(actor.person));
        let found = found.and_then(|found| Some((found.terms::<EmergencyTerms>()?, found.ends_at?, found)));
        let Some((terms, ends_at, found)) = found else {
            permit.turn_down(tx, permit.space().uuid(), Reason::Contradicts);
            return Err(Error::KeyReused);
        };
        permit.name(tx, [made]);
        permit.detail(tx, json!({ "replayed": true }));
        let (id, starts_at, secret) = (found.id, found.starts_at, found.secret);
        Ok(OpenedEmergency { id, purpose: terms.purpose, starts_at, ends_at, zone, replayed: true, secret })
    }
}

fn is_over(counts: &store::EmergencyCounts, ceilings: EmergencyCeilings) -> bool {
    counts.person_hour >= ceilings.person_hour
        || counts.person_day >= ceilings.person_day
        || counts.organisation_hour >= ceilings.organisation_hour
}
