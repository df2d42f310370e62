use config::Category;
use consent::{Act, Condition, Facts, Party, Provision, Reason, SpaceState, Thing};
use kernel::{PersonId, ProvisionId};
use oracle::{moment, person};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ground::{
    DAY, REFERENCE, citizen, facts, granted, holder, in_state, may, refused, representation, said, says,
    sees, thing, with,
};

fn protection(with: &str) -> Provision {
    let terms = json!({
        "with": with, "measure": "guardianship", "proposed_by": person(8),
        "decision": { "court": "Nantes", "decided_on": "2025-03-14" },
    });
    Provision {
        id: ProvisionId::from(Uuid::from_u128(97)),
        kind: "protection".to_owned(),
        terms: terms.into(),
        given_by: person(9),
        ..representation(person(6))
    }
}

fn consent(may: &Value) -> Provision {
    let terms = json!({ "protection": protection("assistance").id, "may": may });
    Provision { person: Some(person(6)), ends_at: None, given_by: holder(), ..said("assistance", terms) }
}

fn of_prescriptions() -> Value {
    json!({ "acts": ["see", "notices"], "shelves": { "these": ["ORD_SOIN"] }, "also_hidden": false })
}

fn in_charge(provision: Provision) -> Facts {
    with(facts(guardian()), provision)
}

fn guardian() -> Party {
    Party { second_factor_at: Some(moment(0)), ..citizen(person(6)) }
}

fn assisted(may: &Value) -> Facts {
    with(in_charge(protection("assistance")), consent(may))
}

fn prescription() -> Thing {
    Thing { category: Category::Prescription, ..thing() }
}

#[test]
fn w3_situation_22_with_representation_does_what_the_adult_does_but_for_an_erasure() {
    let facts = in_charge(protection("representation"));
    let itself = [Act::Activate, Act::Prefer, Act::Oppose, Act::Close];
    for act in Act::ALL {
        let of_holder = crate::ground::facts(Party { person: holder(), ..guardian() });
        let holder_may = may(&consent_rules(), &of_holder, act, None);
        if act == Act::Erase {
            assert_eq!(refused(&facts, act).1, Reason::HoldersErasure);
        } else if holder_may {
            let (way, things) = granted(&facts, act);
            assert_eq!(way, "W3", "{act:?}");
            let of_things = !itself.contains(&act) && act != Act::Amend;
            assert_eq!(things.holds(&Thing { masked: true, ..thing() }), of_things, "{act:?}");
        }
    }
}

fn consent_rules() -> consent::Rules {
    consent::Rules::fr(&REFERENCE)
}

#[test]
fn w3_amends_what_citizens_brought_and_not_the_adult() {
    let (_, things) = granted(&in_charge(protection("representation")), Act::Amend);
    let brought = |by: PersonId| Thing { by_citizen: true, depositor: by, ..thing() };
    assert!(things.holds(&brought(person(6))) && things.holds(&brought(person(7))));
    assert!(!things.holds(&brought(holder())));
    assert!(!things.holds(&Thing { by_citizen: false, ..brought(person(6)) }));
}

#[test]
fn w3_a_decision_counts_from_its_first_instant_to_its_last_where_two_wrote_it_down() {
    let running =
        Provision { starts_at: moment(0), ends_at: Some(moment(1)), ..protection("representation") };
    assert!(sees(&in_charge(running.clone()), &thing()));
    for wrong in [
        Provision { starts_at: moment(1), ends_at: None, ..running.clone() },
        Provision { ends_at: Some(moment(0)), starts_at: moment(-DAY), ..running.clone() },
        Provision { given_by: person(8), ..running.clone() },
        Provision { person: Some(person(7)), ..running.clone() },
        Provision { kind: "representative".to_owned(), ..running.clone() },
    ] {
        assert!(!sees(&in_charge(wrong.clone()), &thing()), "{wrong:?}");
    }
    for (field, value) in [
        ("with", json!("care")),
        ("decision", json!({ "court": "Nantes" })),
        ("decision", json!("yes")),
        ("proposed_by", json!("somebody")),
        ("more", json!(true)),
    ] {
        let mut unread = running.clone();
        says(&mut unread, field, value);
        assert!(!sees(&in_charge(unread), &thing()), "{field}");
    }
}

#[test]
fn w3_nobody_is_in_charge_of_themselves() {
    let own = Provision { person: Some(holder()), ..protection("representation") };
    let facts = with(facts(Party { person: holder(), ..guardian() }), own);
    assert_eq!(granted(&facts, Act::Consult).0, "W1");
}

