//! What the tests here ask: reference data, the engine's answer as yes or no, and facts to begin from.

use std::{
    collections::BTreeSet,
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use config::{Category, Reference};
use consent::{
    Act, Ask, Condition, Decision, Facts, IdentityAgreement, Party, PartyKind, Provision, Purpose, Reason,
    Rules, SpaceFacts, SpaceState, Thing, Topics, decide,
};
use kernel::{Assurance, OrganisationId, PersonId, Practice, ProvisionId, SpaceId, Standing};
use oracle::{moment, organisation, person};
use proptest::test_runner::Config;
use serde_json::json;
use uuid::Uuid;

/// The built-in reference data, read once.
pub(crate) static REFERENCE: LazyLock<Reference> = LazyLock::new(|| Reference::load(None).unwrap());

/// A day, in microseconds.
pub(crate) const DAY: i64 = 86_400_000_000;

/// Things about which one set of facts is asked.
pub(crate) const THINGS: usize = 5;

/// Cases of a property: 2 000, or more where `PROPTEST_CASES` asks for more.
pub(crate) fn many() -> Config {
    Config { cases: Config::default().cases.max(2_000), failure_persistence: None, ..Config::default() }
}

/// Facts of one of the six scenes, each with its things: 100 000 pairs of facts and a thing in all scenes together, and ten
/// million where the soak asks for them.
pub(crate) fn of_a_scene() -> Config {
    let cases = if std::env::var_os("CARNET_SOAK").is_some() { 400_000 } else { 4_000 };
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// The same reference data with other rows in the matrix, from a folder of the test.
pub(crate) fn with_matrix(name: &str, rows: &str) -> Reference {
    with_file(name, "access-matrix.toml", rows)
}

fn with_file(name: &str, file: &str, text: &str) -> Reference {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/reference");
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("reference-{name}"));
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    fs::write(folder.join(file), text).unwrap();
    Reference::load(Some(&folder)).unwrap()
}

/// The same reference data with another file, in which some words are others.
pub(crate) fn with_words(name: &str, file: &str, from: &str, to: &str) -> Reference {
    let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../config/reference");
    let text = fs::read_to_string(source.join(file)).unwrap();
    assert!(text.contains(from), "{from}");
    with_file(name, file, &text.replace(from, to))
}

/// Whether the engine lets the act through, on the thing if one is named.
pub(crate) fn may(rules: &Rules, facts: &Facts, act: Act, thing: Option<&Thing>) -> bool {
    match decide(rules, facts, act) {
        Decision::Granted { visibility, .. } => thing.is_none_or(|thing| visibility.holds(thing)),
        Decision::Refused(_) => false,
    }
}

/// The way and the things of a grant.
pub(crate) fn granted(facts: &Facts, act: Act) -> (String, Condition) {
    match decide(&Rules::fr(&REFERENCE), facts, act) {
        Decision::Granted { way, visibility, .. } => (way.as_str().to_owned(), visibility),
        Decision::Refused(refusal) => panic!("refused by {}: {:?}", refusal.rule, refusal.reason),
    }
}

/// The rule and the reason of a refusal.
pub(crate) fn refused(facts: &Facts, act: Act) -> (String, Reason) {
    match decide(&Rules::fr(&REFERENCE), facts, act) {
        Decision::Refused(refusal) => (refusal.rule.as_str().to_owned(), refusal.reason),
        Decision::Granted { way, .. } => panic!("granted by {way}"),
    }
}

/// Whether the thing can be consulted with these facts under the rules of the French profile.
pub(crate) fn sees(facts: &Facts, thing: &Thing) -> bool {
    may(&Rules::fr(&REFERENCE), facts, Act::Consult, Some(thing))
}

/// The holder of every space here.
pub(crate) fn holder() -> PersonId {
    person(0)
}

/// Facts about an active space, asked by somebody.
pub(crate) fn facts(party: Party) -> Facts {
    let id = SpaceId::from(Uuid::from_u128(7));
    let zone = chrono_tz::Europe::Paris;
    let space = Some(SpaceFacts { id, state: SpaceState::Active, holder: holder(), zone });
    Facts {
        now: moment(0),
        party,
        space,
        provisions: Vec::new(),
        topics: Topics::default(),
        practising: BTreeSet::new(),
        suspended: BTreeSet::new(),
        ask: Ask::default(),
    }
}

/// Somebody who has shown no second factor and comes alone.
pub(crate) fn party(person: PersonId, assurance: Assurance, kind: PartyKind) -> Party {
    Party { person, assurance, second_factor_at: None, assisted: false, secret: false, kind }
}

pub(crate) fn citizen(person: PersonId) -> Party {
    party(person, Assurance::Substantial, PartyKind::Citizen)
}

pub(crate) fn professional(profession: &str, structure: Option<OrganisationId>) -> Party {
    let kind = PartyKind::Professional(Practice {
        rpps: "99700218896".parse().unwrap(),
        profession: profession.to_owned(),
        organisation: structure,
        sector: "SA07".to_owned(),
        regulates: false,
        standing: Standing::Good,
    });
    party(person(1), Assurance::Substantial, kind)
}

/// A general practitioner in a structure of her own.
pub(crate) fn doctor() -> Party {
    professional("10", Some(organisation(0)))
}

pub(crate) fn establishment(listed: bool) -> Party {
    let kind = PartyKind::Establishment { organisation: organisation(1), listed };
    party(person(2), Assurance::Substantial, kind)
}

pub(crate) fn system(purpose: Purpose) -> Party {
    party(person(2), Assurance::High, PartyKind::System(purpose))
}

/// A relationship that this party has declared, from yesterday until tomorrow.
pub(crate) fn relationship(party: &Party) -> Provision {
    let profession = party.practice().map(|practice| practice.profession.clone());
    Provision {
        id: ProvisionId::from(Uuid::from_u128(99)),
        kind: "care_relationship".to_owned(),
        person: Some(party.person),
        organisation: party.organisation(),
        terms: json!({ "evidence": "team_in_charge", "profession": profession }).into(),
        starts_at: moment(-DAY),
        ends_at: Some(moment(DAY)),
        given_by: party.person,
        given_at: moment(-DAY),
        secret: false,
    }
}

/// A parent's representation of the holder, from yesterday until tomorrow.
pub(crate) fn representation(parent: PersonId) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(98)),
        kind: "representative".to_owned(),
        person: Some(parent),
        organisation: None,
        terms: json!({ "authority": "parent" }).into(),
        starts_at: moment(-DAY),
        ends_at: Some(moment(DAY)),
        given_by: PersonId::from(Uuid::nil()),
        given_at: moment(-DAY),
        secret: false,
    }
}

