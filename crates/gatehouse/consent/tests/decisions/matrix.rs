//! `docs/access-matrix.txt`: who may do what in which situation, and who sees what, as the rules decide it. Whoever reviews
//! it line by line reads what the engine does, not what it was meant to do.

use std::{fmt::Write, fs, path::Path};

use chrono::TimeDelta;
use config::Category;
use consent::{
    Act, Ask, Decision, EmergencyPurpose, Facts, IdentityAgreement, Party, PartyKind, Provision, Purpose,
    Rules, SpaceState, Thing, decide,
};
use kernel::{AdminRole, ProvisionId};
use oracle::{moment, organisation, person};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ground::{
    DAY, REFERENCE, citizen, doctor, establishment, facts, holder, in_care_of, in_state, party, professional,
    relationship, representation, said, system, thing, with,
};

/// A persona, in the words of the document, with what the holder's consent says of it.
struct Persona {
    name: &'static str,
    facts: Facts,
}

fn persona(name: &'static str, facts: Facts) -> Persona {
    Persona { name, facts }
}

fn of_sector(mut party: Party, sector: &str) -> Party {
    if let PartyKind::Professional(practice) = &mut party.kind {
        practice.sector = sector.to_owned();
    }
    party
}

fn regulating(mut party: Party) -> Party {
    if let PartyKind::Professional(practice) = &mut party.kind {
        practice.regulates = true;
    }
    party
}

/// Somebody else than the doctor.
fn another(party: Party) -> Party {
    Party { person: person(7), ..party }
}

/// Something that the holder gave to a person, until tomorrow.
fn given(kind: &str, to: &Party, terms: Value) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(200)),
        person: Some(to.person),
        organisation: to.organisation(),
        ends_at: Some(moment(DAY)),
        ..said(kind, terms)
    }
}

fn temporary(to: &Party, scope: &Value, guest: bool) -> Provision {
    let mut terms = json!({ "scope": scope, "given_at": moment(-DAY) });
    if guest {
        terms["guest"] = json!({ "name": "Alex", "profession": "doctor", "place": "Turin" });
    }
    Provision { organisation: None, ..given("temporary_access", to, terms) }
}

fn delegated() -> Facts {
    let mut assistant = professional("331", Some(organisation(0)));
    assistant.person = person(2);
    let of_doctor = relationship(&doctor());
    let delegation = Provision {
        person: Some(person(2)),
        organisation: Some(organisation(0)),
        given_by: person(1),
        ..said("delegation", json!({ "relationship": of_doctor.id }))
    };
    Facts { provisions: vec![of_doctor, delegation], practising: [person(1)].into(), ..facts(assistant) }
}

fn in_emergency(party: Party, purpose: &str) -> Facts {
    let terms = json!({ "purpose": purpose, "profession": "10", "reason": "unconscious" });
    let access = given("emergency_access", &party, terms);
    with(facts(party), access)
}

fn sure(mut party: Party) -> Party {
    party.second_factor_at = Some(moment(0) - TimeDelta::minutes(1));
    party
}

fn assisted(mut party: Party) -> Party {
    party.assisted = true;
    party
}

