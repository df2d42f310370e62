//! "This was not right": said by the holder of a line of the history, looked into by an auditor, and answered.

use kernel::AdminRole;
use serde_json::{Value, json};
use testkit::{Citizen, Login};

use crate::door::{Answer, Call, Door, documents};

const DISPUTES: &str = "/api/v1/admin/disputes";
const WORDS: &str = "Je n'ai jamais consulté ce médecin.";

impl Door {
    /// The lines of a history, newest first.
    async fn history_of(&self, citizen: &Citizen) -> Vec<Value> {
        let path = format!("/api/v1/spaces/{}/history?limit=100", citizen.space);
        let page = self.send(Call::get(path).token(citizen.token())).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.json()["items"].as_array().unwrap().clone()
    }

    /// What names the newest line of an act.
    async fn line(&self, citizen: &Citizen, act: &str) -> String {
        let lines = self.history_of(citizen).await;
        let line = lines.iter().find(|line| line["act"]["code"] == act);
        line.unwrap_or_else(|| panic!("no {act} in {lines:?}"))["line"].as_str().unwrap().to_owned()
    }

    async fn disputes(&self, citizen: &Citizen, token: &str, line: &str, words: &str) -> Answer {
        let path = format!("/api/v1/spaces/{}/history/{line}/dispute", citizen.space);
        self.send(Call::post(path).token(token).json(&json!({"words": words}))).await
    }

    async fn tracked(&self, citizen: &Citizen) -> Vec<Value> {
        let path = format!("/api/v1/spaces/{}/disputes", citizen.space);
        let list = self.send(Call::get(path).token(citizen.token())).await;
        assert_eq!(list.status, 200, "{}", list.text());
        list.json()["items"].as_array().unwrap().clone()
    }