/// The choice of a preset, since some days.
pub(crate) fn preset(name: &str, days: i64) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(97)),
        kind: "preset".to_owned(),
        terms: json!({ "preset": name }).into(),
        starts_at: moment(-DAY * days),
        ends_at: None,
        ..representation(holder())
    }
}

/// Changes one thing in the terms of a provision.
pub(crate) fn says(one: &mut Provision, name: &str, value: serde_json::Value) {
    let mut terms = serde_json::Value::clone(&one.terms);
    terms[name] = value;
    one.terms = terms.into();
}

/// Something that the holder says of everybody, from yesterday on.
pub(crate) fn said(kind: &str, terms: serde_json::Value) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(96)),
        kind: kind.to_owned(),
        person: None,
        terms: terms.into(),
        ends_at: None,
        ..representation(holder())
    }
}

/// The same facts with more said.
pub(crate) fn with(mut facts: Facts, provision: Provision) -> Facts {
    facts.provisions.push(provision);
    facts
}

/// Facts in which this professional has a relationship that runs.
pub(crate) fn in_care_of(party: Party) -> Facts {
    let relationship = relationship(&party);
    Facts { provisions: vec![relationship], ..facts(party) }
}

/// The same facts with an identity given.
pub(crate) fn with_identity(facts: Facts, identity: IdentityAgreement) -> Facts {
    Facts { ask: Ask { identity, ..facts.ask }, ..facts }
}

/// The same facts with the space in another state.
pub(crate) fn in_state(mut facts: Facts, state: SpaceState) -> Facts {
    if let Some(space) = &mut facts.space {
        space.state = state;
    }
    facts
}

/// A laboratory report that somebody else deposited and nothing hides.
pub(crate) fn thing() -> Thing {
    Thing {
        id: Uuid::from_u128(42),
        series: Uuid::from_u128(42),
        category: Category::Laboratory,
        type_code: "11502-2".to_owned(),
        masked: false,
        codes: Arc::default(),
        withheld_until: None,
        hidden_from_representatives: false,
        depositor: person(2),
        depositor_organisation: None,
        natural_author: None,
        by_citizen: false,
        service_start: moment(-DAY),
        deposited_at: moment(-DAY),
    }
}
