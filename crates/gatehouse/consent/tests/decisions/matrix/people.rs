//! Who appears in the document, with what the holder's consent says of them.

use chrono::TimeDelta;
use consent::{Facts, Party, PartyKind, Provision, Purpose, Topics};
use kernel::{AdminRole, Assurance, ProvisionId, Standing};
use oracle::{moment, organisation, person};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ground::{
    DAY, citizen, doctor, establishment, facts, holder, in_care_of, party, professional, relationship,
    representation, said, says, system, with,
};

/// Somebody in the words of the document.
pub(super) struct Persona {
    pub(super) name: &'static str,
    pub(super) facts: Facts,
}

pub(super) fn persona(name: &'static str, facts: Facts) -> Persona {
    Persona { name, facts }
}

pub(super) fn in_practice(mut party: Party, change: impl FnOnce(&mut kernel::Practice)) -> Party {
    if let PartyKind::Professional(practice) = &mut party.kind {
        change(practice);
    }
    party
}

pub(super) fn of_sector(party: Party, sector: &str) -> Party {
    in_practice(party, |practice| sector.clone_into(&mut practice.sector))
}

pub(super) fn at(party: Party, structure: u8) -> Party {
    in_practice(party, |practice| practice.organisation = Some(organisation(structure)))
}

pub(super) fn standing(party: Party, standing: Standing) -> Party {
    in_practice(party, |practice| practice.standing = standing)
}

pub(super) fn regulator() -> Party {
    in_practice(doctor(), |practice| practice.regulates = true)
}

/// Somebody else than the doctor, of a profession, in the doctor's structure.
pub(super) fn colleague(profession: &str) -> Party {
    Party { person: person(7), ..professional(profession, Some(organisation(0))) }
}

/// A medical secretary in the doctor's structure.
pub(super) fn secretary() -> Party {
    Party { person: person(2), ..colleague("331") }
}

/// Of a profession without a row in the access matrix.
pub(super) fn therapist() -> Party {
    Party { person: person(7), ..professional("94", None) }
}

pub(super) fn guest() -> Party {
    party(person(5), Assurance::Low, PartyKind::Guest)
}

pub(super) fn admin(roles: &[AdminRole]) -> Party {
    party(person(6), Assurance::Substantial, PartyKind::Admin(roles.to_vec()))
}

/// The holder, with a second factor that was shown so long ago.
pub(super) fn sure(ago: TimeDelta) -> Party {
    Party { second_factor_at: Some(moment(0) - ago), ..citizen(holder()) }
}

/// Something that the holder gave to a person in their structure, from yesterday until tomorrow.
pub(super) fn given(kind: &str, to: &Party, terms: Value) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(200)),
        person: Some(to.person),
        organisation: to.organisation(),
        ends_at: Some(moment(DAY)),
        ..said(kind, terms)
    }
}

/// The same, begun an hour ago: what lasts for a day at most.
fn an_hour_ago(one: Provision) -> Provision {
    let starts_at = moment(0) - TimeDelta::hours(1);
    Provision { starts_at, ends_at: Some(starts_at + TimeDelta::days(1)), ..one }
}

/// A care relationship that began by an act of the holder.
pub(super) fn by_approval(party: Party) -> Facts {
    let mut relationship = relationship(&party);
    says(&mut relationship, "evidence", json!("approval"));
    with(facts(party), relationship)
}

/// A temporary access to a scope; a guest's says who they say to be.
pub(super) fn temporary(to: &Party, scope: &Value) -> Provision {
    let mut terms = json!({ "scope": scope, "given_at": moment(-DAY) });
    if to.kind == PartyKind::Guest {
        terms["code"] = json!(Uuid::from_u128(204));
        terms["guest"] = json!({ "name": "Alex", "profession": "doctor", "place": "Turin" });
    }
    let access = Provision { organisation: None, ..given("temporary_access", to, terms) };
    if to.kind == PartyKind::Guest { an_hour_ago(access) } else { access }
}

/// What the doctor hands on: to a person in the structure, or to all of it.
pub(super) fn delegation(to: Option<&Party>) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(201)),
        person: to.map(|to| to.person),
        organisation: Some(organisation(0)),
        given_by: doctor().person,
        ..said("delegation", json!({ "relationship": relationship(&doctor()).id }))
    }
}

/// Facts of somebody to whom the doctor in charge, who may practise, hands the relationship on.
pub(super) fn delegated(to: Party) -> Facts {
    let delegation = delegation(Some(&to));
    Facts {
        provisions: vec![relationship(&doctor()), delegation],
        practising: [doctor().person].into(),
        ..facts(to)
    }
}

