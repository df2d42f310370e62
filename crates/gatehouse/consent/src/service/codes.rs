//! One-time codes: how they are made, found and used.

use chrono::{DateTime, TimeDelta, Utc};
use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;
use uuid::Uuid;
use vault::Purpose;

use crate::{
    Act, Action, Ask, Code, Consent, Error, Permit, Provision, Reason, Refusal, RuleId,
    change::Change,
    rules::{ACCESS_CODE, AccessCodeTerms, Serves},
    store,
};

/// Making a code by which a care relationship begins.
pub struct MakeRelationshipCode;

impl Action for MakeRelationshipCode {
    const NAME: &'static str = "care-relationships.make-code";
    const ACT: Act = Act::Grant;
}

/// What the tags of codes are of.
const DOMAIN: &str = "consent.code";
/// Codes of a record that wait at a time: more than anybody hands out in a day.
const MOST_WAITING: u32 = 20;

/// A code that was made.
#[derive(Debug)]
pub struct MadeCode {
    /// Its id.
    pub id: ProvisionId,
    /// The code, which is shown once and kept nowhere.
    pub code: Code,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when it can be used.
    pub until: DateTime<Utc>,
}

/// Where a code leads.
pub(crate) struct FoundCode {
    pub(crate) space: SpaceId,
    provision: ProvisionId,
    tag: String,
    secret: bool,
}

impl FoundCode {
    /// What is asked with a code: whatever comes of one that was given in secret is kept so as well.
    pub(crate) fn ask(found: Option<&Self>, ask: Ask) -> Ask {
        Ask { secret_code: found.is_some_and(|found| found.secret), ..ask }
    }

    /// What the code opens, where a provision is the one that it leads to. A row that was made to lead elsewhere leads to
    /// nothing: what is sealed says which code it is.
    pub(crate) fn serves(&self, one: &Provision) -> Option<Serves> {
        let is_it = one.kind == ACCESS_CODE && one.id == self.provision;
        let terms = is_it.then(|| one.terms::<AccessCodeTerms>()).flatten()?;
        (terms.tag == self.tag).then_some(terms.serves)
    }
}

impl Consent {
    /// Makes a code by which a professional begins a care relationship, however the holder lets one start.
    ///
    /// # Errors
    /// [`Error::Refused`], also without a second factor that was just shown; [`Error::Unprocessable`] for a duration that cannot
    /// be, and for one code too many.
    pub fn make_relationship_code(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        days: Option<u32>,
    ) -> Result<MadeCode, Error> {
        let permit = self.check::<MakeRelationshipCode>(tx, actor, space, Ask::default())?;
        let most = self.reference.durations().care_relationship.maximum_days;
        if days.is_some_and(|days| !(1..=most).contains(&days)) {
            return Err(Error::Unprocessable(format!(
                "the holder lets a care relationship last 1 to {most} days, another number was said"
            )));
        }
        let minutes = self.reference.durations().code.relationship_minutes;
        let until = permit.now() + TimeDelta::minutes(i64::from(minutes));
        let change = self.change(tx, &permit)?;
        let made = self.make_code(tx, &change, &permit, actor, Serves::CareRelationship { days }, until)?;
        change.settle(tx)?;
        permit.name(tx, [made.id.uuid()]);
        permit.detail(tx, json!({ "until": until, "days": days }));
        Ok(made)
    }

