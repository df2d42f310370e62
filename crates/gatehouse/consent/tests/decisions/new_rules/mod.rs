//! Rules that exist in these tests only, one file each, with the sentence that the oracle asks in their place.

mod filter;
mod gate;
mod way;

use config::Reference;
use oracle::{Vocabulary, person};
use serde_json::json;
use uuid::Uuid;

pub(crate) use filter::{Mask, TheMask};
pub(crate) use gate::{BlockedPerson, TheBlock};
pub(crate) use way::{ChosenThings, TheChoice};

/// The words with those of the new rules.
pub(crate) fn words(reference: &Reference) -> Vocabulary {
    let thing = |number: u128| Uuid::from_u128(0x7000_8000_0000_0000_3000 + number);
    let access = vec![
        json!({ "things": [thing(0)] }),
        json!({ "things": [thing(1), thing(2)] }),
        json!({ "things": [] }),
        json!({ "things": "all" }),
        json!(null),
    ];
    Vocabulary::new(reference)
        .with_provision("test_block", vec![json!({}), json!(null), json!({ "of": person(1) })])
        .with_provision("test_access", access)
        .with_way("W90")
}
