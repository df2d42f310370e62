use consent::{Act, Decision, Facts, Party, PartyKind, Provision, Reason, Rules, decide};
use oracle::{moment, organisation, person};
use serde_json::json;

use crate::ground::{
    DAY, REFERENCE, citizen, doctor, establishment, facts, granted, in_care_of, preset, professional,
    refused, relationship, says, sees, thing, with_matrix,
};

fn nothing(facts: &Facts) {
    assert_eq!(refused(facts, Act::Consult), ("W".into(), Reason::NoWay));
}

fn with(provision: Provision) -> Facts {
    Facts { provisions: vec![provision], ..facts(doctor()) }
}

#[test]
fn w5_a_running_relationship_lets_its_professional_consult() {
    assert!(sees(&in_care_of(doctor()), &thing()));
    assert_eq!(granted(&in_care_of(doctor()), Act::Consult).0, "W5");
}

#[test]
fn w5_without_a_relationship_there_is_nothing() {
    nothing(&facts(doctor()));
}

#[test]
fn w5_a_relationship_gives_neither_deposit_nor_history() {
    for (act, reason) in [(Act::Deposit, Reason::NoWay), (Act::ReadHistory, Reason::HoldersSide)] {
        assert_eq!(refused(&in_care_of(doctor()), act), ("W".into(), reason));
    }
}

#[test]
fn w5_a_relationship_of_another_person_gives_nothing() {
    nothing(&with(Provision { person: Some(person(2)), ..relationship(&doctor()) }));
    nothing(&with(Provision { person: None, ..relationship(&doctor()) }));
}

#[test]
fn w5_a_relationship_of_another_practice_gives_nothing() {
    nothing(&with(Provision { organisation: Some(organisation(1)), ..relationship(&doctor()) }));
    nothing(&with(Provision { organisation: None, ..relationship(&doctor()) }));
    let alone = professional("10", None);
    let of_a_practice = Provision { organisation: Some(organisation(0)), ..relationship(&alone) };
    nothing(&Facts { provisions: vec![of_a_practice], ..facts(alone) });
}

#[test]
fn w5_a_professional_without_a_structure_has_relationships_too() {
    assert!(sees(&in_care_of(professional("10", None)), &thing()));
}

#[test]
fn w5_a_relationship_declared_under_another_profession_gives_nothing() {
    let terms = json!({ "evidence": "team_in_charge", "profession": "21" });
    nothing(&with(Provision { terms: terms.into(), ..relationship(&doctor()) }));
}

#[test]
fn w5_a_relationship_begins_at_its_first_instant_and_is_over_at_its_last() {
    let runs = |starts, ends: Option<i64>| {
        let ends_at = ends.map(moment);
        let facts = with(Provision { starts_at: moment(starts), ends_at, ..relationship(&doctor()) });
        matches!(decide(&Rules::fr(&REFERENCE), &facts, Act::Consult), Decision::Granted { .. })
    };
    assert!(runs(0, Some(1)), "from its first instant");
    assert!(!runs(1, Some(DAY)), "not a microsecond before");
    assert!(runs(-DAY, Some(1)), "until the microsecond before its end");
    assert!(!runs(-DAY, Some(0)), "its end is not part of it");
    assert!(runs(-DAY, None), "and without an end it is open");
}

#[test]
fn w5_evidence_that_is_unknown_missing_or_of_another_form_gives_nothing() {
    for terms in [
        json!({ "evidence": "curiosity", "profession": "10" }),
        json!({ "profession": "10" }),
        json!({ "evidence": "admission" }),
        json!({ "evidence": "admission", "profession": "10", "until": "forever" }),
        json!(["admission", "10"]),
        json!(null),
    ] {
        nothing(&with(Provision { terms: terms.into(), ..relationship(&doctor()) }));
    }
    for evidence in ["team_in_charge", "consent_of_this_consultation", "admission"] {
        let terms = json!({ "evidence": evidence, "profession": "10" });
        assert!(
            sees(&with(Provision { terms: terms.into(), ..relationship(&doctor()) }), &thing()),
            "{evidence}"
        );
    }
}

#[test]
fn w5_a_provision_of_another_kind_gives_nothing() {
    nothing(&with(Provision { kind: "delegation".to_owned(), ..relationship(&doctor()) }));
}

#[test]
fn w5_a_profession_in_no_matrix_neither_declares_nor_consults() {
    let therapist = professional("00", None);
    assert_eq!(refused(&facts(therapist.clone()), Act::OpenRelationship), ("W".into(), Reason::NoWay));
    nothing(&in_care_of(therapist));
}

#[test]
fn w5_a_profession_to_which_the_matrix_only_refuses_does_not_declare() {
    let reference = with_matrix(
        "refusals",
        r#"row = [{ profession = "10", everything = true, consult = false, assumed = true }]"#,
    );
    let decision = decide(&Rules::fr(&reference), &facts(doctor()), Act::OpenRelationship);
    assert!(matches!(decision, Decision::Refused(_)), "{decision:?}");
}

