//! What is told in a record that was used beyond care.

use serde_json::json;

use super::Ground;
use crate::{door::Call, projects::of_cancer};

#[actix_web::test]
async fn of_what_waits_for_its_announcement_the_holder_of_a_record_that_was_used_is_told_nothing() {
    let ground = Ground::of("10").await;
    let door = &ground.door;
    let (one, other) = door.two_registrars();
    let project = door.confirmed(&one, &other, &of_cancer()).await;
    door.who_permit(9, &ground.author, &json!({})).await;
    door.says_of_use(&ground.camille, json!({"answer": "yes", "theme": "cancer"})).await;
    door.asks_extract(&one, &project).await;
    door.works();
    let token = ground.camille.token().to_owned();
    let ledger = format!("/api/v1/spaces/{}/secondary-use/ledger", ground.camille.space);
    let used = door.send(Call::get(ledger).token(&token)).await.json();
    assert_eq!(used["items"][0]["documents"], 1, "{used}");
    ground
        .tells_nothing(token, async |ground| ground.comes(json!({"visible_to_patient": false})).await)
        .await;
}
