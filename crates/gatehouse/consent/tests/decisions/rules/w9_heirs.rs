use consent::{Act, Ask, Facts, Party, Provision, Reason, RuleId, SpaceState, Thing};
use kernel::{PersonId, ProvisionId};
use oracle::{moment, organisation, person};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::ground::{
    DAY, citizen, doctor, facts, granted, holder, in_state, professional, refused, representation, said,
    says, sees, thing, with,
};

fn claim(by: &str) -> Value {
    json!({ "by": by, "claimant": by, "reason": "memory", "evidence": "by deed" })
}

fn one(kind: &str, to: PersonId, terms: Value) -> Provision {
    Provision {
        id: ProvisionId::from(Uuid::from_u128(95)),
        person: Some(to),
        given_by: person(9),
        starts_at: moment(0),
        ends_at: Some(moment(1)),
        ..said(kind, terms)
    }
}

fn heir() -> Party {
    citizen(person(4))
}

fn access(by: &str, to: &Party) -> Provision {
    let terms = json!({ "claim": claim(by), "documents": [thing().series], "selection": Uuid::from_u128(5) });
    one("heir_access", to.person, terms)
}

fn selection(by: &str) -> Provision {
    let terms = json!({ "claim": claim(by), "asks": person(4), "proposed_by": person(8) });
    one("heir_selection", doctor().person, terms)
}

fn after(party: Party, provision: Provision) -> Facts {
    in_state(with(facts(party), provision), SpaceState::Deceased)
}

#[test]
fn w9_situation_31_an_heir_sees_what_a_doctor_chose_and_nothing_else() {
    let facts = after(heir(), access("heir", &heir()));
    let (way, things) = granted(&facts, Act::Consult);
    assert_eq!(way, "W9");
    assert!(things.holds(&thing()) && things.holds(&Thing { masked: true, ..thing() }));
    assert!(!things.holds(&Thing { series: Uuid::from_u128(6), ..thing() }));
    for act in Act::ALL {
        if !matches!(act, Act::Consult | Act::OwnDesk) {
            refused(&facts, act);
        }
    }
}

#[test]
fn w9_situation_31_nobody_comes_in_otherwise_nor_while_the_holder_lives() {
    assert_eq!(
        refused(&in_state(facts(heir()), SpaceState::Deceased), Act::Consult),
        ("G1".into(), Reason::Deceased)
    );
    assert_eq!(refused(&after(citizen(holder()), access("heir", &heir())), Act::Consult).1, Reason::Deceased);
    for state in SpaceState::ALL {
        let facts = in_state(with(facts(heir()), access("heir", &heir())), state);
        assert_eq!(sees(&facts, &thing()), state == SpaceState::Deceased, "{state:?}");
    }
}

#[test]
fn w9_a_parent_or_a_guardian_who_is_an_heir_comes_in_as_an_heir_alone() {
    let other = Thing { series: Uuid::from_u128(6), ..thing() };
    for way in [None, Some("W2"), Some("W3")] {
        let heir = access("heir", &heir());
        let facts = with(after(crate::ground::citizen(person(4)), heir), representation(person(4)));
        let facts = Facts { ask: Ask { way: way.map(RuleId::new), ..Ask::default() }, ..facts };
        assert!(!sees(&facts, &other), "{way:?}");
        assert_eq!(sees(&facts, &thing()), way.is_none(), "{way:?}");
    }
}

#[test]
fn w9_counts_from_its_first_instant_to_its_last_and_where_it_can_be_read() {
    let good = access("heir", &heir());
    for wrong in [
        Provision { starts_at: moment(1), ends_at: None, ..good.clone() },
        Provision { starts_at: moment(-DAY), ends_at: Some(moment(0)), ..good.clone() },
        Provision { person: Some(person(5)), ..good.clone() },
        Provision { given_by: person(4), ..good.clone() },
        Provision { kind: "heir_request".to_owned(), ..good.clone() },
    ] {
        assert!(!sees(&after(heir(), wrong.clone()), &thing()), "{wrong:?}");
    }
    for (field, value) in [
        ("claim", json!({ "by": "heir" })),
        ("claim", claim("neighbour")),
        ("documents", json!("all")),
        ("selection", json!(null)),
        ("more", json!(true)),
    ] {
        let mut unread = good.clone();
        says(&mut unread, field, value);
        assert!(!sees(&after(heir(), unread), &thing()), "{field}");
    }
}

#[test]
fn w9_an_heir_comes_as_a_citizen_and_an_expert_as_a_doctor() {
    let nurse = professional("60", Some(organisation(0)));
    for (party, by, comes) in [
        (heir(), "heir", true),
        (heir(), "expert", false),
        (doctor(), "expert", true),
        (doctor(), "heir", false),
        (nurse, "expert", false),
    ] {
        let facts = after(party.clone(), access(by, &party));
        assert_eq!(sees(&facts, &thing()), comes, "{by} {party:?}");
    }
}

#[test]
fn w9_a_doctor_whom_two_named_sees_everything_and_chooses_for_somebody_else() {
    let facts = after(doctor(), selection("heir"));
    assert_eq!(granted(&facts, Act::Select).0, "W9");
    assert!(sees(&facts, &Thing { masked: true, ..thing() }));
    let alone = Provision { given_by: person(8), ..selection("heir") };
    let mut own = selection("heir");
    says(&mut own, "asks", json!(doctor().person));
    for wrong in [alone, own] {
        assert_eq!(refused(&after(doctor(), wrong), Act::Select).1, Reason::Deceased);
    }
    let nurse = Party { person: doctor().person, ..professional("60", Some(organisation(0))) };
    assert_eq!(refused(&after(nurse, selection("heir")), Act::Select).1, Reason::Deceased);
    assert_eq!(refused(&after(heir(), access("heir", &heir())), Act::Select).1, Reason::NoWay);
}

#[test]
fn w9_where_the_holder_refused_it_only_an_expert_and_their_doctor_come_in() {
    let refusal = Provision { starts_at: moment(-DAY), ..said("heirs_refused", json!({})) };
    for (party, provision, comes) in [
        (heir(), access("heir", &heir()), false),
        (doctor(), access("expert", &doctor()), true),
        (doctor(), selection("heir"), false),
        (doctor(), selection("expert"), true),
    ] {
        let facts = with(after(party, provision.clone()), refusal.clone());
        assert_eq!(sees(&facts, &thing()), comes, "{provision:?}");
    }
}

#[test]
fn w9_what_was_hidden_from_representatives_or_not_released_is_hidden_from_heirs() {
    let hidden = Thing { hidden_from_representatives: true, ..thing() };
    let withheld = Thing { withheld_until: Some(moment(1)), ..thing() };
    for (party, provision, sees_hidden) in [
        (heir(), access("heir", &heir()), false),
        (doctor(), selection("heir"), false),
        (doctor(), access("expert", &doctor()), true),
        (doctor(), selection("expert"), true),
    ] {
        let facts = after(party, provision);
        assert_eq!(sees(&facts, &hidden), sees_hidden);
        assert!(!sees(&facts, &withheld));
    }
}
