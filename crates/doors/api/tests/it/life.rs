//! The life of a document: replaced, put aside, given another title, withdrawn; each by who may and by nobody else.

use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door, NOTE, PDF, documents, letter_about, long_pdf};

fn one(citizen: &Citizen, id: &str) -> String {
    format!("{}/{id}", documents(citizen))
}

impl Door {
    async fn replaces(&self, citizen: &Citizen, token: &str, id: &str, metadata: &Value) -> Answer {
        let path = format!("{}/replacement", one(citizen, id));
        self.send(Call::post(path).token(token).parts(metadata, "application/pdf", PDF)).await
    }

    async fn reads(&self, citizen: &Citizen, token: &str, id: &str) -> Answer {
        self.send(Call::get(one(citizen, id)).token(token)).await
    }

    async fn withdraws(&self, citizen: &Citizen, token: &str, id: &str) -> u16 {
        self.send(Call::new("DELETE", one(citizen, id)).token(token)).await.status
    }

    async fn listed(&self, citizen: &Citizen, token: &str, status: &str) -> Vec<String> {
        let path = format!("{}?status={status}", documents(citizen));
        self.send(Call::get(path).token(token)).await.ids()
    }
}

impl Door {
    fn all_are(&self, what: &str) {
        self.house.database().tamper(&format!(
            "do $$ begin if exists (select from documents.document where not ({what})) then raise '{}'; end if; end $$",
            what.replace('\'', "")
        ));
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn an_author_replaces_a_letter_and_the_patient_finds_the_new_one_with_the_old_one_behind_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({"title": "Lettre fausse"})).await;
    let metadata = letter_about(&camille, &json!({"title": "Lettre juste"}));
    let answer = door.replaces(&camille, doctor.token(), &first, &metadata).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let second = id(&answer);

    let now = door.reads(&camille, camille.token(), &second).await.json();
    assert_eq!(now["version"], json!(2));
    assert_eq!((&now["title"], &now["status"]), (&json!("Lettre juste"), &json!("approved")));
    let old = door.reads(&camille, camille.token(), &first).await.json();
    assert_eq!((&old["status"], &old["title"]), (&json!("deprecated"), &json!("Lettre fausse")));
    assert_ne!(old["entry_id"], old["id"], "what is said of it changed");
    assert_eq!(door.listed(&camille, camille.token(), "approved").await, std::slice::from_ref(&second));
    assert_eq!(door.listed(&camille, camille.token(), "deprecated").await, std::slice::from_ref(&first));
    for reached in [&first, &second] {
        let path = format!("{}/versions", one(&camille, reached));
        let versions = door.send(Call::get(path).token(camille.token())).await;
        assert_eq!(versions.ids(), [second.clone(), first.clone()]);
        assert_eq!(versions.json()["items"][0]["replaces"], json!(first));
    }
    // Both contents are still what was sent.
    for (version, content) in [(&first, PDF), (&second, PDF)] {
        let read =
            door.send(Call::get(format!("{}/content", one(&camille, version))).token(camille.token())).await;
        assert_eq!((read.status, read.body.as_slice()), (200, content));
    }
}

#[actix_web::test]
async fn a_version_is_replaced_once() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let metadata = letter_about(&camille, &json!({}));
    assert_eq!(door.replaces(&camille, doctor.token(), &first, &metadata).await.status, 201);
    let again = door.replaces(&camille, doctor.token(), &first, &metadata).await;
    assert_eq!(again.status, 409);
    assert!(again.text().contains("deprecated"), "{}", again.text());
    // Two at once: one makes the second version of a fresh document, the other hears that it came late.
    let fresh = door.fed(&camille, &doctor, json!({})).await;
    let (one, other) = futures_util::join!(
        door.replaces(&camille, doctor.token(), &fresh, &metadata),
        door.replaces(&camille, doctor.token(), &fresh, &metadata)
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[actix_web::test]
async fn what_the_holder_would_not_have_seen_shown_is_not_shown_by_a_new_version() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let hidden = json!({"masked": true, "visible_to_representatives": false, "confidentiality": "V"});
    let first = door.fed(&camille, &doctor, hidden).await;
    let open = letter_about(&camille, &json!({"masked": false, "visible_to_representatives": true}));
    let second = id(&door.replaces(&camille, doctor.token(), &first, &open).await);
    let second = door.reads(&camille, camille.token(), &second).await.json();
    assert_eq!((&second["masked"], &second["confidentiality"]), (&json!(true), &json!("V")));
    door.all_are("hidden_from_representatives and masked and confidentiality = 'V'");
}

