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
    let (camille, carer, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let older = door.code_of(&camille, &carer, &json!({"acts": ["see"]})).await;
    door.house.clock().advance(TimeDelta::seconds(1));
    let newer = door.code_of(&camille, &carer, &prescriptions()).await;
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
