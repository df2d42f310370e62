use chrono::{DateTime, Utc};
use config::ProtectedWith;
use database::Tx;
use kernel::{Actor, OrganisationId, PersonId, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Condition, Consent, Error, Facts, Permit, Provision, Sought,
    change::ids,
    days::{end_of_its_day, end_of_last_day},
    rules::{
        ACCESS_CODE, ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, CARE_RELATIONSHIP, CARER,
        CareRelationshipTerms, DELEGATION, EMERGENCY_ACCESS, PROTECTION, ProtectionTerms,
        RELATIONSHIP_REQUEST, REPRESENTATIVE, TEMPORARY_ACCESS, handed_on, is_assisted_by, left_by_blocks,
        protection, represents,
    },
};

/// Looking at who gets into a record, and why.
pub struct ListCareTeam;

impl Action for ListCareTeam {
    const NAME: &'static str = "care-team.list";
    const ACT: Act = Act::Oversee;
}

/// Ending what somebody was given, or shortening it.
pub struct EndGrant;

impl Action for EndGrant {
    const NAME: &'static str = "care-team.end";
    const ACT: Act = Act::Prefer;
}

/// Giving a care relationship another end.
pub struct MoveEnd;

impl Action for MoveEnd {
    const NAME: &'static str = "care-relationships.move-end";
    const ACT: Act = Act::Prefer;
}

/// Ending everything that anybody was given.
pub struct EndEverything;

impl Action for EndEverything {
    const NAME: &'static str = "care-team.end-everything";
    const ACT: Act = Act::Prefer;
}

/// Making a doctor an administrator of the record.
pub struct NameAdministrator;

impl Action for NameAdministrator {
    const NAME: &'static str = "care-team.name-administrator";
    const ACT: Act = Act::Grant;
}

/// Kinds of provision that let somebody in, or into what is masked, or may come to, and that the holder can end.
const GRANTS: [&str; 9] = [
    ASSISTANCE,
    CARER,
    CARE_RELATIONSHIP,
    DELEGATION,
    TEMPORARY_ACCESS,
    EMERGENCY_ACCESS,
    ADMINISTRATOR,
    RELATIONSHIP_REQUEST,
    ACCESS_CODE,
];

/// Something that lets somebody in, or that asks to.
#[derive(Debug, Clone)]
pub struct Granted {
    /// Its id.
    pub id: ProvisionId,
    /// Its kind: `care_relationship`, `delegation` …
    pub kind: String,
    /// Whom it lets in; none for a whole team.
    pub person: Option<PersonId>,
    /// The structure in which it does, or the team.
    pub organisation: Option<OrganisationId>,
    /// What it says beyond.
    pub terms: serde_json::Value,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Until when, if it ends by itself.
    pub until: Option<DateTime<Utc>>,
    /// Who gave it: the holder, or whoever handed it on.
    pub given_by: PersonId,
    /// Whether the holder blocked them: they see only what they put in.
    pub is_blocked: bool,
}

impl From<&Provision> for Granted {
    fn from(one: &Provision) -> Self {
        Self {
            id: one.id,
            kind: one.kind.clone(),
            person: one.person,
            organisation: one.organisation,
            terms: serde_json::Value::clone(&one.terms),
            since: one.starts_at,
            until: one.ends_at,
            given_by: one.given_by,
            is_blocked: false,
        }
    }
}

