//! What a professional hands on to the team.

use chrono::TimeDelta;
use consent::{Ask, rules::CARE_RELATIONSHIP};
use kernel::ProvisionId;
use serde_json::{Value, json};
use testkit::{Citizen, Worker, meet};

use crate::door::{Answer, Call, Door};

impl Door {
    async fn of_worker(
        &self,
        citizen: &Citizen,
        worker: &Worker,
        method: &str,
        path: &str,
        body: Value,
    ) -> Answer {
        let call = Call::new(method, format!("/api/v1/spaces/{}{path}", citizen.space)).token(worker.token());
        self.send(if body.is_null() { call } else { call.json(&body) }).await
    }

    /// Hands on, and gives the id.
    pub(crate) async fn delegates(&self, citizen: &Citizen, by: &Worker, to: &Value) -> String {
        let given = self.of_worker(citizen, by, "POST", "/delegations", json!({"to": to})).await;
        assert_eq!(given.status, 201, "{}", given.text());
        given.json()["id"].as_str().unwrap().to_owned()
    }

    fn numbered(&self, worker: &Worker) -> Value {
        json!({"rpps": self.rpps_of(worker)})
    }

    fn rpps_of(&self, worker: &Worker) -> String {
        self.house.rpps(worker)
    }
}

#[actix_web::test]
async fn situation_03_a_secretary_sees_the_doctors_right_within_her_own_row_of_the_matrix() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let results = door.fed(&camille, &doctor, json!({"type": {"code": "11502-2"}})).await;
    let masked = door.fed(&camille, &doctor, json!({"masked": true})).await;
    door.cares(&camille, &doctor).await;
    assert_eq!(door.lists(&camille, doctor.token()).await, [masked.clone(), results, letter.clone()]);
    assert_eq!(door.reaches(&camille, &secretary).await, 404, "nothing is hers by itself");
    assert_eq!(door.declares(&camille, &secretary, json!({"evidence": "card"})).await.status, 404);
    door.delegates(&camille, &doctor, &door.numbered(&secretary)).await;
    assert_eq!(door.lists(&camille, secretary.token()).await, std::slice::from_ref(&letter));
    assert!(
        !door.sees(&camille, &masked, secretary.token()).await,
        "the author's privilege is not handed on"
    );
    // The holder sees who, by whom and until when, and ends it.
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    let one = team["items"].as_array().unwrap().iter().find(|one| one["kind"] == "delegation").unwrap();
    assert_eq!(one["professional"]["rpps"], door.house.rpps(&secretary));
    assert_eq!(one["given_by"]["rpps"], door.house.rpps(&doctor));
    assert_eq!(one["until"], team["items"][0]["until"]);
    let path = format!("/care-team/{}", one["id"].as_str().unwrap());
    let ended = door.holder(&camille, "DELETE", &path, &json!({"kind": "delegation"})).await;
    assert_eq!(ended.status, 204, "{}", ended.text());
    assert_eq!(door.reaches(&camille, &secretary).await, 404);
    assert_eq!(door.reaches(&camille, &doctor).await, 200);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn situation_33_the_assistant_is_out_when_the_doctors_own_right_ends() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    let ninety = json!({"evidence": "team_in_charge", "days": 3});
    assert_eq!(door.declares(&camille, &doctor, ninety).await.status, 201);
    let december = json!({"to": door.numbered(&secretary), "until": "2026-12-31T22:59:59Z"});
    let given = door.of_worker(&camille, &doctor, "POST", "/delegations", december).await;
    assert_eq!(
        (given.status, &given.json()["until"]),
        (201, &json!("2026-12-31T22:59:59Z")),
        "{}",
        given.text()
    );
    assert_eq!(door.reaches(&camille, &secretary).await, 200);
    door.house.clock().advance(TimeDelta::days(4));
    let (doctor, secretary) = (door.house.anew(&doctor), door.house.anew(&secretary));
    assert_eq!(door.reaches(&camille, &doctor).await, 404);
    assert_eq!(door.reaches(&camille, &secretary).await, 404);
    assert!(door.team(&camille).await.is_empty(), "nobody gets in any more");
    // What was over is not taken up again by a new declaration.
    door.cares(&camille, &doctor).await;
    assert_eq!(door.reaches(&camille, &secretary).await, 404);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn a_delegate_never_sees_more_than_whoever_handed_on() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let (secretary, colleague) = (door.house.secretary_of(&doctor), door.house.colleague_of(&doctor, "10"));
    let other = door.fed(&camille, &author, json!({})).await;
    let own = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.delegates(&camille, &doctor, &json!("team")).await;
    for one in [&secretary, &colleague] {
        assert_eq!(door.lists(&camille, one.token()).await, [own.clone(), other.clone()]);
    }
    // Hidden from the doctor by name: from the delegates too.
    let hidden = door.excepts(&camille, "hidden", door.whom(&doctor), json!({"document": other})).await;
    for one in [&doctor, &secretary, &colleague] {
        assert_eq!(door.lists(&camille, one.token()).await, std::slice::from_ref(&own));
    }
    door.holder(&camille, "DELETE", &format!("/exceptions/{hidden}"), &json!(null)).await;
    // Blocked: what the doctor deposited, and nothing else.
    door.blocks(&camille, door.whom(&doctor)).await;
    for one in [&doctor, &secretary, &colleague] {
        assert_eq!(door.lists(&camille, one.token()).await, std::slice::from_ref(&own));
    }
}