/// An access in an emergency.
pub(super) fn emergency(to: &Party) -> Provision {
    let practice = to.practice().unwrap();
    let purpose = if practice.regulates { "ETREAT" } else { "BTG" };
    let terms = json!({ "purpose": purpose, "profession": practice.profession, "reason": "unconscious" });
    an_hour_ago(Provision {
        id: ProvisionId::from(Uuid::from_u128(202)),
        ..given("emergency_access", to, terms)
    })
}

pub(super) fn in_emergency(to: Party) -> Facts {
    let access = emergency(&to);
    with(facts(to), access)
}

/// A block of a person in all their situations of practice.
pub(super) fn block_of(party: &Party) -> Provision {
    Provision { organisation: None, ..given("block", party, json!({})) }
}

/// A block of a structure.
pub(super) fn block_at(structure: u8) -> Provision {
    Provision { organisation: Some(organisation(structure)), ..said("block", json!({})) }
}

/// A named exception, given so many hours ago.
pub(super) fn exception(whom: Whom, effect: &str, what: &Value, hours: i64) -> Provision {
    let mut terms = json!({ "effect": effect, "what": what });
    let mut exception = Provision {
        id: ProvisionId::from(Uuid::from_u128(203)),
        given_at: moment(0) - TimeDelta::hours(hours),
        ..said("exception", json!({}))
    };
    match whom {
        Whom::Person(number) => exception.person = Some(person(number)),
        Whom::Structure(number) => exception.organisation = Some(organisation(number)),
        Whom::Profession(code) => terms["profession"] = json!(code),
    }
    Provision { terms: terms.into(), ..exception }
}

/// Whom a named exception is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    Person(u8),
    Structure(u8),
    Profession(&'static str),
}

/// Facts that speak of topics of the reference data, and know them.
pub(super) fn knowing(facts: Facts, keys: &[&str]) -> Facts {
    let known = keys.iter().map(|key| {
        let codes = &crate::ground::REFERENCE.topic(key).unwrap().codes;
        consent::Topic {
            key: (*key).to_owned(),
            tag: key.as_bytes().to_vec(),
            codes: std::sync::Arc::new(codes.iter().collect()),
            also: std::sync::Arc::default(),
            except: std::sync::Arc::default(),
        }
    });
    Facts { topics: known.collect::<Topics>(), ..facts }
}

/// A carer on every shelf.
pub(super) fn carer(acts: &Value, also_hidden: bool) -> Facts {
    let may = json!({ "acts": acts, "shelves": "every", "also_hidden": also_hidden });
    let terms = json!({ "name": "Noé Modeste", "may": may, "invitation": Uuid::from_u128(210), "said_at": "2026-11-02T09:00:00Z" });
    let party = citizen(person(4));
    let carer = given("carer", &party, terms);
    with(facts(party), carer)
}

/// Somebody whom a judge put in charge of the holder, a protected adult; with what the holder consented to, where they assist.
pub(super) fn in_charge(with_what: &str, consented: Option<&Value>) -> Facts {
    let party = Party { second_factor_at: Some(moment(0)), ..citizen(person(4)) };
    let terms = json!({
        "with": with_what, "measure": "guardianship", "proposed_by": person(8),
        "decision": { "court": "Nantes", "decided_on": "2025-03-14" },
    });
    let decision = Provision { given_by: person(9), ..given("protection", &party, terms) };
    let protection = decision.id;
    let facts = with(facts(party.clone()), decision);
    let Some(may) = consented else { return facts };
    let consent = given("assistance", &party, json!({ "protection": protection, "may": may }));
    with(facts, Provision { id: ProvisionId::from(Uuid::from_u128(205)), given_by: holder(), ..consent })
}

/// Whoever comes after the death of the holder, by a claim of this kind: documents that were chosen, or a choice to make where none are
/// named.
pub(super) fn after_death(party: Party, by: &str, chosen: Option<&Value>) -> Facts {
    let claim = json!({ "by": by, "claimant": by, "reason": "memory", "evidence": "by deed" });
    let one = match chosen {
        Some(scope) => {
            let terms =
                json!({ "claim": claim, "documents": scope["documents"], "selection": Uuid::from_u128(206) });
            given("heir_access", &party, terms)
        }
        None => {
            let terms = json!({ "claim": claim, "asks": person(7), "proposed_by": person(8) });
            given("heir_selection", &party, terms)
        }
    };
    with(facts(party), Provision { organisation: None, given_by: person(9), ..one })
}

