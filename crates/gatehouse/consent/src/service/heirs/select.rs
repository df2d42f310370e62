use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use config::ClaimedBy;
use database::Tx;
use kernel::{Actor, PersonId, ProvisionId, SpaceId};
use serde_json::json;
use uuid::Uuid;

use crate::{
    Act, Action, Ask, Condition, Consent, Error, Permit, Provision, Reason, Sought,
    rules::{HEIR_ACCESS, HEIR_SELECTION, HeirAccessTerms, HeirSelectionTerms},
};

/// Choosing documents for somebody who asked.
pub struct SelectForHeir;

impl Action for SelectForHeir {
    const NAME: &'static str = "after-death.select";
    const ACT: Act = Act::Select;
}

/// Documents that one selection names.
const MOST_NAMED: usize = 200;

/// What came of a selection.
#[derive(Debug, Clone, Copy)]
pub struct Selected {
    /// The access; none where nothing was chosen.
    pub access: Option<ProvisionId>,
    /// Who asked.
    pub asks: PersonId,
    /// In which of two ways.
    pub by: ClaimedBy,
    /// Until when they are shown what was chosen.
    pub until: DateTime<Utc>,
    /// The time zone of the holder.
    pub zone: Tz,
}

impl Consent {
    /// Begins to choose: the permit shows what may be chosen.
    ///
    /// # Errors
    /// [`Error::Refused`]; [`Error::Absent`] for no selection of one's own that runs.
    pub fn selecting<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
        selection: ProvisionId,
    ) -> Result<Permit<'tx, SelectForHeir>, Error> {
        let permit = self.check::<SelectForHeir>(tx, actor, space, Ask::by("W9"))?;
        match chosen_for(&permit, actor, selection) {
            Some(terms) if terms.claim.by == ClaimedBy::Heir => {
                // Of what another selection of the same doctor shows nothing is for heirs.
                Ok(permit.narrowed(Condition::HiddenFromRepresentatives.negate()))
            }
            Some(_) => Ok(permit),
            None => Err(permit.absent(tx, Sought::HeirSelection, selection.uuid())),
        }
    }

    /// Gives whoever asked what a doctor chose, or nothing, and ends the selection.
    ///
    /// # Errors
    /// [`Error::Absent`] for no selection of one's own that runs; [`Error::Unprocessable`] for too many documents.
    pub fn select_for_heir<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, SelectForHeir>,
        actor: &Actor,
        (selection, documents): (ProvisionId, Vec<Uuid>),
    ) -> Result<Selected, Error> {
        if permit.is_secret() {
            permit.turn_down(tx, selection.uuid(), Reason::NotInSecret);
            let fault = "this is done in an ordinary connection, and not in a secret one";
            return Err(Error::Unprocessable(fault.to_owned()));
        }
        if documents.len() > MOST_NAMED {
            permit.turn_down(tx, selection.uuid(), Reason::Contradicts);
            return Err(Error::Unprocessable(format!(
                "a selection names {MOST_NAMED} documents at most; `{}` were named",
                documents.len()
            )));
        }
        let Some(HeirSelectionTerms { claim, asks, .. }) = chosen_for(permit, actor, selection) else {
            return Err(permit.absent(tx, Sought::HeirSelection, selection.uuid()));
        };
        let now = permit.now();
        let zone = permit.space_facts().map(|facts| facts.zone).ok_or(Error::Disagreement)?;
        let until = now + TimeDelta::days(i64::from(self.reference.after_death().access_days));
        let (by, number) = (claim.by, documents.len());
        let change = self.change(tx, permit)?;
        if change.end(tx, now, |one| one.id == selection)?.is_empty() {
            return Err(permit.absent(tx, Sought::HeirSelection, selection.uuid()));
        }
        let access = (!documents.is_empty()).then(|| Provision {
            person: Some(asks),
            ends_at: Some(until),
            ..self.provision_of(
                HEIR_ACCESS,
                json!(HeirAccessTerms { claim, documents, selection }),
                actor,
                now,
            )
        });
        if let Some(access) = &access {
            change.give(tx, access)?;
        }
        change.settle(tx)?;
        permit.name(tx, [selection.uuid()]);
        permit.detail(tx, json!({ "documents": number }));
        Ok(Selected { access: access.map(|one| one.id), asks, by, until, zone })
    }
}

/// What a selection of one's own is for, where it runs and counts.
fn chosen_for<A: Action>(
    permit: &Permit<'_, A>,
    actor: &Actor,
    selection: ProvisionId,
) -> Option<HeirSelectionTerms> {
    let is_it = |one: &&Provision| {
        one.id == selection && one.kind == HEIR_SELECTION && one.person == Some(actor.person)
    };
    let one = permit.provisions().iter().find(is_it)?;
    let terms: HeirSelectionTerms = one.terms()?;
    (terms.proposed_by != one.given_by).then_some(terms)
}