/// Everybody who appears in the document.
fn personas() -> Vec<Persona> {
    let guest = party(person(5), kernel::Assurance::Low, PartyKind::Guest);
    let admin = |roles: &[AdminRole]| {
        party(person(6), kernel::Assurance::Substantial, PartyKind::Admin(roles.to_vec()))
    };
    let named = json!({ "documents": [thing().series] });
    let caring = |profession| in_care_of(another(professional(profession, Some(organisation(0)))));
    let blocked = given("block", &doctor(), json!({}));
    vec![
        persona("holder", facts(citizen(holder()))),
        persona("holder, second factor just shown", facts(sure(citizen(holder())))),
        persona("holder together with a mediator", facts(assisted(citizen(holder())))),
        persona("parent of the holder", with(facts(citizen(person(3))), representation(person(3)))),
        persona("another citizen", facts(citizen(person(4)))),
        persona("doctor without a relationship", facts(doctor())),
        persona("doctor in care", in_care_of(doctor())),
        persona(
            "attending doctor in care",
            with(in_care_of(doctor()), given("attending_doctor", &doctor(), json!({}))),
        ),
        persona(
            "administrator doctor in care",
            with(in_care_of(doctor()), given("administrator", &doctor(), json!({}))),
        ),
        persona("blocked doctor in care", with(in_care_of(doctor()), blocked)),
        persona("midwife in care", caring("50")),
        persona("nurse in care", caring("60")),
        persona("pharmacist in care", caring("21")),
        persona("dentist in care", caring("40")),
        persona("physiotherapist in care", caring("70")),
        persona("secretary by delegation", delegated()),
        persona("therapist in no matrix", facts(another(professional("94", Some(organisation(0)))))),
        persona(
            "therapist, temporary access to all",
            with(
                facts(another(professional("94", None))),
                temporary(&another(professional("94", None)), &json!("whole"), false),
            ),
        ),
        persona(
            "therapist, temporary access to the document",
            with(
                facts(another(professional("94", None))),
                temporary(&another(professional("94", None)), &named, false),
            ),
        ),
        persona(
            "declared guest with the document",
            with(facts(guest.clone()), temporary(&guest, &named, true)),
        ),
        persona("doctor who broke the glass", in_emergency(doctor(), "BTG")),
        persona("regulating doctor", in_emergency(regulating(doctor()), "ETREAT")),
        persona("doctor of occupational medicine", facts(of_sector(doctor(), "SA13"))),
        persona("insurer's doctor", in_care_of(of_sector(doctor(), insurer().as_str()))),
        persona("software of a listed establishment", facts(establishment(true))),
        persona("software of another establishment", facts(establishment(false))),
        persona("support", facts(admin(&[AdminRole::Support]))),
        persona("auditor", facts(admin(&[AdminRole::Auditor]))),
        persona("system, registration", facts(system(Purpose::Registration))),
        persona("system, upkeep", facts(system(Purpose::Upkeep))),
        persona("system, life", facts(system(Purpose::Life))),
        persona("system, notice", facts(system(Purpose::Notice))),
        persona("system, answer", facts(system(Purpose::Answer))),
    ]
}

/// A sector that the law shuts out.
fn insurer() -> String {
    REFERENCE.forbidden_sectors().next().unwrap().to_owned()
}

/// What is asked, beyond who asks: the holder's own act beside a declaration, the purpose of an emergency.
fn asked(act: Act, facts: Facts) -> Facts {
    let regulates = facts.party.practice().is_some_and(|practice| practice.regulates);
    let emergency = (act == Act::BreakGlass).then_some(if regulates {
        EmergencyPurpose::Regulation
    } else {
        EmergencyPurpose::BreakTheGlass
    });
    let way = facts.ask.way.clone();
    Facts { ask: Ask { way, identity: IdentityAgreement::Agrees, invited: false, emergency }, ..facts }
}

/// `W5`, or the rule that refuses: `-G1`.
fn decided(rules: &Rules, facts: &Facts, act: Act) -> String {
    match decide(rules, facts, act) {
        Decision::Granted { way, .. } => way.to_string(),
        Decision::Refused(refusal) => format!("-{}", refusal.rule),
    }
}

/// States of the record, and choices of its holder, in which everybody acts.
fn situations() -> Vec<(&'static str, SpaceState, Option<&'static str>)> {
    vec![
        ("to-oppose", SpaceState::OppositionRunning, None),
        ("opposed", SpaceState::Opposed, None),
        ("created", SpaceState::Created, None),
        ("active", SpaceState::Active, None),
        ("ask-me", SpaceState::Active, Some("ask_me")),
        ("by-code", SpaceState::Active, Some("closed")),
        ("suspended", SpaceState::Suspended, None),
        ("closed", SpaceState::Closed, None),
        ("deceased", SpaceState::Deceased, None),
    ]
}

fn row<'a>(text: &mut String, begin: &str, wide: usize, cells: impl Iterator<Item = &'a str>) {
    let cells: String = cells.map(|cell| format!("{cell:<11}")).collect();
    writeln!(text, "{}", format!("{begin:<wide$}{cells}").trim_end()).unwrap();
}

