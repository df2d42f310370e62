use consent::{Party, PartyKind, Provision};
use kernel::{OrganisationId, PersonId, ProvisionId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Scene,
    party::{anyone, anywhere},
    times::{DAY, Moments},
};
use crate::{Vocabulary, dice::Dice};

/// What facts are about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) scene: Scene,
    pub(super) now: &'a Moments,
    pub(super) party: &'a Party,
    /// Whose record it is.
    pub(super) holder: PersonId,
}

/// Whom a provision concerns.
type Concerned = (Option<PersonId>, Option<OrganisationId>);

/// The kinds of which facts speak, and how often.
const KINDS: [(u64, &str); 24] = [
    (34, "exception"),
    (10, "topic"),
    (9, "default_mask"),
    (8, "opened"),
    (10, "block"),
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
    (2, "carer"),
    (2, "protection"),
    (1, "assistance"),
    (1, "representative_suspended"),
    (1, "heir_access"),
    (1, "heir_selection"),
    (1, "heirs_refused"),
    (2, "discretion"),
];

impl About<'_> {
    /// Whether a citizen asks who is not the holder.
    fn helps(&self) -> bool {
        self.party.kind == PartyKind::Citizen && self.party.person != self.holder
    }
}

impl Vocabulary {
    /// One more thing that the consent says; the first one is most often what the scene is about, and the second one
    /// what decides most there.
    pub(super) fn say(&self, dice: &mut Dice, about: &About<'_>, at: usize, said: &mut Vec<Provision>) {
        let About { scene, now, party, .. } = *about;
        if !self.extra.is_empty() && dice.percent(40) {
            let (kind, forms) = dice.pick(&self.extra).clone();
            let terms = dice.pick(&forms).clone();
            let concerned = concerned(dice, party);
            said.push(provision(dice, now, &kind, terms, concerned));
            return;
        }
        let kind = match at {
            0 if dice.percent(90) => entry(dice, about),
            1 if dice.percent(60) => counterweight(dice, about),
            // What opens all masks is not all: something else hides still.
            2 | 3 if scene == Scene::Emergency && dice.percent(70) => "exception",
            2 | 3 if dice.percent(35) => hiding(dice, scene),
            _ => *dice.weigh(&KINDS),
        };
        if kind == "delegation" {
            self.hand_on(dice, now, party, said);
            return;
        }
        if kind == "assistance" {
            self.consent_to_help(dice, now, party, said);
            return;
        }
        if kind == "exception" && dice.percent(45) && self.say_anew(dice, now, party, said) {
            return;
        }
        let who = whom(dice, party, said);
        let terms = self.terms(dice, kind, now, party);
        let terms = if dice.percent(6) { spoilt(dice, terms) } else { terms };
        let concerned = match kind {
            "exception" => one_party(dice, who, party, &terms),
            "block" => blocked(dice, who, party),
            "default_mask" if terms.get("scope") != Some(&json!("organisation")) && dice.percent(90) => {
                (None, None)
            }
            _ => concerned(dice, party),
        };
        let mut one = provision(dice, now, kind, terms, concerned);
        if kind == "discretion" && dice.percent(70) {
            (one.starts_at, one.ends_at) = (now.after_now(-DAY), None);
        }
        if kind == "representative" && dice.percent(60) {
            one.ends_at = Some(now.birthday(dice));
        }
        said.push(one);
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
        let relationship = provision(dice, now, kind, terms, (of_whom, of_where));
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
        said.push(delegation);
        if dice.percent(96) {
            said.push(relationship);
        }
    }

    /// A consent to be assisted, with the decision by which somebody assists, or with another one.
    fn consent_to_help(&self, dice: &mut Dice, now: &Moments, party: &Party, said: &mut Vec<Provision>) {
        let who = if dice.percent(85) { party.person } else { anyone(dice) };
        let mut terms = self.terms(dice, "protection", now, party);
        if let Some(with) = terms.get_mut("with").filter(|_| dice.percent(85)) {
            *with = json!("assistance");
        }
        let of_whom = if dice.percent(93) { who } else { anyone(dice) };
        let protection = provision(dice, now, "protection", terms, (Some(of_whom), None));
        let id = if dice.percent(95) { protection.id } else { ProvisionId::from(uuid(dice)) };
        let carer = self.terms(dice, "carer", now, party);
        let terms = json!({ "protection": id, "may": carer.get("may") });
        let terms = if dice.percent(4) { spoilt(dice, terms) } else { terms };
        said.push(provision(dice, now, "assistance", terms, (Some(who), None)));
        if dice.percent(96) {
            said.push(protection);
        }
    }