#[actix_web::test]
async fn what_was_handed_on_goes_no_further_and_to_nobody_outside_the_team() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (secretary, colleague) = (door.house.secretary_of(&doctor), door.house.colleague_of(&doctor, "10"));
    let (outside, therapist) = (door.house.doctor(), door.house.colleague_of(&doctor, "94"));
    door.cares(&camille, &doctor).await;
    door.delegates(&camille, &doctor, &json!({"person": colleague.person})).await;
    assert_eq!(door.reaches(&camille, &colleague).await, 200);
    for (method, path) in [("POST", "/delegations"), ("GET", "/delegations")] {
        let body = if method == "POST" { json!({"to": "team"}) } else { json!(null) };
        for by in [&colleague, &secretary, &outside] {
            let answer = door.of_worker(&camille, by, method, path, body.clone()).await;
            assert_eq!(answer.status, 404, "{}", answer.text());
        }
    }
    let elsewhere = door.house.elsewhere(&colleague);
    assert_eq!(door.reaches(&camille, &elsewhere).await, 404, "in the structure alone");
    for to in [door.numbered(&outside), json!({"person": outside.person}), door.numbered(&therapist)] {
        let answer = door.of_worker(&camille, &doctor, "POST", "/delegations", json!({"to": to})).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
    assert_eq!(door.team(&camille).await.len(), 2);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn a_delegation_that_cannot_be_says_what_is_wrong_and_changes_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    door.cares(&camille, &doctor).await;
    let number = door.rpps_of(&secretary);
    let of = |until: &str| json!({"to": {"rpps": number}, "until": until});
    for (body, status, pointer) in [
        (json!({}), 400, "/to"),
        (json!({"to": "everybody"}), 400, "/to"),
        (json!({"to": {"rpps": 12}}), 400, "/to/rpps"),
        (json!({"to": {"person": "somebody"}}), 400, "/to/person"),
        (json!({"to": {"rpps": number, "person": secretary.person}}), 400, "/to"),
        (json!({"to": "team", "for": 3}), 400, "/for"),
        (of("tomorrow"), 400, "/until"),
        (json!({"to": {"rpps": "99700000014"}}), 422, "/to/rpps"),
        (json!({"to": {"rpps": "99700999990"}}), 422, ""),
        (json!({"to": {"person": door.house.id::<kernel::kind::Person>()}}), 422, ""),
        (json!({"to": {"person": doctor.person}}), 422, ""),
        (of("2026-11-23T09:00:00Z"), 422, ""),
        (of("2026-11-22T09:00:00Z"), 422, ""),
        (of("2027-12-25T09:00:00Z"), 422, ""),
        (of("9999-12-31T23:59:59Z"), 422, ""),
    ] {
        let answer = door.of_worker(&camille, &doctor, "POST", "/delegations", body.clone()).await;
        assert_eq!(
            (answer.status, answer.pointer().as_str()),
            (status, pointer),
            "{body}: {}",
            answer.text()
        );
    }
    assert_eq!(door.team(&camille).await.len(), 1);
    let nothing = format!("/delegations/{}", door.house.id::<kernel::kind::Provision>());
    assert_eq!(door.of_worker(&camille, &doctor, "DELETE", &nothing, json!(null)).await.status, 404);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn a_delegation_is_seen_and_taken_back_by_whoever_gave_it_alone() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (secretary, colleague) = (door.house.secretary_of(&doctor), door.house.colleague_of(&doctor, "10"));
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &colleague).await;
    let first = door.delegates(&camille, &doctor, &door.numbered(&secretary)).await;
    let given = door.delegates(&camille, &doctor, &door.numbered(&secretary)).await;
    let list =
        async |by: &Worker| door.of_worker(&camille, by, "GET", "/delegations", json!(null)).await.ids();
    assert_eq!(list(&doctor).await, std::slice::from_ref(&given), "one in the place of the other");
    assert_eq!(list(&colleague).await, Vec::<String>::new());
    let end = async |by: &Worker, id: &str| {
        let path = format!("/delegations/{id}");
        door.of_worker(&camille, by, "DELETE", &path, json!(null)).await.status
    };
    assert_eq!(end(&doctor, &first).await, 404);
    assert_eq!(end(&colleague, &given).await, 404);
    assert_eq!(end(&doctor, &given).await, 204);
    assert_eq!(end(&doctor, &given).await, 404);
    assert_eq!(door.reaches(&camille, &secretary).await, 404);
    door.is_sound(&camille);
}

