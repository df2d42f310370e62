use consent::{Facts, Provision};
use oracle::{moment, person};
use serde_json::{Value, json};

use crate::ground::{doctor, in_care_of, said, sees, thing, with};

fn exception(whom: Option<u8>, effect: &str, profession: Option<&str>, what: &Value) -> Provision {
    let mut terms = json!({ "effect": effect, "what": what });
    if let Some(code) = profession {
        terms["profession"] = json!(code);
    }
    Provision { person: whom.map(person), ..said("exception", terms) }
}

fn facts(provisions: Vec<Provision>) -> Facts {
    provisions.into_iter().fold(in_care_of(doctor()), with)
}

#[test]
fn f4_what_is_hidden_from_a_person_is_hidden_from_that_person_alone() {
    let about = || json!({ "document": thing().series });
    assert!(!sees(&facts(vec![exception(Some(1), "hidden", None, &about())]), &thing()));
    assert!(sees(&facts(vec![exception(Some(2), "hidden", None, &about())]), &thing()));
}

#[test]
fn f4_person_beats_profession_and_a_tie_hides() {
    let shelf = || json!({ "category": "BIOLOGIE" });
    let document = || json!({ "document": thing().series });
    let both =
        vec![exception(Some(1), "hidden", None, &shelf()), exception(None, "shown", Some("10"), &document())];
    assert!(!sees(&facts(both), &thing()));
    let other_way =
        vec![exception(Some(1), "shown", None, &shelf()), exception(None, "hidden", Some("10"), &document())];
    assert!(sees(&facts(other_way), &thing()));
}

#[test]
fn f4_of_the_same_thing_to_the_same_one_what_was_said_last_counts() {
    let about = || json!({ "document": thing().series });
    let earlier = Provision { given_at: moment(-2), ..exception(Some(1), "hidden", None, &about()) };
    let later = Provision { given_at: moment(-1), ..exception(Some(1), "shown", None, &about()) };
    assert!(sees(&facts(vec![later, earlier]), &thing()));
}

#[test]
fn f4_one_that_cannot_be_read_hides_everything_from_whom_it_names() {
    let unread = Provision { person: Some(person(1)), ..said("exception", json!("all")) };
    assert!(!sees(&facts(vec![unread]), &thing()));
    assert!(!sees(&facts(vec![said("exception", json!("all"))]), &thing()), "it may be about any profession");
}

#[test]
fn f4_of_what_was_said_at_one_instant_hidden_wins() {
    let about = || json!({ "document": thing().series });
    let id = |number| kernel::ProvisionId::from(uuid::Uuid::from_u128(number));
    let hidden = |number| Provision { id: id(number), ..exception(Some(1), "hidden", None, &about()) };
    let shown = |number| Provision { id: id(number), ..exception(Some(1), "shown", None, &about()) };
    assert!(!sees(&facts(vec![hidden(1), shown(2)]), &thing()));
    assert!(!sees(&facts(vec![shown(1), hidden(2)]), &thing()));
}
