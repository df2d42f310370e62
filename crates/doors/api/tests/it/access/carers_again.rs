//! Carers who are invited anew, and ends that are said anew.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;
use serde_json::{Value, json};
use testkit::Citizen;

use super::{carers::prescriptions, forged::findings};
use crate::door::{Call, Door, documents};

/// Noon of the day after some.
fn in_days(door: &Door, days: i64) -> DateTime<Utc> {
    door.house.clock().now() + TimeDelta::days(days)
}

fn until(mut may: Value, end: DateTime<Utc>) -> Value {
    may["until"] = json!(end.to_rfc3339());
    may
}

impl Door {
    async fn code_of(&self, holder: &Citizen, carer: &Citizen, may: &Value) -> String {
        let invited = self.invites(holder, carer, may).await;
        assert_eq!(invited.status, 201, "{}", invited.text());
        invited.json()["code"].as_str().unwrap().to_owned()
    }

    async fn takes_up(&self, carer: &Citizen, code: &str) -> u16 {
        self.accepts(self.house.sure(carer).token(), code).await.status
    }

    async fn enters_record(&self, of: &Citizen, carer: &Citizen) -> bool {
        self.send(Call::get(documents(of)).token(self.house.sure(carer).token())).await.status == 200
    }
}

#[actix_web::test]
async fn a_renewal_is_accepted_after_the_end_that_it_renews() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    door.becomes_carer(&camille, &carer, &until(prescriptions(), in_days(&door, 10))).await;
    door.house.clock().advance(TimeDelta::days(5));
    let renewal = door.code_of(&camille, &carer, &prescriptions()).await;
    door.house.clock().advance(TimeDelta::days(10));
    assert!(!door.enters_record(&camille, &carer).await, "it ran out");
    assert_eq!(door.takes_up(&carer, &renewal).await, 201, "what ran out by itself was ended by nobody");
    assert!(door.enters_record(&camille, &carer).await);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn of_two_invitations_that_wait_the_newer_one_counts_whichever_is_accepted_first() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let carer = door.house.citizen_called(Some("DURAND"));
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let older = door.code_of(&camille, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::seconds(1));
    let newer = json!({
        "family_name": "Durand", "first_name": carer.traits.first_names[0].reveal(),
        "birth_date": carer.traits.birth_date.reveal(), "may": prescriptions(),
    });
    let newer = door.holder(&camille, "POST", "/carers", &newer).await.json();
    let newer = newer["code"].as_str().unwrap().to_owned();
    door.house.clock().advance(TimeDelta::seconds(1));
    assert_eq!(door.takes_up(&carer, &older).await, 201);
    assert!(door.sees(&camille, &letter, door.house.sure(&carer).token()).await);
    door.house.clock().advance(TimeDelta::seconds(1));
    assert_eq!(door.takes_up(&carer, &newer).await, 201, "the holder said it last");
    assert!(!door.sees(&camille, &letter, door.house.sure(&carer).token()).await);
    assert_eq!(door.carers(&camille).await.len(), 1);
}

#[actix_web::test]
async fn an_invitation_that_begins_later_leaves_what_runs_until_then() {
    let door = Door::new();
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.becomes_carer(&camille, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::seconds(1));
    let traits = &carer.traits;
    let later = json!({
        "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
        "birth_date": traits.birth_date.reveal(), "from": in_days(&door, 10).to_rfc3339(), "may": prescriptions(),
    });
    let invited = door.holder(&camille, "POST", "/carers", &later).await.json();
    assert_eq!(door.takes_up(&carer, invited["code"].as_str().unwrap()).await, 201);
    assert!(door.sees(&camille, &letter, door.house.sure(&carer).token()).await, "until then as before");
    let renewal = door.code_of(&camille, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::days(11));
    assert!(
        !door.sees(&camille, &letter, door.house.sure(&carer).token()).await,
        "from then on as it was said"
    );
    assert!(door.enters_record(&camille, &carer).await);
    assert_eq!(door.takes_up(&carer, &renewal).await, 201, "what gave way to the next was ended by nobody");
    assert!(door.sees(&camille, &letter, door.house.sure(&carer).token()).await);
}

#[actix_web::test]
async fn without_a_date_who_had_no_end_has_one_in_a_year() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let id = door.becomes_carer(&camille, &carer, &json!({"acts": ["see"], "without_end": true})).await;
    let changed = door.holder(&camille, "PUT", &format!("/carers/{id}"), &json!({"acts": ["see"]})).await;
    let said: DateTime<Utc> = changed.json()["until"].as_str().unwrap().parse().unwrap();
    assert_eq!((said - in_days(&door, 365)).num_days(), 0, "{}", changed.text());
}