#[actix_web::test]
async fn what_was_handed_on_goes_over_to_the_relationship_that_takes_the_place() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    door.cares(&camille, &doctor).await;
    let until = json!({"to": door.numbered(&secretary), "until": "2026-12-31T22:59:59Z"});
    assert_eq!(door.of_worker(&camille, &doctor, "POST", "/delegations", until).await.status, 201);
    let goes_on = async |how: &str| {
        assert_eq!(door.reaches(&camille, &secretary).await, 200, "{how}");
        let given = door.of_worker(&camille, &doctor, "GET", "/delegations", json!(null)).await.json();
        assert_eq!(given["items"].as_array().unwrap().len(), 1, "{how}");
        assert_eq!(given["items"][0]["until"], "2026-12-31T22:59:59Z", "{how}");
        door.is_sound(&camille);
    };
    goes_on("given").await;
    door.house.clock().advance(TimeDelta::minutes(1));
    door.cares(&camille, &doctor).await;
    goes_on("declared anew").await;
    let invited = json!({"rpps": door.rpps_of(&doctor), "role": "in_care"});
    assert_eq!(door.holder(&camille, "POST", "/care-team", &invited).await.status, 201);
    goes_on("invited").await;
    door.says(&camille, json!({"preset": "ask_me"})).await;
    assert_eq!(door.declares(&camille, &doctor, json!({"evidence": "card"})).await.status, 202);
    goes_on("asked").await;
    let team = door.team(&camille).await;
    let (_, request) = team.into_iter().find(|(kind, _)| kind == "relationship_request").unwrap();
    let approve = format!("/care-team/{request}/approve");
    assert_eq!(door.holder(&camille, "POST", &approve, &json!({})).await.status, 201);
    goes_on("approved").await;
    // With the relationship, which the holder ends, it ends for good.
    let team = door.team(&camille).await;
    let (_, relationship) = team.into_iter().find(|(kind, _)| kind == CARE_RELATIONSHIP).unwrap();
    let ended = json!({"kind": "care_relationship"});
    assert_eq!(
        door.holder(&camille, "DELETE", &format!("/care-team/{relationship}"), &ended).await.status,
        204
    );
    assert_eq!(door.reaches(&camille, &secretary).await, 404);
    let left = "select count(*) as number from consent.provision where kind = 'delegation' and ends_at > '2026-11-23T09:10:00Z'";
    assert_eq!(door.house.database().count(left), 0);
    door.is_sound(&camille);
}

#[test]
fn a_relationship_that_ends_while_it_is_handed_on_leaves_nothing() {
    for event in ["insert on consent.provision", "update on consent.provision"] {
        let runtime = actix_web::rt::System::new();
        let door = Door::new();
        let (camille, doctor) = (door.house.citizen(), door.house.doctor());
        let secretary = door.house.secretary_of(&doctor);
        let relationship: ProvisionId = runtime.block_on(async {
            door.cares(&camille, &doctor).await;
            door.team(&camille).await.remove(0).1.parse().unwrap()
        });
        let house = door.house.house();
        let (by, holder) = (door.house.actor(&doctor.login), door.house.actor(&camille.login));
        let given = std::sync::Mutex::new(None);
        let delegate = || {
            let to = Some(secretary.person);
            let done = house.desk.write(|tx| house.consent.delegate(tx, &by, camille.space, to, None));
            *given.lock().unwrap() = Some(done.is_ok());
        };
        let end = || {
            let ended = house.desk.write(|tx| {
                house.consent.end_grant(tx, &holder, camille.space, CARE_RELATIONSHIP, relationship)
            });
            ended.unwrap();
        };
        if event.starts_with("insert") {
            meet(door.house.database(), event, delegate, end);
        } else {
            meet(door.house.database(), event, end, delegate);
        }
        let first = event.starts_with("insert");
        assert_eq!(given.into_inner().unwrap(), Some(first), "{event}");
        let left = "select count(*) as number from consent.provision where ends_at is null or ends_at > '2026-11-23T09:00:00Z'";
        assert_eq!(door.house.database().count(left), 0, "{event}");
        let looked = house.desk.write(|tx| {
            let actor = door.house.actor(&secretary.login);
            house.documents.list(
                tx,
                &actor,
                camille.space,
                Ask::default(),
                &documents::Selection::default(),
                documents::PageRequest::default(),
            )
        });
        assert!(looked.is_err(), "{event}");
        door.is_sound(&camille);
    }
}

#[actix_web::test]
async fn whoever_has_nothing_to_hand_on_is_refused_before_anybody_is_looked_up() {
    let door = Door::new();
    let (camille, stranger, elsewhere) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let hands_on = |to: serde_json::Value| {
        let path = format!("/api/v1/spaces/{}/delegations", camille.space);
        door.send(Call::post(path).token(stranger.token()).json(&json!({"to": to})))
    };
    let known = hands_on(json!({"person": door.house.secretary_of(&stranger).person})).await;
    let other = hands_on(json!({"rpps": door.house.rpps(&elsewhere)})).await;
    assert_eq!((known.status, known.problem()), (other.status, other.problem()));
    assert_eq!(known.status, 404, "{}", known.text());
}
