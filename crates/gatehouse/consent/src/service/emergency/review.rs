use database::Tx;
use kernel::{Actor, ProvisionId};
use serde_json::json;

use super::{EmergencyLook, LookOutcome, look::LOOKS};
use crate::{Act, Action, AdminPermit, Consent, Error, Sought, store};

/// Saying what a second look at an access in an emergency gave.
pub struct ReviewEmergency;

impl Action for ReviewEmergency {
    const NAME: &'static str = "emergency-looks.review";
    const ACT: Act = Act::Administer;
}

/// What a second look gave, and why.
#[derive(Debug, Clone)]
pub struct Review {
    /// What.
    pub outcome: LookOutcome,
    /// Why: a misuse asks for it. At most 500 characters.
    pub because: Option<String>,
}

/// How long the words of a look may be.
pub(super) const LONGEST_WORDS: usize = 500;

impl Consent {
    /// Says what a second look gave. Whoever opened the record does not look at that again. A misuse suspends the right to
    /// open records in an emergency until an admin gives it back.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever is no auditor; [`Error::Absent`]; [`Error::Unprocessable`] for one's own access, for one
    /// that was looked at, and for a misuse without a reason.
    pub fn review_emergency(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        access: ProvisionId,
        review: &Review,
    ) -> Result<Reviewed, Error> {
        let because = words("because", review.because.as_deref())?;
        if review.outcome == LookOutcome::Misuse && because.is_none() {
            return Err(Error::Unprocessable("a misuse is reported with `because`".to_owned()));
        }
        let admin = self.check_admin::<ReviewEmergency>(tx, actor, &LOOKS)?;
        let look = held(tx, &admin, access)?;
        if look.person == actor.person {
            admin.turn_down(tx, access.uuid(), "OwnAccess");
            let fault =
                "whoever opened a record in an emergency does not look at it again; another auditor does";
            return Err(Error::Unprocessable(fault.to_owned()));
        }
        if look.looked_at.is_some() {
            admin.turn_down(tx, access.uuid(), "LookedAt");
            return Err(Error::Unprocessable("this access was looked at already".to_owned()));
        }
        store::write_outcome(tx, &admin, access, review.outcome)?;
        admin.name(tx, [access.uuid(), look.person.uuid()]);
        admin.detail(tx, json!({ "outcome": review.outcome.as_str(), "because": because }));
        let behind = store::provisions_of_looks(tx, &admin, &[(look.space, access)])?;
        let secret = behind.iter().any(|(_, one)| one.is_secret());
        let outcome = Some(review.outcome);
        let look =
            EmergencyLook { looked_at: Some(admin.now()), looked_by: Some(actor.person), outcome, ..look };
        Ok(Reviewed { look, secret })
    }
}

/// An access that was looked at again.
#[derive(Debug, Clone)]
pub struct Reviewed {
    /// What became of it.
    pub look: EmergencyLook,
    /// Whether it was opened in secret.
    pub secret: bool,
}

/// The look at an access; an error where there is none.
pub(super) fn held<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    admin: &AdminPermit<'tx, A>,
    access: ProvisionId,
) -> Result<EmergencyLook, Error> {
    let found = store::hold_look(tx, admin, access)?;
    found.ok_or_else(|| {
        admin.turn_down(tx, access.uuid(), "Absent");
        Error::Absent(Sought::EmergencyAccess)
    })
}

/// What was said, cut of blanks; an error where that is nothing or too long.
pub(super) fn words<'a>(name: &str, said: Option<&'a str>) -> Result<Option<&'a str>, Error> {
    let said = said.map(str::trim);
    if said.is_some_and(|said| said.is_empty() || said.chars().count() > LONGEST_WORDS) {
        return Err(Error::Unprocessable(format!("`{name}` has 1 to {LONGEST_WORDS} characters")));
    }
    Ok(said)
}
