//! Requests for correction: asked by the holder's side, answered by the author, told to nobody else.

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Answer, Call, Door, PDF, documents, letter_about};

fn requests(citizen: &Citizen) -> String {
    format!("/api/v1/spaces/{}/correction-requests", citizen.space)
}

impl Door {
    async fn asks(&self, citizen: &Citizen, token: &str, document: &str, kind: &str) -> Answer {
        let path = format!("{}/{document}/correction-request", documents(citizen));
        let body = json!({"kind": kind, "message": "Je ne suis pas allergique."});
        self.send(Call::post(path).token(token).json(&body)).await
    }

    async fn answers(&self, citizen: &Citizen, token: &str, id: &str, body: &Value) -> Answer {
        self.send(Call::post(format!("{}/{id}/answer", requests(citizen))).token(token).json(body)).await
    }

    async fn requested(&self, citizen: &Citizen, token: &str) -> Answer {
        self.send(Call::get(requests(citizen)).token(token)).await
    }

    async fn waiting(&self, token: &str) -> Vec<String> {
        self.send(Call::get("/api/v1/correction-requests").token(token)).await.ids()
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

#[actix_web::test]
async fn a_wrong_letter_is_corrected_and_the_patient_sees_that_it_was() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let asked = door.asks(&camille, camille.token(), &letter, "wrong").await;
    assert_eq!((asked.status, &asked.json()["state"]), (201, &json!("open")), "{}", asked.text());
    let request = id(&asked);
    assert_eq!(door.waiting(doctor.token()).await, std::slice::from_ref(&request));

    // The author reads it without any right to consult the record, and of the own documents alone.
    let read = door.requested(&camille, doctor.token()).await.json();
    assert_eq!(read["items"][0]["message"], "Je ne suis pas allergique.");
    let corrected = json!({"outcome": "corrected"});
    let early = door.answers(&camille, doctor.token(), &request, &corrected).await;
    assert_eq!(early.status, 409, "nothing was corrected yet: {}", early.text());
    let replacement = Call::post(format!("{}/{letter}/replacement", documents(&camille)));
    let replacement = replacement.token(doctor.token());
    let metadata = letter_about(&camille, &json!({}));
    assert_eq!(door.send(replacement.parts(&metadata, "application/pdf", PDF)).await.status, 201);
    let answered = door.answers(&camille, doctor.token(), &request, &corrected).await;
    assert_eq!((answered.status, &answered.json()["state"]), (200, &json!("corrected")));

    let seen = door.requested(&camille, camille.token()).await.json();
    assert_eq!(seen["items"][0]["state"], "corrected");
    assert_eq!(seen["items"][0]["answered_by"], "Dominique Fictif");
    assert!(door.waiting(doctor.token()).await.is_empty());
    // Neither on the list of the author nor on that of the structure.
    door.house.database().tamper(
        "do $$ begin if exists (select from documents.correction_desk) then raise 'it waits'; end if; end $$",
    );
    let late = door.answers(&camille, doctor.token(), &request, &corrected).await;
    assert_eq!((late.status, late.pointer().as_str()), (409, "path:correction"));
}

#[actix_web::test]
async fn a_request_is_declined_with_a_reason_or_taken_back_and_can_be_made_again() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let first = id(&door.asks(&camille, camille.token(), &letter, "wrong").await);
    let twice = door.asks(&camille, camille.token(), &letter, "not_mine").await;
    assert_eq!(twice.status, 409);
    assert!(twice.text().contains(&first), "the one that waits is named: {}", twice.text());
    let silent = door.answers(&camille, doctor.token(), &first, &json!({"outcome": "declined"})).await;
    assert_eq!((silent.status, silent.pointer().as_str()), (422, "/message"));
    let declined = json!({"outcome": "declined", "message": "Le test était positif."});
    let declined = door.answers(&camille, doctor.token(), &first, &declined).await;
    assert_eq!((declined.status, &declined.json()["answer"]), (200, &json!("Le test était positif.")));
    let second = id(&door.asks(&camille, camille.token(), &letter, "wrong").await);
    let path = format!("{}/{second}", requests(&camille));
    let back = door.send(Call::new("DELETE", path.clone()).token(camille.token())).await;
    assert_eq!((back.status, &back.json()["state"]), (200, &json!("taken_back")));
    assert_eq!(door.send(Call::new("DELETE", path).token(camille.token())).await.status, 409);
    let states: Vec<Value> = door.requested(&camille, camille.token()).await.json()["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|request| request["state"].clone())
        .collect();
    assert_eq!(states, ["taken_back", "declined"]);
}

#[actix_web::test]
async fn a_version_that_was_there_when_it_was_asked_corrects_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let replaces = |id: &str| {
        let call = Call::post(format!("{}/{id}/replacement", documents(&camille))).token(doctor.token());
        door.send(call.parts(&letter_about(&camille, &json!({})), "application/pdf", PDF))
    };
    let second = id(&replaces(&first).await);
    door.house.clock().advance(chrono::TimeDelta::minutes(5));
    // The old version stays readable, and something is said of it.
    let request = id(&door.asks(&camille, camille.token(), &first, "wrong").await);
    let corrected = json!({"outcome": "corrected"});
    let early = door.answers(&camille, doctor.token(), &request, &corrected).await;
    assert_eq!(early.status, 409, "{}", early.text());
    door.house.clock().advance(chrono::TimeDelta::minutes(5));
    assert_eq!(replaces(&second).await.status, 201);
    let answered = door.answers(&camille, doctor.token(), &request, &corrected).await;
    assert_eq!((answered.status, &answered.json()["state"]), (200, &json!("corrected")));
}

