//! Secret connections, and what is hidden from those who represent a minor.

use std::collections::BTreeSet;

use kernel::AdminRole;
use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::{emergency::attested, forged::findings};
use crate::door::{Answer, Call, Door, PDF, deposit, documents, letter_about};

impl Door {
    pub(crate) fn far(&self) -> chrono::DateTime<chrono::Utc> {
        self.house.house().clock.now() + chrono::TimeDelta::days(1_000)
    }

    /// As a professional in a secret connection.
    pub(crate) async fn in_secret(&self, call: Call) -> Answer {
        self.send(call.header("carnet-connection", "secret")).await
    }

    /// Declares in secret that a professional cares for a minor, and puts a letter in.
    pub(crate) async fn cares_in_secret(&self, child: &Citizen, by: &Worker) -> String {
        let path = format!("/api/v1/spaces/{}/care-relationships", child.space);
        let body = json!({"evidence": "team_in_charge"});
        let opened = self.in_secret(Call::post(path).token(by.token()).json(&body)).await;
        assert_eq!(opened.status, 201, "{}", opened.text());
        let letter =
            deposit(child, by.token()).parts(&letter_about(child, &json!({})), "application/pdf", PDF);
        let put = self.in_secret(letter).await;
        assert_eq!(put.status, 201, "{}", put.text());
        put.json()["id"].as_str().unwrap().to_owned()
    }

    /// All that a parent reads of a record but its documents, without what differs with each reading.
    pub(crate) async fn all_that_a_parent_reads(
        &self,
        parent: &Citizen,
        child: &Citizen,
    ) -> Vec<(String, String)> {
        let paths = [
            "/care-team",
            "/temporary-accesses",
            "/carers",
            "/emergency-accesses",
            "/disputes",
            "/preferences",
            "/blocked",
            "/exceptions",
            "/representatives",
            "/folders",
            "/notifications",
            "/documents?limit=100",
            "/correction-requests",
            "/secondary-use",
            "/secondary-use/ledger",
            "/protection",
            "/exports",
            "/preferences/preset",
        ];
        let mut all = Vec::new();
        for path in paths {
            let answer = self.acts_for(parent, child, "GET", path, &json!(null)).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            all.push((path.to_owned(), format!("{} {}", answer.header("etag"), answer.text())));
        }
        let name = parent_name(parent);
        let is_own = |line: &Value| line["who"]["name"].as_str().is_some_and(|who| who.ends_with(&name));
        // Once before, so that it stands there each time that it was read.
        self.whole_history(parent, child).await;
        let lines = self.whole_history(parent, child).await;
        let (own, others): (Vec<_>, Vec<_>) = lines.into_iter().partition(is_own);
        assert!(!own.is_empty(), "what the parent has just read stands there");
        let others = others.iter().map(Value::to_string).collect::<Vec<_>>();
        all.push(("history".to_owned(), others.join("\n")));
        // Of that each reading says the same anew.
        let own: BTreeSet<String> = own.into_iter().map(|line| without(line, &["at", "times"])).collect();
        all.push(("own lines".to_owned(), own.into_iter().collect::<Vec<_>>().join("\n")));
        all
    }

    /// Every line of the history that somebody reads, the newest first, but for what names it to its reader.
    async fn whole_history(&self, reader: &Citizen, record: &Citizen) -> Vec<Value> {
        let (mut lines, mut path) = (Vec::new(), "/history?limit=100".to_owned());
        loop {
            let page = self.acts_for(reader, record, "GET", &path, &json!(null)).await;
            assert_eq!(page.status, 200, "{}", page.text());
            let page = page.json();
            lines.extend(page["items"].as_array().unwrap().clone());
            match page["next"].as_str() {
                Some(next) => path = format!("/history?limit=100&after={next}"),
                None => break,
            }
        }
        for line in &mut lines {
            line.as_object_mut().unwrap().remove("line").unwrap();
        }
        lines
    }
}

fn without(mut line: Value, members: &[&str]) -> String {
    for member in members {
        line.as_object_mut().unwrap().remove(*member);
    }
    line.to_string()
}

pub(crate) fn parent_name(parent: &Citizen) -> String {
    parent.traits.birth_name.reveal().clone()
}

