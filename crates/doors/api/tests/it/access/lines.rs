//! One call of each operation here, for the test that each leaves its line.

use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::ground::nothing_said;
use crate::door::{Call, Door};

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
    let end = json!({"until": door.house.house().clock.now() + chrono::TimeDelta::days(10)});
    of_holder("PUT", format!("/care-team/{}/end", grant.as_str().unwrap()), end).await;
    let ending = json!({"kind": "care_relationship"});
    of_holder("DELETE", format!("/care-team/{}", grant.as_str().unwrap()), ending).await;
    let by_name = json!({"to": {"professional": {"rpps": number}}, "opens": "whole", "minutes": 10});
    let given = of_holder("POST", "/temporary-accesses".to_owned(), by_name).await.json();
    let access = given["access"]["id"].as_str().unwrap().to_owned();
    of_holder("GET", "/temporary-accesses".to_owned(), json!(null)).await;
    of_holder("DELETE", format!("/temporary-accesses/{access}"), json!(null)).await;
    of_holder("POST", "/care-team/codes".to_owned(), json!({})).await;
    of_holder("PUT", "/preferences/preset".to_owned(), json!({"preset": "ask_me"})).await;
    let yes = json!({"answer": "yes", "theme": "cancer"});
    let answer = of_holder("POST", "/secondary-use".to_owned(), yes).await.json()["id"].clone();
    of_holder("GET", "/secondary-use".to_owned(), json!(null)).await;
    of_holder("GET", "/secondary-use/ledger".to_owned(), json!(null)).await;
    of_holder("DELETE", format!("/secondary-use/{}", answer.as_str().unwrap()), json!(null)).await;
    let carer = door.house.citizen();
    let may = json!({"acts": ["see"]});
    let code = door.invites(camille, &carer, &may).await.json()["code"].clone();
    let accept = Call::post("/api/v1/carer-invitations/accept").token(carer.token());
    assert_eq!(door.send(accept.json(&json!({"code": code}))).await.status, 201);
    let carers = of_holder("GET", "/carers".to_owned(), json!(null)).await.json();
    of_holder("PUT", format!("/carers/{}", carers["items"][0]["id"].as_str().unwrap()), may.clone()).await;
    assert_eq!(door.send(Call::get("/api/v1/me/cared-for").token(carer.token())).await.status, 200);
    let resign = Call::new("DELETE", format!("/api/v1/me/cared-for/{}", camille.space)).token(carer.token());
    assert_eq!(door.send(resign).await.status, 204);
    let waiting = door.invites(camille, &carer, &may).await.json()["carer"]["id"].clone();
    of_holder("DELETE", format!("/carers/{}", waiting.as_str().unwrap()), json!(null)).await;
    of_holder("PUT", "/after-death".to_owned(), json!({"heirs": "refused"})).await;
    of_holder("GET", "/after-death".to_owned(), json!(null)).await;
    for method in ["PUT", "GET", "DELETE"] {
        of_holder(method, "/discretion".to_owned(), json!(null)).await;
    }
    assisted(door, camille).await;
    by_representatives(door, camille, id).await;
    let of_worker = |worker: &Worker, method: &str, path: String, body: Value| {
        let call = Call::new(method, format!("/api/v1/spaces/{}{path}", camille.space)).token(worker.token());
        let call = if body.is_null() { call } else { call.json(&body) };
        let said = format!("{method} {path}");
        let answer = door.send(call);
        async move {
            let answer = answer.await;
            assert!(matches!(answer.status, 200..=204), "{said}: {}", answer.text());
            answer
        }
    };
    let declared = json!({"evidence": "admission"});
    let asked = of_worker(&dentist, "POST", "/care-relationships".to_owned(), declared).await;
    let request = asked.json()["id"].as_str().unwrap().to_owned();
    of_holder("POST", format!("/care-team/{request}/approve"), json!({})).await;
    let secretary = json!({"to": {"person": door.house.secretary_of(&dentist).person}});
    let given = of_worker(&dentist, "POST", "/delegations".to_owned(), secretary).await.json();
    of_worker(&dentist, "GET", "/delegations".to_owned(), json!(null)).await;
    let path = format!("/delegations/{}", given["id"].as_str().unwrap());
    of_worker(&dentist, "DELETE", path, json!(null)).await;
    let own = of_worker(&dentist, "GET", "/care-relationships".to_owned(), json!(null)).await.json();
    let path = format!("/care-relationships/{}", own["items"][0]["id"].as_str().unwrap());
    of_worker(&dentist, "DELETE", path, json!(null)).await;
    let opened = door.breaks_the_glass(camille, doctor).await;
    of_holder("GET", "/emergency-accesses".to_owned(), json!(null)).await;
    of_holder("POST", format!("/emergency-accesses/{opened}/misuse-report"), json!(null)).await;
    of_holder("DELETE", "/care-team".to_owned(), json!(null)).await;
}

/// What the holder says to whoever assists by a decision of a judge.
async fn assisted(door: &Door, camille: &Citizen) {
    let curator = door.house.citizen();
    let protection = door.is_protected(camille, &curator, "assistance").await;
    assert_eq!(door.holder(camille, "GET", "/protection", &json!(null)).await.status, 200);
    let path = format!("/protection/{protection}/assistance");
    assert_eq!(door.holder(camille, "PUT", &path, &json!({"acts": ["see"]})).await.status, 204);
    assert_eq!(door.holder(camille, "DELETE", &path, &json!(null)).await.status, 204);
}

/// What those do who represent the holder.
async fn by_representatives(door: &Door, camille: &Citizen, id: &str) {
    let [mother, father] = [(); 2].map(|()| door.house.citizen());
    let until = door.house.house().clock.now() + chrono::TimeDelta::days(1_000);
    door.represents(&[&mother], camille, until);
    let of_mother = async |method: &str, path: &str| {
        let answer = door.acts_for(&mother, camille, method, path, &json!(null)).await;
        assert!(matches!(answer.status, 200..=204), "{method} {path}: {}", answer.text());
        answer
    };
    let waiting = door.invites_parent(&mother, camille, &father).await.json()["representative"]["id"].clone();
    of_mother("DELETE", &format!("/representatives/{}", waiting.as_str().unwrap())).await;
    let code = door.invites_parent(&mother, camille, &father).await.json()["code"].clone();
    assert_eq!(door.accepts_representation(&father, &code).await.status, 201);
    let both = of_mother("GET", "/representatives").await.json();
    let invited = both["items"].as_array().unwrap().iter().find(|one| one["by_invitation"] == true).unwrap();
    of_mother("POST", &format!("/representatives/{}/suspension", invited["id"].as_str().unwrap())).await;
    let seen = json!({"visible_to_representatives": false});
    let path = format!("/documents/{id}/representatives");
    assert_eq!(door.acts_for(camille, camille, "PUT", &path, &seen).await.status, 200);
    door.represents(&[], camille, until);
}
