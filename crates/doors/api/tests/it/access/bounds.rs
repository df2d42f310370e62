//! What cannot be said says why: times that cannot be, and one too many.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    door::{Call, Door},
    projects::of_cancer,
};

const PROJECTS: &str = "/api/v1/admin/projects";

#[actix_web::test]
async fn a_carer_begins_now_or_later_and_before_the_end() {
    let door = Door::new();
    let (camille, carer) = (door.house.citizen(), door.house.citizen());
    let now = door.house.house().clock.now();
    let invites = async |from: DateTime<Utc>, until: DateTime<Utc>| {
        let traits = &carer.traits;
        let body = json!({
            "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": traits.birth_date.reveal(), "may": {"acts": ["see"], "until": until}, "from": from,
        });
        door.holder(&camille, "POST", "/carers", &body).await
    };
    let wrong = [
        (now + TimeDelta::days(20), now + TimeDelta::days(10), "a carer begins before the end"),
        (now - TimeDelta::days(2), now + TimeDelta::days(10), "a carer begins now or later"),
        (now, now - TimeDelta::days(10), "what a carer may do ends after now"),
    ];
    for (from, until, said) in wrong {
        let refused = invites(from, until).await;
        assert_eq!(refused.status, 422, "{}", refused.text());
        assert!(refused.text().contains(said), "{said}: {}", refused.text());
    }
    // A clock that goes a little slow means now.
    let invited = invites(now - TimeDelta::minutes(2), now + TimeDelta::days(10)).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
}

#[actix_web::test]
async fn what_is_permitted_from_now_on_begins_now_and_not_later() {
    let door = Door::new();
    let camille = door.house.citizen();
    let now = door.house.house().clock.now();
    let says = async |from: DateTime<Utc>| {
        let yes = json!({"answer": "yes", "theme": "cancer", "deposited_from": from});
        door.holder(&camille, "POST", "/secondary-use", &yes).await
    };
    let refused = says(now + TimeDelta::minutes(18)).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("now or in the past"), "{}", refused.text());
    assert_eq!(says(now).await.status, 201);
}

#[actix_web::test]
async fn a_purpose_without_themes_says_that_it_has_none() {
    let door = Door::new();
    let registrar = door.registrar("Ange Fichier");
    let mut project = of_cancer();
    project["purpose"] = json!("policy");
    let refused = door.send(Call::post(PROJECTS).token(registrar.token()).json(&project)).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(
        refused.text().contains("the purpose `policy` has no themes; leave `theme` out"),
        "{}",
        refused.text()
    );
}

#[actix_web::test]
async fn one_representative_too_many_is_not_to_be_ended_by_anybody_who_cannot() {
    let door = Door::new();
    let [mother, father, child, third] = [(); 4].map(|()| door.house.citizen());
    door.represents(&[&mother, &father], &child, door.house.house().clock.now() + TimeDelta::days(2_000));
    let refused = door.invites_parent(&mother, &child, &third).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let said = refused.json()["detail"].as_str().unwrap().to_owned();
    assert_eq!(said, "at most 2 people represent a minor, those invited among them");
}

#[actix_web::test]
async fn a_way_that_there_is_not_is_said_to_be_none_without_a_look_at_the_record() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    // The description tells them by a pattern: whoever adds one says so there as well.
    let ways = door.house.house().consent.ways();
    let ways: Vec<&str> = ways.iter().map(consent::RuleId::as_str).collect();
    assert_eq!(ways, ["W0", "W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9", "W12"]);
    let nowhere = format!("/api/v1/spaces/{}/documents", door.house.id::<kernel::kind::Space>());
    let by = |path: &str| Call::get(path).token(camille.token()).header("carnet-way", "W99");
    let mut said: Vec<Value> = Vec::new();
    for path in [crate::door::documents(&camille), crate::door::documents(&other), nowhere] {
        let refused = door.send(by(&path)).await;
        assert_eq!((refused.status, refused.pointer().as_str()), (400, "header:carnet-way"));
        assert!(refused.text().contains("`W1`, `W2`"), "{}", refused.text());
        assert!(!refused.text().contains("W99"), "what was sent is not repeated");
        said.push(refused.json()["faults"].clone());
    }
    assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
}