#[actix_web::test]
async fn situation_37_of_what_is_done_in_secret_a_parent_finds_no_trace_anywhere() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let (known, confidant, therapist) = (door.house.doctor(), door.house.doctor(), door.house.therapist());
    door.represents(&[&mother], &teenager, door.far());
    door.cares(&teenager, &known).await;
    let letter = door.fed(&teenager, &known, json!({})).await;
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    // A doctor cares for her in secret, reads, is found again without saying so, and puts a letter in.
    let secret = door.cares_in_secret(&teenager, &confidant).await;
    assert!(
        door.sees(&teenager, &letter, confidant.token()).await,
        "an open letter, read by who came in secretly"
    );
    let ins = json!({"ins": {"value": teenager.ins.number.reveal(), "oid": teenager.ins.oid.as_str()}});
    let found = door.send(Call::post("/api/v1/patients/find").token(confidant.token()).json(&ins)).await;
    assert_eq!(found.status, 200, "{}", found.text());
    // She lets somebody in, in secret; they look.
    let given = Call::post(format!("/api/v1/spaces/{}/temporary-accesses", teenager.space));
    let body = json!({"to": {"professional": door.whom(&therapist)}, "opens": "whole", "minutes": 600});
    let given = door.in_secret(given.token(door.house.sure(&teenager).token()).json(&body)).await;
    assert_eq!(given.status, 201, "{}", given.text());
    assert!(door.sees(&teenager, &letter, therapist.token()).await);
    // She brings something herself, and reads her history.
    let note = deposit(&teenager, teenager.token()).parts(&json!({"title": "Note"}), "text/plain", b"Note");
    let own = door.in_secret(note).await;
    assert_eq!(own.status, 201, "{}", own.text());
    let after = door.all_that_a_parent_reads(&mother, &teenager).await;
    for ((path, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{path}");
    }
    // For herself everything is there.
    assert!(door.sees(&teenager, &secret, teenager.token()).await);
    let team = door.items_for(&teenager, &teenager, "/care-team").await;
    assert!(team.len() >= 2, "{team:?}");
    let history = door.items_for(&teenager, &teenager, "/history?limit=100").await;
    assert!(history.iter().any(|line| line["act"]["code"] == "temporary-accesses.give"), "{history:?}");
    assert_eq!(door.notices_of(&teenager, "care_relationship_declared").await.len(), 2);
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_15_of_a_glass_broken_in_secret_no_parent_is_told() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother], &teenager, door.far());
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    let path = format!("/api/v1/spaces/{}/emergency-accesses", teenager.space);
    let opened = door.in_secret(Call::post(path).token(doctor.token()).json(&attested())).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    // What is read by it is secret, whatever the later calls say.
    assert_eq!(door.send(Call::get(documents(&teenager)).token(doctor.token())).await.status, 200);
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
    assert_eq!(door.notices_of(&teenager, "emergency_access").await.len(), 1);
    let report = format!("/emergency-accesses/{}/misuse-report", opened.json()["id"].as_str().unwrap());
    assert_eq!(door.acts_for(&mother, &teenager, "POST", &report, &json!(null)).await.status, 404);
    assert_eq!(door.acts_for(&teenager, &teenager, "POST", &report, &json!(null)).await.status, 204);
}

#[actix_web::test]
async fn a_parent_who_ends_everything_ends_nothing_of_what_is_secret_and_closing_ends_it_all() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let (known, confidant) = (door.house.doctor(), door.house.doctor());
    door.represents(&[&mother], &teenager, door.far());
    door.cares(&teenager, &known).await;
    door.cares_in_secret(&teenager, &confidant).await;
    let status =
        async |by: &Worker| door.send(Call::get(documents(&teenager)).token(by.token())).await.status;
    let ended = door.acts_for(&mother, &teenager, "DELETE", "/care-team", &json!(null)).await;
    assert!(ended.status < 300, "{}", ended.text());
    assert_eq!((status(&known).await, status(&confidant).await), (404, 200));
    let closed = door.acts_for(&mother, &teenager, "DELETE", "", &json!(null)).await;
    assert!(closed.status < 300, "{}", closed.text());
    assert_eq!(status(&confidant).await, 404);
    let reopened = door.acts_for(&mother, &teenager, "POST", "/reopen", &json!(null)).await;
    assert!(reopened.status < 300, "{}", reopened.text());
    assert_eq!(status(&confidant).await, 404, "what has ended stays ended");
}

