//! What is hidden from whoever acts for the holder leaves no trace in what they take out.

use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::{
    Files,
    unseen::{sizes, without_exports},
};
use crate::door::Door;

/// Something that comes into a record and is hidden from whoever represents its holder.
#[derive(Debug, Clone, Copy)]
enum Hidden {
    /// A document that says so.
    Said,
    /// One that was deposited in a secret connection.
    InSecret,
    /// Both, and more than one step of an export packs.
    Many,
}

const ALL: [Hidden; 3] = [Hidden::Said, Hidden::InSecret, Hidden::Many];

/// A record, whoever acts for its holder, and the doctors who put something in.
struct Ground {
    door: Door,
    holder: Citizen,
    actor: Citizen,
    known: Worker,
    confidant: Worker,
}

impl Ground {
    async fn new() -> Self {
        let door = Door::new();
        let [holder, actor] = [(); 2].map(|()| door.house.citizen());
        let known = door.house.doctor();
        let confidant = door.house.professional_named("Confidente Discrète", "10");
        door.fed(&holder, &known, json!({"title": "Avant"})).await;
        Self { door, holder, actor, known, confidant }
    }

    /// The actor is a parent.
    async fn of_parent() -> Self {
        let this = Self::new().await;
        this.door.represents(&[&this.actor], &this.holder, this.door.far());
        this
    }

    /// The actor is in charge of an adult.
    async fn of_guardian() -> Self {
        let this = Self::new().await;
        this.door.is_protected(&this.holder, &this.actor, "representation").await;
        this
    }

    async fn comes(&self, hidden: Hidden) -> Vec<String> {
        let Self { door, holder, known, confidant, .. } = self;
        let more = json!({"title": "Caché", "visible_to_representatives": false});
        let mut ids = Vec::new();
        if !matches!(hidden, Hidden::InSecret) {
            ids.push(door.fed(holder, known, more.clone()).await);
        }
        if !matches!(hidden, Hidden::Said) {
            ids.push(door.cares_in_secret(holder, confidant).await);
        }
        if matches!(hidden, Hidden::Many) {
            for _ in 0..21 {
                ids.push(door.fed(holder, known, more.clone()).await);
            }
        }
        ids
    }

    async fn progress(&self, export: &str) -> Value {
        let stands = self.door.export_of(&self.actor, &self.holder, "GET", &format!("/{export}")).await;
        stands.json()["progress"].clone()
    }

    /// Takes the record out as the actor before and after something hidden came in, and holds the one to the other.
    async fn tells_nothing(&self, hidden: Hidden) {
        let Self { door, holder, actor, .. } = self;
        // What the first one leaves in the history is the same in each that follows.
        door.leaves_with_record_of(actor, holder).await;
        let (first, before) = door.leaves_with_record_of(actor, holder).await;
        let ids = self.comes(hidden).await;
        let (second, after) = door.leaves_with_record_of(actor, holder).await;
        assert_eq!(without_exports(&before), without_exports(&after), "{hidden:?}");
        assert_eq!(sizes(&before), sizes(&after), "{hidden:?}");
        for progress in [self.progress(&first).await, self.progress(&second).await] {
            assert_eq!(progress, json!({"done": 1, "total": 1}), "{hidden:?}");
        }
        for (name, bytes) in &after {
            let text = String::from_utf8_lossy(bytes);
            for trace in ids.iter().map(String::as_str).chain(["Caché", "Discrète"]) {
                assert!(!text.contains(trace) && !name.contains(trace), "{trace} in {name}: {text}");
            }
        }
        // Nor is the line of an export another one, which the next export holds.
        let (_, later) = door.leaves_with_record_of(actor, holder).await;
        assert_eq!(of_export(&later, &first), of_export(&later, &second), "{hidden:?}");
        assert!(!of_export(&later, &first).is_empty());
    }
}

/// The lines of an export in the history of a later one, between the one in which it was asked for and the one in which it was taken
/// out, but for when, and for the names of exports.
fn of_export(files: &Files, export: &str) -> Vec<String> {
    let history = super::said(files, "history.json");
    let names_it = |line: &&Value| line["documents"].to_string().contains(export);
    let lines = history["lines"].as_array().unwrap().iter().filter(names_it);
    let without_time = |line: &Value| {
        let mut line = line.clone();
        line.as_object_mut().unwrap().remove("at").unwrap();
        line.to_string().replace(export, "EXPORT")
    };
    lines.map(without_time).collect()
}

#[actix_web::test]
async fn of_what_is_hidden_from_a_parent_an_export_of_theirs_tells_nothing() {
    for hidden in ALL {
        Ground::of_parent().await.tells_nothing(hidden).await;
    }
}

#[actix_web::test]
async fn of_what_is_hidden_from_whoever_is_in_charge_of_an_adult_an_export_of_theirs_tells_nothing() {
    for hidden in ALL {
        Ground::of_guardian().await.tells_nothing(hidden).await;
    }
}
