use database::Tx;
use kernel::{Actor, AdminRole, ProvisionId};
use serde_json::json;

use super::{
    EmergencyLook, LookOutcome,
    review::{held, words},
};
use crate::{Act, Action, Consent, Error, store};

/// Giving back the right to open records in an emergency after a misuse.
pub struct RestoreEmergencyRight;

impl Action for RestoreEmergencyRight {
    const NAME: &'static str = "emergency-rights.restore";
    const ACT: Act = Act::Administer;
}

/// Who gives it back: support, who answers professionals, or an auditor. Never who found the misuse, nor whose right it is.
const RESTORES: [AdminRole; 2] = [AdminRole::Support, AdminRole::Auditor];

impl Consent {
    /// Gives back the right that one misuse suspended. Where other misuses or overdue looks suspend it too, it stays so.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`Error::Absent`]; [`Error::Unprocessable`] without a reason, for what
    /// is no misuse that suspends anything, for one's own, and for whoever found it.
    pub fn restore_emergency_right(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        access: ProvisionId,
        because: &str,
    ) -> Result<EmergencyLook, Error> {
        let because = words("because", Some(because))?;
        let admin = self.check_admin::<RestoreEmergencyRight>(tx, actor, &RESTORES)?;
        let look = held(tx, &admin, access)?;
        let suspends = look.outcome == Some(LookOutcome::Misuse) && look.restored_at.is_none();
        let (said, fault) = match &look {
            _ if !suspends => ("NotSuspended", "no misuse of this access suspends a right"),
            look if look.person == actor.person => ("OwnAccess", "nobody gives a right back to themselves"),
            look if look.looked_by == Some(actor.person) => {
                ("OwnReview", "whoever found the misuse does not give the right back; another admin does")
            }
            _ => {
                store::write_restored(tx, &admin, access)?;
                admin.name(tx, [access.uuid(), look.person.uuid()]);
                admin.detail(tx, json!({ "because": because }));
                return Ok(EmergencyLook { restored_at: Some(admin.now()), ..look });
            }
        };
        admin.turn_down(tx, access.uuid(), said);
        Err(Error::Unprocessable(fault.to_owned()))
    }
}
