use serde_json::{Value, json};
use testkit::{Citizen, Contract};

use crate::door::{Call, Door, PDF, documents, letter_about};

fn history(citizen: &Citizen, token: &str, query: &str) -> Call {
    Call::get(format!("/api/v1/spaces/{}/history{query}", citizen.space)).token(token)
}

fn acts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|line| line["act"]["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn the_holder_reads_who_did_what_in_plain_words() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.send(Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token())).await;
    door.cares(&camille, &doctor).await;
    door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let page = door.send(history(&camille, camille.token(), "")).await.json();
    let all = acts(&page);
    assert_eq!(
        all[..4],
        ["documents.list", "care-relationships.open", "documents.read", "documents.deposit"],
        "{all:?}"
    );
    let lines = page["items"].as_array().unwrap();
    assert_eq!(lines[0]["who"]["kind"], "professional");
    assert_eq!(lines[0]["who"]["name"], "Dominique Fictif");
    assert_eq!(lines[0]["who"]["profession"]["code"], "10");
    assert_eq!(lines[0]["who"]["organisation"], doctor.organisation.to_string());
    assert_eq!((&lines[0]["way"]["code"], &lines[0]["documents"]), (&json!("W5"), &json!([id])));
    assert_eq!(lines[0]["act"]["label_fr"], "A consulté la liste des documents");
    assert_eq!(lines[2]["outcome"], "refused");
    assert!(lines[2]["refused_by"]["label_en"].as_str().unwrap().contains("nor a running care relationship"));
    assert_eq!(lines[3]["way"]["code"], "W0");
}

/// What each operation leaves in the history of the record. `GET /api/v1/me` is about no record.
const LINES: [(&str, &str); 15] = [
    ("DELETE /api/v1/spaces/{space}/documents/{document}", "documents.withdraw"),
    ("GET /api/v1/spaces/{space}/documents", "documents.list"),
    ("GET /api/v1/spaces/{space}/documents/{document}", "documents.read"),
    ("GET /api/v1/spaces/{space}/documents/{document}/content", "documents.content"),
    ("GET /api/v1/spaces/{space}/documents/{document}/entries", "documents.entries"),
    ("GET /api/v1/spaces/{space}/documents/{document}/readable", "documents.readable"),
    ("GET /api/v1/spaces/{space}/documents/{document}/versions", "documents.versions"),
    ("GET /api/v1/spaces/{space}/history", "history.read"),
    ("POST /api/v1/patients/find", "patients.find"),
    ("POST /api/v1/spaces/{space}/care-relationships", "care-relationships.open"),
    ("POST /api/v1/spaces/{space}/documents", "documents.deposit"),
    ("POST /api/v1/spaces/{space}/documents/search", "documents.search"),
    ("POST /api/v1/spaces/{space}/documents/{document}/replacement", "documents.replace"),
    ("PUT /api/v1/spaces/{space}/documents/{document}/archived", "documents.archive"),
    ("PUT /api/v1/spaces/{space}/documents/{document}/title", "documents.entitle"),
];

