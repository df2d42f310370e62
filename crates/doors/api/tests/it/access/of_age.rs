//! What a parent has given and what waits to be used, at the midnight at which the child is of age.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::forged::findings;
use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn situation_20_what_a_parent_made_and_nobody_used_yet_gives_nothing_after_midnight() {
    let door = Door::new();
    let [mother, child, carer, aunt] = [(); 4].map(|()| door.house.citizen());
    let (doctor, dentist) = (door.house.doctor(), door.house.dentist());
    let of_age = door.house.house().clock.now() + TimeDelta::days(10);
    door.represents(&[&mother], &child, of_age);
    let letter = door.fed(&child, &doctor, json!({})).await;
    // Ten minutes before midnight each code would last for longer.
    door.house.clock().advance(TimeDelta::days(10) - TimeDelta::minutes(10));
    let own = door.code_for(&child, json!("whole")).await;
    let to_aunt = door.invites(&child, &aunt, &json!({"acts": ["see"]})).await.json();
    let lists = async || {
        let mut of_child = Vec::new();
        for path in ["/carers", "/care-team"] {
            of_child.extend(door.items_for(&child, &child, path).await);
        }
        // The mother herself stands there until midnight.
        of_child.retain(|one| one["kind"] != "representative");
        of_child
    };
    let of_child = lists().await;
    let made = async |path: &str, body: Value| {
        let made = door.acts_for(&mother, &child, "POST", path, &body).await;
        assert_eq!(made.status, 201, "{path}: {}", made.text());
        made.json()["code"].as_str().unwrap().to_owned()
    };
    let temporary = |opens: Value| json!({"to": "code", "opens": opens, "minutes": 60});
    let by_login = made("/temporary-accesses", temporary(json!("whole"))).await;
    let by_guest = made("/temporary-accesses", temporary(json!({"documents": [letter]}))).await;
    let for_care = made("/care-team/codes", json!({})).await;
    let traits = &carer.traits;
    let invited = json!({
        "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
        "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"]},
    });
    let to_carer = made("/carers", invited).await;
    assert_eq!(lists().await.len(), of_child.len() + 5, "three codes, and an invitation in both lists");
    door.house.clock().advance(TimeDelta::minutes(10));
    let dentist = door.house.anew(&dentist);
    let declares = |code: &str| {
        let body = json!({"evidence": "code", "code": code});
        let path = format!("/api/v1/spaces/{}/care-relationships", child.space);
        Call::post(path).token(dentist.token()).json(&body)
    };
    let said = || {
        let of_child = format!("select count(*) from consent.provision where space_id = '{}'", child.space);
        door.house.database().count(&of_child)
    };
    let before = said();
    let is_refused = async |when: &str| {
        let refused = [
            door.redeems(dentist.token(), &by_login).await,
            door.redeems_as_guest(&by_guest).await,
            door.accepts(door.house.sure(&carer).token(), &to_carer).await,
            door.send(declares(&for_care)).await,
        ];
        assert_eq!(refused.map(|answer| answer.status), [404; 4], "{when}");
        for token in [dentist.token(), door.house.sure(&carer).token(), door.house.sure(&mother).token()] {
            assert_eq!(door.send(Call::get(documents(&child)).token(token)).await.status, 404, "{when}");
        }
    };
    is_refused("at midnight").await;
    assert_eq!(said(), before, "nothing was given");
    assert_eq!(flows::of_age::settle(door.house.house(), 10).unwrap(), 1);
    is_refused("when what fell was ended").await;
    assert_eq!(lists().await, of_child, "what the mother made is gone, and nothing of the child's");
    // What the child made is used.
    assert_eq!(door.redeems(dentist.token(), &own).await.status, 201);
    let sure = door.house.sure(&aunt);
    assert_eq!(door.accepts(sure.token(), to_aunt["code"].as_str().unwrap()).await.status, 201);
    assert_eq!(door.send(Call::get(documents(&child)).token(sure.token())).await.status, 200);
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_temporary_access_that_a_parent_gave_is_over_at_midnight_in_the_list_as_well() {
    let door = Door::new();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let of_age = door.house.house().clock.now() + TimeDelta::days(10);
    door.represents(&[&mother], &child, of_age);
    door.house.clock().advance(TimeDelta::days(10) - TimeDelta::minutes(10));
    let to = json!({"professional": {"rpps": door.house.rpps(&doctor)}});
    let body = json!({"to": to, "opens": "whole", "minutes": 60});
    let by_code = json!({"to": "code", "opens": "whole", "minutes": 60});
    for body in [&body, &by_code] {
        let given = door.acts_for(&mother, &child, "POST", "/temporary-accesses", body).await;
        assert_eq!(given.status, 201, "{}", given.text());
    }
    let states = async || {
        let listed = door.items_for(&child, &child, "/temporary-accesses").await;
        listed.iter().map(|one| one["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states().await, ["waiting", "running"]);
    door.house.clock().advance(TimeDelta::minutes(10));
    assert_eq!(states().await, ["over", "over"], "before what fell was ended");
    let doctor = door.house.anew(&doctor);
    assert_eq!(door.send(Call::get(documents(&child)).token(doctor.token())).await.status, 404);
    // What counts no more keeps nobody from giving the same anew.
    let given = door.acts_for(&child, &child, "POST", "/temporary-accesses", &body).await;
    assert_eq!(given.status, 201, "{}", given.text());
}

#[actix_web::test]
async fn situation_20_what_a_parent_masked_stays_masked_and_a_parent_reads_no_line_after_midnight() {
    let door = Door::new();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    let (author, doctor) = (door.house.doctor(), door.house.doctor());
    let of_age = door.house.house().clock.now() + TimeDelta::days(10);
    door.represents(&[&mother], &child, of_age);
    let letter = door.fed(&child, &author, json!({})).await;
    door.cares(&child, &doctor).await;
    assert!(door.sees(&child, &letter, doctor.token()).await);
    let mask = json!({"visibility": "masked"});
    let path = format!("/documents/{letter}/visibility");
    let masked = door.acts_for(&mother, &child, "PUT", &path, &mask).await;
    assert_eq!(masked.status, 200, "{}", masked.text());
    let reads = async || {
        let history = door.acts_for(&mother, &child, "GET", "/history?limit=100", &json!(null)).await;
        (history.status, history.text().contains("\"line\""))
    };
    door.house.clock().advance(TimeDelta::days(10) - TimeDelta::microseconds(1));
    assert_eq!(reads().await, (200, true));
    door.house.clock().advance(TimeDelta::microseconds(1));
    assert_eq!(reads().await, (404, false));
    assert_eq!(flows::of_age::settle(door.house.house(), 10).unwrap(), 1);
    assert_eq!(reads().await, (404, false));
    for path in ["/notifications", "/disputes", "/preferences", "/exports", "/representatives"] {
        let read = door.acts_for(&mother, &child, "GET", path, &json!(null)).await;
        assert_eq!(read.status, 404, "{path}: {}", read.text());
    }
    let doctor = door.house.anew(&doctor);
    assert!(!door.sees(&child, &letter, doctor.token()).await, "the mask stays");
    let own = door.holder(&child, "GET", &format!("/documents/{letter}"), &json!(null)).await.json();
    assert_eq!(own["masked"], true, "{own}");
    // It is for whoever is of age now to take it away.
    door.sees_as(&child, &letter, "as_usual").await;
    assert!(door.sees(&child, &letter, doctor.token()).await);
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}
