//! Codes by which a professional gets a temporary access.

use chrono::TimeDelta;
use kernel::Standing;
use serde_json::json;

use super::forged::findings;
use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn a_code_opens_what_was_chosen_once_and_the_holder_sees_at_once_who_used_it() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let code = door.code_for(&camille, json!({"documents": [letter]})).await;
    let waiting = door.accesses(&camille).await;
    assert_eq!((&waiting[0]["state"], waiting.len()), (&json!("waiting"), 1));
    let opened = door.redeems(therapist.token(), &code.to_lowercase()).await;
    assert_eq!(opened.status, 201, "{}", opened.text());
    assert_eq!(opened.json()["space"], camille.space.to_string());
    assert!(opened.json().get("token").is_none());
    assert_eq!(door.lists(&camille, therapist.token()).await, std::slice::from_ref(&letter));
    let listed = door.accesses(&camille).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["state"], "running");
    assert_eq!(listed[0]["professional"]["rpps"], door.house.rpps(&therapist));
    assert!(listed[0]["redeemed_at"].is_string());
    let notices = door.notices(&camille).await;
    let notice = notices.iter().find(|one| one["kind"]["code"] == "code_used");
    assert!(notice.is_some_and(|one| one.to_string().contains("Dominique Fictif")), "{notices:?}");
    let history = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let lines = history["items"].as_array().unwrap();
    let line = lines.iter().find(|line| line["act"]["code"] == "temporary-accesses.redeem").unwrap();
    assert_eq!((&line["outcome"], &line["who"]["name"]), (&json!("done"), &json!("Dominique Fictif")));
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 404, "it works once");
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_code_that_does_not_count_is_one_answer_and_one_line_whatever_is_wrong_with_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let (used, taken_back) =
        (door.code_for(&camille, json!("whole")).await, door.code_for(&camille, json!("whole")).await);
    let id = door.accesses(&camille).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/temporary-accesses/{id}");
    assert_eq!(door.holder(&camille, "DELETE", &path, &json!(null)).await.status, 204);
    let for_care = door.relationship_code(&camille).await;
    assert_eq!(door.redeems(doctor.token(), &used).await.status, 201);
    let expired = door.code_for(&camille, json!("whole")).await;
    door.house.clock().advance(TimeDelta::minutes(24 * 60));
    let lines = || door.house.database().count("select count(*) from journal.line");
    let mut answers = Vec::new();
    for code in [used.as_str(), &taken_back, &for_care, &expired, "AAAA-AAAA", "", "not a code"] {
        let (one, before) = (door.house.doctor(), lines());
        let answer = door.redeems(one.token(), code).await;
        assert_eq!(lines() - before, 1, "{code}");
        answers.push((answer.status, answer.problem()));
    }
    assert_eq!(answers[0].0, 404, "{:?}", answers[0]);
    assert!(answers.iter().all(|one| *one == answers[0]), "{answers:?}");
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn wrong_codes_count_against_whoever_tries_and_lock_nobody_else_out() {
    let door = Door::new();
    let (camille, guesser, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let code = door.code_for(&camille, json!("whole")).await;
    for _ in 0..5 {
        assert_eq!(door.redeems(guesser.token(), "AAAA-AAAA").await.status, 404);
    }
    let held = door.redeems(guesser.token(), &code).await;
    assert_eq!(held.status, 429, "{}", held.text());
    assert_eq!(held.header("retry-after"), "3600");
    let elsewhere = door.house.elsewhere(&guesser);
    assert_eq!(door.redeems(elsewhere.token(), &code).await.status, 429, "it is the same person");
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 201, "the code still waits");
    door.house.clock().advance(TimeDelta::minutes(61));
    let (guesser, doctor) = (door.house.anew(&guesser), door.house.anew(&doctor));
    assert_eq!(door.redeems(guesser.token(), &code).await.status, 404);
    for _ in 0..7 {
        let code = door.code_for(&camille, json!("whole")).await;
        assert_eq!(door.redeems(doctor.token(), &code).await.status, 201, "right ones count against nobody");
    }
}