impl Consent {
    /// Everything that lets somebody in now, with who the attending doctor is, and the permit under which they are named.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn care_team<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ListCareTeam>, Vec<Granted>), Error> {
        let permit = self.check::<ListCareTeam>(tx, actor, space, Ask::default())?;
        let granted = granted(permit.facts());
        Ok((permit, granted))
    }

    /// Ends one thing that somebody was given or asks for. What was handed on from it ends with it.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for nothing that runs.
    pub fn end_grant(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        kind: &'static str,
        grant: ProvisionId,
    ) -> Result<Granted, Error> {
        let permit = self.check::<EndGrant>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let is_it = |one: &Provision| one.id == grant && one.kind == kind && GRANTS.contains(&kind);
        let ended = change.end(tx, permit.now(), |one| is_it(one) || handed_on(one) == Some(grant))?;
        let Some(one) = ended.iter().find(|one| one.id == grant) else {
            return Err(permit.absent(tx, Sought::Relationship, grant.uuid()));
        };
        change.settle(tx)?;
        permit.name(tx, [grant.uuid()]);
        permit.detail(tx, json!({ "kind": kind, "person": one.person, "organisation": one.organisation }));
        Ok(Granted::from(one))
    }

    /// Ends everything that lets anybody in, in one act: nobody but the holder's side sees anything any more. What hides and
    /// whom the holder blocked stays.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn end_everything(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<Vec<Granted>, Error> {
        let permit = self.check::<EndEverything>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let ended = change.end(tx, permit.now(), |one| GRANTS.contains(&one.kind.as_str()))?;
        change.settle(tx)?;
        permit.name(tx, ended.iter().map(|one| one.id.uuid()));
        permit.detail(tx, json!({ "ended": ids(&ended) }));
        Ok(ended.iter().map(Granted::from).collect())
    }

    /// Gives a care relationship another end: the end of that day where the holder lives. Earlier needs nothing more; later is
    /// a grant.
    ///
    /// # Errors
    /// [`Error::Refused`], to lengthen also without a second factor that was just shown; [`Error::Absent`];
    /// [`Error::Unprocessable`] for an end that is over or too far.
    pub fn move_relationship_end(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        relationship: ProvisionId,
        until: DateTime<Utc>,
    ) -> Result<Granted, Error> {
        let permit = self.check::<MoveEnd>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let (now, most) = (permit.now(), self.reference.durations().care_relationship.maximum_days);
        super::check_end("a care relationship", Some(until), now)?;
        let farthest = end_of_last_day(now, most, zone);
        let until = end_of_its_day(until, zone).ok_or(Error::Disagreement)?;
        if farthest.is_none_or(|farthest| until > farthest) {
            return Err(Error::Unprocessable(format!(
                "a care relationship ends within {most} days from now; give it another end later"
            )));
        }
        let facts = permit.facts();
        let found = facts.running(CARE_RELATIONSHIP).find(|one| one.id == relationship);
        let Some(found) = found else {
            return Err(permit.absent(tx, Sought::Relationship, relationship.uuid()));
        };
        if found.ends_at.is_some_and(|end| end < until) {
            self.also(tx, &permit, Act::Grant)?;
        }
        let moved = Provision { ends_at: Some(until), ..found.clone() };
        change.move_end(tx, &moved)?;
        change.settle(tx)?;
        permit.name(tx, [relationship.uuid()]);
        permit.detail(tx, json!({ "until": until, "before": found.ends_at }));
        Ok(Granted::from(&moved))
    }

    /// Makes a doctor an administrator of the record: masks do not hide from that doctor, who needs a way in all the same.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Unprocessable`] for one too many.
    pub fn name_administrator(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        doctor: PersonId,
    ) -> Result<Granted, Error> {
        let permit = self.check::<NameAdministrator>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        let same = |one: &Provision| one.kind == ADMINISTRATOR && one.person == Some(doctor);
        let others = permit.facts().running(ADMINISTRATOR).filter(|one| !same(one)).count();
        super::check_number("administrator doctors", others + 1, MOST_ADMINISTRATORS)?;
        change.end(tx, now, same)?;
        let new =
            Provision { person: Some(doctor), ..self.provision_of(ADMINISTRATOR, json!({}), actor, now) };
        change.give(tx, &new)?;
        change.settle(tx)?;
        permit.name(tx, [new.id.uuid()]);
        permit.detail(tx, json!({ "person": doctor }));
        Ok(Granted::from(&new))
    }
}

/// Whether a provision makes somebody act for the holder now: for a minor, or by representation for a protected adult.
fn acts(facts: &Facts, one: &Provision) -> bool {
    let by_representation = |terms: ProtectionTerms| terms.with == ProtectedWith::Representation;
    represents(facts, one) || protection(facts, one).is_some_and(by_representation)
}

/// Everything that lets somebody in by these facts, whoever acts for the holder or assists them among it, and who the attending doctor is. What was handed on from a relationship
/// that is over lets nobody in.
pub(super) fn granted(facts: &Facts) -> Vec<Granted> {
    let behind = |one: &Provision| {
        let relationship = handed_on(one)?;
        facts.running(CARE_RELATIONSHIP).find(|one| one.id == relationship)
    };
    let lives = |one: &Provision| one.kind != DELEGATION || behind(one).is_some();
    let listed = |one: &&Provision| match one.kind.as_str() {
        REPRESENTATIVE | PROTECTION => acts(facts, one),
        ASSISTANCE => is_assisted_by(facts, one),
        kind => facts.is_in_force(one) && (GRANTS.contains(&kind) || kind == ATTENDING_DOCTOR) && lives(one),
    };
    let grant = |one: &Provision| {
        // What was handed on ends with what it comes from.
        let ends = [one.ends_at, behind(one).and_then(|one| one.ends_at)];
        let is_blocked = one
            .person
            .is_some_and(|person| left_by_blocks(facts, person, one.organisation) != Condition::Always);
        Granted { until: ends.into_iter().flatten().min(), is_blocked, ..Granted::from(one) }
    };
    facts.provisions.iter().filter(listed).map(grant).collect()
}

/// Whom a whole record is shown, masks and all, are few.
const MOST_ADMINISTRATORS: u32 = 5;

impl Granted {
    /// What a care relationship says, where it is one.
    pub fn relationship(&self) -> Option<CareRelationshipTerms> {
        (self.kind == CARE_RELATIONSHIP).then(|| serde_json::from_value(self.terms.clone()).ok()).flatten()
    }
}
