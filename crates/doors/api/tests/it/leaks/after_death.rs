//! What is told after the death of the holder: to the doctor who chooses, to an heir, and to an expert of a court.

use consent::SpaceState;
use serde_json::{Value, json};

use super::Ground;

impl Ground {
    /// Something comes in as if it had been there when the holder died.
    async fn had_come(&self, more: Value) -> String {
        self.stands_as(SpaceState::Active);
        let hidden = self.comes(more).await;
        self.stands_as(SpaceState::Deceased);
        hidden
    }

    fn stands_as(&self, state: SpaceState) {
        let (state, space) = (state.as_str(), self.camille.space);
        let sql = format!("update consent.space set state = '{state}' where space_id = '{space}'");
        self.door.house.arrange(&sql);
    }
}

#[actix_web::test]
async fn of_what_was_not_chosen_an_heir_is_told_nothing() {
    let ground = Ground::of("10").await;
    let (heir, choosing) = (ground.door.house.citizen(), ground.door.house.doctor());
    let claim = ground.door.claim_of(&heir, &choosing);
    ground.door.chose_after_death(&ground.camille, &claim, &choosing, &ground.seen).await;
    let token = heir.token().to_owned();
    ground.tells_nothing(token, async |ground| ground.had_come(json!({})).await).await;
}

#[actix_web::test]
async fn of_what_was_not_chosen_an_expert_of_a_court_is_told_nothing() {
    let ground = Ground::of("10").await;
    let (expert, choosing) = (ground.door.house.doctor(), ground.door.house.doctor());
    let claim = ground.door.claim_of_expert(&expert, &choosing);
    ground.door.chose_after_death(&ground.camille, &claim, &choosing, &ground.seen).await;
    let token = expert.token().to_owned();
    ground.tells_nothing(token, async |ground| ground.had_come(json!({})).await).await;
}

#[actix_web::test]
async fn of_what_is_hidden_from_representatives_a_doctor_who_chooses_for_an_heir_is_told_nothing() {
    let ground = Ground::of("10").await;
    let (heir, choosing) = (ground.door.house.citizen(), ground.door.house.doctor());
    ground.door.dies(&ground.camille);
    ground.door.is_granted(&ground.camille, &ground.door.claim_of(&heir, &choosing)).await;
    let token = choosing.token().to_owned();
    let hidden = json!({"visible_to_representatives": false});
    ground.tells_nothing(token, async |ground| ground.had_come(hidden).await).await;
}