#[actix_web::test]
async fn the_minor_hides_a_document_from_representatives_and_shows_it_again() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother], &teenager, door.far());
    let letter = door.fed(&teenager, &doctor, json!({})).await;
    let path = format!("/documents/{letter}/representatives");
    let hide = |visible: bool| json!({"visible_to_representatives": visible});
    let hidden = door.acts_for(&teenager, &teenager, "PUT", &path, &hide(false)).await;
    assert_eq!((hidden.status, &hidden.json()["visible_to_representatives"]), (200, &json!(false)));
    assert!(!door.sees(&teenager, &letter, mother.token()).await);
    let history = door.items_for(&mother, &teenager, "/history").await;
    assert!(
        history.iter().all(|line| !line["act"]["code"].as_str().unwrap().contains("representatives")),
        "{history:?}"
    );
    door.cares(&teenager, &doctor).await;
    let read = door.send(Call::get(format!("{}/{letter}", documents(&teenager))).token(doctor.token())).await;
    assert_eq!(read.json()["visible_to_representatives"], json!(false), "who cares for her is told");
    let low = Call::new("PUT", format!("/api/v1/spaces/{}{path}", teenager.space)).token(teenager.token());
    assert_eq!(door.send(low.json(&hide(true))).await.status, 401, "to show it asks for a second factor");
    assert_eq!(door.acts_for(&teenager, &teenager, "PUT", &path, &hide(true)).await.status, 200);
    assert!(door.sees(&teenager, &letter, mother.token()).await);
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_secret_connection_is_for_the_holder_and_for_those_who_care_and_says_nothing_that_all_see() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let list = |citizen: &Citizen| Call::get(documents(&teenager)).token(citizen.token());
    let refused = door.in_secret(list(&mother)).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("secret connection is for the holder"), "{}", refused.text());
    assert_eq!(door.in_secret(list(&teenager)).await.status, 200);
    let folder = Call::post(format!("/api/v1/spaces/{}/folders", teenager.space)).token(teenager.token());
    let refused = door.in_secret(folder.json(&json!({"name": "À moi"}))).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(
        refused.text().contains("unless it is about what was given or kept in secret"),
        "{}",
        refused.text()
    );
    let wrong = door.send(list(&teenager).header("carnet-connection", "hidden")).await;
    assert_eq!((wrong.status, wrong.pointer().as_str()), (400, "header:carnet-connection"));
}

#[actix_web::test]
async fn what_the_minor_says_by_hand_of_a_hidden_document_is_the_minors_alone() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let (author, doctor) = (door.house.doctor(), door.house.doctor());
    door.represents(&[&mother], &teenager, door.far());
    let letter = door.fed(&teenager, &author, json!({"visible_to_representatives": false})).await;
    let topics = json!([{"topic": "mental_health", "hidden": true, "also": [letter]}]);
    door.says(&teenager, json!({"topics": topics})).await;
    let hidden = json!({"whom": door.whom(&doctor), "what": {"document": letter}, "effect": "hidden"});
    let said = door.acts_for(&teenager, &teenager, "POST", "/exceptions", &hidden).await;
    assert_eq!(said.status, 201, "{}", said.text());
    let of_mother = door.acts_for(&mother, &teenager, "GET", "/preferences", &json!(null)).await;
    assert!(!of_mother.text().contains(&letter), "{}", of_mother.text());
    assert_eq!(door.items_for(&mother, &teenager, "/exceptions").await.len(), 0);
    assert_eq!(door.items_for(&teenager, &teenager, "/exceptions").await.len(), 1);
    // She reads and says the same again: nothing of it is lost.
    let again = door.acts_for(&mother, &teenager, "PUT", "/preferences", &of_mother.json()).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_eq!(again.header("etag"), of_mother.header("etag"), "nothing was said");
    let of_teenager = door.acts_for(&teenager, &teenager, "GET", "/preferences", &json!(null)).await;
    assert!(of_teenager.text().contains(&letter), "{}", of_teenager.text());
}

#[actix_web::test]
async fn a_parent_who_invites_themselves_as_a_carer_becomes_none() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let traits = &mother.traits;
    let invited = json!({
        "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
        "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"], "also_hidden": true},
    });
    let invited = door.acts_for(&mother, &teenager, "POST", "/carers", &invited).await;
    assert_eq!(invited.status, 422, "{}", invited.text());
    assert_eq!(door.items_for(&mother, &teenager, "/carers").await, Vec::<serde_json::Value>::new());
    let by_care = Call::get(documents(&teenager)).token(mother.token()).header("carnet-way", "W4");
    assert_eq!(door.send(by_care).await.status, 404);
}

