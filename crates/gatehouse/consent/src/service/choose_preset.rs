use database::Tx;
use kernel::{Actor, ProvisionId, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Provision,
    change::ids,
    rules::{PRESET, Preset, PresetTerms},
};

/// Choosing how a record may be reached.
pub struct ChoosePreset;

impl Action for ChoosePreset {
    const NAME: &'static str = "preferences.choose-preset";
    const ACT: Act = Act::Prefer;
}

/// Reading how a record may be reached.
pub struct ReadPreset;

impl Action for ReadPreset {
    const NAME: &'static str = "preferences.read-preset";
    const ACT: Act = Act::Prefer;
}

impl Consent {
    /// Chooses the preset of a record, in the place of the one before. Relationships that run go on.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn choose_preset(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        preset: Preset,
    ) -> Result<(), Error> {
        let permit = self.check::<ChoosePreset>(tx, actor, space, Ask::default())?;
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        let replaced = ids(&change.end(tx, now, |one| one.kind == PRESET)?);
        let provision = Provision {
            id: ProvisionId::new(self.clock.as_ref(), self.rng.as_ref()),
            kind: PRESET.to_owned(),
            person: None,
            organisation: None,
            terms: json!(PresetTerms { preset }),
            starts_at: now,
            ends_at: None,
            given_by: actor.person,
            given_at: now,
        };
        change.give(tx, &provision)?;
        change.settle(tx)?;
        permit.name(tx, [provision.id.uuid()]);
        permit.detail(tx, json!({ "preset": preset.as_str(), "replaces": replaced }));
        Ok(())
    }

    /// The preset that counts for a record.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn preset_of(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId) -> Result<Preset, Error> {
        let permit = self.check::<ReadPreset>(tx, actor, space, Ask::default())?;
        Ok(permit.preset())
    }
}
