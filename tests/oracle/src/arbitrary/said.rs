use consent::{Party, PartyKind, Provision};
use kernel::{OrganisationId, PersonId, ProvisionId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Scene,
    party::{anyone, anywhere},
    times::Moments,
};
use crate::{Vocabulary, dice::Dice};

/// Whom a provision concerns.
type Concerned = (Option<PersonId>, Option<OrganisationId>);

/// The kinds of which facts speak, and how often.
const KINDS: [(u64, &str); 17] = [
    (24, "exception"),
    (10, "topic"),
    (9, "default_mask"),
    (8, "opened"),
    (8, "block"),
    (4, "attending_doctor"),
    (4, "administrator"),
    (7, "temporary_access"),
    (7, "care_relationship"),
    (6, "delegation"),
    (6, "emergency_access"),
    (6, "emergency_switches"),
    (5, "preset"),
    (5, "starting"),
    (4, "representative"),
    (1, "of_another_release"),
    (0, ""),
];

impl Vocabulary {
    /// One more thing that the consent says; the first one is most often what the scene is about.
    pub(super) fn say(
        &self,
        dice: &mut Dice,
        scene: Scene,
        now: &Moments,
        party: &Party,
        first: bool,
        said: &mut Vec<Provision>,
    ) {
        if !self.extra.is_empty() && dice.percent(40) {
            let (kind, forms) = dice.pick(&self.extra).clone();
            let terms = dice.pick(&forms).clone();
            let concerned = concerned(dice, party);
            said.push(provision(dice, now, &kind, terms, concerned));
            return;
        }
        let kind = if first && dice.percent(90) { entry(dice, scene, party) } else { *dice.weigh(&KINDS) };
        if kind == "delegation" {
            self.hand_on(dice, now, party, said);
            return;
        }
        if kind == "exception" && dice.percent(40) && say_anew(dice, now, said) {
            return;
        }
        let terms = self.terms(dice, kind, now, party);
        let terms = if dice.percent(6) { spoilt(dice, terms) } else { terms };
        let concerned = match kind {
            "exception" => one_party(dice, party, &terms),
            "block" => blocked(dice, party),
            "default_mask" if terms.get("scope") != Some(&json!("organisation")) && dice.percent(90) => {
                (None, None)
            }
            _ => concerned(dice, party),
        };
        said.push(provision(dice, now, kind, terms, concerned));
    }

    /// A delegation with the care relationship from which it comes, or with another one.
    fn hand_on(&self, dice: &mut Dice, now: &Moments, party: &Party, said: &mut Vec<Provision>) {
        let mut structure = party.organisation();
        if structure.is_none() || dice.percent(8) {
            structure = dice.maybe(85, anywhere);
        }
        let mut grantor = anyone(dice);
        while grantor == party.person && dice.percent(95) {
            grantor = anyone(dice);
        }
        let profession = self.profession(dice);
        let terms = self.relationship(dice, &profession);
        let of_whom = if dice.percent(93) { Some(grantor) } else { dice.maybe(80, anyone) };
        let of_where = if dice.percent(93) { structure } else { dice.maybe(80, anywhere) };
        let kind = if dice.percent(97) { "care_relationship" } else { "emergency_access" };
        let terms = if dice.percent(4) { spoilt(dice, terms) } else { terms };
        let mut relationship = provision(dice, now, kind, terms, (of_whom, of_where));
        let id = if dice.percent(95) { relationship.id } else { ProvisionId::from(uuid(dice)) };
        // Now and then one that runs already under another id.
        let id = said
            .iter()
            .find(|one| one.kind == "care_relationship" && dice.percent(10))
            .map_or(id, |one| one.id);
        let to = if dice.percent(35) {
            None
        } else if dice.percent(85) {
            Some(party.person)
        } else {
            Some(anyone(dice))
        };
        let terms = json!({ "relationship": id });
        let terms = if dice.percent(4) { spoilt(dice, terms) } else { terms };
        let mut delegation = provision(dice, now, "delegation", terms, (to, structure));
        delegation.given_by = grantor;
        if dice.percent(60) {
            relationship.given_by = grantor;
        }
        said.push(delegation);
        if dice.percent(96) {
            said.push(relationship);
        }
    }
}

