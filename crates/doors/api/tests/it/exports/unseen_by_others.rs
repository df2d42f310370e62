//! What is hidden from whoever acts for the holder leaves no trace in what they take out.

use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::{
    Files,
    unseen::{sizes, without_exports},
};
use crate::door::{Door, NOTE, deposit};

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
        // Nor do the lines that each of the two left in the history.
        let (third, later) = door.leaves_with_record_of(actor, holder).await;
        let exports = lines_of_exports(&later, &[&first, &second, &third]);
        assert!(exports.len() == 3 && exports[0].len() == 3, "{exports:?}");
        assert_eq!(exports[0], exports[1], "{hidden:?}");
    }
}

/// What a history says of each export, the oldest first: that it was asked for, what was taken into it, and that it was whole;
/// but for when, and for the names of exports.
fn lines_of_exports(files: &Files, exports: &[&str]) -> Vec<Vec<String>> {
    let history = super::said(files, "history.json");
    let mut told: Vec<Vec<String>> = Vec::new();
    for line in history["lines"].as_array().unwrap().iter().rev() {
        let mut line = line.clone();
        line.as_object_mut().unwrap().remove("at").unwrap();
        let text = exports.iter().fold(line.to_string(), |text, export| text.replace(export, "EXPORT"));
        match line["act"].as_str().unwrap() {
            "exports.ask" => told.push(vec![text]),
            "documents.export" => told.last_mut().unwrap().push(text),
            _ => {}
        }
    }
    told
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

/// How many documents each step of the mother's export took in, as the father reads of it: with letters, and among them a note that
/// she brought and the child hid, or none.
async fn steps_told_to_father(with_note: bool) -> Vec<usize> {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother, &father], &child, door.far());
    for _ in 0..5 {
        door.fed(&child, &doctor, json!({})).await;
    }
    if with_note {
        let sure = door.house.sure(&mother);
        let note = deposit(&child, sure.token()).parts(&json!({"title": "Note"}), "text/plain", NOTE);
        let note = door.send(note).await;
        assert_eq!(note.status, 201, "{}", note.text());
        let path = format!("/documents/{}/representatives", note.json()["id"].as_str().unwrap());
        let hide = json!({"visible_to_representatives": false});
        assert_eq!(door.acts_for(&child, &child, "PUT", &path, &hide).await.status, 200);
    }
    for _ in 0..18 {
        door.fed(&child, &doctor, json!({})).await;
    }
    door.leaves_with_record_of(&mother, &child).await;
    let lines = door.items_for(&father, &child, "/history?limit=100").await;
    let taken = lines.iter().filter(|line| line["act"]["code"] == "documents.export");
    taken.map(|line| line["documents"].as_array().unwrap().len()).collect()
}

#[actix_web::test]
async fn of_what_a_child_hid_of_one_parent_the_other_reads_nothing_in_how_an_export_was_packed() {
    assert_eq!(steps_told_to_father(false).await, steps_told_to_father(true).await);
}
