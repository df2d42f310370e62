//! Whoever may not see a newer version of a document is not told of it by the older one.

use serde_json::{Value, json};
use testkit::{Citizen, Worker, fixtures};

use crate::door::{Call, Door, PDF, documents, letter_about};

impl Door {
    /// Puts a version in the place of one that is there, and gives its id.
    async fn renews(&self, citizen: &Citizen, by: &Worker, id: &str, more: &Value) -> String {
        let path = format!("{}/{id}/replacement", documents(citizen));
        let metadata = letter_about(citizen, more);
        let call = Call::post(path).token(by.token()).parts(&metadata, "application/pdf", PDF);
        let answer = self.send(call).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// Whether neither version is anywhere to be found for a professional who saw the older one.
    async fn tells_neither(&self, citizen: &Citizen, to: &Worker, versions: [&str; 2], visit: &str) {
        for status in ["approved", "deprecated"] {
            let path = format!("{}?status={status}", documents(citizen));
            let list = self.send(Call::get(path).token(to.token())).await;
            assert!(versions.iter().all(|one| !list.text().contains(*one)), "{status}: {}", list.text());
        }
        let number = self.house.rpps(to);
        for one in versions {
            // Its holder is told who sees it, and that is what happens.
            let path = format!("/documents/{one}/audience");
            let audience = self.holder(citizen, "GET", &path, &json!(null)).await.json();
            let named = |person: &&Value| person["by"]["professional"]["rpps"] == number.as_str();
            let person = audience["people"].as_array().unwrap().iter().find(named);
            assert!(person.is_none_or(|person| person["sees"] == json!(false)), "{audience}");
            for part in ["", "/content", "/versions", "/readable", "/entries"] {
                let path = format!("{}/{one}{part}", documents(citizen));
                assert_eq!(self.send(Call::get(path).token(to.token())).await.status, 404, "{part}");
            }
            assert!(self.sees(citizen, versions[1], citizen.token()).await);
        }
        let told = self.visits(citizen, to.token(), &format!("?since={visit}")).await;
        assert_eq!(told["items"], json!([]), "{told}");
    }
}

#[actix_web::test]
async fn a_new_version_that_a_default_mask_hides_takes_the_older_one_with_it() {
    let door = Door::new();
    let (camille, author, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let first = door.fed(&camille, &author, json!({})).await;
    for one in [&author, &other] {
        door.cares(&camille, one).await;
    }
    assert!(door.sees(&camille, &first, other.token()).await);
    let visit = door.visits(&camille, other.token(), "").await["visit"].as_str().unwrap().to_owned();
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    door.says(&camille, json!({"default_masks": [{"all": true}]})).await;
    let second = door.renews(&camille, &author, &first, &json!({})).await;
    door.tells_neither(&camille, &other, [&first, &second], &visit).await;
    // Its author sees both, and so does everybody once the rule is taken back.
    assert!(door.sees(&camille, &second, author.token()).await);
    door.says(&camille, json!({})).await;
    assert!(door.sees(&camille, &second, other.token()).await);
    let path = format!("{}/{first}/versions", documents(&camille));
    assert_eq!(door.send(Call::get(path).token(other.token())).await.ids(), [second, first]);
}

#[actix_web::test]
async fn a_new_version_of_which_a_hidden_topic_speaks_takes_the_older_one_with_it() {
    let door = Door::new();
    let (camille, author, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    let first = door.prescribes(&camille, &author, "N02BE01", json!({})).await;
    door.cares(&camille, &other).await;
    assert!(door.sees(&camille, &first, other.token()).await);
    let visit = door.visits(&camille, other.token(), "").await["visit"].as_str().unwrap().to_owned();
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    let text = String::from_utf8(camille.named_in(fixtures::bytes("cda/coded-entries.xml"))).unwrap();
    let text = text.replace("N02BE01", "J05AR10").replace("\"D90\"", "\"D91\"");
    let path = format!("{}/{first}/replacement", documents(&camille));
    let call = Call::post(path).token(author.token()).parts(&json!({}), "text/xml", text.as_bytes());
    let answer = door.send(call).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let second = answer.json()["id"].as_str().unwrap().to_owned();
    door.tells_neither(&camille, &other, [&first, &second], &visit).await;
}

#[actix_web::test]
async fn a_new_version_of_a_type_that_is_closed_to_a_profession_takes_the_older_one_with_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    let first = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.delegates(&camille, &doctor, &json!("team")).await;
    assert!(door.sees(&camille, &first, secretary.token()).await);
    let visit = door.visits(&camille, secretary.token(), "").await["visit"].as_str().unwrap().to_owned();
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    let second = door.renews(&camille, &doctor, &first, &json!({"type": {"code": "11502-2"}})).await;
    door.tells_neither(&camille, &secretary, [&first, &second], &visit).await;
    assert!(door.sees(&camille, &second, doctor.token()).await);
}

#[actix_web::test]
async fn a_new_version_belongs_to_the_topics_of_the_version_before_and_tells_of_none() {
    let door = Door::new();
    let (camille, author, other) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.says(
        &camille,
        json!({"topics": [{"topic": "hiv", "hidden": true}, {"topic": "mental_health", "hidden": true}]}),
    )
    .await;
    door.cares(&camille, &other).await;
    let coded = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    let typed = door.fed(&camille, &author, json!({"type": {"code": "68599-0"}})).await;
    let visit = door.visits(&camille, other.token(), "").await["visit"].as_str().unwrap().to_owned();
    for first in [coded, typed] {
        door.house.clock().advance(chrono::TimeDelta::minutes(1));
        let second = door.renews(&camille, &author, &first, &json!({})).await;
        door.tells_neither(&camille, &other, [&first, &second], &visit).await;
    }
}