#[actix_web::test]
async fn of_two_who_use_a_code_at_once_one_does() {
    let door = Door::new();
    let camille = door.house.citizen();
    for _ in 0..10 {
        let (one, other) = (door.house.doctor(), door.house.doctor());
        let code = door.code_for(&camille, json!("whole")).await;
        let (first, second) =
            futures_util::join!(door.redeems(one.token(), &code), door.redeems(other.token(), &code));
        let mut both = [first.status, second.status];
        both.sort_unstable();
        assert_eq!(both, [201, 404]);
    }
    let code = door.code_for(&camille, json!("whole")).await;
    let doctor = door.house.doctor();
    let nothing = json!(null);
    let (used, closed) = futures_util::join!(
        door.redeems(doctor.token(), &code),
        door.holder(&camille, "DELETE", "/care-team", &nothing)
    );
    assert!(matches!(used.status, 201 | 404) && closed.status == 204, "{}", used.text());
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_29_an_insurers_doctor_uses_no_code_and_cannot_tell_it_from_a_wrong_one() {
    let door = Door::new();
    let (camille, insurers, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let (code, for_care) =
        (door.code_for(&camille, json!("whole")).await, door.relationship_code(&camille).await);
    let person = insurers.person;
    door.house.arrange(&format!("update identity.situation set sector = 'SA23' where person = '{person}'"));
    let insurers = door.house.anew(&insurers);
    let (right, wrong) =
        (door.redeems(insurers.token(), &code).await, door.redeems(doctor.token(), "AAAA-AAAA").await);
    assert_eq!((right.status, right.problem()), (404, wrong.problem()));
    let path = format!("/api/v1/spaces/{}/care-relationships", camille.space);
    let declared = Call::post(path).token(insurers.token());
    let declared = door.send(declared.json(&json!({"evidence": "code", "code": for_care}))).await;
    assert_eq!((declared.status, declared.problem()), (404, wrong.problem()));
    let history = door.holder(&camille, "GET", "/history", &json!(null)).await.json();
    let lines = history["items"].as_array().unwrap();
    let line = lines.iter().find(|line| line["act"]["code"] == "temporary-accesses.redeem").unwrap();
    assert_eq!((&line["outcome"], &line["refused_by"]["code"]), (&json!("refused"), &json!("G2")), "{line}");
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 201, "the code was not used up");
}

#[actix_web::test]
async fn situation_35_a_professional_who_was_struck_off_is_refused_at_the_next_call() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let code = door.code_for(&camille, json!("whole")).await;
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 201);
    let list = || door.send(Call::get(documents(&camille)).token(doctor.token()));
    assert_eq!(list().await.status, 200);
    let house = door.house.house();
    house.desk.write(|tx| house.identity.set_standing(tx, doctor.person, Standing::StruckOff)).unwrap();
    assert_eq!(list().await.status, 403);
    let code = door.code_for(&camille, json!("whole")).await;
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 403);
    let other = door.house.doctor();
    assert_eq!(door.redeems(other.token(), &code).await.status, 201, "the code was not used up");
}

#[actix_web::test]
async fn a_row_that_leads_a_code_into_another_record_leads_nowhere() {
    let door = Door::new();
    let (camille, thief, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.code_for(&camille, json!("whole")).await;
    let own = door.code_for(&thief, json!("whole")).await;
    let (victim, mine) = (camille.space, thief.space);
    door.house.database().tamper(&format!(
        "update consent.code c set space_id = v.space_id, provision = v.provision from consent.code v \
         where c.space_id = '{mine}' and v.space_id = '{victim}'"
    ));
    assert_eq!(door.redeems(doctor.token(), &own).await.status, 404);
    assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 404);
}

#[actix_web::test]
async fn a_code_is_kept_nowhere() {
    let door = Door::new();
    let camille = door.house.citizen();
    let code = door.code_for(&camille, json!("whole")).await.replace('-', "");
    let rows = |sql: &str| door.house.database().count(sql);
    assert_eq!(rows("select count(*) from consent.code where octet_length(tag) = 32"), 1);
    for (table, column) in
        [("consent.provision", "sealed"), ("consent.code", "tag"), ("journal.line", "sealed")]
    {
        let found = format!("select count(*) from {table} where position('{code}'::bytea in {column}) > 0");
        assert_eq!(rows(&found), 0, "{table}");
    }
}