#[actix_web::test]
async fn what_a_new_version_keeps_from_somebody_the_versions_before_do_not_tell() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let second = door.replaces(&camille, doctor.token(), &first, &letter_about(&camille, &json!({}))).await;
    door.all_are("not masked and not hidden_from_representatives and confidentiality = 'N'");
    let strict = json!({"masked": true, "visible_to_representatives": false, "confidentiality": "R"});
    let strict = letter_about(&camille, &strict);
    assert_eq!(door.replaces(&camille, doctor.token(), &id(&second), &strict).await.status, 201);
    door.all_are("hidden_from_representatives and masked and confidentiality = 'R'");
    for version in [first, id(&second)] {
        let read = door.reads(&camille, camille.token(), &version).await.json();
        assert_eq!((&read["status"], &read["masked"]), (&json!("deprecated"), &json!(true)));
    }
}

#[actix_web::test]
async fn a_new_version_does_not_mask_what_is_withheld_from_the_patient() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    // Whether the new one says that it is withheld or says nothing of it, it will be.
    for more in [json!({"masked": true, "visible_to_patient": false}), json!({"masked": true})] {
        let answer = door.replaces(&camille, doctor.token(), &first, &letter_about(&camille, &more)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, "/masked"), "{}", answer.text());
    }
    let unmasked = letter_about(&camille, &json!({}));
    let second = id(&door.replaces(&camille, doctor.token(), &first, &unmasked).await);
    // Once it is released it may be masked.
    door.house.clock().advance(chrono::TimeDelta::days(6));
    let doctor = door.house.anew(&doctor);
    let masked = letter_about(&camille, &json!({"masked": true}));
    let answer = door.replaces(&camille, doctor.token(), &second, &masked).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

#[actix_web::test]
async fn a_new_version_is_about_the_same_person() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let answer = door.replaces(&camille, doctor.token(), &first, &letter_about(&other, &json!({}))).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert_eq!(door.reads(&camille, camille.token(), &first).await.json()["status"], json!("approved"));
}

#[actix_web::test]
async fn the_same_request_with_the_same_key_makes_one_version() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let metadata = letter_about(&camille, &json!({}));
    let path = format!("{}/replacement", one(&camille, &first));
    let call = || {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "once");
        call.parts(&metadata, "application/pdf", PDF)
    };
    let (made, again) = (door.send(call()).await, door.send(call()).await);
    assert_eq!((made.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(id(&made), id(&again));
    // The key of a replacement is no key of a deposit.
    let deposit = Call::post(documents(&camille)).token(doctor.token()).header("idempotency-key", "once");
    assert_eq!(door.send(deposit.parts(&metadata, "application/pdf", PDF)).await.status, 409);
}

#[actix_web::test]
async fn whoever_may_see_a_document_but_is_not_its_author_is_told_so_and_nobody_else_learns_of_it() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (colleague, stranger) = (door.house.doctor(), door.house.doctor());
    let other = door.house.citizen();
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &colleague).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let attempts = |id: &str| {
        let path = one(&camille, id);
        [
            Call::new("DELETE", path.clone()),
            Call::new("PUT", format!("{path}/archived")).json(&json!({"archived": true})),
            Call::new("PUT", format!("{path}/title"))
                .header("if-match", "*")
                .json(&json!({"title": "Autre"})),
            // That a version must be named is told to nobody who may not name one.
            Call::new("PUT", format!("{path}/title")).json(&json!({"title": "Autre"})),
        ]
    };
    for token in [camille.token(), colleague.token()] {
        for call in attempts(&letter) {
            let answer = door.send(call.token(token)).await;
            assert_eq!(answer.status, 403, "{}", answer.text());
        }
    }
    for token in [stranger.token(), other.token()] {
        for (there, absent) in attempts(&letter).into_iter().zip(attempts(&nothing)) {
            let (there, absent) = (door.send(there.token(token)).await, door.send(absent.token(token)).await);
            assert_eq!((there.status, there.problem()), (404, absent.problem()));
        }
        let metadata = letter_about(&camille, &json!({}));
        let there = door.replaces(&camille, token, &letter, &metadata).await;
        let absent = door.replaces(&camille, token, &nothing, &metadata).await;
        assert_eq!((there.status, there.problem()), (404, absent.problem()));
    }
    assert_eq!(door.reads(&camille, camille.token(), &letter).await.json()["version"], json!(1));
}

