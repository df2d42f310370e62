use chrono::{DateTime, TimeDelta, Utc};
use config::Category;
use consent::{Act, Condition, Facts, Provision, Reason, Rules, SpaceState, Thing, decide};
use kernel::ProvisionId;
use oracle::{moment, person};
use serde_json::json;
use uuid::Uuid;

use crate::ground::{
    DAY, citizen, doctor, facts, granted, holder, in_state, may, refused, relationship, representation, said,
    sees, thing, with, with_words,
};

fn represented(provision: Provision) -> Facts {
    with(facts(sure_parent()), provision)
}

fn sure_parent() -> consent::Party {
    consent::Party { second_factor_at: Some(moment(0)), ..citizen(person(6)) }
}

fn suspended() -> Provision {
    Provision {
        person: Some(person(6)),
        ends_at: Some(moment(1)),
        ..said("representative_suspended", json!({}))
    }
}

#[test]
fn w2_a_representative_does_what_the_holder_would() {
    let facts = represented(representation(person(6)));
    let on_things = [
        Act::Consult,
        Act::Deposit,
        Act::Curate,
        Act::ReadHistory,
        Act::ReadNotices,
        Act::Hide,
        Act::Loosen,
        Act::Grant,
        Act::Oversee,
        Act::Dispute,
        Act::Export,
        Act::Leave,
    ];
    for act in Act::ALL {
        if on_things.contains(&act) {
            let (way, things) = granted(&facts, act);
            assert_eq!(way, "W2");
            assert!(things.holds(&Thing { masked: true, ..thing() }), "{act:?}");
        } else if matches!(
            act,
            Act::Activate | Act::Prefer | Act::Oppose | Act::Close | Act::BecomeRepresentative
        ) {
            let (way, things) = granted(&facts, act);
            assert_eq!(way, "W2");
            assert!(!things.holds(&thing()), "{act:?}");
        } else if act == Act::BecomeCarer {
            assert_eq!(granted(&facts, act).0, "W4", "whoever is not the holder may be invited");
        } else if act != Act::Amend {
            let reason = if act == Act::Erase { Reason::HoldersErasure } else { Reason::NoWay };
            assert_eq!(refused(&facts, act).1, reason, "{act:?}");
        }
    }
}

#[test]
fn w2_amends_what_citizens_brought_and_not_the_minor() {
    let (_, things) = granted(&represented(representation(person(6))), Act::Amend);
    let brought = |by| Thing { by_citizen: true, depositor: by, ..thing() };
    assert!(things.holds(&brought(person(6))));
    assert!(things.holds(&brought(person(2))), "by the other parent");
    assert!(!things.holds(&brought(holder())));
    assert!(!things.holds(&Thing { by_citizen: false, ..thing() }));
}

