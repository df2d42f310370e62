//! Those who represent a minor: what they do, whom they invite, and how it ends.

use chrono::{DateTime, TimeDelta, Utc};
use consent::{
    Purpose,
    rules::Authority,
    service::{RecordRepresentation, Representation},
};
use serde_json::{Value, json};
use testkit::Citizen;

use super::forged::findings;
use crate::door::{Answer, Call, Door, deposit, documents};

impl Door {
    /// Says, as the insurer's feed does, that somebody represents a child until then.
    pub(crate) fn represents(&self, parents: &[&Citizen], child: &Citizen, until: DateTime<Utc>) {
        let house = self.house.house();
        let by =
            |parent: &&Citizen| Representation { person: parent.person, authority: Authority::Parent, until };
        let all: Vec<Representation> = parents.iter().map(by).collect();
        let written: Result<(), consent::Error> = house.desk.write(|tx| {
            let purpose = Purpose::Registration;
            let permit = house.consent.system_permit::<RecordRepresentation>(tx, purpose, child.space)?;
            house.consent.record_representations(tx, &permit, &all)
        });
        written.unwrap();
    }

    /// As somebody in the record of somebody else, with a second factor just shown.
    pub(crate) async fn acts_for(
        &self,
        actor: &Citizen,
        record: &Citizen,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Answer {
        let call = Call::new(method, format!("/api/v1/spaces/{}{path}", record.space));
        let call = call.token(self.house.sure(actor).token());
        let call = if path == "/preferences" { call.header("if-match", "*") } else { call };
        self.send(if body.is_null() { call } else { call.json(body) }).await
    }

    /// The list under a path, as somebody in the record of somebody else.
    pub(crate) async fn items_for(&self, actor: &Citizen, record: &Citizen, path: &str) -> Vec<Value> {
        let answer = self.acts_for(actor, record, "GET", path, &json!(null)).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()["items"].as_array().unwrap().clone()
    }

    fn in_years(&self, days: i64) -> DateTime<Utc> {
        self.house.house().clock.now() + TimeDelta::days(days)
    }

    pub(crate) async fn invites_parent(&self, parent: &Citizen, child: &Citizen, second: &Citizen) -> Answer {
        let traits = &second.traits;
        let body = json!({
            "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": traits.birth_date.reveal(), "authority": "parent",
        });
        self.acts_for(parent, child, "POST", "/representatives", &body).await
    }

    pub(crate) async fn accepts_representation(&self, citizen: &Citizen, code: &Value) -> Answer {
        let call = Call::post("/api/v1/representative-invitations/accept");
        self.send(call.token(self.house.sure(citizen).token()).json(&json!({"code": code}))).await
    }
}

#[actix_web::test]
async fn a_parent_does_in_the_record_of_a_child_what_the_child_would() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&child, &doctor, json!({"masked": true})).await;
    assert_eq!(door.send(Call::get(documents(&child)).token(mother.token())).await.status, 404);
    door.represents(&[&mother], &child, door.in_years(2_000));
    assert!(door.sees(&child, &letter, mother.token()).await, "a mask concerns professionals");
    let me = door.send(Call::get("/api/v1/me").token(mother.token())).await.json();
    let entered = me["spaces"].as_array().unwrap().iter().find(|one| one["space"] == child.space.to_string());
    assert_eq!((&entered.unwrap()["as"], &entered.unwrap()["way"]), (&json!("representative"), &json!("W2")));
    let metadata = json!({"type": {"code": "11490-0"}, "title": "Carnet", "masked": true});
    let note = deposit(&child, mother.token()).parts(&metadata, "text/plain", b"Note");
    let brought = door.send(note).await;
    assert_eq!(brought.status, 201, "{}", brought.text());
    let listed = door.items_for(&mother, &child, "/history").await;
    assert!(
        listed.iter().any(|line| line["act"]["code"] == "documents.deposit" && line["way"]["code"] == "W2")
    );
    let dentist = door.house.dentist();
    let blocked = json!({"whom": door.whom(&dentist)});
    assert_eq!(door.acts_for(&mother, &child, "POST", "/blocked", &blocked).await.status, 201);
    let notices = door.items_for(&mother, &child, "/notifications").await;
    door.cares(&child, &doctor).await;
    let told = door.items_for(&mother, &child, "/notifications").await;
    assert_eq!(told.len(), notices.len() + 1, "{told:?}");
    assert_eq!(door.notices(&child).await.len(), 1, "each has their own");
    let said = json!({"visible_to_representatives": false});
    let hide = format!("/documents/{letter}/representatives");
    assert_eq!(
        door.acts_for(&mother, &child, "PUT", &hide, &said).await.status,
        403,
        "the child alone says so"
    );
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn the_second_parent_comes_in_by_an_invitation_that_nobody_else_can_use() {
    let door = Door::new();
    let [mother, father, child, other] = [(); 4].map(|()| door.house.citizen());
    door.represents(&[&mother], &child, door.in_years(2_000));
    let invited = door.invites_parent(&mother, &child, &father).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    let code = &invited.json()["code"];
    assert_eq!(door.accepts_representation(&other, code).await.status, 404, "meant for somebody else");
    let accepted = door.accepts_representation(&father, code).await;
    assert_eq!(accepted.status, 201, "{}", accepted.text());
    assert_eq!(door.accepts_representation(&father, code).await.status, 404, "it is used");
    assert_eq!(door.send(Call::get(documents(&child)).token(father.token())).await.status, 200);
    let told = door.items_for(&mother, &child, "/notifications").await;
    assert!(told.iter().any(|one| one["kind"]["code"] == "representative_accepted"), "{told:?}");
    let answer = door.acts_for(&mother, &child, "GET", "/representatives", &json!(null)).await.json();
    let both = answer["items"].as_array().unwrap();
    assert_eq!(both.len(), 2, "{answer}");
    assert_eq!(both.iter().filter(|one| one["by_invitation"] == true).count(), 1);
    assert!(both.iter().all(|one| !one["name"].as_str().unwrap().is_empty()), "{answer}");
    assert_eq!(answer["steps"].as_array().unwrap().last().unwrap()["from_age"], 18);
    let third = door.invites_parent(&mother, &child, &other).await;
    assert_eq!(third.status, 422, "{}", third.text());
    assert!(third.text().contains("at most 2"), "{}", third.text());
    let by_father = door.invites_parent(&father, &child, &other).await;
    assert_eq!(by_father.status, 422, "{}", by_father.text());
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn an_invitation_that_waits_is_taken_back() {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother], &child, door.in_years(2_000));
    let invited = door.invites_parent(&mother, &child, &father).await.json();
    let path = format!("/representatives/{}", invited["representative"]["id"].as_str().unwrap());
    assert_eq!(door.acts_for(&mother, &child, "DELETE", &path, &json!(null)).await.status, 204);
    assert_eq!(door.accepts_representation(&father, &invited["code"]).await.status, 404);
    assert_eq!(door.acts_for(&mother, &child, "DELETE", &path, &json!(null)).await.status, 404);
    let body =
        json!({"family_name": "A", "first_name": "B", "birth_date": "1980-01-01", "authority": "parent"});
    let invited = door.acts_for(&child, &child, "POST", "/representatives", &body).await;
    assert_eq!(invited.status, 403, "the child invites nobody to represent them");
}

