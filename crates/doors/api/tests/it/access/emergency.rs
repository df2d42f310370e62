//! Records opened in an emergency.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use testkit::{Citizen, Worker};

use super::ground::saying;
use crate::door::{Answer, Call, Door, documents};

/// What somebody says who breaks the glass.
pub(crate) fn attested() -> Value {
    json!({"purpose": "BTG", "reason": "unconscious", "cannot_express_will": true, "immediate_risk": true})
}

impl Door {
    /// Opens a record in an emergency.
    pub(crate) async fn opens(&self, citizen: &Citizen, by: &Worker, body: &Value) -> Answer {
        let path = format!("/api/v1/spaces/{}/emergency-accesses", citizen.space);
        self.send(Call::post(path).token(by.token()).json(body)).await
    }

    /// Breaks the glass and gives the id of the access.
    pub(crate) async fn breaks_the_glass(&self, citizen: &Citizen, by: &Worker) -> String {
        let opened = self.opens(citizen, by, &attested()).await;
        assert_eq!(opened.status, 201, "{}", opened.text());
        opened.json()["id"].as_str().unwrap().to_owned()
    }

    /// The newest line of an act in the history of a record.
    pub(crate) async fn last_line(&self, citizen: &Citizen, act: &str) -> Value {
        let history = self.holder(citizen, "GET", "/history", &json!(null)).await.json();
        let mut lines = history["items"].as_array().unwrap().iter();
        lines.find(|line| line["act"]["code"] == act).unwrap_or_else(|| panic!("no line of {act}")).clone()
    }

    /// The notices of a kind.
    pub(crate) async fn notices_of(&self, citizen: &Citizen, kind: &str) -> Vec<Value> {
        let notices = self.holder(citizen, "GET", "/notifications", &json!(null)).await.json();
        let all = notices["items"].as_array().unwrap().clone();
        all.into_iter().filter(|notice| notice["kind"]["code"] == kind).collect()
    }

    fn sound(&self, citizen: &Citizen) {
        let found = flows::replay::compare(self.house.house(), citizen.space).unwrap();
        assert_eq!(found, Vec::<String>::new());
    }
}

async fn lists(door: &Door, citizen: &Citizen, by: &Worker) -> u16 {
    door.send(Call::get(documents(citizen)).token(by.token())).await.status
}

#[actix_web::test]
async fn situation_10_an_emergency_goes_by_matrix_and_masks_unless_the_holder_permits_what_is_masked() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let shown = door.fed(&camille, &author, json!({})).await;
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    assert_eq!(lists(&door, &camille, &doctor).await, 404);
    let opened = door.opens(&camille, &doctor, &attested()).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    let until: DateTime<Utc> = opened.json()["ends_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, door.house.house().clock.now() + TimeDelta::hours(24));
    assert!(door.sees(&camille, &shown, doctor.token()).await);
    assert!(!door.sees(&camille, &masked, doctor.token()).await);
    let read = Call::get(format!("{}/{masked}", documents(&camille))).token(doctor.token());
    let absent = Call::get(format!("{}/{}", documents(&camille), camille.space)).token(doctor.token());
    let (read, absent) = (door.send(read).await, door.send(absent).await);
    assert_eq!(read.problem(), absent.problem(), "what is masked is as if absent");
    door.sound(&camille);
    door.house.clock().advance(TimeDelta::hours(24));
    let later = door.house.anew(&doctor);
    assert_eq!(lists(&door, &camille, &later).await, 404, "a day is over at its end");
}

