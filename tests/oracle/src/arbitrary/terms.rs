use config::Category;
use consent::{Party, PartyKind};
use serde_json::{Value, json};

use super::{party::anyone, thing::SHELVES, times::Moments};
use crate::{
    Vocabulary,
    dice::Dice,
    vocabulary::{SERIES, series},
};

impl Vocabulary {
    /// What a provision of a kind says, most often in the right form.
    pub(super) fn terms(&self, dice: &mut Dice, kind: &str, now: &Moments, party: &Party) -> Value {
        match kind {
            "care_relationship" | "of_another_release" => {
                let profession = self.theirs(dice, party);
                self.relationship(dice, &profession)
            }
            "preset" => json!({ "preset": dice.pick(&["open", "open", "ask_me", "closed"]) }),
            "starting" => {
                json!({ "start": dice.pick(&["on_declaration", "on_approval", "only_by_code"]) })
            }
            "representative" => representative(dice),
            "representative_suspended" => json!({}),
            "carer" => carer(dice, now),
            "protection" => protection(dice),
            "heir_access" => heir_access(dice, party),
            "heir_selection" => heir_selection(dice),
            "heirs_refused" => json!({}),
            "discretion" => json!({ "by_professional": dice.percent(50), "silent_until": null }),
            "temporary_access" => access(dice, now, party),
            "emergency_access" => self.emergency(dice, party),
            "emergency_switches" => json!({
                "break_the_glass": dice.percent(75),
                "regulation": dice.percent(75),
                "masked": dice.percent(60),
            }),
            "exception" => self.exception(dice, party),
            "topic" => self.topic(dice),
            "opened" => json!({ "documents": documents(dice) }),
            "default_mask" => match dice.below(3) {
                0 => json!({ "scope": "all" }),
                1 => json!({ "scope": { "category": category(dice) } }),
                _ => json!({ "scope": "organisation" }),
            },
            _ => json!({}),
        }
    }

    /// The party's own profession, or another one.
    fn theirs(&self, dice: &mut Dice, party: &Party) -> String {
        match &party.kind {
            PartyKind::Professional(practice) if dice.percent(90) => practice.profession.clone(),
            _ => self.profession(dice),
        }
    }

    pub(super) fn relationship(&self, dice: &mut Dice, profession: &str) -> Value {
        let evidence = [
            "team_in_charge",
            "consent_of_this_consultation",
            "admission",
            "card",
            "code",
            "approval",
            "invitation",
        ];
        let evidence = if dice.percent(4) { "curiosity" } else { *dice.pick(&evidence) };
        match dice.below(8) {
            0 => json!({ "evidence": evidence, "profession": profession, "collected_by": "the ward" }),
            1 => json!({ "evidence": evidence, "profession": profession, "collected_by": null }),
            _ => json!({ "evidence": evidence, "profession": profession }),
        }
    }

    fn emergency(&self, dice: &mut Dice, party: &Party) -> Value {
        let purpose = *dice.pick(&["BTG", "BTG", "ETREAT"]);
        let profession = self.theirs(dice, party);
        let mut terms = json!({ "purpose": purpose, "profession": profession, "reason": "unconscious" });
        if let Value::Object(fields) = &mut terms {
            if dice.percent(20) {
                fields.insert("words".to_owned(), json!(*dice.pick(&[Some("fell"), None])));
            }
            if dice.percent(20) {
                fields.insert(
                    "had_relationship".to_owned(),
                    json!(dice.pick(&[Some(true), Some(false), None])),
                );
            }
        }
        terms
    }

    fn exception(&self, dice: &mut Dice, party: &Party) -> Value {
        let what = self.what(dice);
        let effect = if dice.percent(55) { "hidden" } else { "shown" };
        match dice.below(10) {
            0..=2 => json!({ "effect": effect, "profession": self.theirs(dice, party), "what": what }),
            3 => json!({ "effect": effect, "profession": null, "what": what }),
            _ => json!({ "effect": effect, "what": what }),
        }
    }

    /// What an exception is about; now and then more than one thing.
    pub(super) fn what(&self, dice: &mut Dice) -> Value {
        match dice.below(20) {
            0..=8 => json!({ "document": series(dice.below(SERIES)) }),
            9..=13 => json!({ "topic": self.key(dice) }),
            14..=18 => json!({ "category": category(dice) }),
            _ => json!({ "document": series(dice.below(SERIES)), "category": category(dice) }),
        }
    }