#[actix_web::test]
async fn the_same_request_for_correction_with_the_same_key_is_asked_once() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let ask = |message: &str| {
        let path = format!("{}/{letter}/correction-request", documents(&camille));
        let call = Call::post(path).token(camille.token()).header("idempotency-key", "ask-1");
        door.send(call.json(&json!({"kind": "wrong", "message": message})))
    };
    let (first, again) = (ask("Faux.").await, ask("Faux.").await);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(first.json(), again.json());
    assert_eq!(first.header("location"), format!("{}/{}", requests(&camille), id(&first)));
    let other = ask("Autre chose.").await;
    assert_eq!((other.status, other.pointer().as_str()), (409, "header:idempotency-key"));
    let path = first.header("location").to_owned();
    assert_eq!(door.send(Call::new("DELETE", path).token(camille.token())).await.status, 200);
    let later = ask("Faux.").await;
    assert_eq!((later.status, &later.json()["state"]), (201, &json!("taken_back")), "as it stands now");
}

#[actix_web::test]
async fn whoever_withdraws_the_document_has_answered() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.asks(&camille, camille.token(), &letter, "not_mine").await;
    let withdrawn = Call::new("DELETE", format!("{}/{letter}", documents(&camille))).token(doctor.token());
    assert_eq!(door.send(withdrawn).await.status, 204);
    let seen = door.requested(&camille, camille.token()).await.json();
    assert_eq!(seen["items"][0]["state"], "withdrawn");
    assert!(door.waiting(doctor.token()).await.is_empty());
}