#[actix_web::test]
async fn situation_11_what_is_masked_is_shown_where_the_holder_permits_it_but_not_what_is_hidden_from_this_very_doctor()
 {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (doctor, other) = (door.house.doctor(), door.house.doctor());
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    let letter = door.prescribes(&camille, &author, "N06AB06", json!({})).await;
    door.says(&camille, json!({"emergency": {"break_the_glass": true, "regulation": true, "masked": true}}))
        .await;
    let psychiatry = json!({"topic": "mental_health"});
    door.excepts(&camille, "hidden", json!({"profession": "10"}), psychiatry.clone()).await;
    door.excepts(&camille, "hidden", door.whom(&other), psychiatry).await;
    door.breaks_the_glass(&camille, &doctor).await;
    door.breaks_the_glass(&camille, &other).await;
    assert!(door.sees(&camille, &masked, doctor.token()).await);
    assert!(door.sees(&camille, &letter, doctor.token()).await, "hidden from doctors, shown in an emergency");
    assert!(!door.sees(&camille, &letter, other.token()).await, "hidden from this very doctor");
    assert!(door.sees(&camille, &masked, other.token()).await);
}

#[actix_web::test]
async fn situation_12_a_pharmacist_and_a_physiotherapist_break_no_glass() {
    let door = Door::new();
    let camille = door.house.citizen();
    for profession in ["21", "70", "40", "60"] {
        let worker = door.house.professional(profession);
        let refused = door.opens(&camille, &worker, &attested()).await;
        assert_eq!(refused.status, 403, "{profession}: {}", refused.text());
        assert!(
            refused.text().contains("does not open to this person in an emergency"),
            "{}",
            refused.text()
        );
        assert_eq!(lists(&door, &camille, &worker).await, 404);
    }
    let line = door.last_line(&camille, "emergency-accesses.open").await;
    assert_eq!(line["outcome"], "refused");
    assert!(door.notices_of(&camille, "emergency_access").await.is_empty());
    for (token, status) in [(camille.token(), 404), (door.house.software().token(), 404)] {
        let path = format!("/api/v1/spaces/{}/emergency-accesses", camille.space);
        let refused = door.send(Call::post(path).token(token).json(&attested())).await;
        assert_eq!(refused.status, status, "{}", refused.text());
    }
    let nobody = Citizen { space: door.house.id(), ..door.house.citizen() };
    assert_eq!(door.opens(&nobody, &door.house.doctor(), &attested()).await.status, 404);
}

#[actix_web::test]
async fn situation_13_regulation_is_claimed_by_the_session_of_a_regulation_centre_alone() {
    let door = Door::new();
    let (camille, doctor, regulator) = (door.house.citizen(), door.house.doctor(), door.house.regulator());
    let claims = json!({"purpose": "ETREAT", "reason": "emergency_call"});
    let refused = door.opens(&camille, &doctor, &claims).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    let elsewhere = door.house.elsewhere(&regulator);
    assert_eq!(
        door.opens(&camille, &elsewhere, &claims).await.status,
        403,
        "the session counts, not the person"
    );
    let opened = door.opens(&camille, &regulator, &claims).await;
    assert_eq!((opened.status, &opened.json()["purpose"]), (201, &json!("ETREAT")), "{}", opened.text());
    assert_eq!(lists(&door, &camille, &regulator).await, 200);
    assert_eq!(lists(&door, &camille, &elsewhere).await, 404);
    door.says(
        &camille,
        json!({"emergency": {"break_the_glass": true, "regulation": false, "masked": false}}),
    )
    .await;
    assert_eq!(lists(&door, &camille, &regulator).await, 404, "the holder shut it meanwhile");
    assert_eq!(door.opens(&camille, &regulator, &claims).await.status, 403);
}

