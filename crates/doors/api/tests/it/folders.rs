//! Folders and pins: kept for the holder's side, and told to nobody else.

use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Answer, Call, Door, PDF, documents, letter_about};

fn folders(citizen: &Citizen) -> String {
    format!("/api/v1/spaces/{}/folders", citizen.space)
}

impl Door {
    async fn makes_folder(&self, citizen: &Citizen, name: &str) -> Answer {
        let call = Call::post(folders(citizen)).token(citizen.token());
        self.send(call.json(&json!({"name": name}))).await
    }

    async fn puts(&self, citizen: &Citizen, token: &str, id: &str, what: &str, body: &Value) -> Answer {
        let path = format!("{}/{id}/{what}", documents(citizen));
        self.send(Call::new("PUT", path).token(token).json(body)).await
    }

    async fn searches(&self, citizen: &Citizen, token: &str, body: &Value) -> Answer {
        self.send(Call::post(format!("{}/search", documents(citizen))).token(token).json(body)).await
    }
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

#[actix_web::test]
async fn the_holder_puts_documents_in_order_and_finds_them_there_over_their_versions() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let note = door.brought(&camille, json!({})).await;
    let folder = id(&door.makes_folder(&camille, "Genou").await);
    let token = camille.token();
    let filed = door.puts(&camille, token, &letter, "folder", &json!({"folder": folder})).await;
    assert_eq!((filed.status, &filed.json()["folder"]), (200, &json!(folder)), "{}", filed.text());
    let pinned = door.puts(&camille, token, &note, "pinned", &json!({"pinned": true})).await;
    let since = pinned.json()["pinned_at"].clone();
    assert!(since.is_string(), "{}", pinned.text());
    let again = door.puts(&camille, token, &note, "pinned", &json!({"pinned": true})).await;
    assert_eq!(again.json()["pinned_at"], since, "what is pinned stays pinned since then");

    let replacement = Call::post(format!("{}/{letter}/replacement", documents(&camille)));
    let replacement = replacement.token(doctor.token());
    let newer =
        door.send(replacement.parts(&letter_about(&camille, &json!({})), "application/pdf", PDF)).await;
    let newer = id(&newer);
    let inside = |body: Value| door.searches(&camille, token, Box::leak(Box::new(body)));
    assert_eq!(inside(json!({"folder": folder})).await.ids(), std::slice::from_ref(&newer));
    assert_eq!(inside(json!({"pinned": true})).await.ids(), std::slice::from_ref(&note));
    assert_eq!(inside(json!({"pinned": false})).await.ids(), std::slice::from_ref(&newer));
    let listed = door.send(Call::get(documents(&camille)).token(token)).await.json();
    assert_eq!(listed["items"][0]["folder"], json!(folder), "{listed}");

    // A folder that goes takes nothing with it.
    let gone = door.send(Call::new("DELETE", format!("{}/{folder}", folders(&camille))).token(token)).await;
    assert_eq!(gone.status, 204);
    let kept = door.send(Call::get(format!("{}/{newer}", documents(&camille))).token(token)).await;
    assert_eq!((kept.status, kept.json().get("folder")), (200, None));
    let let_go = door.puts(&camille, token, &note, "pinned", &json!({"pinned": false})).await;
    assert!(let_go.json().get("pinned_at").is_none());
}

#[actix_web::test]
async fn a_folder_has_a_name_of_its_own() {
    let door = Door::new();
    let camille = door.house.citizen();
    let first = id(&door.makes_folder(&camille, "Été").await);
    let second = id(&door.makes_folder(&camille, "Hiver").await);
    for name in ["ETE", "été"] {
        let taken = door.makes_folder(&camille, name).await;
        assert_eq!((taken.status, taken.pointer().as_str()), (409, "/name"), "{}", taken.text());
    }
    for name in ["", "  ", "+", "\u{1f476}", &"x".repeat(51), "a\u{202e}b"] {
        let answer = door.makes_folder(&camille, name).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, "/name"), "{name:?}");
    }
    let rename = |id: &str, name: &str| {
        let call = Call::new("PUT", format!("{}/{id}", folders(&camille))).token(camille.token());
        door.send(call.json(&json!({"name": name})))
    };
    assert_eq!(rename(&first, "été").await.status, 200, "its own name in another form");
    assert_eq!(rename(&second, "Été").await.status, 409);
    assert_eq!(rename(&door.house.id::<kernel::kind::Folder>().to_string(), "Neu").await.status, 404);
    let listed = door.send(Call::get(folders(&camille)).token(camille.token())).await.json();
    let names: Vec<_> = listed["items"].as_array().unwrap().iter().map(|folder| &folder["name"]).collect();
    assert_eq!(names, ["été", "Hiver"]);
}

