//! Whoever acts for a holder, or assists them, among those who get in: in the care team, in the audience of a document and in a preview.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, documents};

impl Door {
    /// Those in the team of a record who act for its holder or assist them: kind, name and id of each.
    async fn acting(&self, holder: &Citizen) -> Vec<(String, String, Value)> {
        let team = self.items_for(holder, holder, "/care-team").await;
        let acting = team.iter().filter(|one| one["acting"].is_string());
        let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
        acting.map(|one| (text(one, "kind"), text(one, "acting"), one["id"].clone())).collect()
    }

    /// Whether they see a document, and the rule by which they do or do not.
    async fn audience_of(&self, holder: &Citizen, document: &str, id: &Value) -> (bool, String) {
        let path = format!("/documents/{document}/audience");
        let audience = self.holder(holder, "GET", &path, &json!(null)).await.json();
        let people = audience["people"].as_array().unwrap();
        let one = people.iter().find(|one| one["by"]["id"] == *id);
        let one = one.unwrap_or_else(|| panic!("nobody of this id in {audience}"));
        (one["sees"].as_bool().unwrap(), one["why"]["code"].as_str().unwrap().to_owned())
    }

    async fn previewed(&self, holder: &Citizen, id: &Value) -> Vec<Value> {
        let eyes = json!({"as": {"acting": id}});
        let preview = self.holder(holder, "POST", "/preview", &eyes).await;
        assert_eq!(preview.status, 200, "{}", preview.text());
        preview.json()["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
    }
}

#[actix_web::test]
async fn a_teenager_sees_what_the_mother_sees_and_that_she_does_not_see_what_is_hidden_from_her() {
    let door = Door::new();
    let [mother, child] = [(); 2].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let letter = door.fed(&child, &doctor, json!({"masked": true})).await;
    let hidden = door.fed(&child, &doctor, json!({"visible_to_representatives": false})).await;
    assert_eq!(door.acting(&child).await, []);
    door.represents(&[&mother], &child, door.house.house().clock.now() + TimeDelta::days(900));
    let acting = door.acting(&child).await;
    let (kind, name, id) = &acting[0];
    assert_eq!((acting.len(), kind.as_str()), (1, "representative"));
    assert!(name.contains(mother.traits.birth_name.reveal()), "{name}");
    assert_eq!(door.audience_of(&child, &letter, id).await, (true, "W2".to_owned()));
    assert_eq!(door.audience_of(&child, &hidden, id).await, (false, "F2".to_owned()));
    assert_eq!(door.previewed(&child, id).await, [json!(letter)]);
    // What is said is what happens.
    let token = door.house.sure(&mother);
    assert!(door.sees(&child, &letter, token.token()).await);
    assert!(!door.sees(&child, &hidden, token.token()).await);
    // Nobody ends that among those who get in, and all others can be shut out beside it.
    let ended = json!({"kind": "representative"});
    let path = format!("/care-team/{}", id.as_str().unwrap());
    let refused = door.holder(&child, "DELETE", &path, &ended).await;
    assert!(refused.status == 422 && refused.text().contains("the law or a judge"), "{}", refused.text());
    assert_eq!(door.holder(&child, "DELETE", "/care-team", &json!(null)).await.status, 204);
    assert_eq!(door.acting(&child).await.len(), 1);
    let nobody = json!({"as": {"acting": door.house.id::<kernel::kind::Provision>()}});
    let nobody = door.holder(&child, "POST", "/preview", &nobody).await;
    assert!(nobody.status == 422 && nobody.text().contains("nobody acts"), "{}", nobody.text());
    // A suspended parent is none.
    door.represents(&[], &child, door.house.house().clock.now());
    assert_eq!(door.acting(&child).await, []);
}

#[actix_web::test]
async fn an_adult_sees_what_a_guardian_and_what_somebody_who_assists_sees() {
    let door = Door::new();
    let [elder, guardian, curator] = [(); 3].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    let prescription = json!({"type": {"code": "57833-6"}, "title": "Ordonnance"});
    let (letter, prescription) = (
        door.fed(&elder, &doctor, json!({"masked": true})).await,
        door.fed(&elder, &doctor, prescription).await,
    );
    let guarded = door.is_protected(&elder, &guardian, "representation").await;
    let assisted = door.is_protected(&elder, &curator, "assistance").await;
    let acting = door.acting(&elder).await;
    assert_eq!(acting.len(), 1, "who assists gets in by a consent alone: {acting:?}");
    assert_eq!((acting[0].0.as_str(), &acting[0].2), ("protection", &json!(guarded)));
    let path = format!("/protection/{assisted}/assistance");
    let may = json!({"acts": ["see"], "categories": ["ORD_SOIN"]});
    assert_eq!(door.acts_for(&elder, &elder, "PUT", &path, &may).await.status, 204);
    let acting = door.acting(&elder).await;
    let consent = acting.iter().find(|one| one.0 == "assistance").unwrap().2.clone();
    let guarded = json!(guarded);
    assert_eq!(door.audience_of(&elder, &letter, &guarded).await, (true, "W3".to_owned()));
    assert_eq!(door.audience_of(&elder, &letter, &consent).await, (false, "W3".to_owned()));
    assert_eq!(door.audience_of(&elder, &prescription, &consent).await, (true, "W3".to_owned()));
    assert_eq!(door.previewed(&elder, &guarded).await.len(), 2);
    assert_eq!(door.previewed(&elder, &consent).await, [json!(prescription)]);
    // Of the two the consent alone is the adult's to end.
    let path = format!("/care-team/{}", guarded.as_str().unwrap());
    let refused = door.holder(&elder, "DELETE", &path, &json!({"kind": "protection"})).await;
    assert_eq!(refused.status, 422, "{}", refused.text());
    let path = format!("/care-team/{}", consent.as_str().unwrap());
    let ended = door.holder(&elder, "DELETE", &path, &json!({"kind": "assistance"})).await;
    assert_eq!(ended.status, 204, "{}", ended.text());
    assert_eq!(door.acting(&elder).await.len(), 1);
    let token = door.house.sure(&curator);
    assert_eq!(door.send(Call::get(documents(&elder)).token(token.token())).await.status, 404);
}

#[actix_web::test]
async fn no_parent_learns_from_the_other_that_something_is_hidden_from_representatives() {
    let door = Door::new();
    let [mother, father, child] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother, &father], &child, door.house.house().clock.now() + TimeDelta::days(900));
    let metadata = json!({"type": {"code": "11490-0"}, "title": "Note"});
    let path = format!("/api/v1/spaces/{}/documents", child.space);
    let brought = Call::post(path).token(door.house.sure(&father).token());
    let brought = door.send(brought.parts(&metadata, "text/plain", b"Note")).await;
    let note = brought.json()["id"].as_str().unwrap().to_owned();
    let about = async |actor: &Citizen| {
        let path = format!("/documents/{note}/audience");
        let audience = door.acts_for(actor, &child, "GET", &path, &json!(null)).await.json();
        let people = audience["people"].as_array().unwrap().clone();
        let hers = people.iter().find(|one| {
            one["by"]["acting"].as_str().is_some_and(|name| name.contains(mother.traits.birth_name.reveal()))
        });
        let hers = hers.unwrap().clone();
        let eyes = json!({"as": {"acting": hers["by"]["id"]}});
        let preview = door.acts_for(actor, &child, "POST", "/preview", &eyes).await.json();
        (hers["sees"].clone(), preview["items"].as_array().unwrap().len())
    };
    let before = about(&father).await;
    assert_eq!(before, (json!(true), 1));
    let path = format!("/documents/{note}/representatives");
    let hides = json!({"visible_to_representatives": false});
    assert_eq!(door.acts_for(&child, &child, "PUT", &path, &hides).await.status, 200);
    assert_eq!(
        about(&father).await,
        before,
        "he goes on seeing what he brought, as if nothing had been hidden"
    );
    assert_eq!(about(&child).await, (json!(false), 0), "the minor is told what is so");
}