#[actix_web::test]
async fn nobody_but_the_author_answers_and_nobody_else_learns_of_it() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (author, colleague) = (door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &colleague).await;
    let request = id(&door.asks(&camille, camille.token(), &letter, "wrong").await);
    let declined = json!({"outcome": "declined", "message": "Non."});
    let nothing = door.house.id::<kernel::kind::Correction>().to_string();
    for token in [colleague.token(), other.token(), camille.token()] {
        let answer = door.answers(&camille, token, &request, &declined).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        assert_eq!(answer.text().contains("no such request for correction"), token != other.token());
        assert_eq!(answer.problem(), door.answers(&camille, token, &nothing, &declined).await.problem());
    }
    // Whoever consults finds that nothing was asked of them; for a stranger there is no such record.
    let of_another = door.requested(&camille, colleague.token()).await;
    assert_eq!((of_another.status, of_another.ids().len()), (200, 0));
    let stranger = door.house.doctor();
    let nowhere = door.house.id::<kernel::kind::Space>();
    let nowhere =
        door.send(Call::get(format!("/api/v1/spaces/{nowhere}/correction-requests")).token(stranger.token()));
    let (of_another, nowhere) = (door.requested(&camille, stranger.token()).await, nowhere.await);
    assert_eq!((of_another.status, of_another.problem()), (404, nowhere.problem()));
    assert_eq!(door.requested(&camille, other.token()).await.status, 404);
    assert!(door.waiting(colleague.token()).await.is_empty());
    let desk = door.send(Call::get("/api/v1/correction-requests").token(camille.token())).await;
    assert_eq!(desk.status, 403);
    assert!(desk.text().contains("for a professional or an establishment"), "{}", desk.text());
    // A colleague who sees the document asks its author by other means; this one is the holder's.
    assert_eq!(door.asks(&camille, colleague.token(), &letter, "wrong").await.status, 403);
}

#[actix_web::test]
async fn what_is_hidden_from_the_patient_or_was_brought_by_them_has_no_author_to_ask() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let hidden = door.asks(&camille, camille.token(), &withheld, "wrong").await;
    let absent = door.asks(&camille, camille.token(), &nothing, "wrong").await;
    assert_eq!((hidden.status, hidden.problem()), (404, absent.problem()));
    let own = door.brought(&camille, json!({})).await;
    assert_eq!(door.asks(&camille, camille.token(), &own, "wrong").await.status, 422);
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let path = format!("{}/{letter}/correction-request", documents(&camille));
    for message in ["", "   ", &"x".repeat(2001)] {
        let call = Call::post(path.clone()).token(camille.token());
        let answer = door.send(call.json(&json!({"kind": "wrong", "message": message}))).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, "/message"));
    }
}

#[actix_web::test]
async fn an_establishment_answers_for_what_its_software_deposited() {
    let door = Door::new();
    let (camille, software) = (door.house.citizen(), door.house.software());
    let letter = door.fed(&camille, &software, json!({})).await;
    let request = id(&door.asks(&camille, camille.token(), &letter, "not_mine").await);
    assert_eq!(door.waiting(software.token()).await, std::slice::from_ref(&request));
    let declined = json!({"outcome": "declined", "message": "C'est bien vous."});
    assert_eq!(door.answers(&camille, software.token(), &request, &declined).await.status, 200);
    assert!(door.waiting(software.token()).await.is_empty());
}

#[actix_web::test]
async fn what_waits_is_listed_page_after_page_oldest_first() {
    let door = Door::new();
    let (camille, doctor, colleague) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let mut asked = Vec::new();
    for _ in 0..3 {
        let letter = door.fed(&camille, &doctor, json!({})).await;
        asked.push(id(&door.asks(&camille, camille.token(), &letter, "wrong").await));
        door.house.clock().advance(chrono::TimeDelta::minutes(1));
    }
    let page = |token: &str, query: &str| {
        door.send(Call::get(format!("/api/v1/correction-requests?limit=2{query}")).token(token))
    };
    let first = page(doctor.token(), "").await;
    assert_eq!(first.ids(), asked[..2]);
    let after = format!("&after={}", first.json()["next"].as_str().unwrap());
    let last = page(doctor.token(), &after).await;
    assert_eq!((last.ids().as_slice(), last.json().get("next")), (&asked[2..], None));
    let foreign = page(colleague.token(), &after).await;
    assert_eq!((foreign.status, foreign.pointer().as_str()), (400, "query:after"));
}
