//! What is told to whoever is in charge of a protected adult.

use serde_json::json;

use super::Ground;

#[actix_web::test]
async fn of_what_is_hidden_from_representatives_whoever_acts_for_an_adult_is_told_nothing() {
    for in_secret in [false, true] {
        let ground = Ground::of("10").await;
        let guardian = ground.door.house.citizen();
        ground.door.is_protected(&ground.camille, &guardian, "representation").await;
        let token = ground.door.house.sure(&guardian).token().to_owned();
        let comes = async |ground: &Ground| match in_secret {
            false => ground.comes(json!({"visible_to_representatives": false})).await,
            true => ground.door.cares_in_secret(&ground.camille, &ground.author).await,
        };
        ground.tells_nothing(token, comes).await;
    }
}

#[actix_web::test]
async fn of_what_an_adult_does_not_show_whoever_assists_nothing_is_told() {
    let hidden = [json!({"masked": true}), json!({"type": {"code": "11502-2"}})];
    for more in hidden {
        let ground = Ground::of("10").await;
        let curator = ground.door.house.citizen();
        let protection = ground.door.is_protected(&ground.camille, &curator, "assistance").await;
        let may = json!({"acts": ["see", "notices"], "categories": ["CPT_REND"]});
        let path = format!("/protection/{protection}/assistance");
        let said = ground.door.holder(&ground.camille, "PUT", &path, &may).await;
        assert_eq!(said.status, 204, "{}", said.text());
        let token = ground.door.house.sure(&curator).token().to_owned();
        assert!(ground.door.sees(&ground.camille, &ground.seen, &token).await);
        ground.tells_nothing(token, async |ground| ground.comes(more).await).await;
    }
}