#[actix_web::test]
async fn what_is_done_in_secret_takes_nothing_away_that_a_parent_sees() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother], &teenager, door.far());
    door.cares(&teenager, &doctor).await;
    let letter = door.fed(&teenager, &doctor, json!({})).await;
    let note = deposit(&teenager, mother.token()).parts(&json!({"title": "Carnet"}), "text/plain", b"Note");
    let note = door.send(note).await.json()["id"].as_str().unwrap().to_owned();
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    // The same doctor declares anew, in secret; he and she would take away what all see; she hides what her mother brought.
    door.cares_in_secret(&teenager, &doctor).await;
    let all = documents(&teenager);
    for (id, token) in [(&letter, doctor.token()), (&note, teenager.token())] {
        let taken = door.in_secret(Call::new("DELETE", format!("{all}/{id}")).token(token)).await;
        assert_eq!(taken.status, 422, "{}", taken.text());
    }
    let hide = json!({"visible_to_representatives": false});
    let path = format!("/documents/{note}/representatives");
    assert_eq!(door.acts_for(&teenager, &teenager, "PUT", &path, &hide).await.status, 200);
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
}

#[actix_web::test]
async fn whoever_is_let_in_in_secret_is_found_looking_in_secret_where_what_is_open_rests() {
    let door = Door::new();
    let [mother, father, teenager] = [(); 3].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother, &father], &teenager, door.far());
    let invited = json!({"role": "in_care", "rpps": door.house.rpps(&doctor)});
    let invited = door.acts_for(&mother, &teenager, "POST", "/care-team", &invited).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    // What she gave rests while she is suspended; the teenager lets the same doctor in.
    let mothers = door.items_for(&father, &teenager, "/representatives").await;
    let mothers = mothers.iter().find(|one| one["name"].as_str().unwrap().contains(&parent_name(&mother)));
    let path = format!("/representatives/{}/suspension", mothers.unwrap()["id"].as_str().unwrap());
    assert_eq!(door.acts_for(&father, &teenager, "POST", &path, &json!(null)).await.status, 201);
    door.cares_in_secret(&teenager, &doctor).await;
    let before = door.all_that_a_parent_reads(&father, &teenager).await;
    let ins = json!({"ins": {"value": teenager.ins.number.reveal(), "oid": teenager.ins.oid.as_str()}});
    let found = door.send(Call::post("/api/v1/patients/find").token(doctor.token()).json(&ins)).await;
    assert_eq!(found.status, 200, "{}", found.text());
    assert_eq!(door.all_that_a_parent_reads(&father, &teenager).await, before);
}

#[actix_web::test]
async fn a_dispute_about_a_hidden_document_is_shown_to_no_parent() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother], &teenager, door.far());
    door.fed(&teenager, &doctor, json!({"visible_to_representatives": false})).await;
    let line = door.last_line(&teenager, "documents.deposit").await;
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    let path = format!("/history/{}/dispute", line["line"].as_str().unwrap());
    let sent = door.acts_for(&teenager, &teenager, "POST", &path, &json!({"words": "Not me"})).await;
    assert!(sent.status < 300, "{}", sent.text());
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
    let disputes = door.items_for(&teenager, &teenager, "/disputes").await;
    assert_eq!(disputes.len(), 1);
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    // Nor is what an auditor does with it.
    let (_, auditor) = door.house.admin(&[AdminRole::Auditor]);
    for (step, body) in [("take", json!(null)), ("answer", json!({"answer": "Looked at"}))] {
        let path = format!("/api/v1/admin/disputes/{}/{step}", disputes[0]["id"].as_str().unwrap());
        let done = door.send(Call::post(path).token(auditor.token()).json(&body)).await;
        assert!(done.status < 300, "{step}: {}", done.text());
    }
    for ((path, before), (_, after)) in
        before.iter().zip(&door.all_that_a_parent_reads(&mother, &teenager).await)
    {
        assert_eq!(before, after, "{path}");
    }
    let own = door.items_for(&teenager, &teenager, "/history?limit=100").await;
    let acts: Vec<&Value> = own.iter().map(|line| &line["act"]["code"]).collect();
    assert!(
        acts.contains(&&json!("disputes.review")) && acts.contains(&&json!("disputes.answer")),
        "{acts:?}"
    );
}
