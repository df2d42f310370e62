use config::Category;
use consent::{Act, Facts, PartyKind, Provision, Reason, Rules, Thing};
use oracle::{moment, person};
use serde_json::{Value, json};

use crate::ground::{
    DAY, REFERENCE, citizen, doctor, facts, granted, holder, in_state, may, party, refused, representation,
    said, sees, thing, with,
};

/// A carer who may do these acts on these shelves.
fn carer(acts: &Value, shelves: &Value) -> Provision {
    let may = json!({ "acts": acts, "shelves": shelves, "also_hidden": false });
    let terms = json!({ "name": "Noé Modeste", "may": may, "invitation": uuid::Uuid::from_u128(210), "said_at": "2026-11-02T09:00:00Z" });
    Provision { person: Some(person(1)), ends_at: Some(moment(DAY)), ..said("carer", terms) }
}

fn everything() -> Provision {
    carer(&json!(["see", "add", "notices"]), &json!("every"))
}

fn cared_for(provision: Provision) -> Facts {
    with(facts(citizen(person(1))), provision)
}

fn on(category: Category) -> Thing {
    Thing { category, ..thing() }
}

#[test]
fn w4_a_carer_sees_and_adds_on_the_shelves_that_were_said() {
    let facts = cared_for(carer(&json!(["see", "add"]), &json!({ "these": ["ORD_SOIN"] })));
    for act in [Act::Consult, Act::Deposit] {
        let (way, things) = granted(&facts, act);
        assert_eq!(way, "W4");
        assert!(things.holds(&on(Category::Prescription)), "{act:?}");
        assert!(!things.holds(&on(Category::Report)), "{act:?}");
    }
}

#[test]
fn w4_a_carer_does_what_was_said_and_nothing_else() {
    let said = [
        ("see", vec![Act::Consult, Act::Relinquish]),
        ("add", vec![Act::Deposit, Act::Relinquish]),
        ("notices", vec![Act::ReadNotices, Act::Relinquish]),
    ];
    for (act, opens) in said {
        let mut facts = cared_for(carer(&json!([act]), &json!("every")));
        facts.party.second_factor_at = Some(moment(0));
        let granted = |act: &Act| may(&Rules::fr(&REFERENCE), &facts, *act, None);
        let mut all: Vec<Act> = Act::ALL.into_iter().filter(granted).collect();
        all.retain(|act| !matches!(act, Act::BecomeCarer | Act::BecomeRepresentative));
        assert_eq!(all, opens, "{act}");
    }
}

#[test]
fn w4_no_carer_is_shown_what_the_country_keeps_from_carers() {
    for category in [Category::AdvanceDirectives, Category::Wishes] {
        assert!(!sees(&cared_for(everything()), &on(category)), "{category:?}");
        let named = carer(&json!(["see"]), &json!({ "these": [category.code()] }));
        assert!(!sees(&cared_for(named), &on(category)), "{category:?} by name");
    }
    assert!(sees(&cared_for(everything()), &thing()));
}

#[test]
fn w4_it_counts_for_its_own_person_until_its_end_and_in_words_that_are_read() {
    let of_another = Provision { person: Some(person(2)), ..everything() };
    let over = Provision { ends_at: Some(moment(0)), ..everything() };
    let to_come = Provision { starts_at: moment(1), ..everything() };
    let unreadable = carer(&json!(["everything"]), &json!("every"));
    for provision in [of_another, over, to_come, unreadable] {
        assert_eq!(refused(&cared_for(provision), Act::Consult), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w4_a_session_at_work_is_never_a_carers() {
    let mut working = doctor();
    working.person = person(1);
    assert_eq!(refused(&with(facts(working), everything()), Act::Consult), ("W".into(), Reason::NoWay));
    let guest = party(person(1), kernel::Assurance::Low, PartyKind::Guest);
    assert_eq!(refused(&with(facts(guest), everything()), Act::Consult).0, "W");
}

#[test]
fn w4_what_is_the_holders_to_do_is_said_to_be_the_holders() {
    let mut sure = citizen(person(1));
    sure.second_factor_at = Some(moment(0));
    let facts = with(facts(sure), everything());
    for act in
        [Act::Amend, Act::Prefer, Act::Hide, Act::Loosen, Act::Grant, Act::Oversee, Act::Dispute, Act::Close]
    {
        assert_eq!(refused(&facts, act), ("W".into(), Reason::HoldersSide), "{act:?}");
    }
}

#[test]
fn w4_whoever_is_not_the_holder_may_accept_and_a_record_that_is_shut_takes_nobody_in() {
    assert_eq!(granted(&facts(citizen(person(4))), Act::BecomeCarer).0, "W4");
    assert_eq!(refused(&facts(citizen(holder())), Act::BecomeCarer), ("W".into(), Reason::NoWay));
    assert_eq!(refused(&facts(doctor()), Act::BecomeCarer), ("W".into(), Reason::NoWay));
    for state in [consent::SpaceState::Closed, consent::SpaceState::Deceased, consent::SpaceState::Suspended]
    {
        assert_eq!(refused(&in_state(cared_for(everything()), state), Act::Consult).0, "G1", "{state:?}");
    }
}

#[test]
fn w4_what_a_representative_gave_lives_while_the_representation_does() {
    let by = |giver| Provision { given_by: person(giver), ..everything() };
    assert!(!sees(&cared_for(by(3)), &thing()), "somebody who acts for nobody");
    assert!(sees(&with(cared_for(by(3)), representation(person(3))), &thing()));
    let of_age = Provision { ends_at: Some(moment(0)), ..representation(person(3)) };
    assert!(!sees(&with(cared_for(by(3)), of_age), &thing()), "the holder is of age");
    assert!(sees(&cared_for(Provision { given_by: holder(), ..everything() }), &thing()));
    assert!(!sees(&cared_for(by(1)), &thing()), "nobody lets themselves in");
}
