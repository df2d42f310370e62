//! What one parent reads of the acts of the other one and of the child, where the child hid something from both.

use serde_json::{Value, json};
use testkit::Citizen;

use super::carers::prescriptions;
use crate::door::{Call, Door, NOTE, deposit};

/// A child with two parents, of whom the mother brought a note.
struct Family {
    door: Door,
    mother: Citizen,
    father: Citizen,
    child: Citizen,
    note: String,
}

impl Family {
    async fn new() -> Self {
        let door = Door::new();
        let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
        door.represents(&[&mother, &father], &child, door.far());
        let sure = door.house.sure(&mother);
        let sent = deposit(&child, sure.token()).parts(&json!({"title": "Note"}), "text/plain", NOTE);
        let sent = door.send(sent).await;
        assert_eq!(sent.status, 201, "{}", sent.text());
        let note = sent.json()["id"].as_str().unwrap().to_owned();
        Self { door, mother, father, child, note }
    }

    async fn hides(&self, visible: bool) {
        let path = format!("/documents/{}/representatives", self.note);
        let hide = json!({ "visible_to_representatives": visible });
        assert_eq!(self.door.acts_for(&self.child, &self.child, "PUT", &path, &hide).await.status, 200);
    }

    async fn looks(&self, actor: &Citizen) -> u16 {
        let path = format!("/documents/{}", self.note);
        self.door.acts_for(actor, &self.child, "GET", &path, &json!(null)).await.status
    }

    /// The lines of others that somebody reads, but for when and how often.
    async fn lines_of_others(&self, reader: &Citizen, of: &Citizen) -> Vec<String> {
        let lines = self.door.items_for(reader, &self.child, "/history?limit=100").await;
        let by = |line: &&Value| {
            line["who"]["name"]
                .as_str()
                .is_some_and(|name| name.contains(of.traits.birth_name.reveal().as_str()))
        };
        let is_look = |line: &&Value| line["act"]["code"] == "history.read";
        lines.iter().filter(by).filter(|line| !is_look(line)).map(plain).collect()
    }
}

fn plain(line: &Value) -> String {
    let mut line = line.clone();
    let members = line.as_object_mut().unwrap();
    members.retain(|name, _| !["line", "at", "times"].contains(&name.as_str()));
    line.to_string()
}

#[actix_web::test]
async fn a_mother_reads_nothing_of_what_is_hidden_from_the_father_alone() {
    let family = Family::new().await;
    let Family { door, mother, father, child, note } = &family;
    assert_eq!(family.looks(father).await, 200);
    door.items_for(father, child, "/documents").await;
    let before = family.lines_of_others(mother, father).await;
    assert!(before.iter().any(|line| line.contains("documents.list")), "{before:?}");
    family.hides(false).await;
    assert_eq!((family.looks(father).await, family.looks(mother).await), (404, 200));
    door.items_for(father, child, "/documents").await;
    let search = door.acts_for(father, child, "POST", "/documents/search", &json!({})).await;
    assert_eq!(search.status, 200, "{}", search.text());
    let after = family.lines_of_others(mother, father).await;
    let added: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert!(added.iter().all(|line| line.contains("documents.search")), "{added:?}");
    assert!(added.iter().all(|line| !line.contains(note) && !line.contains("refused")), "{added:?}");
    // Nor does the father's own line, once the note is shown again.
    family.hides(true).await;
    let own = door.items_for(father, child, "/history?limit=100").await;
    let refused: Vec<&Value> = own.iter().filter(|line| line["outcome"] == "refused").collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["refused_by"]["code"], &refused[0]["documents"]), (&json!("F"), &json!([])));
    // The child reads which rule it was.
    let held = door.items_for(child, child, "/history?limit=100").await;
    assert!(held.iter().any(|line| line["refused_by"]["code"] == "F2"), "{held:?}");
}

#[actix_web::test]
async fn what_a_child_tries_and_contests_about_what_is_hidden_is_nowhere_for_a_parent() {
    let family = Family::new().await;
    let Family { door, father, child, .. } = &family;
    let doctor = door.house.doctor();
    let letter = door.fed(child, &doctor, json!({"visible_to_representatives": false})).await;
    let before = family.lines_of_others(father, child).await;
    let entitled =
        door.acts_for(child, child, "PUT", &format!("/documents/{letter}/title"), &json!({})).await;
    assert!(entitled.status >= 400, "{}", entitled.text());
    let access = json!({"to": "code", "opens": {"documents": [letter]}, "minutes": 60});
    let given = door.acts_for(child, child, "POST", "/temporary-accesses", &access).await;
    assert_eq!(given.status, 201, "{}", given.text());
    let line = door.items_for(child, child, "/history?limit=100").await;
    let deposited = line.iter().find(|line| line["act"]["code"] == "documents.deposit").unwrap();
    let path = format!("/history/{}/dispute", deposited["line"].as_str().unwrap());
    let sent = door.acts_for(child, child, "POST", &path, &json!({"words": "Pas moi"})).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    assert_eq!(family.lines_of_others(father, child).await, before);
}

#[actix_web::test]
async fn a_holder_reads_that_an_access_does_not_comprise_what_a_carer_asked_for() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.becomes_carer(&camille, &carer, &prescriptions()).await;
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let path = format!("/api/v1/spaces/{}/documents/{letter}", camille.space);
    assert_eq!(door.send(Call::get(&path).token(carer.token())).await.status, 404);
    let lines = door.items_for(&camille, &camille, "/history").await;
    assert_eq!(lines[0]["refused_by"]["code"], "W4", "{}", lines[0]);
    assert_eq!(lines[0]["refused_by"]["label_en"], "This access does not comprise this document.");
}