#[actix_web::test]
async fn situation_36_of_separated_parents_one_suspends_the_other_for_72_hours_once() {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother, &father], &child, door.in_years(2_000));
    let doctor = door.house.doctor();
    let whom = json!({"role": "in_care", "rpps": door.house.rpps(&doctor)});
    let by_father = door.acts_for(&father, &child, "POST", "/care-team", &whom).await;
    assert_eq!(by_father.status, 201, "{}", by_father.text());
    let sees = async |token: &str| door.send(Call::get(documents(&child)).token(token)).await.status;
    assert_eq!((sees(father.token()).await, sees(doctor.token()).await), (200, 200));
    let all = door.items_for(&mother, &child, "/representatives").await;
    let fathers = all
        .iter()
        .find(|one| one["name"].as_str().unwrap().contains(father.traits.birth_name.reveal().as_str()));
    let path = format!("/representatives/{}/suspension", fathers.unwrap()["id"].as_str().unwrap());
    let suspended = door.acts_for(&mother, &child, "POST", &path, &json!(null)).await;
    assert_eq!(suspended.status, 201, "{}", suspended.text());
    assert_eq!((sees(father.token()).await, sees(doctor.token()).await), (404, 404), "what he gave rests");
    assert_eq!(sees(mother.token()).await, 200);
    door.house.clock().advance(TimeDelta::hours(72));
    let (father_now, doctor_now) = (door.house.sure(&father), door.house.anew(&doctor));
    assert_eq!((sees(father_now.token()).await, sees(doctor_now.token()).await), (200, 200));
    let again = door.acts_for(&mother, &child, "POST", &path, &json!(null)).await;
    assert_eq!(again.status, 422, "{}", again.text());
    assert!(again.text().contains("decision of a judge"), "{}", again.text());
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_20_at_majority_all_that_a_parent_gave_ends_at_midnight_and_the_job_says_so_after_any_outage()
 {
    let door = Door::new();
    let [mother, child, carer] = [(); 3].map(|()| door.house.citizen());
    let (doctor, blocked) = (door.house.doctor(), door.house.dentist());
    let of_age = door.in_years(10);
    door.represents(&[&mother], &child, of_age);
    let gives = async |path: &str, body: Value| {
        let given = door.acts_for(&mother, &child, "POST", path, &body).await;
        assert_eq!(given.status, 201, "{path}: {}", given.text());
        given.json()
    };
    gives("/care-team", json!({"role": "in_care", "rpps": door.house.rpps(&doctor)})).await;
    gives("/blocked", json!({"whom": door.whom(&blocked)})).await;
    let traits = &carer.traits;
    let invited = gives(
        "/carers",
        json!({
            "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"]},
        }),
    );
    let invited = invited.await;
    assert_eq!(door.accepts(carer.token(), invited["code"].as_str().unwrap()).await.status, 201);
    let settle = || flows::of_age::settle(door.house.house(), 10).unwrap();
    let remind = || flows::of_age::remind(door.house.house(), 10).unwrap();
    assert_eq!((remind(), remind(), settle()), (1, 0, 0), "told once before");
    let soon = door.items_for(&mother, &child, "/notifications").await;
    assert!(soon.iter().any(|one| one["kind"]["code"] == "of_age_soon"), "{soon:?}");
    door.house.clock().advance(of_age - door.house.house().clock.now() - TimeDelta::microseconds(1));
    let status = async |token: &str| door.send(Call::get(documents(&child)).token(token)).await.status;
    let (late_mother, late_carer, late_doctor) =
        (door.house.sure(&mother), door.house.sure(&carer), door.house.anew(&doctor));
    let tokens = [late_mother.token(), late_carer.token(), late_doctor.token()];
    for token in tokens {
        assert_eq!(status(token).await, 200);
    }
    // No job runs: what counts ends at the instant all the same.
    door.house.clock().advance(TimeDelta::microseconds(1));
    for token in tokens {
        assert_eq!(status(token).await, 404);
    }
    door.house.clock().advance(TimeDelta::days(40));
    assert_eq!((settle(), settle()), (1, 0), "after an outage of forty days, once");
    let told = door.notices_of(&child, "of_age").await;
    assert_eq!(told.len(), 1);
    let left = door.items_for(&child, &child, "/blocked").await;
    assert_eq!(left.len(), 1, "what hides stays for review");
    assert_eq!(door.items_for(&child, &child, "/carers").await, Vec::<Value>::new());
    let line = door.last_line(&child, "representatives.end-what-fell").await;
    assert_eq!(line["said"].as_array().map_or(0, Vec::len), 2, "{line}");
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_19_what_waits_for_its_announcement_is_hidden_from_parents_and_released_by_itself() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.represents(&[&mother], &child, door.in_years(2_000));
    let withheld = door.fed(&child, &doctor, json!({"visible_to_patient": false})).await;
    assert!(!door.sees(&child, &withheld, mother.token()).await);
    door.house.clock().advance(TimeDelta::days(5));
    assert!(door.sees(&child, &withheld, door.house.sure(&mother).token()).await);
}

#[actix_web::test]
async fn situation_18_a_parent_who_looks_with_the_eyes_of_somebody_else_sees_never_more() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.represents(&[&mother], &child, door.in_years(2_000));
    door.cares(&child, &doctor).await;
    let open = door.fed(&child, &doctor, json!({})).await;
    let secret = door.fed(&child, &doctor, json!({"visible_to_representatives": false})).await;
    let preview = async |who: &Citizen| {
        let body = json!({"as": {"rpps": door.house.rpps(&doctor)}});
        let seen = door.acts_for(who, &child, "POST", "/preview", &body).await;
        assert_eq!(seen.status, 200, "{}", seen.text());
        seen.text()
    };
    let (of_mother, of_child) = (preview(&mother).await, preview(&child).await);
    assert!(of_mother.contains(&open) && !of_mother.contains(&secret), "{of_mother}");
    assert!(of_child.contains(&secret), "{of_child}");
}