    async fn audits(&self, by: &Login, dispute: &str, what: &str, body: Value) -> Answer {
        let call = Call::post(format!("{DISPUTES}/{dispute}/{what}")).token(by.token());
        self.send(if body.is_null() { call } else { call.json(&body) }).await
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

#[actix_web::test]
async fn a_line_is_disputed_looked_into_and_answered_and_the_holder_follows_it() {
    let door = Door::new();
    let (camille, doctor, auditor) = (door.house.citizen(), door.house.doctor(), door.auditor());
    door.cares(&camille, &doctor).await;
    door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let line = door.line(&camille, "documents.list").await;
    let sent = door.disputes(&camille, camille.token(), &line, WORDS).await;
    assert_eq!((sent.status, sent.json()["state"].clone()), (201, json!("sent")), "{}", sent.text());
    assert_eq!(sent.json()["about"]["who"]["name"], "Dominique Fictif");
    let dispute = id(&sent);

    let waiting = door.send(Call::get(DISPUTES).token(auditor.token())).await;
    let found = waiting.json()["items"].as_array().unwrap().iter().find(|one| one["id"] == dispute).cloned();
    let found = found.unwrap_or_else(|| panic!("{}", waiting.text()));
    assert_eq!((&found["state"], &found["taken_by_you"]), (&json!("sent"), &json!(false)));
    assert!(!waiting.text().contains(&camille.space.to_string()) && !waiting.text().contains("jamais"));

    let early = door.audits(&auditor, &dispute, "answer", json!({"answer": "Vu."})).await;
    assert_eq!(early.status, 409, "nobody looks into it yet: {}", early.text());
    let taken = door.audits(&auditor, &dispute, "take", json!(null)).await;
    assert_eq!((taken.status, taken.json()["words"].clone()), (200, json!(WORDS)), "{}", taken.text());
    assert_eq!(taken.json()["about"]["act"]["code"], "documents.list");
    for named in [camille.space.to_string(), camille.person.to_string(), "Camille".to_owned()] {
        assert!(!taken.text().contains(&named), "the patient is not named: {}", taken.text());
    }
    assert_eq!(door.tracked(&camille).await[0]["state"], "in_review");

    let other = door.auditor();
    let stolen = door.audits(&other, &dispute, "answer", json!({"answer": "Vu."})).await;
    assert_eq!(stolen.status, 409, "somebody else looks into it: {}", stolen.text());
    let answer = json!({"answer": "Ce médecin remplaçait le vôtre ce jour-là."});
    assert_eq!(door.audits(&auditor, &dispute, "answer", answer.clone()).await.status, 200);
    let tracked = door.tracked(&camille).await;
    assert_eq!((&tracked[0]["state"], &tracked[0]["answer"]), (&json!("answered"), &answer["answer"]));
    assert_eq!(door.audits(&auditor, &dispute, "answer", answer).await.status, 404, "it waits no more");
    assert_eq!(door.audits(&auditor, &dispute, "take", json!(null)).await.status, 404);

    let path = format!("/api/v1/spaces/{}/notifications", camille.space);
    let notices = door.send(Call::get(path).token(camille.token())).await;
    assert_eq!(notices.json()["items"][0]["kind"]["code"], "dispute_answered", "{}", notices.text());
    let acts: Vec<Value> =
        door.history_of(&camille).await.into_iter().map(|line| line["act"]["code"].clone()).collect();
    for act in ["disputes.send", "disputes.review", "disputes.answer", "disputes.list"] {
        assert!(acts.contains(&json!(act)), "{act} in {acts:?}");
    }
}

#[actix_web::test]
async fn a_line_waits_for_one_answer_at_a_time() {
    let door = Door::new();
    let (camille, auditor) = (door.house.citizen(), door.auditor());
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    let line = door.line(&camille, "documents.list").await;
    let first = door.disputes(&camille, camille.token(), &line, WORDS).await;
    // Named anew, it is the same line.
    let again = door.line(&camille, "documents.list").await;
    assert_ne!(line, again);
    let second = door.disputes(&camille, camille.token(), &again, "Encore.").await;
    assert_eq!(second.status, 409, "{}", second.text());
    assert!(second.text().contains(&id(&first)), "{}", second.text());
    assert_eq!(door.tracked(&camille).await.len(), 1);
    door.audits(&auditor, &id(&first), "take", json!(null)).await;
    door.audits(&auditor, &id(&first), "answer", json!({"answer": "C'était vous."})).await;
    assert_eq!(door.disputes(&camille, camille.token(), &again, "Toujours pas.").await.status, 201);
}

#[actix_web::test]
async fn a_line_that_is_not_shown_and_one_that_is_not_there_are_one_answer() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    door.send(Call::get(documents(&other)).token(other.token())).await;
    door.cares(&camille, &doctor).await;
    // A document that its author shows the patient later: so is the line about it.
    door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let foreign = door.line(&other, "documents.list").await;
    let own = door.line(&camille, "documents.list").await;
    let house = door.house.house();
    let actor = door.house.actor(&camille.login);
    let mut answers = Vec::new();
    for line in [foreign.as_str(), "nothing", "AAAA"] {
        let answer = door.disputes(&camille, camille.token(), line, WORDS).await;
        assert_eq!(answer.status, 404, "{}", answer.text());
        answers.push(answer.json()["detail"].clone());
    }
    // The newest line of the chain is the hidden deposit, or the refusals after it: none up to there may be disputed but those
    // that the history shows.
    let shown: Vec<Value> = door.history_of(&camille).await;
    let mut hidden = 0;
    for seq in 1..200 {
        let words = kernel::Private::new(WORDS.to_owned());
        let sent =
            house.desk.write(|tx| flows::disputes::send(house, tx, &actor, camille.space, Some(seq), &words));
        match sent {
            Ok(_) => {}
            Err(documents::Error::Consent(consent::Error::Absent(sought))) => {
                hidden += 1;
                answers.push(json!(sought.absent(consent::Language::English)));
            }
            Err(documents::Error::Consent(consent::Error::Unprocessable(_))) => break,
            Err(error) => panic!("{error}"),
        }
        if seq > i64::try_from(shown.len()).unwrap() + 4 {
            break;
        }
    }
    assert!(hidden >= 1, "the line of the withheld document is not there to be disputed");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(door.disputes(&camille, other.token(), &own, WORDS).await.status, 404);
    assert_eq!(
        door.disputes(&camille, doctor.token(), &own, WORDS).await.status,
        404,
        "a line is named for its reader"
    );
}

#[actix_web::test]
async fn words_that_cannot_be_words_change_nothing() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    let line = door.line(&camille, "documents.list").await;
    for words in ["", "   ", "é".repeat(2_001).as_str()] {
        let answer = door.disputes(&camille, camille.token(), &line, words).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
    assert_eq!(door.tracked(&camille).await.len(), 0);
    assert_eq!(door.disputes(&camille, camille.token(), &line, &"é".repeat(2_000)).await.status, 201);
}

#[actix_web::test]
async fn auditors_alone_look_into_disputes() {
    let door = Door::new();
    let camille = door.house.citizen();
    let support = door.house.admin(&[AdminRole::Support]).1;
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    let line = door.line(&camille, "documents.list").await;
    let dispute = id(&door.disputes(&camille, camille.token(), &line, WORDS).await);
    for token in [support.token(), camille.token(), door.house.doctor().token()] {
        assert_eq!(door.send(Call::get(DISPUTES).token(token)).await.status, 403);
        let take = Call::post(format!("{DISPUTES}/{dispute}/take")).token(token);
        assert_eq!(door.send(take).await.status, 403);
    }
    let auditor = door.auditor();
    let unknown = door.house.id::<kernel::kind::Dispute>().to_string();
    assert_eq!(door.audits(&auditor, &unknown, "take", json!(null)).await.status, 404);
    // What the patient did is theirs, and their name is not shown.
    let taken = door.audits(&auditor, &dispute, "take", json!(null)).await;
    let who = &taken.json()["about"]["who"];
    assert_eq!((&who["kind"], &who["name"]), (&json!("citizen"), &json!(null)), "{}", taken.text());
}

#[actix_web::test]
async fn words_that_were_changed_in_the_database_are_refused() {
    let door = Door::new();
    let camille = door.house.citizen();
    door.send(Call::get(documents(&camille)).token(camille.token())).await;
    let line = door.line(&camille, "documents.list").await;
    let dispute = id(&door.disputes(&camille, camille.token(), &line, WORDS).await);
    let sql = format!("update consent.dispute set line = line + 1 where id = '{dispute}'");
    door.house.arrange(&sql);
    let list = Call::get(format!("/api/v1/spaces/{}/disputes", camille.space)).token(camille.token());
    assert_eq!(door.send(list).await.status, 500);
}

#[actix_web::test]
async fn who_closed_the_record_still_disputes_what_was_done_in_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    assert_eq!(door.reaches(&camille, &doctor).await, 200);
    let line = door.line(&camille, "documents.list").await;
    let closed = door.holder(&camille, "DELETE", "", &json!(null)).await;
    assert_eq!(closed.status, 200, "{}", closed.text());
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    let disputed = door.disputes(&camille, camille.token(), &line, WORDS).await;
    assert_eq!(disputed.status, 201, "{}", disputed.text());
    assert_eq!(door.tracked(&camille).await[0]["id"], id(&disputed));
}