#[actix_web::test]
async fn a_withdrawn_document_is_gone_with_all_its_versions_for_everybody() {
    let door = Door::new();
    let (camille, author): (Citizen, Worker) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &author, json!({})).await;
    let metadata = letter_about(&camille, &json!({}));
    let second = id(&door.replaces(&camille, author.token(), &first, &metadata).await);
    door.cares(&camille, &author).await;
    // By an old version as well as by the new one.
    assert_eq!(door.withdraws(&camille, author.token(), &first).await, 204);
    for token in [camille.token(), author.token()] {
        for version in [&first, &second] {
            assert_eq!(door.reads(&camille, token, version).await.status, 404);
            for more in ["content", "versions"] {
                let path = format!("{}/{more}", one(&camille, version));
                assert_eq!(door.send(Call::get(path).token(token)).await.status, 404);
            }
        }
        for status in ["approved", "deprecated", "archived", "deleted"] {
            assert!(door.listed(&camille, token, status).await.is_empty(), "{status}");
        }
    }
    assert_eq!(door.withdraws(&camille, author.token(), &first).await, 404);
    let path = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let history = door.send(Call::get(path).token(camille.token())).await.json();
    let is_done = |line: &&Value| line["act"]["code"] == "documents.withdraw" && line["outcome"] == "done";
    let line = history["items"].as_array().unwrap().iter().find(is_done);
    let withdrawn = line.unwrap()["documents"].as_array().unwrap().clone();
    assert!(withdrawn.contains(&json!(first)) && withdrawn.contains(&json!(second)), "{withdrawn:?}");
}

#[actix_web::test]
async fn a_document_is_put_aside_and_taken_back() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = door.brought(&camille, json!({})).await;
    let path = format!("{}/archived", one(&camille, &note));
    for (aside, status) in [(true, "archived"), (true, "archived"), (false, "approved")] {
        let call = Call::new("PUT", path.clone()).token(camille.token()).json(&json!({"archived": aside}));
        let answer = door.send(call).await;
        assert_eq!((answer.status, &answer.json()["status"]), (200, &json!(status)), "{}", answer.text());
        assert_eq!(door.listed(&camille, camille.token(), status).await, std::slice::from_ref(&note));
    }
    let content =
        door.send(Call::get(format!("{}/content", one(&camille, &note))).token(camille.token())).await;
    assert_eq!(content.body, NOTE);
}

#[actix_web::test]
async fn a_citizen_gives_an_own_document_another_title_unless_it_changed_meanwhile() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = door.brought(&camille, json!({"title": "Sans titre"})).await;
    let read = door.reads(&camille, camille.token(), &note).await;
    let tag = read.header("etag").to_owned();
    let path = format!("{}/title", one(&camille, &note));
    let entitle = |title: &str, tag: &str| {
        let call = Call::new("PUT", path.clone()).token(camille.token()).header("if-match", tag);
        call.json(&json!({"title": title}))
    };
    let done = door.send(entitle("Ma radio du genou", &tag)).await;
    assert_eq!((done.status, &done.json()["title"]), (200, &json!("Ma radio du genou")), "{}", done.text());
    assert_eq!(door.send(entitle("Trop tard", &tag)).await.status, 412);
    let blind = Call::new("PUT", path.clone()).token(camille.token()).json(&json!({"title": "À l'aveugle"}));
    let blind = door.send(blind).await;
    assert_eq!((blind.status, blind.pointer().as_str()), (428, "header:if-match"), "{}", blind.text());
    assert_eq!(door.send(entitle("À temps", done.header("etag"))).await.status, 200);
    for title in ["", "   ", &"x".repeat(51)] {
        let answer = door.send(entitle(title, "*")).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
    assert_eq!(door.reads(&camille, camille.token(), &note).await.json()["title"], json!("À temps"));
}