#[actix_web::test]
async fn an_end_that_is_brought_nearer_is_not_told_to_the_carer_and_its_last_day_is_told_to_the_holder() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let may = json!({"acts": ["see", "notices"]});
    let id = door.becomes_carer(&camille, &carer, &until(may.clone(), in_days(&door, 300))).await;
    let last = in_days(&door, 10);
    let nearer = door.holder(&camille, "PUT", &format!("/carers/{id}"), &until(may.clone(), last)).await;
    assert_eq!(nearer.status, 200, "{}", nearer.text());
    let remind = || flows::access::remind_of_carers(door.house.house(), None, 500).unwrap().told;
    let to_carers = || {
        let told = "select count(*) from notifications.notice where person is not null";
        door.house.database().count(told)
    };
    assert_eq!((remind(), to_carers()), (1, 0));
    let notices = door.notices_of(&camille, "carer_ending").await;
    let day = last.format("%-d\u{a0}%B %Y included").to_string();
    assert!(notices[0].to_string().contains(&day), "{day} in {notices:?}");
    let later = until(may, in_days(&door, 20));
    assert_eq!(door.holder(&camille, "PUT", &format!("/carers/{id}"), &later).await.status, 200);
    assert_eq!((remind(), to_carers()), (1, 1), "of more the carer may know");
}

#[actix_web::test]
async fn of_one_person_one_invitation_waits_at_a_time_however_the_name_is_written() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let first = door.invites(&camille, &carer, &prescriptions()).await.json();
    let id = first["carer"]["id"].as_str().unwrap();
    let name = carer.traits.birth_name.reveal().to_lowercase().replace(' ', "-");
    let again = json!({
        "family_name": name, "first_name": " Camille ", "birth_date": carer.traits.birth_date.reveal(),
        "may": {"acts": ["see"]},
    });
    let refused = door.holder(&camille, "POST", "/carers", &again).await;
    assert_eq!((refused.status, refused.pointer().as_str()), (409, "/family_name"), "{}", refused.text());
    assert!(refused.text().contains(id) && refused.text().contains("take it back"), "{}", refused.text());
    assert_eq!(door.carers(&camille).await.len(), 1);
    assert_eq!(door.holder(&camille, "DELETE", &format!("/carers/{id}"), &Value::Null).await.status, 204);
    let code = door.code_of(&camille, &carer, &prescriptions()).await;
    assert_eq!(door.takes_up(&carer, &code).await, 201);
    // Whoever is a carer is invited anew to go on.
    door.house.clock().advance(TimeDelta::seconds(1));
    let renewal = door.code_of(&camille, &carer, &prescriptions()).await;
    assert_eq!(door.invites(&camille, &carer, &prescriptions()).await.status, 409);
    assert_eq!(door.takes_up(&carer, &renewal).await, 201);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn neither_the_holder_nor_whoever_invites_is_invited() {
    let door = Door::new();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    door.represents(&[&mother], &child, in_days(&door, 5_000));
    let camille = door.house.citizen_called(Some("DURAND"));
    let inviting = |whom: &Citizen, family_name: &str| {
        json!({
            "family_name": family_name, "first_name": "camille", "birth_date": whom.traits.birth_date.reveal(),
            "may": {"acts": ["see"]},
        })
    };
    let own = |whom: &Citizen| whom.traits.birth_name.reveal().clone();
    for (by, of, whom, name, says) in [
        (&camille, &camille, &camille, own(&camille), "your own name"),
        (&camille, &camille, &camille, "durand".to_owned(), "your own name"),
        (&mother, &child, &child, own(&child), "of the holder"),
        (&mother, &child, &mother, own(&mother), "your own name"),
    ] {
        let refused = door.acts_for(by, of, "POST", "/carers", &inviting(whom, &name)).await;
        assert_eq!((refused.status, refused.pointer().as_str()), (422, "/family_name"), "{}", refused.text());
        assert!(refused.text().contains(says), "{says}: {}", refused.text());
        assert_eq!(door.items_for(by, of, "/carers").await, Vec::<Value>::new());
    }
    assert_eq!(findings(&door, child.space), Vec::<String>::new());
}

#[actix_web::test]
async fn the_holder_is_told_of_a_carer_who_gives_it_up() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let name = carer.traits.birth_name.reveal();
    for (nth, path) in ["/me/cared-for/", "/spaces/"].into_iter().enumerate() {
        door.becomes_carer(&camille, &carer, &prescriptions()).await;
        let path = match path {
            "/me/cared-for/" => format!("/api/v1{path}{}", camille.space),
            _ => {
                let team = door.holder(&camille, "GET", "/care-team", &Value::Null).await.json();
                let grant = team["items"][0]["id"].as_str().unwrap();
                format!("/api/v1{path}{}/care-relationships/{grant}", camille.space)
            }
        };
        let given_up = door.send(Call::new("DELETE", &path).token(carer.token())).await;
        assert_eq!(given_up.status, 204, "{path}: {}", given_up.text());
        let told = door.notices_of(&camille, "carer_resigned").await;
        assert_eq!(told.len(), nth + 1, "{path}: {told:?}");
        assert!(told[0].to_string().contains(name.as_str()), "{told:?}");
        door.house.clock().advance(TimeDelta::seconds(1));
    }
    // Of what the holder ends, nobody is told.
    let id = door.becomes_carer(&camille, &carer, &prescriptions()).await;
    door.holder(&camille, "DELETE", &format!("/carers/{id}"), &Value::Null).await;
    assert_eq!(door.notices_of(&camille, "carer_resigned").await.len(), 2);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}
