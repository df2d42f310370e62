//! Uses beyond care, as a holder answers about them.

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door};

impl Door {
    /// Answers about uses beyond care and gives the id of the answer.
    pub(crate) async fn says_of_use(&self, citizen: &Citizen, body: Value) -> String {
        let given = self.holder(citizen, "POST", "/secondary-use", &body).await;
        assert_eq!(given.status, 201, "{}", given.text());
        given.json()["id"].as_str().unwrap().to_owned()
    }

    async fn uses(&self, citizen: &Citizen) -> Value {
        let read = self.holder(citizen, "GET", "/secondary-use", &json!(null)).await;
        assert_eq!(read.status, 200, "{}", read.text());
        read.json()
    }
}

/// The purposes and themes for which something is permitted.
fn permitted(uses: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for purpose in uses["purposes"].as_array().unwrap() {
        let mut of = |what: &Value, permitted: &Value| {
            if !permitted.as_array().unwrap().is_empty() {
                found.push(what["code"].as_str().unwrap().to_owned());
            }
        };
        of(&purpose["purpose"], &purpose["permitted"]);
        for theme in purpose["themes"].as_array().unwrap() {
            of(&theme["theme"], &theme["permitted"]);
        }
    }
    found
}

#[actix_web::test]
async fn camille_says_yes_to_cancer_research_and_no_to_everything_else() {
    let door = Door::new();
    let camille = door.house.citizen();
    let before = door.uses(&camille).await;
    assert_eq!(before["in_short"]["code"], "nothing", "{before}");
    assert_eq!(before["purposes"].as_array().unwrap().len(), 6, "the families of article 53");
    assert_eq!(before["forbidden"].as_array().unwrap().len(), 5, "article 54");
    door.says_of_use(&camille, json!({"answer": "yes", "theme": "cancer"})).await;
    for purpose in ["public_health", "policy", "statistics", "education", "research", "improving_care"] {
        door.says_of_use(&camille, json!({"answer": "no", "purpose": purpose})).await;
    }
    let uses = door.uses(&camille).await;
    assert_eq!(permitted(&uses), ["cancer"], "{uses}");
    assert_eq!(uses["in_short"]["code"], "in_part");
    assert_eq!(uses["answers"].as_array().unwrap().len(), 7);
    let history = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let lines = history["items"].as_array().unwrap();
    let line = lines.iter().find(|line| {
        line["act"]["code"] == "secondary-use.answer" && line["said"].to_string().contains("Cancer")
    });
    let said = line.unwrap_or_else(|| panic!("{history}"))["said"].to_string();
    assert!(said.contains("use beyond care, Cancer: yes (every category)"), "{said}");
}

#[actix_web::test]
async fn an_opposition_to_everything_beats_every_yes_and_what_was_said_stands_in_the_list() {
    let door = Door::new();
    let camille = door.house.citizen();
    let yes = json!({"answer": "yes", "theme": "cancer", "categories": ["BIOLOGIE"]});
    let first = door.says_of_use(&camille, yes.clone()).await;
    assert_eq!(door.says_of_use(&camille, yes).await, first, "the same again changes nothing");
    let opposed = door.says_of_use(&camille, json!({"answer": "no"})).await;
    let uses = door.uses(&camille).await;
    assert_eq!((uses["opposed"].as_bool(), permitted(&uses).len()), (Some(true), 0), "{uses}");
    let back = door.holder(&camille, "DELETE", &format!("/secondary-use/{opposed}"), &json!(null)).await;
    assert_eq!(back.status, 204, "{}", back.text());
    let again = door.holder(&camille, "DELETE", &format!("/secondary-use/{opposed}"), &json!(null)).await;
    assert_eq!(again.status, 404, "{}", again.text());
    let uses = door.uses(&camille).await;
    assert_eq!(permitted(&uses), ["cancer"]);
    assert_eq!(uses["before"][0]["id"].as_str(), Some(opposed.as_str()), "{uses}");
    assert!(uses["before"][0]["ended"].is_string());
}

#[actix_web::test]
async fn what_cannot_be_answered_is_told_with_what_would_be_right() {
    let door = Door::new();
    let camille = door.house.citizen();
    let wrong = [
        (json!({"answer": "yes"}), 422, "name a `purpose`"),
        (json!({"answer": "no", "purpose": "marketing"}), 422, "`public_health`"),
        (json!({"answer": "no", "purpose": "research", "theme": "cancer"}), 422, "not both"),
        (json!({"answer": "no", "categories": ["DIR_ANT"]}), 422, "never used"),
        (json!({"answer": "yes", "theme": "cancer", "categories": []}), 422, "one category at least"),
        (
            json!({"answer": "no", "theme": "cancer", "deposited_from": "2026-01-01T00:00:00Z"}),
            422,
            "leave it out",
        ),
        (json!({"answer": "maybe"}), 400, "yes"),
    ];
    for (body, status, says) in wrong {
        let told = door.holder(&camille, "POST", "/secondary-use", &body).await;
        assert_eq!(told.status, status, "{body}: {}", told.text());
        assert!(told.text().contains(says), "{body}: {}", told.text());
    }
    let plain = Call::post(format!("/api/v1/spaces/{}/secondary-use", camille.space)).token(camille.token());
    let without_factor = door.send(plain.json(&json!({"answer": "yes", "theme": "cancer"}))).await;
    assert_eq!(without_factor.status, 401, "{}", without_factor.text());
    assert!(door.uses(&camille).await["answers"].as_array().unwrap().is_empty());
}

#[actix_web::test]
async fn a_carer_neither_reads_nor_gives_answers() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see", "add", "notices"]})).await;
    let path = format!("/api/v1/spaces/{}/secondary-use", camille.space);
    let read = door.send(Call::get(path.as_str()).token(carer.token())).await;
    let opposes = Call::post(path.as_str()).token(carer.token()).json(&json!({"answer": "no"}));
    assert!(matches!(read.status, 403 | 404), "{}", read.text());
    assert!(matches!(door.send(opposes).await.status, 403 | 404));
    assert_eq!(door.uses(&camille).await["opposed"], false);
}
