//! One call of each operation here, for the test that each leaves its line.

use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::ground::nothing_said;
use crate::door::Door;

pub(crate) async fn who_sees_what(door: &Door, camille: &Citizen, doctor: &Worker, id: &str) {
    let said = nothing_said();
    let (number, dentist) = (door.house.rpps(doctor), door.house.dentist());
    let of_holder = |method: &'static str, path: String, body: Value| async move {
        let answer = door.holder(camille, method, &path, &body).await;
        assert!(matches!(answer.status, 200 | 201 | 204), "{method} {path}: {}", answer.text());
        answer
    };
    of_holder("GET", "/preferences".to_owned(), json!(null)).await;
    of_holder("PUT", "/preferences".to_owned(), said.clone()).await;
    of_holder("POST", "/preferences/consequences".to_owned(), said).await;
    of_holder("POST", "/preview".to_owned(), json!({"as": {"profession": "10"}})).await;
    let hide = json!({"documents": [id], "visibility": "masked"});
    of_holder("POST", "/documents/visibility".to_owned(), hide).await;
    let show = json!({"visibility": "as_usual"});
    of_holder("PUT", format!("/documents/{id}/visibility"), show).await;
    of_holder("GET", format!("/documents/{id}/audience"), json!(null)).await;
    let blocked = of_holder("POST", "/blocked".to_owned(), json!({"whom": {"rpps": number}})).await;
    of_holder("GET", "/blocked".to_owned(), json!(null)).await;
    let block = blocked.json()["id"].as_str().unwrap().to_owned();
    of_holder("DELETE", format!("/blocked/{block}"), json!(null)).await;
    let shown = json!({"whom": {"rpps": number}, "what": {"category": "BIOLOGIE"}, "effect": "shown"});
    let made = of_holder("POST", "/exceptions".to_owned(), shown).await.json()["id"].clone();
    of_holder("GET", "/exceptions".to_owned(), json!(null)).await;
    of_holder("DELETE", format!("/exceptions/{}", made.as_str().unwrap()), json!(null)).await;
    let invited = json!({"rpps": door.house.rpps(&dentist), "role": "in_care"});
    let grant = of_holder("POST", "/care-team".to_owned(), invited).await.json()["id"].clone();
    of_holder("GET", "/care-team".to_owned(), json!(null)).await;
    let ending = json!({"kind": "care_relationship"});
    of_holder("DELETE", format!("/care-team/{}", grant.as_str().unwrap()), ending).await;
    of_holder("PUT", "/preferences/preset".to_owned(), json!({"preset": "ask_me"})).await;
    let asked = door.house.house().clone();
    let who = door.house.actor(&dentist.login);
    let request = asked.desk.write(|tx| {
        let evidence = consent::rules::Evidence::Admission;
        asked.consent.ask_relationship(tx, &who, camille.space, consent::Ask::default(), evidence, None)
    });
    let request = request.unwrap().id;
    of_holder("POST", format!("/care-team/{request}/approve"), json!({})).await;
    let opened = door.breaks_the_glass(camille, doctor).await;
    of_holder("GET", "/emergency-accesses".to_owned(), json!(null)).await;
    of_holder("POST", format!("/emergency-accesses/{opened}/misuse-report"), json!(null)).await;
    of_holder("DELETE", "/care-team".to_owned(), json!(null)).await;
}