#[actix_web::test]
async fn situation_14_a_doctor_in_care_attests_too_and_is_marked_for_the_second_look() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    for (body, missing) in [
        (json!({"purpose": "BTG", "reason": "injury"}), vec!["/cannot_express_will", "/immediate_risk"]),
        (json!({"purpose": "BTG", "reason": "injury", "immediate_risk": true}), vec!["/cannot_express_will"]),
        (
            json!({"purpose": "BTG", "reason": "injury", "cannot_express_will": true, "immediate_risk": false}),
            vec!["/immediate_risk"],
        ),
    ] {
        let refused = door.opens(&camille, &doctor, &body).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        let faults = refused.json()["faults"].as_array().unwrap().clone();
        let named: Vec<&str> = faults.iter().map(|one| one["pointer"].as_str().unwrap()).collect();
        assert_eq!(named, missing);
    }
    let none = door.holder(&camille, "GET", "/emergency-accesses", &json!(null)).await.json();
    assert_eq!(none["items"], json!([]));
    door.breaks_the_glass(&camille, &doctor).await;
    let all = door.holder(&camille, "GET", "/emergency-accesses", &json!(null)).await.json();
    assert_eq!(all["items"][0]["had_relationship"], true);
    let two = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    assert_eq!(two.status, 400, "two ways are open, one is named: {}", two.text());
    let named = Call::get(documents(&camille)).token(doctor.token()).header("carnet-way", "W8");
    assert_eq!(door.send(named).await.status, 200);
    door.sound(&camille);
}

#[actix_web::test]
async fn the_holder_is_told_without_place_or_name_and_ends_it_with_one_act() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let mut body = attested();
    body["words"] = json!("Trouvée inanimée au pied de l'escalier");
    assert_eq!(door.opens(&camille, &doctor, &body).await.status, 201);
    let told = door.notices_of(&camille, "emergency_access").await;
    assert_eq!(told.len(), 1);
    let said = told[0].to_string();
    for secret in ["Fictif", "Dominique", "Structure", "unconscious", "inconsciente", "escalier"] {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    assert!(said.contains("24\u{a0}November 2026"), "{said}");
    let line = door.last_line(&camille, "emergency-accesses.open").await;
    assert_eq!(line["who"]["name"], "Dominique Fictif");
    assert_eq!(line["emergency"]["reason"]["code"], "unconscious");
    assert_eq!(line["emergency"]["words"], body["words"]);
    assert_eq!(line["act"]["label_fr"], "A ouvert le dossier en urgence");
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    let grant = &team["items"][0];
    assert_eq!((&grant["kind"], &grant["reason"]), (&json!("emergency_access"), &json!("unconscious")));
    let path = format!("/care-team/{}", grant["id"].as_str().unwrap());
    let ended = door.holder(&camille, "DELETE", &path, &json!({"kind": "emergency_access"})).await;
    assert_eq!(ended.status, 204, "{}", ended.text());
    assert_eq!(lists(&door, &camille, &doctor).await, 404);
    let all = door.holder(&camille, "GET", "/emergency-accesses", &json!(null)).await.json();
    assert_eq!(all["items"][0]["runs"], false, "what is over stays told");
    door.sound(&camille);
}

#[actix_web::test]
async fn the_last_one_under_a_ceiling_opens_and_the_next_is_refused_with_why_over_all_records() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let citizens: Vec<Citizen> = (0..3).map(|_| door.house.citizen()).collect();
    for number in 0..15 {
        door.breaks_the_glass(&citizens[number % 3], &doctor).await;
    }
    let refused = door.opens(&citizens[0], &doctor, &attested()).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.text().contains("As many acts of this kind as are allowed"), "{}", refused.text());
    let line = door.last_line(&citizens[0], "emergency-accesses.open").await;
    assert_eq!(line["outcome"], "refused");
    door.breaks_the_glass(&citizens[0], &door.house.doctor()).await;
    door.house.clock().advance(TimeDelta::hours(1));
    let later = door.house.anew(&doctor);
    door.breaks_the_glass(&citizens[0], &later).await;
    // Of the day 16 are spent: 103 more leave one.
    let (person, now) = (doctor.person, door.house.house().clock.now());
    door.house.database().tamper(&format!(
        "insert into consent.emergency_look (id, space_id, person, purpose, had_relationship, opened_at, due_at) \
         select gen_random_uuid(), '{}', '{person}', 'BTG', false, '{now}'::timestamptz - interval '3 hours', \
             '{now}'::timestamptz + interval '7 days' from generate_series(1, 103)",
        citizens[0].space
    ));
    door.breaks_the_glass(&citizens[1], &later).await;
    assert_eq!(door.opens(&citizens[1], &later, &attested()).await.status, 403, "of a day");
    // A structure: 200 in an hour, whoever opens.
    let colleague = door.house.doctor();
    door.house.database().tamper(&format!(
        "insert into consent.emergency_look \
             (id, space_id, person, organisation, purpose, had_relationship, opened_at, due_at) \
         select gen_random_uuid(), '{}', gen_random_uuid(), '{}', 'BTG', false, '{now}', \
             '{now}'::timestamptz + interval '7 days' from generate_series(1, 199)",
        citizens[0].space, colleague.organisation
    ));
    door.breaks_the_glass(&citizens[2], &colleague).await;
    assert_eq!(door.opens(&citizens[2], &colleague, &attested()).await.status, 403, "of a structure");
}

