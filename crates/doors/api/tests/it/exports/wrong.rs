//! What is asked wrongly is answered clearly, and nothing is lost by it.

use serde_json::json;

use crate::door::{Call, Door};

#[actix_web::test]
async fn an_export_asks_for_a_second_factor_that_was_just_shown() {
    let door = Door::new();
    let camille = door.house.citizen();
    let path = format!("/api/v1/spaces/{}/exports", camille.space);
    let asked = door.send(Call::post(&path).token(camille.token())).await;
    assert_eq!(asked.status, 401, "{}", asked.text());
    assert!(
        asked.header("www-authenticate").contains("insufficient_user_authentication"),
        "{:?}",
        asked.headers
    );
    let export = door.wants_out(&camille).await;
    door.runs_jobs();
    let shown = door.send(Call::get(format!("{path}/{export}")).token(camille.token())).await;
    assert_eq!(shown.status, 200, "how far it has come is told without");
    let taken = door.send(Call::get(format!("{path}/{export}/content")).token(camille.token())).await;
    assert_eq!(taken.status, 401, "{}", taken.text());
    // Also where it was shown, once that was long ago.
    let sure = door.house.sure(&camille).token().to_owned();
    door.house.clock().advance(chrono::TimeDelta::minutes(6));
    let late = door.send(Call::get(format!("{path}/{export}/content")).token(&sure)).await;
    assert_eq!(late.status, 401, "{}", late.text());
}

#[actix_web::test]
async fn while_one_is_made_there_is_no_second_and_no_more_are_kept_than_three() {
    let door = Door::new();
    let camille = door.house.citizen();
    let first = door.wants_out(&camille).await;
    let again = door.export(&camille, "POST", "").await;
    assert_eq!((again.status, &again.json()["id"]), (200, &json!(first)), "sent twice, it is one");
    for _ in 0..2 {
        door.runs_jobs();
        door.wants_out(&camille).await;
    }
    door.runs_jobs();
    let fourth = door.export(&camille, "POST", "").await;
    assert_eq!(fourth.status, 409, "{}", fourth.text());
    assert!(fourth.text().contains("at most 3 exports are kept"), "{}", fourth.text());
    let listed = door.export(&camille, "GET", "").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert_eq!(door.export(&camille, "DELETE", &format!("/{first}")).await.status, 204);
    assert_eq!(door.export(&camille, "DELETE", &format!("/{first}")).await.status, 404, "it is gone");
    door.wants_out(&camille).await;
}

#[actix_web::test]
async fn what_is_not_ready_and_what_was_never_there_are_said_to_be_so() {
    let door = Door::new();
    let camille = door.house.citizen();
    let export = door.wants_out(&camille).await;
    let early = door.export(&camille, "GET", &format!("/{export}/content")).await;
    assert_eq!((early.status, early.pointer().as_str()), (409, "path:export"));
    assert_eq!(early.json()["faults"][0]["found"], "making", "{}", early.text());
    let nothing = door.house.id::<kernel::kind::Export>();
    let absent = door.export(&camille, "GET", &format!("/{nothing}")).await;
    assert_eq!(absent.status, 404);
    assert_eq!(absent.json()["detail"], "There is no such export, or it is not yours.");
    let wrong = door.export(&camille, "GET", "/x").await;
    assert_eq!(wrong.status, 400, "{}", wrong.text());
}
