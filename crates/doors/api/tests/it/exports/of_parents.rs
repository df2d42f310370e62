//! Exports of those who represent a minor.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use exports::EndReason;
use flows::leaving::Made;
use serde_json::json;

use super::{Meanwhile, unpacked};
use crate::door::{Door, documents};

#[actix_web::test]
async fn a_parent_takes_out_what_a_parent_sees_and_nothing_tells_of_the_rest() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.represents(&[&mother], &child, door.house.house().clock.now() + TimeDelta::days(1_000));
    door.fed(&child, &doctor, json!({"title": "Vaccins"})).await;
    let hidden = json!({"title": "Gardé pour moi", "visible_to_representatives": false});
    let secret = door.fed(&child, &doctor, hidden).await;
    let confidant = door.house.professional_named("Confidente Discrète", "10");
    door.cares_in_secret(&child, &confidant).await;
    let notices = door.items_for(&child, &child, "/notifications").await;
    let told: Vec<&str> = notices.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(!told.is_empty(), "the child read notices that no parent has");
    let asked = door.acts_for(&mother, &child, "POST", "/exports", &json!(null)).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    door.runs_jobs();
    let path = format!("/exports/{}", asked.json()["id"].as_str().unwrap());
    let stands = door.acts_for(&mother, &child, "GET", &path, &json!(null)).await.json();
    assert_eq!((&stands["state"], &stands["progress"]["done"]), (&json!("ready"), &json!(1)), "{stands}");
    let taken = door.acts_for(&mother, &child, "GET", &format!("{path}/content"), &json!(null)).await;
    let files = unpacked(&taken.body);
    let all: String = files.values().map(|file| String::from_utf8_lossy(file).into_owned()).collect();
    for trace in ["Gardé pour moi", "Discrète", &secret, "session", "roles"].into_iter().chain(told) {
        assert!(!all.contains(trace) && files.keys().all(|name| !name.contains(trace)), "{trace}");
    }
    assert!(all.contains("Vaccins"));
    let of_child = door.acts_for(&child, &child, "GET", &path, &json!(null)).await;
    assert_eq!(of_child.status, 404, "an export is its owner's");
}

#[actix_web::test]
async fn situation_20_an_export_of_a_parent_that_runs_at_midnight_of_majority_ends() {
    let door = Door::new();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let of_age = door.house.house().clock.now() + TimeDelta::days(1);
    door.represents(&[&mother], &child, of_age);
    for nth in 0..45 {
        door.fed(&child, &doctor, json!({"title": format!("Lettre {nth}")})).await;
    }
    let asked = door.acts_for(&mother, &child, "POST", "/exports", &json!(null)).await.json();
    let export = asked["id"].as_str().unwrap().to_owned();
    let steps = AtomicUsize::new(0);
    let clock = door.house.clock();
    let midnight = Meanwhile(|| {
        if steps.fetch_add(1, Ordering::Relaxed) + 1 == 2 {
            clock.advance(TimeDelta::days(1));
        }
        Ok(())
    });
    let made = door.makes(&child, &export, &midnight).unwrap();
    assert_eq!(made, Made::Ended(EndReason::RightEnded));
    assert_eq!(door.parts(), 0, "nothing of it is left");
    let late =
        door.acts_for(&mother, &child, "GET", &format!("/exports/{export}/content"), &json!(null)).await;
    assert_eq!(late.status, 404, "{}", late.text());
    assert_eq!(
        door.send(crate::door::Call::get(documents(&child)).token(door.house.sure(&mother).token()))
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn where_a_record_is_handed_over_step_by_step_a_parent_takes_out_what_is_left_to_parents() {
    let door = Door::step_by_step();
    let (mother, child, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    // Of age in a year: sixteen and some, where a parent still sees, adds and is told.
    door.represents(&[&mother], &child, door.house.house().clock.now() + TimeDelta::days(500));
    door.fed(&child, &doctor, json!({"type": {"code": "57833-6"}, "title": "Ordonnance"})).await;
    let asked = door.acts_for(&mother, &child, "POST", "/exports", &json!(null)).await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    door.runs_jobs();
    let path = format!("/exports/{}", asked.json()["id"].as_str().unwrap());
    let stands = door.acts_for(&mother, &child, "GET", &path, &json!(null)).await.json();
    assert_eq!(stands["state"], "ready", "{stands}");
    let taken = door.acts_for(&mother, &child, "GET", &format!("{path}/content"), &json!(null)).await;
    let files = unpacked(&taken.body);
    let has = |name: &str| files.contains_key(name);
    let page = String::from_utf8_lossy(&files["index.html"]).into_owned();
    for left_out in ["history.json", "history.csv", "preferences.json", "accesses.json"] {
        assert!(!has(left_out) && !page.contains(left_out), "{left_out}");
    }
    for packed in ["metadata.json", "identity.json", "notices.json"] {
        assert!(has(packed) && page.contains(packed), "{packed}: {:?}", files.keys());
    }
}
