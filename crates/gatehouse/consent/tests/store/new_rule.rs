//! A provision of a kind that the product does not know reaches the rule that does, through the same loader.

#[path = "../decisions/new_rules/way.rs"]
#[allow(dead_code, reason = "its sentence for the oracle is not asked here")]
mod way;

use consent::Condition;
use uuid::Uuid;

use crate::house::{House, Look, refusal};

#[test]
fn a_provision_of_a_new_kind_is_loaded_for_the_new_rule_alone() {
    let house = House::with(|rules| rules.ways.push(Box::new(way::ChosenThings)));
    let (holder, visitor) = (house.citizen(), house.citizen());
    let space = house.space(&holder);
    let insert = |kind: &str, terms: &str, starts: &str, ends: &str| {
        let (person, id) = (
            visitor.person,
            Uuid::from_u128(
                u128::from(house.number("select count(*) from consent.provision").cast_unsigned()) + 1,
            ),
        );
        house.arrange(&format!(
            "insert into consent.provision (space_id, id, kind, person, terms, starts_at, ends_at, given_by, given_at)
             values ('{space}', '{id}', '{kind}', '{person}', '{terms}', '{starts}', {ends}, '{person}', '{starts}')"
        ));
    };
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let yesterday = "2026-02-28T08:00:00Z";
    assert!(house.look(&visitor, space).is_err());
    insert("of_another_release", r#"{"anything": [1, null]}"#, yesterday, "null");
    insert("test_access", r#"{"things": "not a list"}"#, yesterday, "null");
    insert("test_access", &format!(r#"{{"things": ["{other}"]}}"#), yesterday, "'2026-03-01T08:00:00Z'");
    insert("test_access", &format!(r#"{{"things": ["{other}"]}}"#), "2026-03-01T08:00:00.000001Z", "null");
    assert!(house.look(&visitor, space).is_err(), "unknown, unreadable, over and not yet begun");
    insert("test_access", &format!(r#"{{"things": ["{one}"]}}"#), "2026-03-01T08:00:00Z", "null");
    house
        .under::<Look, _>(&visitor, space, |_, permit| {
            assert_eq!(permit.way().as_str(), "W90");
            assert_eq!(permit.visibility(), &Condition::InSeries([one].into()));
            Ok(())
        })
        .unwrap();
    let refused = house.look(&house.citizen(), space);
    assert_eq!(refusal(refused).0, "W");
}