#[test]
fn w2_a_representation_counts_for_its_own_person_and_until_its_end_alone() {
    let of_another = representation(person(2));
    let over = Provision { ends_at: Some(moment(0)), ..representation(person(6)) };
    let to_come = Provision { starts_at: moment(1), ..representation(person(6)) };
    let unreadable =
        Provision { terms: json!({ "authority": "neighbour" }).into(), ..representation(person(6)) };
    let of_nobody = Provision { given_by: person(2), ..representation(person(6)) };
    for provision in [of_another, over, to_come, unreadable, of_nobody] {
        assert_eq!(refused(&represented(provision), Act::Consult), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w2_whoever_was_invited_represents_while_the_feed_names_whoever_invited() {
    let invited = Provision {
        id: ProvisionId::from(Uuid::from_u128(300)),
        given_by: person(2),
        terms: json!({ "authority": "parent", "invitation": Uuid::from_u128(301) }).into(),
        ..representation(person(6))
    };
    let both = with(represented(invited), representation(person(2)));
    assert!(sees(&both, &thing()));
    let not_yet = Provision { starts_at: moment(1), ..representation(person(2)) };
    let mut fallen = both.clone();
    fallen.provisions.retain(|one| one.person != Some(person(2)));
    refused(&fallen, Act::Consult);
    refused(&with(fallen.clone(), not_yet), Act::Consult);
    // That whoever invited is suspended takes nothing away from the other.
    let of_other = Provision { person: Some(person(2)), ..suspended() };
    assert!(sees(&with(both, of_other), &thing()));
}

#[test]
fn situation_36_whoever_is_suspended_does_nothing_until_its_end_and_what_they_gave_rests() {
    let facts = represented(representation(person(6)));
    assert_eq!(refused(&with(facts.clone(), suspended()), Act::Consult), ("W".into(), Reason::NoWay));
    let over = Provision { ends_at: Some(moment(0)), ..suspended() };
    assert!(sees(&with(facts, over), &thing()));
    let mut of_doctor = relationship(&doctor());
    of_doctor.given_by = person(6);
    let let_in = with(with(crate::ground::facts(doctor()), of_doctor), representation(person(6)));
    assert!(sees(&let_in, &thing()));
    assert_eq!(refused(&with(let_in, suspended()), Act::Consult), ("W".into(), Reason::NoWay));
}

#[test]
fn situation_20_at_midnight_of_majority_all_that_a_representative_gave_ends_and_what_hides_stays() {
    let let_in = |now: DateTime<Utc>| {
        let mut carer = crate::ground::said(
            "carer",
            json!({
                "name": "A", "may": { "acts": ["see"], "shelves": "every", "also_hidden": true },
                "invitation": Uuid::from_u128(1), "said_at": moment(-DAY),
            }),
        );
        carer.person = Some(person(4));
        carer.given_by = person(6);
        let mut block = said("block", json!({}));
        block.person = Some(doctor().person);
        block.given_by = person(6);
        let parent = Provision { ends_at: Some(moment(1)), ..representation(person(6)) };
        let facts = with(with(with(crate::ground::facts(citizen(person(4))), carer), block), parent);
        Facts { now, ..facts }
    };
    assert_eq!(granted(&let_in(moment(0)), Act::Consult).0, "W4");
    assert_eq!(refused(&let_in(moment(1)), Act::Consult), ("W".into(), Reason::NoWay));
    let of_doctor = Facts { party: doctor(), ..let_in(moment(1)) };
    let of_doctor = with(of_doctor, relationship(&doctor()));
    assert!(!sees(&of_doctor, &thing()), "the block stays for review");
}

#[test]
fn situation_21_a_mother_of_16_represents_her_child_and_is_a_minor_in_her_own_record() {
    let mother = sure_parent();
    let of_child = represented(representation(mother.person));
    assert_eq!(granted(&of_child, Act::Grant).0, "W2");
    let mut own = with(facts(mother.clone()), representation(person(7)));
    if let Some(space) = &mut own.space {
        space.holder = mother.person;
    }
    assert_eq!(granted(&own, Act::Grant).0, "W1");
    let of_grandmother = Facts { party: citizen(person(7)), ..own };
    assert!(sees(&of_grandmother, &thing()));
    assert!(!sees(&of_grandmother, &Thing { hidden_from_representatives: true, ..thing() }));
}

#[test]
fn w2_opens_a_closed_record_again_and_looks_into_it() {
    let closed = in_state(represented(representation(person(6))), SpaceState::Closed);
    for act in [Act::Consult, Act::ReadHistory, Act::Close] {
        assert_eq!(granted(&closed, act).0, "W2", "{act:?}");
    }
    assert_eq!(refused(&closed, Act::Grant), ("G1".into(), Reason::Closed));
}

#[test]
fn w2_a_doctors_session_of_the_same_person_represents_nobody() {
    let mut party = doctor();
    party.person = person(6);
    let facts = Facts { provisions: vec![representation(person(6))], ..facts(party) };
    assert_eq!(refused(&facts, Act::Activate), ("W".into(), Reason::NoWay));
}

#[test]
fn w2_a_country_may_hand_over_step_by_step_at_midnight_of_each_birthday() {
    let gradual = with_words("gradual-steps", "minors.toml", "profile = \"fr\"", "profile = \"gradual\"");
    let rules = Rules::fr(&gradual);
    let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    // Born on 2014-02-28 and living in Paris: twelve on 2026-02-28, fifteen on 2029-02-28, of age on 2032-02-28.
    let of_age = at("2032-02-28T00:00:00+01:00");
    let born = Provision {
        ends_at: Some(of_age),
        starts_at: at("2014-03-01T00:00:00Z"),
        ..representation(person(6))
    };
    let on = |text: &str, micros: i64, act| {
        let now = at(text) + TimeDelta::microseconds(micros);
        let party = consent::Party { second_factor_at: Some(now), ..sure_parent() };
        may(&rules, &Facts { now, party, ..represented(born.clone()) }, act, None)
    };
    let (twelve, fifteen) = ("2026-02-28T00:00:00+01:00", "2029-02-28T00:00:00+01:00");
    assert!(on(twelve, -1, Act::ReadHistory) && !on(twelve, 0, Act::ReadHistory));
    assert!(on(fifteen, -1, Act::Grant) && !on(fifteen, 0, Act::Grant));
    assert!(on(fifteen, 0, Act::Consult) && on(fifteen, 0, Act::ReadNotices));
    assert!(!on("2032-02-28T00:00:00+01:00", 0, Act::Consult));
    let now = at(fifteen);
    let of_fifteen = Facts { now, ..represented(born) };
    let shelf = |category| Thing { category, ..thing() };
    let shown = |thing: &Thing| may(&rules, &of_fifteen, Act::Consult, Some(thing));
    assert!(shown(&shelf(Category::Prescription)) && !shown(&shelf(Category::Laboratory)));
    assert!(
        matches!(decide(&rules, &of_fifteen, Act::Consult), consent::Decision::Granted { visibility, .. }
        if visibility != Condition::Always)
    );
}