#[test]
fn w5_a_profession_that_only_helps_by_a_delegation_neither_declares_nor_consults() {
    let secretary = professional("331", Some(organisation(0)));
    assert!(REFERENCE.matrix().scope("331").is_some(), "it has rows, for delegations");
    assert_eq!(refused(&facts(secretary.clone()), Act::OpenRelationship), ("W".into(), Reason::NoWay));
    nothing(&in_care_of(secretary));
}

#[test]
fn w5_starts_on_declaration_by_a_professional_alone_and_shows_nothing_by_itself() {
    let (way, things) = granted(&facts(doctor()), Act::OpenRelationship);
    assert_eq!(way, "W5");
    assert!(!things.holds(&thing()));
    for party in [citizen(person(1)), establishment(true)] {
        assert_eq!(refused(&facts(party), Act::OpenRelationship), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w5_a_citizens_session_of_the_same_person_has_no_relationship() {
    let as_citizen = Party { kind: PartyKind::Citizen, ..doctor() };
    nothing(&Facts { provisions: vec![relationship(&doctor())], ..facts(as_citizen) });
}

#[test]
fn w5_the_grant_names_the_relationship_and_lasts_as_long_as_it() {
    let first = relationship(&doctor());
    let second = Provision {
        id: kernel::ProvisionId::from(uuid::Uuid::from_u128(100)),
        ends_at: Some(moment(2 * DAY)),
        ..relationship(&doctor())
    };
    for provisions in [vec![first.clone(), second.clone()], vec![second.clone(), first]] {
        let facts = Facts { provisions, ..facts(doctor()) };
        let Decision::Granted { until, provision, .. } = decide(&Rules::fr(&REFERENCE), &facts, Act::Consult)
        else {
            panic!("refused")
        };
        assert_eq!(
            (until, provision),
            (Some(moment(2 * DAY)), Some(second.id)),
            "the one that lasts longest"
        );
    }
}

#[test]
fn w5_of_two_relationships_the_open_one_is_the_one_that_lasts() {
    let open = Provision {
        id: kernel::ProvisionId::from(uuid::Uuid::from_u128(100)),
        ends_at: None,
        ..relationship(&doctor())
    };
    for provisions in
        [vec![relationship(&doctor()), open.clone()], vec![open.clone(), relationship(&doctor())]]
    {
        let facts = Facts { provisions, ..facts(doctor()) };
        let Decision::Granted { until, provision, .. } = decide(&Rules::fr(&REFERENCE), &facts, Act::Consult)
        else {
            panic!("refused")
        };
        assert_eq!((until, provision), (None, Some(open.id)));
    }
}

#[test]
fn w5_a_relationship_begins_on_declaration_where_the_preset_is_open_alone() {
    let chosen = |presets: Vec<Provision>| Facts { provisions: presets, ..facts(doctor()) };
    granted(&chosen(vec![preset("open", 1)]), Act::OpenRelationship);
    for (name, reason) in [
        ("ask_me", Reason::NotOnDeclaration),
        ("closed", Reason::OnlyByCode),
        ("whatever", Reason::OnlyByCode),
    ] {
        let refusal = refused(&chosen(vec![preset(name, 1)]), Act::OpenRelationship);
        assert_eq!(refusal, ("W".into(), reason), "{name}");
    }
    // The last choice counts.
    granted(&chosen(vec![preset("open", 1), preset("closed", 2)]), Act::OpenRelationship);
    assert_eq!(
        refused(&chosen(vec![preset("closed", 1), preset("open", 2)]), Act::OpenRelationship).1,
        Reason::OnlyByCode
    );
}

#[test]
fn w5_whom_no_code_lets_in_is_not_told_of_one() {
    let closed = |party: Party| Facts { provisions: vec![preset("closed", 1)], ..facts(party) };
    for party in [professional("00", None), professional("331", Some(organisation(0))), citizen(person(1))] {
        assert_eq!(refused(&closed(party), Act::OpenRelationship), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w5_occupational_medicine_asks_and_never_declares() {
    let sector = REFERENCE.occupational_sectors().next().unwrap().to_owned();
    let mut party = doctor();
    if let PartyKind::Professional(practice) = &mut party.kind {
        practice.sector = sector;
    }
    for provisions in [Vec::new(), vec![preset("ask_me", 1)]] {
        let facts = Facts { provisions, ..facts(party.clone()) };
        assert_eq!(refused(&facts, Act::OpenRelationship), ("W".into(), Reason::NotOnDeclaration));
        granted(&facts, Act::AskRelationship);
    }
}

#[test]
fn w5_a_relationship_that_was_declared_elsewhere_serves_no_occupational_medicine() {
    let sector = REFERENCE.occupational_sectors().next().unwrap().to_owned();
    let mut facts = in_care_of(doctor());
    if let PartyKind::Professional(practice) = &mut facts.party.kind {
        practice.sector = sector;
    }
    assert!(!sees(&facts, &thing()));
    says(&mut facts.provisions[0], "evidence", json!("approval"));
    assert!(sees(&facts, &thing()), "the holder approved it");
}

#[test]
fn w5_a_relationship_that_runs_goes_on_under_any_preset() {
    let mut facts = in_care_of(doctor());
    facts.provisions.push(preset("closed", 1));
    granted(&facts, Act::Consult);
}