    /// Adds a code to a change that has begun.
    pub(super) fn make_code<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        change: &Change<'_, 'tx, A>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        serves: Serves,
        until: DateTime<Utc>,
    ) -> Result<MadeCode, Error> {
        let waiting = permit.facts().running(ACCESS_CODE).count();
        super::check_number("codes that nobody has used yet", waiting + 1, MOST_WAITING)?;
        let code = Code::fresh(self.rng.as_ref());
        let tag = self.vault.service(Purpose::Codes).current()?.mac(DOMAIN, &[code.bytes()])?;
        let terms = AccessCodeTerms { tag: in_digits(&tag), serves };
        let new = Provision {
            ends_at: Some(until),
            ..self.provision_of(ACCESS_CODE, json!(terms), actor, permit.now())
        };
        change.give(tx, &new)?;
        store::insert_code(tx, permit, &tag, new.id, until)?;
        Ok(MadeCode { id: new.id, code, made_at: permit.now(), until })
    }

    /// Where a code leads that somebody typed, whatever became of it. What no code can be is looked for as well.
    pub(super) fn find_code(&self, tx: &mut Tx<'_>, code: Option<&Code>) -> Result<Option<FoundCode>, Error> {
        let mut tags = Vec::new();
        for key in self.vault.service(Purpose::Codes).live()? {
            tags.push(key.mac(DOMAIN, &[code.map_or(b"".as_slice(), Code::bytes)])?.to_vec());
        }
        let found = store::code_without_permit(tx, &tags)?;
        Ok(found.map(|row| FoundCode {
            space: row.space_id.into(),
            provision: row.provision.into(),
            tag: in_digits(&row.tag),
            secret: row.secret,
        }))
    }

    /// Uses a code up: it ends, and nobody else uses it. Gives the provision that it was and what it opens; none where somebody
    /// was first, or where it opens something else than is wanted.
    pub(super) fn use_code<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        change: &Change<'_, 'tx, A>,
        permit: &Permit<'tx, A>,
        found: Option<&FoundCode>,
        wanted: impl Fn(&Serves) -> bool,
    ) -> Result<Option<(Provision, Serves)>, Error> {
        let opens =
            |one: &Provision| found.and_then(|found| found.serves(one)).filter(|serves| wanted(serves));
        let stands = |one: &Provision| permit.facts().stands(one);
        let used = change.end(tx, permit.now(), |one| opens(one).is_some() && stands(one))?;
        let used = used.into_iter().next();
        // What is sealed counts, and not what the row says by which the code was found.
        if used.as_ref().is_some_and(|one| one.secret) {
            permit.keep_secret(tx);
        }
        Ok(used.and_then(|one| opens(&one).map(|serves| (one, serves))))
    }

    /// Forgets where codes led whose time has been over for a day; says how many. A job calls it.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_codes(&self, tx: &mut Tx<'_>) -> Result<usize, Error> {
        Ok(store::forget_codes_without_permit(tx, self.clock.now() - TimeDelta::days(1))?)
    }
}

/// Where nothing leads: what is decided about it costs what anything else does.
pub(super) fn nowhere() -> SpaceId {
    SpaceId::from(Uuid::nil())
}

/// That there is no such code: one answer for a code that is wrong, over, used, taken back, of another record or for something
/// else, and for whoever may use none in this record. What is about the caller's own log-in alone is said as it is.
pub(super) fn no_such_code(error: Error) -> Error {
    match error {
        Error::Refused(refusal) if is_about_log_in(refusal.reason) => Error::Refused(refusal),
        Error::Refused(Refusal { rule, .. }) => Error::Refused(Refusal { rule, reason: Reason::NoSuchCode }),
        other => other,
    }
}

/// Turns the line of an act into the refusal of a code that does not count, and gives the error to return.
pub(super) fn turn_down<'tx, A: Action>(tx: &mut Tx<'tx>, permit: &Permit<'tx, A>) -> Error {
    permit.turn_down(tx, permit.space().uuid(), Reason::NoSuchCode);
    Error::Refused(Refusal { rule: RuleId::new("W"), reason: Reason::NoSuchCode })
}

fn is_about_log_in(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::AssuranceTooLow
            | Reason::NotInGoodStanding
            | Reason::NotListed
            | Reason::NotWhileAssisted
            | Reason::SecretIsNotTheirs
            | Reason::NotInSecret
    )
}

fn in_digits(tag: &[u8]) -> String {
    tag.iter().map(|byte| format!("{byte:02x}")).collect()
}