/// Those whose acts are shown state by state.
pub(super) fn personas(named: &Value) -> Vec<Persona> {
    let all_acts = json!({ "acts": ["see", "add", "notices"], "shelves": "every", "also_hidden": false });
    let parent = with(facts(citizen(person(3))), representation(person(3)));
    let sure_parent = Party { second_factor_at: Some(moment(0)), ..citizen(person(3)) };
    let sure_parent = with(facts(sure_parent), representation(person(3)));
    let suspended = with(parent.clone(), given("representative_suspended", &citizen(person(3)), json!({})));
    let by_parent = Provision { given_by: person(3), ..relationship(&doctor()) };
    let let_in = with(with(facts(doctor()), by_parent), representation(person(3)));
    let together = Party { assisted: true, ..citizen(holder()) };
    let in_care = |party: &Party, kind| with(in_care_of(party.clone()), given(kind, party, json!({})));
    let reached = |party: Party, scope: &Value| {
        let access = temporary(&party, scope);
        with(facts(party), access)
    };
    vec![
        persona("holder", facts(citizen(holder()))),
        persona("holder, second factor just shown", facts(sure(TimeDelta::minutes(1)))),
        persona("holder together with a mediator", facts(together)),
        persona("parent of the holder", parent),
        persona("parent of the holder, second factor just shown", sure_parent),
        persona("parent of the holder who is suspended", suspended),
        persona("another citizen", facts(citizen(person(4)))),
        persona("carer who sees, adds and reads notices", carer(&json!(["see", "add", "notices"]), false)),
        persona("carer who sees also what is hidden", carer(&json!(["see"]), true)),
        persona("carer who adds", carer(&json!(["add"]), false)),
        persona("guardian with representation, second factor just shown", in_charge("representation", None)),
        persona("guardian with assistance and no consent", in_charge("assistance", None)),
        persona(
            "guardian with assistance who sees, adds and reads notices",
            in_charge("assistance", Some(&all_acts)),
        ),
        persona(
            "heir to whom each document was chosen",
            after_death(citizen(person(4)), "heir", Some(named)),
        ),
        persona("expert to whom each document was chosen", after_death(doctor(), "expert", Some(named))),
        persona("doctor who chooses for an heir", after_death(doctor(), "heir", None)),
        persona("doctor without a relationship", facts(doctor())),
        persona("doctor in care", in_care_of(doctor())),
        persona("doctor whom a parent let in", let_in),
        persona("attending doctor in care", in_care(&doctor(), "attending_doctor")),
        persona("administrator doctor in care", in_care(&doctor(), "administrator")),
        persona("blocked doctor in care", with(in_care_of(doctor()), block_of(&doctor()))),
        persona("midwife in care", in_care_of(colleague("50"))),
        persona("nurse in care", in_care_of(colleague("60"))),
        persona("nurse named as attending doctor", in_care(&colleague("60"), "attending_doctor")),
        persona("pharmacist in care", in_care_of(colleague("21"))),
        persona("dentist in care", in_care_of(colleague("40"))),
        persona("physiotherapist in care", in_care_of(colleague("70"))),
        persona("doctor of occupational medicine, approved", by_approval(of_sector(doctor(), "SA13"))),
        persona("secretary by delegation", delegated(secretary())),
        persona("therapist in no matrix", facts(therapist())),
        persona("therapist, temporary access to all", reached(therapist(), &json!("whole"))),
        persona("therapist, temporary access to each document", reached(therapist(), named)),
        persona("declared guest with each document", reached(guest(), named)),
        persona("doctor who broke the glass", in_emergency(doctor())),
        persona("regulating doctor who opened it", in_emergency(regulator())),
        persona("software of a listed establishment", facts(establishment(true))),
        persona("software of another establishment", facts(establishment(false))),
        persona("support", facts(admin(&[AdminRole::Support]))),
        persona("auditor", facts(admin(&[AdminRole::Auditor]))),
        persona("mediator alone", facts(admin(&[AdminRole::Mediator]))),
    ]
}

/// The system itself, purpose by purpose.
pub(super) fn purposes() -> Vec<(String, Facts)> {
    let of = |purpose: Purpose| (format!("system, {}", purpose.as_str()), facts(system(purpose)));
    Purpose::ALL.into_iter().map(of).collect()
}