#[actix_web::test]
async fn names_that_differ_in_a_sign_are_two_names() {
    let door = Door::new();
    let camille = door.house.citizen();
    for name in
        ["Bilan 1/2", "Bilan 12", "COVID +", "COVID -", "Enfant \u{1f9d2}", "Enfant \u{1f476}", "Enfant"]
    {
        assert_eq!(door.makes_folder(&camille, name).await.status, 201, "{name}");
    }
    for name in ["bilan  1/2", "Covid\u{a0}+", "ENFANT"] {
        assert_eq!(door.makes_folder(&camille, name).await.status, 409, "{name}");
    }
}

#[actix_web::test]
async fn the_same_request_with_the_same_key_makes_one_folder() {
    let door = Door::new();
    let camille = door.house.citizen();
    let make = |name: &str, key: &str| {
        let call = Call::post(folders(&camille)).token(camille.token()).header("idempotency-key", key);
        door.send(call.json(&json!({"name": name})))
    };
    let (first, again) = (make("Genou", "folder-1").await, make("Genou", "folder-1").await);
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(first.json(), again.json());
    assert_eq!(first.header("location"), format!("{}/{}", folders(&camille), id(&first)));
    assert_eq!(again.header("location"), first.header("location"));
    let other = make("Hanche", "folder-1").await;
    assert_eq!((other.status, other.pointer().as_str()), (409, "header:idempotency-key"));
    let listed = door.send(Call::get(folders(&camille)).token(camille.token())).await.ids();
    assert_eq!(listed, [id(&first)]);
    // What was removed since does not come back.
    let path = first.header("location").to_owned();
    assert_eq!(door.send(Call::new("DELETE", path).token(camille.token())).await.status, 204);
    assert_eq!(make("Genou", "folder-1").await.status, 404);
}

#[actix_web::test]
async fn a_record_has_no_more_folders_than_it_may_whoever_makes_them_at_once() {
    let door = Door::new();
    let camille = door.house.citizen();
    let mut made = Vec::new();
    for number in 0..197 {
        made.push(id(&door.makes_folder(&camille, &format!("Dossier {number}")).await));
    }
    let names: Vec<String> = (0..8).map(|number| format!("Ensemble {number}")).collect();
    let answers =
        futures_util::future::join_all(names.iter().map(|name| door.makes_folder(&camille, name))).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 409, 409, 409, 409, 409]);
    let listed = door.send(Call::get(folders(&camille)).token(camille.token())).await.ids();
    assert_eq!(listed.len(), 200);
    // A place that comes free is taken again.
    let gone = Call::new("DELETE", format!("{}/{}", folders(&camille), made[7])).token(camille.token());
    assert_eq!(door.send(gone).await.status, 204);
    assert_eq!(door.makes_folder(&camille, "Encore un").await.status, 201);
    assert_eq!(door.makes_folder(&camille, "Un de trop").await.status, 409);
}

#[actix_web::test]
async fn whatever_is_done_with_a_document_its_answer_says_in_which_folder_it_stands() {
    let door = Door::new();
    let camille = door.house.citizen();
    let note = door.brought(&camille, json!({})).await;
    let folder = id(&door.makes_folder(&camille, "Genou").await);
    let token = camille.token();
    door.puts(&camille, token, &note, "folder", &json!({"folder": folder})).await;
    let pinned = door.puts(&camille, token, &note, "pinned", &json!({"pinned": true})).await.json();
    let told = |document: &Value| {
        assert_eq!((&document["folder"], &document["pinned_at"]), (&json!(folder), &pinned["pinned_at"]));
    };
    let path = format!("{}/{note}", documents(&camille));
    let title = Call::new("PUT", format!("{path}/title")).token(token).header("if-match", "*");
    told(&door.send(title.json(&json!({"title": "Radio"}))).await.json());
    for aside in [true, true, false] {
        told(&door.puts(&camille, token, &note, "archived", &json!({"archived": aside})).await.json());
    }
    let versions = door.send(Call::get(format!("{path}/versions")).token(token)).await.json();
    told(&versions["items"][0]);
    // Nothing said of a folder is not "none".
    let silent = door.puts(&camille, token, &note, "folder", &json!({})).await;
    assert_eq!((silent.status, silent.pointer().as_str()), (400, "/folder"), "{}", silent.text());
    told(&door.send(Call::get(path).token(token)).await.json());
    let none = door.puts(&camille, token, &note, "folder", &json!({"folder": null})).await;
    assert_eq!((none.status, none.json().get("folder")), (200, None));
}