/// The acts of each persona: a line for each act, a column for each situation.
fn acts(text: &mut String, rules: &Rules) {
    let situations = situations();
    for Persona { name, facts } in personas() {
        writeln!(text).unwrap();
        row(text, "", 20, situations.iter().map(|(name, ..)| *name));
        writeln!(text, "{name}").unwrap();
        for act in Act::ALL {
            let answers: Vec<String> = situations
                .iter()
                .map(|(_, state, preset)| {
                    let there = in_state(facts.clone(), *state);
                    let there = match preset {
                        Some(preset) => with(there, said("preset", json!({ "preset": preset }))),
                        None => there,
                    };
                    decided(rules, &asked(act, there), act)
                })
                .collect();
            row(text, &format!("  {act:?}"), 20, answers.iter().map(String::as_str));
        }
    }
}

/// Documents that differ in what hides them.
fn documents() -> Vec<(&'static str, Thing, Option<Provision>)> {
    let letter = || Thing { category: Category::Report, type_code: "11488-4".to_owned(), ..thing() };
    let of_doctor = |thing: Thing| Thing { depositor: person(1), natural_author: Some(person(1)), ..thing };
    let hidden_from_doctors =
        json!({ "effect": "hidden", "profession": "10", "what": { "document": thing().series } });
    vec![
        ("letter of somebody else", letter(), None),
        ("laboratory report", thing(), None),
        ("own letter of the doctor", of_doctor(letter()), None),
        ("masked letter", Thing { masked: true, ..letter() }, None),
        ("own masked letter of the doctor", of_doctor(Thing { masked: true, ..letter() }), None),
        ("letter under a default mask", letter(), Some(said("default_mask", json!({ "scope": "all" })))),
        // These facts know no topic by its codes, and one that is not known hides everything.
        ("letter of a hidden topic", letter(), Some(said("topic", json!({ "key": "hiv", "hidden": true })))),
        (
            "letter hidden from the profession of doctors",
            letter(),
            Some(said("exception", hidden_from_doctors)),
        ),
        ("letter not yet released", Thing { withheld_until: Some(moment(DAY)), ..letter() }, None),
        ("letter hidden from representatives", Thing { hidden_from_representatives: true, ..letter() }, None),
        ("brought by the citizen", Thing { by_citizen: true, depositor: holder(), ..letter() }, None),
    ]
}

/// Who sees which document in an active record: a line for each persona, a column for each document.
fn things(text: &mut String, rules: &Rules) {
    let documents = documents();
    for (place, (name, ..)) in documents.iter().enumerate() {
        writeln!(text, "{:>2}  {name}", place + 1).unwrap();
    }
    writeln!(text).unwrap();
    let places: Vec<String> = (1..=documents.len()).map(|place| place.to_string()).collect();
    row(text, "", 46, places.iter().map(String::as_str));
    for Persona { name, facts } in personas() {
        let seen = documents.iter().map(|(_, thing, preference)| {
            let facts = match preference {
                Some(preference) => with(facts.clone(), preference.clone()),
                None => facts.clone(),
            };
            match decide(rules, &facts, Act::Consult) {
                Decision::Granted { visibility, .. } if visibility.holds(thing) => "sees",
                _ => ".",
            }
        });
        row(text, name, 46, seen);
    }
}

fn document() -> String {
    let rules = Rules::fr(&REFERENCE);
    let mut text = "Who may do what, and who sees what, as the rules of the French profile decide it. Made by a test of the \
                    engine from its own\nanswers; `CARNET_WRITE_DOCS=1` writes it anew. `W5` is the way that lets in, `-G1` the \
                    rule that refuses, `-W` that no way is\nopen. `ask-me` and `by-code` are active records whose holder lets \
                    care relationships begin so.\n\n# Acts\n"
        .to_owned();
    acts(&mut text, &rules);
    text.push_str("\n# Documents, in an active record\n\n");
    things(&mut text, &rules);
    text
}

#[test]
fn the_matrix_in_the_documentation_is_the_one_of_the_rules() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/access-matrix.txt");
    if std::env::var_os("CARNET_WRITE_DOCS").is_some() {
        fs::write(&file, document()).unwrap();
    }
    assert!(fs::read_to_string(&file).unwrap_or_default() == document(), "docs/access-matrix.txt is stale");
}