    /// Says an exception once more, with the same or another effect, and now and then about somebody else or of something
    /// else; not where there is none yet.
    fn say_anew(&self, dice: &mut Dice, now: &Moments, party: &Party, said: &mut Vec<Provision>) -> bool {
        let Some(before) = said.iter().find(|one| one.kind == "exception") else { return false };
        let (mut terms, mut concerned) = (Value::clone(&before.terms), (before.person, before.organisation));
        if let Some(effect) = terms.get_mut("effect") {
            let other = if *effect == "hidden" { "shown" } else { "hidden" };
            *effect = json!(if dice.percent(75) { other } else { "hidden" });
        }
        let beside = dice.below(4);
        if beside == 1
            && let Some(what) = terms.get_mut("what")
        {
            *what = self.what(dice);
        }
        if beside == 2 {
            concerned = one_party(dice, party.person, party, &terms);
        }
        let at_once = dice.percent(25).then_some(before.given_at);
        let mut anew = provision(dice, now, "exception", terms, concerned);
        anew.given_at = at_once.unwrap_or(anew.given_at);
        said.push(anew);
        true
    }
}

/// What is weighed against that by which somebody comes in.
fn counterweight(dice: &mut Dice, about: &About<'_>) -> &'static str {
    match about.scene {
        Scene::Emergency if dice.percent(80) => "emergency_switches",
        Scene::Team if dice.percent(40) => "block",
        Scene::Death if dice.percent(30) => "heirs_refused",
        Scene::Death if dice.percent(20) => "representative",
        Scene::Family if about.party.kind == PartyKind::Citizen => {
            dice.pick::<&str>(&["representative", "representative_suspended", "representative"])
        }
        Scene::Carers if dice.percent(60) => "discretion",
        _ if dice.percent(12) => "block",
        Scene::Anybody if about.helps() => "carer",
        Scene::Carers if dice.percent(25) => "carer",
        scene => hiding(dice, scene),
    }
}

/// What hides something from whomever the scene is about, or opens it again.
fn hiding(dice: &mut Dice, scene: Scene) -> &'static str {
    match scene {
        Scene::Carers => dice.pick::<&str>(&["topic", "default_mask", "opened", "discretion"]),
        _ => "exception",
    }
}

/// Most often the party itself, often whoever handed something on, or anybody.
fn whom(dice: &mut Dice, party: &Party, said: &[Provision]) -> PersonId {
    let grantor = said.iter().find(|one| one.kind == "delegation").map(|one| one.given_by);
    match (dice.below(10), grantor) {
        (0..=3, Some(grantor)) => grantor,
        (0..=7, _) => party.person,
        _ => anyone(dice),
    }
}

/// What somebody comes in by.
fn entry(dice: &mut Dice, about: &About<'_>) -> &'static str {
    let carers = about.scene == Scene::Carers;
    match (about.scene, &about.party.kind) {
        (_, PartyKind::Guest) | (Scene::Access, _) => "temporary_access",
        (Scene::Death, PartyKind::Citizen) if dice.percent(90) => "heir_access",
        (Scene::Death, _) => dice.pick::<&str>(&["heir_access", "heir_selection", "heir_selection"]),
        (Scene::Family, PartyKind::Citizen) if dice.percent(80) => "representative",
        (Scene::Family, PartyKind::Professional(_)) => {
            dice.pick::<&str>(&["care_relationship", "temporary_access", "delegation"])
        }
        (Scene::Carers, PartyKind::Citizen) if about.helps() && dice.percent(36) => {
            dice.pick::<&str>(&["protection", "protection", "assistance"])
        }
        (_, PartyKind::Citizen) if about.helps() && dice.percent(if carers { 92 } else { 25 }) => "carer",
        (_, PartyKind::Citizen) => "representative",
        (Scene::Carers, _) if dice.percent(60) => "carer",
        (Scene::Care | Scene::Carers, _) => "care_relationship",
        (Scene::Team, _) => "delegation",
        (Scene::Emergency, _) => "emergency_access",
        (Scene::Anybody | Scene::Family, _) => {
            dice.pick::<&str>(&["care_relationship", "delegation", "temporary_access", "emergency_access"])
        }
    }
}

pub(super) fn provision(
    dice: &mut Dice,
    now: &Moments,
    kind: &str,
    terms: Value,
    concerned: Concerned,
) -> Provision {
    let (person, organisation) = concerned;
    Provision {
        id: ProvisionId::from(uuid(dice)),
        kind: kind.to_owned(),
        person,
        organisation,
        terms: terms.into(),
        starts_at: now.before(dice),
        ends_at: now.end(dice),
        given_by: anyone(dice),
        given_at: now.near(dice),
        secret: dice.percent(15),
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
fn blocked(dice: &mut Dice, who: PersonId, party: &Party) -> Concerned {
    match dice.below(10) {
        0..=4 => (Some(who), None),
        5..=7 => (None, dice.percent(70).then(|| party.organisation()).flatten()),
        8 => (None, Some(anywhere(dice))),
        _ => (dice.maybe(50, anyone), dice.maybe(50, anywhere)),
    }
}

/// One party where the terms name no profession, and nobody where they do; now and then the other way round.
fn one_party(dice: &mut Dice, who: PersonId, party: &Party, terms: &Value) -> Concerned {
    if dice.percent(6) {
        return (dice.maybe(50, anyone), dice.maybe(50, anywhere));
    }
    if terms.get("profession").is_some_and(Value::is_string) {
        return (None, None);
    }
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
