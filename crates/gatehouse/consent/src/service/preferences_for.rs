use database::Tx;
use kernel::{Actor, Assurance, OrganisationId, PersonId, SoftwareId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Facts, GateAnswer, Party, PartyKind, Permit, Reason, Refusal,
    rules::{EmergencySwitches, Preset, Start},
};

/// Telling a listed service how a record may be reached.
pub struct TellPreferences;

impl Action for TellPreferences {
    const NAME: &'static str = "preferences.tell";
    const ACT: Act = Act::Oversee;
}

/// A service that somebody else runs and that the registers of this one list, as identity knows it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedService {
    /// The software.
    pub software: SoftwareId,
    /// Who answers for it.
    pub organisation: OrganisationId,
    /// Whether both are listed now.
    pub listed: bool,
}

/// What a listed service is told, so that it keeps to it too: how one comes to the record. What is hidden in it, whom the
/// holder blocked and for whom there are exceptions is not among it, and nothing here changes when any of that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldPreferences {
    /// In one word.
    pub preset: Preset,
    /// How a care relationship starts.
    pub start: Start,
    /// What an emergency may open.
    pub emergency: EmergencySwitches,
}

impl Consent {
    /// The preferences of a record for a listed service, in the name of whoever uses the service: they may read them
    /// themselves, every gate lets the service pass as well, and the service learns less than they know. The holder's history
    /// names the service.
    ///
    /// # Errors
    /// [`Error::Refused`]: as for anybody without a way where the holder blocked whoever answers for the service, so that the
    /// service cannot tell; the database's.
    pub fn preferences_for(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        service: &ListedService,
    ) -> Result<ToldPreferences, Error> {
        let permit = self.check::<TellPreferences>(tx, actor, space, Ask::default())?;
        self.let_service_pass(tx, &permit, service)?;
        permit.detail(tx, json!({ "service": service.software, "organisation": service.organisation }));
        let preferences = self.preferred(space, permit.provisions(), permit.now())?.preferences;
        Ok(ToldPreferences {
            preset: preferences.preset,
            start: preferences.starts(),
            emergency: preferences.emergency,
        })
    }

    /// Asks each gate about the service itself. One that leaves it but a part of the record leaves it no preferences.
    fn let_service_pass<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, TellPreferences>,
        service: &ListedService,
    ) -> Result<(), Error> {
        let ListedService { software, organisation, listed } = *service;
        let party = Party {
            person: PersonId::from(software.uuid()),
            assurance: Assurance::High,
            second_factor_at: None,
            assisted: false,
            secret: false,
            kind: PartyKind::Establishment { organisation, listed },
        };
        let facts = Facts { party, ..permit.facts().clone() };
        let refusal = self.rules().gates.iter().find_map(|gate| {
            let reason = match gate.judge(&facts, Act::Consult) {
                GateAnswer::Pass => return None,
                GateAnswer::Only(_) => Reason::NoWay,
                GateAnswer::Refuse(reason) => reason,
            };
            Some(Refusal { rule: gate.id(), reason })
        });
        match refusal {
            None => Ok(()),
            Some(refusal) => {
                permit.turn_down(tx, permit.space().uuid(), refusal.reason);
                Err(Error::Refused(refusal))
            }
        }
    }
}
