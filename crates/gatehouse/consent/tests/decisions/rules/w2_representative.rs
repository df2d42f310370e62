use consent::{Act, Facts, Provision, Reason};
use oracle::{moment, person};
use serde_json::json;

use crate::ground::{citizen, doctor, facts, granted, refused, representation, thing};

fn represented(provision: Provision) -> Facts {
    Facts { provisions: vec![provision], ..facts(citizen(person(1))) }
}

#[test]
fn w2_a_representative_decides_whether_and_how_the_record_begins_and_sees_nothing() {
    let facts = represented(representation(person(1)));
    for act in Act::ALL {
        if matches!(act, Act::Activate | Act::Prefer | Act::Oppose) {
            let (way, things) = granted(&facts, act);
            assert_eq!(way, "W2");
            assert!(!things.holds(&thing()));
        } else if act == Act::BecomeCarer {
            assert_eq!(granted(&facts, act).0, "W4", "whoever is not the holder may be invited");
        } else {
            assert!(matches!(refused(&facts, act).1, Reason::NoWay | Reason::SecondFactorNeeded), "{act:?}");
        }
    }
}

#[test]
fn w2_a_representation_counts_for_its_own_person_and_until_its_end_alone() {
    let of_another = representation(person(2));
    let over = Provision { ends_at: Some(moment(0)), ..representation(person(1)) };
    let to_come = Provision { starts_at: moment(1), ..representation(person(1)) };
    let unreadable =
        Provision { terms: json!({ "authority": "neighbour" }).into(), ..representation(person(1)) };
    for provision in [of_another, over, to_come, unreadable] {
        assert_eq!(refused(&represented(provision), Act::Activate), ("W".into(), Reason::NoWay));
    }
}

#[test]
fn w2_a_doctors_session_of_the_same_person_represents_nobody() {
    let mut party = doctor();
    party.person = person(1);
    let facts = Facts { provisions: vec![representation(person(1))], ..facts(party) };
    assert_eq!(refused(&facts, Act::Activate), ("W".into(), Reason::NoWay));
}
