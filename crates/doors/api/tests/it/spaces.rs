//! The life of a record at the door: its holder, those who represent a minor, support.

use chrono::{DateTime, Utc};
use consent::SpaceState;
use identity::{SessionCapacity, service::NewSession};
use kernel::{Assurance, PersonId};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, documents};

fn at(citizen: &Citizen, what: &str) -> String {
    format!("/api/v1/spaces/{}{what}", citizen.space)
}

impl Door {
    /// Somebody's token, with a second factor shown at that time.
    pub(crate) fn token_of(
        &self,
        capacity: SessionCapacity,
        second_factor_at: Option<DateTime<Utc>>,
    ) -> String {
        let house = self.house.house();
        let new = NewSession { second_factor_at, ..NewSession::new(capacity, Assurance::Substantial) };
        let session = house.desk.write(|tx| house.identity.open_session(tx, &new)).unwrap();
        house.identity.issue(&session).unwrap().access_token.expose_secret().to_owned()
    }

    /// A token of the holder, who has just shown a second factor.
    pub(crate) fn sure(&self, citizen: &Citizen) -> String {
        let now = self.house.house().clock.now();
        self.token_of(SessionCapacity::Citizen { person: citizen.person }, Some(now))
    }

    pub(crate) fn in_state(&self, citizen: &Citizen, state: SpaceState) {
        let set = format!(
            "update consent.space set state = '{}' where space_id = '{}'",
            state.as_str(),
            citizen.space
        );
        self.house.arrange(&set);
    }

    /// The token of an admin with these roles.
    fn admin(&self, roles: &[&str]) -> String {
        let person: PersonId = self.house.id();
        self.house
            .database()
            .tamper(&format!("insert into identity.admin values ('{person}', 'Alex Soutien', true, now())"));
        for role in roles {
            self.house.arrange(&format!(
                "insert into identity.admin_role values ('{person}', '{role}', null, now())"
            ));
        }
        self.token_of(SessionCapacity::Admin { person }, None)
    }
}

fn state(answer: &Value) -> &str {
    answer["state"].as_str().unwrap()
}

#[actix_web::test]
async fn a_holder_opposes_takes_it_back_closes_and_opens_again_and_each_step_leaves_its_line() {
    let door = Door::new();
    let camille = door.house.citizen();
    let sure = door.sure(&camille);
    let post = |what: &str| door.send(Call::post(at(&camille, what)).token(&sure));
    door.in_state(&camille, SpaceState::OppositionRunning);
    let opposed = post("/opposition").await;
    assert_eq!((opposed.status, state(&opposed.json())), (200, "opposed"), "{}", opposed.text());
    assert_eq!(post("/opposition").await.status, 409);
    assert_eq!(post("/activate").await.status, 404, "what was opposed is taken back, not begun");
    let back = door.send(Call::new("DELETE", at(&camille, "/opposition")).token(&sure)).await;
    assert_eq!((back.status, state(&back.json())), (200, "active"));
    let closed = door.send(Call::new("DELETE", at(&camille, "")).token(&sure)).await;
    assert_eq!((closed.status, state(&closed.json())), (200, "closed"), "{}", closed.text());
    assert_eq!(post("/activate").await.status, 404);
    let open = post("/reopen").await;
    assert_eq!((open.status, state(&open.json())), (200, "active"));
    door.in_state(&camille, SpaceState::Created);
    assert_eq!(post("/activate").await.status, 200);
    let page = door.send(Call::get(at(&camille, "/history?limit=100")).token(&sure)).await.json();
    for act in
        ["spaces.oppose", "spaces.withdraw-opposition", "spaces.close", "spaces.reopen", "spaces.activate"]
    {
        let lines = page["items"].as_array().unwrap().iter().filter(|line| line["act"]["code"] == act);
        let done: Vec<_> = lines.filter(|line| line["outcome"] == "done").collect();
        assert_eq!(done.len(), 1, "{act}");
        assert_ne!(done[0]["act"]["label_en"], act, "plain words");
    }
}

#[actix_web::test]
async fn a_record_is_closed_only_with_a_second_factor_just_shown() {
    let door = Door::new();
    let camille = door.house.citizen();
    for (method, what) in [("DELETE", ""), ("POST", "/reopen")] {
        let refused = door.send(Call::new(method, at(&camille, what)).token(camille.token())).await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.json()["type"], "/problems/second-factor-needed");
        assert!(refused.header("www-authenticate").contains("insufficient_user_authentication"));
    }
    assert_eq!(door.send(Call::get(documents(&camille)).token(camille.token())).await.status, 200);
}