#[actix_web::test]
async fn what_a_key_stands_for_cannot_be_guessed_from_the_database() {
    let door = Door::new();
    let camille = door.house.citizen();
    let body = json!({"name": "Grossesse"});
    let make = || Call::post(folders(&camille)).token(camille.token()).header("idempotency-key", "folder-1");
    assert_eq!(door.send(make().json(&body)).await.status, 201);
    assert_eq!(door.send(make().json(&body)).await.status, 201, "the same again");
    let request = actix_web::test::TestRequest::post().uri(&folders(&camille)).to_http_request();
    let bare = webkit::fingerprint(&request, &[webkit::body_digest(body.to_string().as_bytes())]);
    let hex: String = bare.iter().map(|byte| format!("{byte:02x}")).collect();
    door.house.database().tamper(&format!(
        "do $$ begin if (select count(*) from desk.idempotency where fingerprint <> '\\x{hex}') <> 1 then raise 'it stands there'; end if; end $$"
    ));
}

#[actix_web::test]
async fn nobody_but_the_holders_side_learns_of_folders_and_pins() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let folder = id(&door.makes_folder(&camille, "Secret").await);
    door.puts(&camille, camille.token(), &letter, "folder", &json!({"folder": folder})).await;
    door.puts(&camille, camille.token(), &letter, "pinned", &json!({"pinned": true})).await;
    let software = door.house.software();
    // Whoever consults hears whose it is; for the others there is no such record.
    for (token, status) in [(doctor.token(), 403), (other.token(), 404), (software.token(), 404)] {
        assert_eq!(door.send(Call::get(folders(&camille)).token(token)).await.status, status);
        let body = json!({"name": "Neu"});
        assert_eq!(door.send(Call::post(folders(&camille)).token(token).json(&body)).await.status, status);
        let one = format!("{}/{folder}", folders(&camille));
        assert_eq!(door.send(Call::new("PUT", one.clone()).token(token).json(&body)).await.status, status);
        assert_eq!(door.send(Call::new("DELETE", one).token(token)).await.status, status);
        for (what, body) in [("folder", json!({"folder": null})), ("pinned", json!({"pinned": false}))] {
            assert_eq!(door.puts(&camille, token, &letter, what, &body).await.status, status);
        }
    }
    let told = door.send(Call::get(folders(&camille)).token(doctor.token())).await.json();
    assert!(told["detail"].as_str().unwrap().contains("for its holder"), "{told}");
    door.puts(&camille, doctor.token(), &letter, "folder", &json!({"folder": null})).await;
    let past = format!("/api/v1/spaces/{}/history", camille.space);
    let past = door.send(Call::get(past).token(camille.token())).await.json();
    let of_doctor =
        past["items"].as_array().unwrap().iter().filter(|line| line["who"]["kind"] == "professional");
    let refused: Vec<_> = of_doctor.filter(|line| line["outcome"] == "refused").collect();
    assert_eq!(refused.len(), 6, "{past}");
    for line in refused {
        assert_eq!(line["refused_by"]["code"], "W", "{line}");
        assert!(line["refused_by"]["label_en"].as_str().unwrap().contains("for the holder"), "{line}");
    }
    for body in [json!({"folder": folder}), json!({"pinned": true}), json!({"pinned": false})] {
        assert_eq!(door.searches(&camille, doctor.token(), &body).await.status, 422);
    }
    let seen = door.send(Call::get(format!("{}/{letter}", documents(&camille))).token(doctor.token())).await;
    assert!(!seen.text().contains("pinned") && !seen.text().contains(&folder), "{}", seen.text());
}

#[actix_web::test]
async fn a_document_that_is_hidden_or_a_folder_of_another_record_is_like_none() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    for (what, body) in [("folder", json!({"folder": null})), ("pinned", json!({"pinned": true}))] {
        let hidden = door.puts(&camille, camille.token(), &withheld, what, &body).await;
        let absent = door.puts(&camille, camille.token(), &nothing, what, &body).await;
        assert_eq!((hidden.status, hidden.problem()), (404, absent.problem()));
    }
    let elsewhere = id(&door.makes_folder(&other, "Ailleurs").await);
    let answer = door.puts(&camille, camille.token(), &letter, "folder", &json!({"folder": elsewhere})).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (422, "/folder"));
}

#[actix_web::test]
async fn of_many_who_make_a_folder_of_one_name_at_once_one_makes_it() {
    let door = Door::new();
    let camille = door.house.citizen();
    let made = futures_util::future::join_all((0..8).map(|_| door.makes_folder(&camille, "Ensemble"))).await;
    let mut statuses: Vec<u16> = made.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
}