    /// The name of a topic, now and then of one that nobody knows.
    fn key(&self, dice: &mut Dice) -> String {
        if dice.percent(6) { "nobodys".to_owned() } else { dice.pick(&self.topics).key.clone() }
    }

    fn topic(&self, dice: &mut Dice) -> Value {
        let key = self.key(dice);
        let mut terms = json!({ "key": key, "hidden": dice.percent(80) });
        let Value::Object(fields) = &mut terms else { return terms };
        if let Some(own) = self.topics.iter().find(|topic| topic.own && topic.key == key) {
            let one = |code: &config::TopicCode| json!({ "system": code.system.as_str(), "code": code.code });
            let codes: Vec<Value> = own.codes.iter().map(one).collect();
            let own = match dice.below(20) {
                0 => json!({ "name": "Sleep" }),
                1 => json!({ "name": "Sleep", "codes": ["N05C"] }),
                2 => json!({ "name": "Sleep", "codes": [{ "system": "snomed", "code": "1" }] }),
                3 => json!({ "name": "Sleep", "codes": codes, "colour": "blue" }),
                _ => json!({ "name": "Sleep", "codes": codes }),
            };
            fields.insert("own".to_owned(), own);
        }
        for name in ["also", "except"] {
            if dice.percent(30) {
                fields.insert(name.to_owned(), json!(documents(dice)));
            }
        }
        terms
    }
}

/// A representation: most often by an authority that is known, now and then by an invitation.
fn representative(dice: &mut Dice) -> Value {
    let authority = if dice.percent(6) { "neighbour" } else { *dice.pick(&["parent", "guardian"]) };
    match dice.below(6) {
        0 => json!({ "authority": authority, "invitation": series(1) }),
        1 => json!({ "authority": authority, "invitation": null }),
        _ => json!({ "authority": authority }),
    }
}

/// What somebody is given as a carer, now and then in words that nobody can read.
fn carer(dice: &mut Dice, now: &Moments) -> Value {
    let mut acts = Vec::new();
    for (often, act) in [(85, "see"), (50, "add"), (50, "notices"), (10, "see"), (2, "delete")] {
        if dice.percent(often) {
            acts.push(act);
        }
    }
    let shelves = match dice.below(20) {
        0..=9 => json!("every"),
        10 => json!({ "these": ["ORD_SOIN"] }),
        11 => json!({ "these": [] }),
        12 if dice.percent(40) => json!({ "these": [category(dice)], "until": "forever" }),
        13 if dice.percent(40) => json!({ "but": [category(dice)] }),
        14 if dice.percent(40) => json!("some"),
        _ => json!({ "these": (0..=dice.below(3)).map(|_| category(dice)).collect::<Vec<_>>() }),
    };
    let mut may = json!({ "acts": acts, "shelves": shelves, "also_hidden": dice.percent(40) });
    if let Value::Object(fields) = &mut may {
        match dice.below(40) {
            0 => drop(fields.insert("share".to_owned(), json!(true))),
            1 => drop(fields.remove("also_hidden")),
            2 => drop(fields.insert("also_hidden".to_owned(), json!("yes"))),
            3 => drop(fields.insert("purpose".to_owned(), json!(10))),
            4..=8 => drop(fields.insert("purpose".to_owned(), json!(null))),
            9..=20 => drop(fields.insert("purpose".to_owned(), json!("errands"))),
            _ => {}
        }
    }
    let invitation = match dice.below(30) {
        0 => json!(null),
        1 => json!("K7QM-2XPD"),
        _ => json!("00000000-0000-0000-0000-0000000000c4"),
    };
    let mut terms =
        json!({ "name": "Noé Modeste", "may": may, "invitation": invitation, "said_at": now.now });
    if let Value::Object(fields) = &mut terms {
        match dice.below(30) {
            0 => drop(fields.remove("said_at")),
            1 => drop(fields.insert("said_at".to_owned(), json!("yesterday"))),
            2 => drop(fields.insert("until".to_owned(), json!("tomorrow"))),
            3 => drop(fields.insert("until".to_owned(), json!(null))),
            4..=12 => drop(fields.insert("until".to_owned(), json!(now.now))),
            13 => drop(fields.insert("nearer".to_owned(), json!("no"))),
            14..=17 => drop(fields.insert("nearer".to_owned(), json!(true))),
            _ => {}
        }
    }
    terms
}