#[actix_web::test]
async fn every_operation_on_a_record_leaves_its_line() {
    let described = Contract::new(serde_json::to_value(api::description()).unwrap()).operations();
    let described: Vec<String> = described
        .into_iter()
        .filter(|known| known.needs_token && known.path != "/api/v1/me")
        .map(|known| format!("{} {}", known.method, known.path))
        .collect();
    assert_eq!(described, LINES.map(|(operation, _)| operation.to_owned()));

    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let ins = json!({"ins": {"value": camille.ins.number.reveal(), "oid": camille.ins.oid.as_str()}});
    let of_doctor = |call: Call| door.send(call.token(doctor.token()));
    for answer in [
        of_doctor(Call::get(documents(&camille))).await,
        of_doctor(Call::get(format!("{}/{id}", documents(&camille)))).await,
        of_doctor(Call::get(format!("{}/{id}/content", documents(&camille)))).await,
        of_doctor(Call::post(format!("{}/search", documents(&camille))).json(&json!({}))).await,
        of_doctor(Call::post("/api/v1/patients/find").json(&ins)).await,
        of_doctor(Call::get(format!("{}/{id}/readable", documents(&camille)))).await,
        of_doctor(Call::get(format!("{}/{id}/entries", documents(&camille)))).await,
        of_doctor(Call::get(format!("{}/{id}/versions", documents(&camille)))).await,
        of_doctor(
            Call::new("PUT", format!("{}/{id}/title", documents(&camille))).json(&json!({"title": "Lettre"})),
        )
        .await,
        of_doctor(
            Call::new("PUT", format!("{}/{id}/archived", documents(&camille)))
                .json(&json!({"archived": false})),
        )
        .await,
        door.send(history(&camille, camille.token(), "")).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let replacement = Call::post(format!("{}/{id}/replacement", documents(&camille)));
    let metadata = letter_about(&camille, &json!({}));
    let replaced = of_doctor(replacement.parts(&metadata, "application/pdf", PDF)).await;
    assert_eq!(replaced.status, 201, "{}", replaced.text());
    assert_eq!(of_doctor(Call::new("DELETE", format!("{}/{id}", documents(&camille)))).await.status, 204);
    let page = door.send(history(&camille, camille.token(), "?limit=100")).await.json();
    for (operation, act) in LINES {
        let lines = page["items"].as_array().unwrap().iter().filter(|line| line["act"]["code"] == act);
        let done = lines.filter(|line| line["outcome"] == "done").collect::<Vec<_>>();
        assert_eq!(done.len(), 1, "{operation}");
        assert_ne!(done[0]["act"]["label_en"], act, "{operation}: plain words");
    }
}

#[actix_web::test]
async fn history_is_read_page_after_page_and_tells_nothing_of_a_withheld_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    door.cares(&camille, &doctor).await;
    door.send(Call::get(format!("{}/{withheld}", documents(&camille))).token(doctor.token())).await;
    door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let (mut seen, mut query) = (Vec::new(), "?limit=1".to_owned());
    loop {
        let page = door.send(history(&camille, camille.token(), &query)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(!page.text().contains(&withheld), "{}", page.text());
        seen.extend(acts(&page.json()).into_iter().map(str::to_owned));
        let page = page.json();
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=1&after={next}");
        assert!(seen.len() < 100);
    }
    assert_eq!(seen.iter().filter(|act| *act == "documents.deposit").count(), 1, "{seen:?}");
    assert_eq!(seen.iter().filter(|act| *act == "documents.read").count(), 0, "{seen:?}");
}

#[actix_web::test]
async fn nobody_but_the_holder_reads_the_history() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    for token in [other.token(), doctor.token(), door.house.software().token()] {
        assert_eq!(door.send(history(&camille, token, "")).await.status, 404);
    }
}

#[actix_web::test]
async fn a_page_that_cannot_be_read_says_where() {
    let door = Door::new();
    let camille = door.house.citizen();
    for (query, pointer) in
        [("?limit=0", "query:limit"), ("?after=x", "query:after"), ("?who=x", "query:who")]
    {
        let answer = door.send(history(&camille, camille.token(), query)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, pointer));
    }
}

#[actix_web::test]
async fn what_is_hidden_and_what_never_was_leave_the_same_line_when_they_are_asked_for() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let mut left = Vec::new();
    for id in [&withheld, &nothing] {
        let answer =
            door.send(Call::get(format!("{}/{id}", documents(&camille))).token(camille.token())).await;
        assert_eq!(answer.status, 404);
        let mut line = door.send(history(&camille, camille.token(), "")).await.json()["items"][0].clone();
        assert_eq!((&line["act"]["code"], &line["documents"]), (&json!("documents.read"), &json!([])));
        line.as_object_mut().unwrap().remove("at");
        left.push(line);
    }
    assert_eq!(left[0], left[1]);
}

#[actix_web::test]
async fn a_deposit_sent_again_says_so_and_tells_nothing_of_a_withheld_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for (visible, lines) in [(false, 0), (true, 2)] {
        let metadata = letter_about(&camille, &json!({"visible_to_patient": visible}));
        for _ in 0..2 {
            let call = Call::post(documents(&camille)).token(doctor.token());
            let call = call.header("idempotency-key", if visible { "shown" } else { "withheld" });
            assert_eq!(door.send(call.parts(&metadata, "application/pdf", PDF)).await.status, 201);
        }
        let page = door.send(history(&camille, camille.token(), "?limit=100")).await.json();
        assert_eq!(acts(&page).iter().filter(|act| **act == "documents.deposit").count(), lines, "{page}");
        if visible {
            let newest = &page["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|line| line["act"]["code"] == "documents.deposit");
            assert!(newest.unwrap()["act"]["label_en"].as_str().unwrap().contains("again"), "{page}");
        }
    }
}
