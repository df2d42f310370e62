//! Extracts as time goes by, and what lines of one person tell together.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    door::{Call, Door},
    projects::of_cancer,
};

#[actix_web::test]
async fn of_a_project_that_is_over_nothing_is_fetched_before_anybody_has_ended_it() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let mut short = of_cancer();
    let ends = door.house.house().clock.now() + TimeDelta::days(3);
    short["ends_at"] = json!(ends.to_rfc3339());
    let project = door.confirmed(&one, &other, &short).await;
    door.who_permit(10, &doctor, &json!({})).await;
    let extract = door.asks_extract(&one, &project).await;
    door.works();
    assert_eq!(door.lines_of(&one, &project, &extract).await.len(), 10);
    door.house.clock().advance(TimeDelta::days(3));
    let later = door.registrar("Ariel Essai");
    let over = door.fetches(&later, &project, &extract).await;
    assert_eq!(over.status, 409, "{}", over.text());
    assert!(over.text().contains("does not run now"), "{}", over.text());
}

#[actix_web::test]
async fn an_extract_whose_work_failed_for_good_makes_room_for_another_one_after_a_day() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    door.who_permit(10, &doctor, &json!({})).await;
    let stuck = door.asks_extract(&one, &project).await;
    door.collects(&stuck);
    door.house.clock().advance(TimeDelta::hours(23));
    let waits = door.of_project(&door.registrar("Ariel Essai"), &project, "extracts").await;
    assert_eq!(waits.status, 409, "{}", waits.text());
    door.house.clock().advance(TimeDelta::hours(2));
    let later = door.registrar("Ariel Essai");
    let second = door.asks_extract(&later, &project).await;
    assert_eq!(door.house.database().count("select count(*) from consent.use_line"), 0, "its lines are gone");
    door.works();
    assert_eq!(door.lines_of(&later, &project, &second).await.len(), 10);
    assert_eq!(door.fetches(&later, &project, &stuck).await.status, 404);
}

#[actix_web::test]
async fn an_extract_that_is_asked_for_again_with_its_key_is_made_once() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let asks = async || {
        let call = Call::post(format!("/api/v1/admin/projects/{project}/extracts"));
        door.send(call.token(one.token()).header("idempotency-key", "june")).await
    };
    let first = asks().await;
    assert_eq!(first.status, 202, "{}", first.text());
    let id = first.json()["id"].as_str().unwrap().to_owned();
    // While it is made, and once it is ready.
    for _ in 0..2 {
        let again = asks().await;
        assert_eq!((again.status, again.pointer().as_str()), (409, "header:idempotency-key"));
        assert!(again.text().contains(&id), "{}", again.text());
        door.works();
    }
    assert_eq!(door.house.database().count("select count(*) from consent.use_extract"), 1);
}

#[actix_web::test]
async fn what_whoever_is_in_charge_of_an_adult_permitted_ends_with_the_decision() {
    let door = Door::new();
    let (elder, guardian, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.is_protected(&elder, &guardian, "representation").await;
    door.fed(&elder, &doctor, json!({})).await;
    let yes = json!({"answer": "yes", "theme": "cancer"});
    let said = door.acts_for(&guardian, &elder, "POST", "/secondary-use", &yes).await;
    assert_eq!(said.status, 201, "{}", said.text());
    // Research on cancer (7), which is a part of research (5); laboratory results (4) and reports (5).
    let usable = || {
        let now = door.house.house().clock.now();
        let project = "00000000-0000-7000-8000-0000000000aa";
        let of = format!("consent.secondary_use_of('{project}', 7, 5, 48, 0, '{now}')");
        door.house.database().count(&format!("select count(*) from {of} where space_id = '{}'", elder.space))
    };
    assert_eq!(usable(), 1);
    door.house.clock().advance(TimeDelta::days(1_002));
    assert_eq!(usable(), 0, "whatever ran since");
}

#[actix_web::test]
async fn a_department_is_told_in_every_line_of_a_person_or_in_none() {
    let door = Door::new();
    let (one, other) = door.two_registrars();
    let doctor = door.house.doctor();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    let rare = json!({"type": {"code": "11488-4"}});
    // Eleven of the 29 share a letter; one of them shares a rarer report with nine people elsewhere.
    let here = door.who_permit(11, &doctor, &json!({})).await;
    door.fed(&here[0], &doctor, rare.clone()).await;
    let elsewhere = door.who_permit(9, &doctor, &rare).await;
    let extract = door.asks_extract(&one, &project).await;
    door.collects_where(&extract, |people| {
        for (space, person) in people {
            let at = elsewhere.iter().position(|one| one.space == *space);
            person.department = Some(at.map_or_else(|| "29".to_owned(), |at| format!("{}", 50 + at)));
        }
    });
    door.works();
    let lines = door.lines_of(&one, &project, &extract).await;
    let of = |told: bool| -> Vec<&Value> {
        lines.iter().filter(|line| line["department"].is_string() == told).collect()
    };
    let (with, without) = (of(true), of(false));
    assert_eq!((with.len(), without.len()), (10, 10), "{lines:?}");
    assert!(without.iter().all(|line| line["type"] == "11488-4"), "{without:?}");
    let bears = |line: &Value| with.iter().any(|one| one["pseudonym"] == line["pseudonym"]);
    assert!(
        !without.iter().any(|line| bears(line)),
        "whose department one line tells, another does not hide"
    );
    let counted = door.extract(&one, &project).await["counted"].clone();
    assert_eq!(counted, json!({"lines": 20, "people": 20, "suppressed": 1, "withdrawn": 0}));
}