#[actix_web::test]
async fn a_status_that_was_changed_in_the_database_does_not_bring_a_document_back() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    assert_eq!(door.withdraws(&camille, author.token(), &letter).await, 204);
    door.house.database().tamper("update documents.document set status = 'approved'");
    assert_eq!(door.reads(&camille, camille.token(), &letter).await.status, 500);
}

#[actix_web::test]
async fn a_new_version_of_what_the_patient_may_not_see_yet_is_not_seen_either_and_leaves_no_line_for_them() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let open = letter_about(&camille, &json!({}));
    let second = id(&door.replaces(&camille, doctor.token(), &first, &open).await);
    door.cares(&camille, &doctor).await;
    for version in [&first, &second] {
        assert_eq!(door.reads(&camille, camille.token(), version).await.status, 404);
        assert_eq!(door.reads(&camille, doctor.token(), version).await.status, 200);
    }
    let path = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let history = door.send(Call::get(path).token(camille.token())).await.text();
    for told in ["documents.replace", &first, &second] {
        assert!(!history.contains(told), "{told} in {history}");
    }
    // And what the patient sees is not taken from them by a new version.
    let seen = door.fed(&camille, &doctor, json!({})).await;
    let withheld = letter_about(&camille, &json!({"visible_to_patient": false}));
    let answer = door.replaces(&camille, doctor.token(), &seen, &withheld).await;
    assert_eq!((answer.status, &answer.json()["faults"][0]["pointer"]), (422, &json!("/visible_to_patient")));
}

#[actix_web::test]
async fn a_refusal_about_a_hidden_document_reads_like_one_about_nothing() {
    let door = Door::new();
    let (camille, doctor, colleague) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let unique = json!({"visible_to_patient": false, "unique_id": "1.2.250.1.999.7^9"});
    let hidden = door.fed(&camille, &doctor, unique.clone()).await;
    door.cares(&camille, &colleague).await;
    assert_eq!(door.withdraws(&camille, colleague.token(), &hidden).await, 403);
    let metadata = letter_about(&camille, &unique);
    let again = Call::post(documents(&camille)).token(doctor.token());
    assert_eq!(door.send(again.parts(&metadata, "application/pdf", PDF)).await.status, 409);
    let path = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let history = door.send(Call::get(path).token(camille.token())).await.json();
    let lines = history["items"].as_array().unwrap().iter().filter(|line| line["outcome"] == "refused");
    let told: Vec<_> = lines.map(|line| (&line["refused_by"]["code"], &line["documents"])).collect();
    // No line tells of the deposit: none could be refused for a document that was never there.
    assert_eq!(told, [(&json!("F"), &json!([]))], "{history}");
    assert!(!history.to_string().contains("documents.deposit"), "{history}");
}

#[actix_web::test]
async fn a_large_replacement_that_is_refused_leaves_neither_a_blob_nor_a_line_that_says_it_was_done() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let first = door.fed(&camille, &doctor, json!({})).await;
    let large = long_pdf(&vec![b' '; 100_000]);
    let path = format!("{}/replacement", one(&camille, &first));
    let send = || {
        let metadata = letter_about(&camille, &json!({}));
        let call = Call::post(path.clone()).token(doctor.token());
        door.send(call.parts(&metadata, "application/pdf", &large))
    };
    let statuses = [send().await.status, send().await.status];
    assert_eq!(statuses, [201, 409]);
    let path = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let history = door.send(Call::get(path).token(camille.token())).await.json();
    let of = |outcome: &str| {
        let lines = history["items"].as_array().unwrap().iter();
        lines.filter(|line| line["act"]["code"] == "documents.replace" && line["outcome"] == outcome).count()
    };
    assert_eq!((of("done"), of("refused")), (1, 1), "{history}");
    assert_eq!(door.blobs(), 1);
}