#[actix_web::test]
async fn the_preset_is_chosen_and_read_and_counts_for_declarations() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = at(&camille, "/preferences/preset");
    let read = || door.send(Call::get(&path).token(camille.token()));
    assert_eq!(read().await.json(), json!({"preset": "open"}));
    let choose = |preset: &str, token: &str| {
        door.send(Call::new("PUT", &path).token(token).json(&json!({"preset": preset})))
    };
    for (preset, answer) in [("ask_me", 202), ("closed", 403), ("open", 201)] {
        if preset == "open" {
            // What opens more is asked of whoever has just shown a second factor.
            assert_eq!(choose(preset, camille.token()).await.status, 401);
            assert_eq!(read().await.json(), json!({"preset": "closed"}));
        }
        assert_eq!(choose(preset, &door.sure(&camille)).await.status, 204);
        assert_eq!(read().await.json(), json!({"preset": preset}));
        let declared = Call::post(at(&camille, "/care-relationships")).token(doctor.token());
        let declared = door.send(declared.json(&json!({"evidence": "admission"}))).await;
        assert_eq!(declared.status, answer, "{preset}");
    }
    let wrong = Call::new("PUT", &path).token(camille.token()).json(&json!({"preset": "half"}));
    let wrong = door.send(wrong).await;
    assert_eq!((wrong.status, wrong.pointer().as_str()), (400, "/preset"));
}

#[actix_web::test]
async fn nobody_else_decides_about_a_record() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let support = door.admin(&["support"]);
    let sure_other = door.sure(&other);
    for token in [sure_other.as_str(), doctor.token(), &support] {
        for (method, what) in [
            ("DELETE", ""),
            ("POST", "/activate"),
            ("POST", "/opposition"),
            ("DELETE", "/opposition"),
            ("POST", "/reopen"),
            ("GET", "/preferences/preset"),
        ] {
            let answer = door.send(Call::new(method, at(&camille, what)).token(token)).await;
            assert!(matches!(answer.status, 403 | 404), "{method} {what}: {}", answer.status);
        }
    }
}

#[actix_web::test]
async fn support_shuts_and_opens_a_record_and_sees_nothing_of_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({"title": "Genou"})).await;
    let (support, auditor) = (door.admin(&["support"]), door.admin(&["auditor", "mediator"]));
    let suspend = |token: &str, reason: &str| {
        let path = format!("/api/v1/admin/spaces/{}/suspend", camille.space);
        door.send(Call::post(path).token(token).json(&json!({"reason": reason})))
    };
    let resume = |token: &str| {
        door.send(Call::post(format!("/api/v1/admin/spaces/{}/resume", camille.space)).token(token))
    };
    for token in [auditor.as_str(), doctor.token(), camille.token()] {
        assert_eq!(suspend(token, "fraud").await.status, 403);
        assert_eq!(resume(token).await.status, 403);
    }
    assert_eq!(suspend(&support, "boredom").await.status, 400);
    let shut = suspend(&support, "danger").await;
    assert_eq!((shut.status, shut.json()), (200, json!({"space": camille.space, "state": "suspended"})));
    assert_eq!(door.send(Call::get(documents(&camille)).token(camille.token())).await.status, 404);
    assert_eq!(suspend(&support, "fraud").await.status, 409);
    assert_eq!(door.send(Call::get(documents(&camille)).token(&support)).await.status, 404);
    let open = resume(&support).await;
    assert_eq!((open.status, state(&open.json())), (200, "active"));
    assert_eq!(resume(&support).await.status, 409);
    let list = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert!(list.text().contains(&id), "all is as before");
    // The history names who did it, and says why.
    let page = door.send(Call::get(at(&camille, "/history?limit=50")).token(camille.token())).await;
    assert!(page.text().contains("Alex Soutien"));
    let nowhere = "/api/v1/admin/spaces/00000000-0000-7000-8000-00000000dead/suspend";
    let nobody = door.send(Call::post(nowhere).token(&support).json(&json!({"reason": "fraud"}))).await;
    assert_eq!(nobody.status, 404);
}

#[actix_web::test]
async fn support_says_how_sure_an_identity_is_and_its_number_counts_or_not() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (support, auditor) = (door.admin(&["support"]), door.admin(&["auditor"]));
    let say = |token: &str, status: &str| {
        let path = format!("/api/v1/admin/spaces/{}/identity-status", camille.space);
        door.send(Call::new("PUT", path).token(token).json(&json!({"status": status})))
    };
    let by_ins = json!({"ins": {"value": camille.ins.number.reveal(), "oid": camille.ins.oid.as_str()}});
    let find = || door.send(Call::post("/api/v1/patients/find").token(doctor.token()).json(&by_ins));
    assert_eq!(find().await.status, 200);
    for token in [auditor.as_str(), doctor.token(), camille.token()] {
        assert_eq!(say(token, "provisional").await.status, 403);
    }
    for (status, found) in [("provisional", 404), ("validated", 404), ("qualified", 200), ("retrieved", 404)]
    {
        assert_eq!(say(&support, status).await.status, 204);
        assert_eq!(find().await.status, found, "{status}");
    }
    let page = door.send(Call::get(at(&camille, "/history?limit=50")).token(camille.token())).await;
    assert!(page.text().contains("Said how sure the identity is"), "{}", page.text());
}