#[actix_web::test]
async fn of_two_at_once_under_the_ceiling_one_opens() {
    let door = Door::new();
    let doctor = door.house.doctor();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let body = attested();
    for _ in 0..14 {
        door.breaks_the_glass(&camille, &doctor).await;
    }
    let (one, two) =
        futures_util::join!(door.opens(&camille, &doctor, &body), door.opens(&other, &doctor, &body));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 403]);
}

#[actix_web::test]
async fn the_same_key_opens_once_and_another_open_takes_the_place_of_the_first() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = format!("/api/v1/spaces/{}/emergency-accesses", camille.space);
    let keyed = |body: Value| {
        let call = Call::post(path.clone()).token(doctor.token()).header("idempotency-key", "once");
        door.send(call.json(&body))
    };
    let (made, again) = (keyed(attested()).await, keyed(attested()).await);
    assert_eq!((made.status, again.status), (201, 201), "{}", again.text());
    assert_eq!(made.json(), again.json());
    let other =
        json!({"purpose": "BTG", "reason": "stroke", "cannot_express_will": true, "immediate_risk": true});
    assert_eq!(keyed(other).await.status, 409);
    assert_eq!(door.notices_of(&camille, "emergency_access").await.len(), 1);
    door.breaks_the_glass(&camille, &doctor).await;
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"].as_array().unwrap().len(), 1);
    door.sound(&camille);
}

#[actix_web::test]
async fn what_cannot_be_said_of_an_emergency_is_refused_clearly_and_changes_nothing() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let with = |key: &str, value: Value| {
        let mut body = attested();
        body[key] = value;
        body
    };
    for (body, status) in [
        (with("purpose", json!("CURIOSITY")), 400),
        (with("until", json!("9999-12-31T00:00:00Z")), 400),
        (with("cannot_express_will", json!("yes")), 400),
        (json!({"purpose": "BTG"}), 400),
        (with("reason", json!("curiosity")), 422),
        (with("reason", json!("other")), 422),
        (with("words", json!("   ")), 422),
        (with("words", json!("x".repeat(501))), 422),
    ] {
        let refused = door.opens(&camille, &doctor, &body).await;
        assert_eq!(refused.status, status, "{body}: {}", refused.text());
    }
    let fits = with("words", json!("é".repeat(500)));
    let none = door.holder(&camille, "GET", "/emergency-accesses", &json!(null)).await.json();
    assert_eq!(none["items"], json!([]));
    assert_eq!(door.opens(&camille, &doctor, &fits).await.status, 201);
    let shut = json!({"emergency": {"break_the_glass": false, "regulation": true, "masked": false}});
    assert_eq!(door.holder(&camille, "PUT", "/preferences", &saying(&shut)).await.status, 200);
    assert_eq!(door.opens(&camille, &doctor, &attested()).await.status, 403, "the holder shut it");
    assert_eq!(lists(&door, &camille, &doctor).await, 404, "and what ran with it");
}