/// What somebody comes in by.
fn entry(dice: &mut Dice, scene: Scene, party: &Party) -> &'static str {
    match (scene, &party.kind) {
        (_, PartyKind::Guest) | (Scene::Access, _) => "temporary_access",
        (_, PartyKind::Citizen) => "representative",
        (Scene::Care, _) => "care_relationship",
        (Scene::Team, _) => "delegation",
        (Scene::Emergency, _) => "emergency_access",
        (Scene::Anybody, _) => {
            dice.pick::<&str>(&["care_relationship", "delegation", "temporary_access", "emergency_access"])
        }
    }
}

/// Says an exception once more, with the same or another effect; not where there is none yet.
fn say_anew(dice: &mut Dice, now: &Moments, said: &mut Vec<Provision>) -> bool {
    let Some(before) = said.iter().find(|one| one.kind == "exception") else { return false };
    let mut terms = before.terms.clone();
    if let Some(effect) = terms.get_mut("effect") {
        *effect = json!(dice.pick(&["hidden", "shown"]));
    }
    let concerned = (before.person, before.organisation);
    said.push(provision(dice, now, "exception", terms, concerned));
    true
}

fn provision(dice: &mut Dice, now: &Moments, kind: &str, terms: Value, concerned: Concerned) -> Provision {
    let (person, organisation) = concerned;
    Provision {
        id: ProvisionId::from(uuid(dice)),
        kind: kind.to_owned(),
        person,
        organisation,
        terms,
        starts_at: now.before(dice),
        ends_at: now.end(dice),
        given_by: anyone(dice),
        given_at: now.near(dice),
    }
}

fn uuid(dice: &mut Dice) -> Uuid {
    Uuid::from_u64_pair(dice.roll(), dice.roll())
}

/// Most often the party itself, in its own structure.
fn concerned(dice: &mut Dice, party: &Party) -> Concerned {
    if dice.percent(75) {
        return (Some(party.person), party.organisation());
    }
    (dice.maybe(70, anyone), dice.maybe(70, anywhere))
}

/// A person alone or a structure alone.
fn blocked(dice: &mut Dice, party: &Party) -> Concerned {
    let who = if dice.percent(50) { party.person } else { anyone(dice) };
    match dice.below(10) {
        0..=4 => (Some(who), None),
        5..=7 => (None, dice.percent(70).then(|| party.organisation()).flatten()),
        8 => (None, Some(anywhere(dice))),
        _ => (dice.maybe(50, anyone), dice.maybe(50, anywhere)),
    }
}

/// One party where the terms name no profession, and nobody where they do; now and then the other way round.
fn one_party(dice: &mut Dice, party: &Party, terms: &Value) -> Concerned {
    if dice.percent(6) {
        return (dice.maybe(50, anyone), dice.maybe(50, anywhere));
    }
    if terms.get("profession").is_some_and(Value::is_string) {
        return (None, None);
    }
    let who = if dice.percent(75) { party.person } else { anyone(dice) };
    if dice.percent(55) {
        return (Some(who), None);
    }
    (None, if dice.percent(80) { party.organisation() } else { Some(anywhere(dice)) })
}

/// Terms that lost something, say too much, or have another form.
fn spoilt(dice: &mut Dice, terms: Value) -> Value {
    let Value::Object(mut fields) = terms else { return terms };
    let names: Vec<String> = fields.keys().cloned().collect();
    let values: Vec<Value> = fields.values().cloned().collect();
    let name = if names.is_empty() { "none".to_owned() } else { dice.pick(&names).clone() };
    match dice.below(8) {
        0 => drop(fields.remove(&name)),
        1 => drop(fields.insert("until".to_owned(), json!("forever"))),
        2 => drop(fields.insert(name, json!(10))),
        3 => {
            let old = fields.remove(&name);
            fields.insert(name, json!([old]));
        }
        4 => drop(fields.insert(name, json!("curiosity"))),
        5 => return json!(values),
        6 => return json!(null),
        _ => return json!("all"),
    }
    Value::Object(fields)
}
