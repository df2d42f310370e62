//! What lets a professional in, as they see it, give it up and lose it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use crate::door::{Answer, Call, Door};

impl Door {
    async fn owns(&self, citizen: &Citizen, worker: &Worker) -> Answer {
        let path = format!("/api/v1/spaces/{}/care-relationships", citizen.space);
        self.send(Call::get(path).token(worker.token())).await
    }

    async fn gives_up(&self, citizen: &Citizen, worker: &Worker, id: &str) -> u16 {
        let path = format!("/api/v1/spaces/{}/care-relationships/{id}", citizen.space);
        self.send(Call::new("DELETE", path).token(worker.token())).await.status
    }
}

fn kinds(answer: &Answer) -> Vec<Value> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect()
}

#[actix_web::test]
async fn a_professional_sees_and_gives_up_what_is_theirs_and_nothing_else() {
    let door = Door::new();
    let (camille, doctor, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let colleague = door.house.colleague_of(&doctor, "10");
    assert_eq!(door.owns(&camille, &doctor).await.status, 404, "nothing lets in");
    for one in [&doctor, &other, &colleague] {
        door.cares(&camille, one).await;
    }
    door.delegates(&camille, &doctor, &json!({"person": colleague.person})).await;
    door.delegates(&camille, &doctor, &json!("team")).await;
    let mine = door.owns(&camille, &doctor).await;
    assert_eq!(kinds(&mine), ["care_relationship"]);
    let theirs = door.owns(&camille, &colleague).await;
    assert_eq!(kinds(&theirs), ["care_relationship", "delegation"]);
    let (mine, theirs) = (mine.ids(), theirs.ids());
    for id in [&theirs[0], &theirs[1], &door.house.id::<kernel::kind::Provision>().to_string()] {
        assert_eq!(door.gives_up(&camille, &doctor, id).await, 404, "another one's");
    }
    // The delegation received, of several ways in.
    assert_eq!(door.gives_up(&camille, &colleague, &theirs[1]).await, 204);
    assert_eq!(kinds(&door.owns(&camille, &colleague).await), ["care_relationship"]);
    // One's own relationship, with what was handed on from it.
    assert_eq!(door.gives_up(&camille, &doctor, &mine[0]).await, 204);
    assert_eq!(door.gives_up(&camille, &doctor, &mine[0]).await, 404);
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    let left = door.team(&camille).await;
    assert_eq!(left.len(), 2, "those of the two others: {left:?}");
    assert_eq!(door.gives_up(&camille, &colleague, &theirs[0]).await, 204);
    assert_eq!(door.reaches(&camille, &colleague).await, 404, "the team was handed nothing any more");
    let page = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let lines = page["items"].as_array().unwrap().iter();
    let given_up =
        lines.filter(|line| line["act"]["code"] == "access.relinquish" && line["outcome"] == "done");
    assert_eq!(given_up.count(), 3);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn each_situation_of_practice_has_its_own() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let elsewhere = door.house.elsewhere(&doctor);
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &elsewhere).await;
    let there = door.owns(&camille, &elsewhere).await.ids();
    assert_eq!(there.len(), 1);
    assert_eq!(door.gives_up(&camille, &doctor, &there[0]).await, 404);
    assert_eq!(door.reaches(&camille, &elsewhere).await, 200);
    for stranger in [camille.token(), door.house.citizen().token()] {
        let path = format!("/api/v1/spaces/{}/care-relationships/{}", camille.space, there[0]);
        assert_eq!(door.send(Call::new("DELETE", path).token(stranger)).await.status, 404);
    }
    assert_eq!(door.reaches(&camille, &elsewhere).await, 200);
}

#[actix_web::test]
async fn an_access_that_was_given_for_a_time_is_given_up_too() {
    let door = Door::new();
    let (camille, therapist) = (door.house.citizen(), door.house.therapist());
    let now = door.house.house().clock.now();
    let terms = json!({"scope": "whole", "given_at": now});
    let (space, person, holder) = (camille.space, therapist.person, camille.person);
    let id = door.house.id::<kernel::kind::Provision>();
    door.house.arrange(&format!(
        "insert into consent.provision (space_id, id, kind, person, terms, starts_at, ends_at, given_by, given_at) values \
         ('{space}', '{id}', 'temporary_access', '{person}', '{terms}', '{now}', '{}', '{holder}', '{now}')",
        now + TimeDelta::days(1)
    ));
    assert_eq!(kinds(&door.owns(&camille, &therapist).await), ["temporary_access"]);
    assert_eq!(door.gives_up(&camille, &therapist, &id.to_string()).await, 204);
    assert_eq!(door.reaches(&camille, &therapist).await, 404);
}

#[actix_web::test]
async fn situation_35_a_professional_who_was_struck_off_is_refused_at_the_next_call_and_so_is_the_team() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.delegates(&camille, &doctor, &json!("team")).await;
    for one in [&doctor, &secretary] {
        assert!(door.sees(&camille, &letter, one.token()).await);
    }
    let person = doctor.person;
    door.house.database().tamper(&format!(
        "update identity.professional set standing = 'struck_off' where person = '{person}'"
    ));
    // The same tokens, which are valid for longer.
    let call = |method: &str, path: &str, body: Value| {
        let call = Call::new(method, format!("/api/v1/spaces/{}{path}", camille.space)).token(doctor.token());
        door.send(if body.is_null() { call } else { call.json(&body) })
    };
    for answer in [
        call("GET", "/documents", json!(null)).await,
        call("GET", &format!("/documents/{letter}"), json!(null)).await,
        call("POST", "/care-relationships", json!({"evidence": "card"})).await,
        call("GET", "/care-relationships", json!(null)).await,
        call("POST", "/delegations", json!({"to": "team"})).await,
    ] {
        assert_eq!(answer.status, 403, "{}", answer.text());
        assert!(answer.text().contains("may not practise at the moment"), "{}", answer.text());
    }
    assert_eq!(
        door.reaches(&camille, &secretary).await,
        404,
        "what was handed on lives as long as the right behind it"
    );
    door.is_sound(&camille);
}