#[test]
fn w3_situation_22_with_assistance_does_what_the_adult_consented_to() {
    let without = in_charge(protection("assistance"));
    assert_eq!(refused(&without, Act::Consult).1, Reason::NoWay);
    let facts = assisted(&of_prescriptions());
    let (way, things) = granted(&facts, Act::Consult);
    assert_eq!(way, "W3");
    assert!(
        things.holds(&prescription()) && !things.holds(&Thing { category: Category::Laboratory, ..thing() })
    );
    assert_eq!(granted(&facts, Act::ReadNotices).1, Condition::Never);
    for act in
        [Act::Deposit, Act::Amend, Act::Prefer, Act::Grant, Act::ReadHistory, Act::Export, Act::Oversee]
    {
        assert!(!may(&consent_rules(), &facts, act, None), "{act:?}");
    }
}

#[test]
fn w3_a_consent_counts_while_its_decision_does_and_from_the_adult_alone() {
    let good = consent(&of_prescriptions());
    assert!(sees(&assisted(&of_prescriptions()), &prescription()));
    let by_another = Provision { given_by: person(6), ..good.clone() };
    let mut of_another = good.clone();
    says(&mut of_another, "protection", json!(Uuid::from_u128(5)));
    for consent in [by_another, of_another, Provision { ends_at: Some(moment(0)), ..good.clone() }] {
        let facts = with(in_charge(protection("assistance")), consent.clone());
        assert!(!sees(&facts, &prescription()), "{consent:?}");
    }
    let over = Provision { ends_at: Some(moment(0)), ..protection("assistance") };
    assert!(!sees(&with(in_charge(over), good.clone()), &prescription()));
    // Whoever represents needs none, and by it gets none.
    let facts = with(in_charge(protection("representation")), good);
    assert!(sees(&facts, &Thing { category: Category::Laboratory, ..thing() }));
}

#[test]
fn w3_what_the_adult_hides_is_hidden_from_whoever_assists_unless_the_adult_says_so() {
    let masked = Thing { masked: true, ..prescription() };
    assert!(!sees(&assisted(&of_prescriptions()), &masked));
    let mut ticked = of_prescriptions();
    ticked["also_hidden"] = json!(true);
    assert!(sees(&assisted(&ticked), &masked));
    assert!(sees(&in_charge(protection("representation")), &masked));
    let kept = Thing { category: Category::AdvanceDirectives, ..thing() };
    let every = json!({ "acts": ["see"], "shelves": "every", "also_hidden": true });
    assert!(!sees(&assisted(&every), &kept), "as from every carer");
}

#[test]
fn w3_what_is_hidden_from_legal_representatives_is_hidden_from_whoever_is_in_charge() {
    let hidden = Thing { hidden_from_representatives: true, ..prescription() };
    assert!(!sees(&in_charge(protection("representation")), &hidden));
    let mut ticked = of_prescriptions();
    ticked["also_hidden"] = json!(true);
    assert!(!sees(&assisted(&ticked), &hidden));
    let own = Thing { depositor: person(6), ..hidden };
    assert!(sees(&in_charge(protection("representation")), &own));
}

#[test]
fn w3_acts_for_the_adult_where_the_adult_would_decide_about_the_record() {
    for (state, act, goes) in [
        (SpaceState::OppositionRunning, Act::Oppose, true),
        (SpaceState::Opposed, Act::Oppose, true),
        (SpaceState::Closed, Act::Close, true),
        (SpaceState::Closed, Act::Consult, true),
        (SpaceState::Closed, Act::Deposit, false),
        (SpaceState::Suspended, Act::Consult, false),
        (SpaceState::Deceased, Act::Consult, false),
    ] {
        let represented = in_state(in_charge(protection("representation")), state);
        assert_eq!(may(&consent_rules(), &represented, act, None), goes, "{state:?} {act:?}");
        let helped = in_state(assisted(&of_prescriptions()), state);
        assert!(!may(&consent_rules(), &helped, act, None), "{state:?} {act:?}");
    }
}

#[test]
fn w3_what_whoever_represents_gave_goes_with_the_decision() {
    let doctor = crate::ground::doctor();
    let given = |by: Provision| {
        let access = Provision { given_by: person(6), ..crate::ground::relationship(&doctor) };
        with(with(facts(doctor.clone()), access), by)
    };
    assert!(sees(&given(protection("representation")), &thing()));
    assert!(!sees(&given(protection("assistance")), &thing()));
    let over = Provision { ends_at: Some(moment(0)), ..protection("representation") };
    assert!(!sees(&given(over), &thing()));
}
