use database::Tx;
use kernel::{Actor, SpaceId};
use serde_json::json;

use crate::{
    Act, Action, Ask, Consent, Error, Provision,
    change::ids,
    rules::{PRESET, Preset, PresetTerms, STARTING, Start, start_in_force},
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
    /// [`Error::Refused`], also without a second factor that was just shown for one that opens more; the database's.
    pub fn choose_preset(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        preset: Preset,
    ) -> Result<(), Error> {
        let permit = self.check::<ChoosePreset>(tx, actor, space, Ask::default())?;
        if Start::of(preset) < start_in_force(permit.facts()) {
            self.also(tx, &permit, Act::Loosen)?;
        }
        let change = self.change(tx, &permit)?;
        let now = permit.now();
        // A preset stands in front of what was chosen one by one.
        let chosen = |one: &Provision| [PRESET, STARTING].contains(&one.kind.as_str());
        let replaced = ids(&change.end(tx, now, chosen)?);
        let provision = self.provision_of(PRESET, json!(PresetTerms { preset }), actor, now);
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