/// A decision of a judge, most often of another admin than whoever gave it.
fn protection(dice: &mut Dice) -> Value {
    let with = if dice.percent(4) { "care" } else { *dice.pick(&["representation", "assistance"]) };
    let mut decision = json!({ "court": "Nantes", "decided_on": "2025-03-14" });
    if let Value::Object(fields) = &mut decision {
        match dice.below(8) {
            0 => drop(fields.insert("number".to_owned(), json!("25/01234"))),
            1 => drop(fields.insert("number".to_owned(), json!(null))),
            _ => {}
        }
    }
    let by = if dice.percent(70) { series(3) } else { kernel::Id::uuid(anyone(dice)) };
    json!({ "with": with, "measure": "guardianship", "decision": decision, "proposed_by": by })
}

/// What somebody asks for after a death: a citizen most often as somebody close, a professional as an expert.
fn claim(dice: &mut Dice, expert: bool) -> Value {
    let by = match dice.below(30) {
        0 => "neighbour",
        1..=4 if expert => "heir",
        1..=4 => "expert",
        _ if expert => "expert",
        _ => "heir",
    };
    let mut claim = json!({ "by": by, "claimant": "heir", "reason": "memory", "evidence": "by deed" });
    if let Value::Object(fields) = &mut claim {
        match dice.below(40) {
            0 => drop(fields.remove("reason")),
            1 => drop(fields.insert("evidence".to_owned(), json!(null))),
            2 => drop(fields.insert("court".to_owned(), json!("Nantes"))),
            _ => {}
        }
    }
    claim
}

fn heir_access(dice: &mut Dice, party: &Party) -> Value {
    let is_professional = matches!(party.kind, PartyKind::Professional(_));
    let selection = if dice.percent(3) { json!("none") } else { json!(series(1)) };
    json!({ "claim": claim(dice, is_professional), "documents": documents(dice), "selection": selection })
}

fn heir_selection(dice: &mut Dice) -> Value {
    let expert = dice.percent(40);
    let asks = if dice.percent(70) { series(3) } else { kernel::Id::uuid(anyone(dice)) };
    let by = if dice.percent(80) { series(3) } else { kernel::Id::uuid(anyone(dice)) };
    json!({ "claim": claim(dice, expert), "asks": asks, "proposed_by": by })
}

fn access(dice: &mut Dice, now: &Moments, party: &Party) -> Value {
    let guest = matches!(party.kind, PartyKind::Guest) ^ dice.percent(8);
    let scope = match dice.below(if guest { 12 } else { 6 }) {
        0 => json!("whole"),
        1 => json!({ "categories": (0..=dice.below(3)).map(|_| category(dice)).collect::<Vec<_>>() }),
        2 if dice.percent(20) => json!({ "documents": documents(dice), "categories": [] }),
        3 if dice.percent(10) => json!({ "documents": ["all"] }),
        _ => json!({ "documents": documents(dice) }),
    };
    let given_at = now.near(dice);
    let given_at = match dice.below(3) {
        0 => given_at.with_timezone(&chrono_tz::Europe::Paris).to_rfc3339(),
        1 => given_at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
        _ => given_at.to_rfc3339(),
    };
    let mut terms = json!({ "scope": scope, "given_at": given_at });
    if let Value::Object(fields) = &mut terms {
        if guest {
            let who = match dice.below(12) {
                0 => json!("Ana"),
                1 => json!({ "name": "Ana", "place": "Porto" }),
                _ => json!({ "name": "Ana", "profession": "doctor", "place": "Porto" }),
            };
            fields.insert("guest".to_owned(), who);
        } else if dice.percent(10) {
            fields.insert("guest".to_owned(), json!(null));
        }
        if dice.percent(25) {
            let code = match dice.below(4) {
                0 => json!(null),
                1 => json!("K7QM-2XPD"),
                _ => json!("00000000-0000-0000-0000-0000000000c0"),
            };
            fields.insert("code".to_owned(), code);
        }
    }
    terms
}

/// Some of the few series.
fn documents(dice: &mut Dice) -> Vec<uuid::Uuid> {
    (0..SERIES).filter(|_| dice.percent(45)).map(series).collect()
}

/// The code of a category, now and then of none.
fn category(dice: &mut Dice) -> &'static str {
    match dice.below(20) {
        0 => "NONE",
        1..=3 => dice.pick(&Category::ALL).code(),
        _ => dice.pick(&SHELVES).code(),
    }
}
