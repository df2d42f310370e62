//! A carer whom a minor lets in without the knowledge of those who represent them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use testkit::Citizen;

use super::forged::findings;
use crate::door::{Answer, Call, Door, deposit, documents};

impl Door {
    /// Invites somebody as a carer in secret, as born on a day.
    async fn invites_in_secret(&self, holder: &Citizen, carer: &Citizen, born: &str) -> Answer {
        let traits = &carer.traits;
        let body = json!({
            "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
            "birth_date": born, "may": {"acts": ["see", "add"]},
        });
        let call = Call::post(format!("/api/v1/spaces/{}/carers", holder.space));
        self.in_secret(call.token(self.house.sure(holder).token()).json(&body)).await
    }
}

fn code(invited: &Answer) -> String {
    assert_eq!(invited.status, 201, "{}", invited.text());
    invited.json()["code"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn of_a_carer_who_was_let_in_in_secret_a_parent_finds_no_trace_anywhere() {
    let door = Door::new();
    let [mother, teenager, aunt] = [(); 3].map(|()| door.house.citizen());
    let doctor = door.house.doctor();
    door.represents(&[&mother], &teenager, door.far());
    let letter = door.fed(&teenager, &doctor, json!({})).await;
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    let is_untold = async |what: &str| {
        let after = door.all_that_a_parent_reads(&mother, &teenager).await;
        for ((path, before), (_, after)) in before.iter().zip(&after) {
            assert_eq!(before, after, "{what}: {path}");
        }
    };
    // Her date of birth was mistyped: the code is not for her.
    let wrong = door.invites_in_secret(&teenager, &aunt, "1901-01-01").await;
    assert_eq!(door.accepts(aunt.token(), &code(&wrong)).await.status, 404);
    is_untold("a try that was turned down").await;
    let right = door.invites_in_secret(&teenager, &aunt, aunt.traits.birth_date.reveal()).await;
    assert_eq!(door.accepts(aunt.token(), &code(&right)).await.status, 201);
    is_untold("an invitation that was accepted").await;
    assert!(door.sees(&teenager, &letter, aunt.token()).await);
    assert_eq!(door.send(Call::get("/api/v1/me/cared-for").token(aunt.token())).await.status, 200);
    let note = deposit(&teenager, aunt.token()).parts(&json!({"title": "Note"}), "text/plain", b"Note");
    let note = door.send(note).await;
    assert_eq!(note.status, 201, "{}", note.text());
    // What is refused to her stands in the chain of the record as well.
    let taken = Call::new("DELETE", format!("{}/{letter}", documents(&teenager))).token(aunt.token());
    assert!(door.send(taken).await.status >= 400);
    is_untold("what the carer did").await;
    // The teenager says anew what she may do: that cannot be said in a secret connection.
    let path = format!("/carers/{}", right.json()["carer"]["id"].as_str().unwrap());
    let less = door.acts_for(&teenager, &teenager, "PUT", &path, &json!({"acts": ["see"]})).await;
    assert_eq!(less.status, 200, "{}", less.text());
    assert!(door.sees(&teenager, &letter, aunt.token()).await);
    is_untold("less was said").await;
    let ended = door.acts_for(&teenager, &teenager, "DELETE", &path, &Value::Null).await;
    assert_eq!(ended.status, 204, "{}", ended.text());
    is_untold("it was ended").await;
    // The teenager reads all of it.
    let history = door.items_for(&teenager, &teenager, "/history?limit=100").await;
    for act in ["carers.accept", "documents.deposit", "carers.change", "carers.end"] {
        assert!(history.iter().any(|line| line["act"]["code"] == act), "{act}: {history:?}");
    }
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_secret_code_that_is_refused_is_refused_in_secret() {
    let door = Door::new();
    let [mother, teenager, aunt] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let given = Call::post(format!("/api/v1/spaces/{}/temporary-accesses", teenager.space));
    let body = json!({"to": "code", "opens": "whole", "minutes": 60});
    let made = door.in_secret(given.token(door.house.sure(&teenager).token()).json(&body)).await;
    let temporary = code(&made);
    let carer = code(&door.invites_in_secret(&teenager, &aunt, aunt.traits.birth_date.reveal()).await);
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    // Neither code is for whoever uses it.
    assert!(door.redeems(aunt.token(), &temporary).await.status >= 400);
    assert!(door.accepts(mother.token(), &carer).await.status >= 400);
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
}

#[actix_web::test]
async fn that_the_end_of_a_secret_carer_is_near_the_minor_alone_is_told() {
    let door = Door::new();
    let [mother, teenager, aunt, uncle] = [(); 4].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let invited = door.invites_in_secret(&teenager, &aunt, aunt.traits.birth_date.reveal()).await;
    assert_eq!(door.accepts(aunt.token(), &code(&invited)).await.status, 201);
    door.house.clock().advance(TimeDelta::days(340));
    let remind = || flows::access::remind_of_carers(door.house.house(), None, 500).unwrap().told;
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    assert_eq!((remind(), remind()), (1, 0));
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
    let of_mother = door.items_for(&mother, &teenager, "/notifications").await;
    assert_eq!(of_mother, Vec::<Value>::new());
    assert_eq!(door.notices_of(&teenager, "carer_ending").await.len(), 1);
    // Of a carer whom all know both are told.
    let invited = door.invites(&teenager, &uncle, &json!({"acts": ["see"]})).await;
    assert_eq!(door.accepts(door.house.sure(&uncle).token(), &code(&invited)).await.status, 201);
    door.house.clock().advance(TimeDelta::days(340));
    assert_eq!(remind(), 1);
    assert_eq!(door.notices_of(&teenager, "carer_ending").await.len(), 2);
    let of_mother = door.items_for(&mother, &teenager, "/notifications").await;
    assert!(of_mother.iter().any(|one| one["kind"]["code"] == "carer_ending"), "{of_mother:?}");
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_parent_is_not_told_of_a_secret_invitation_by_inviting_the_same_person() {
    let door = Door::new();
    let [mother, teenager, aunt] = [(); 3].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let born = aunt.traits.birth_date.reveal();
    let secret = code(&door.invites_in_secret(&teenager, &aunt, born).await);
    let traits = &aunt.traits;
    let open = json!({
        "family_name": traits.birth_name.reveal(), "first_name": traits.first_names[0].reveal(),
        "birth_date": born, "may": {"acts": ["see"]},
    });
    let by_mother = door.acts_for(&mother, &teenager, "POST", "/carers", &open).await;
    assert_eq!(by_mother.status, 201, "{}", by_mother.text());
    let again = door.acts_for(&mother, &teenager, "POST", "/carers", &open).await;
    assert_eq!(again.status, 409, "of her own she is: {}", again.text());
    let again = door.invites_in_secret(&teenager, &aunt, born).await;
    assert_eq!(again.status, 409, "so is the teenager of theirs: {}", again.text());
    assert_eq!(door.accepts(aunt.token(), &secret).await.status, 201);
    let beside = door.invites_in_secret(&teenager, &aunt, born).await;
    assert_eq!(beside.status, 201, "what is seen is in no way of what is not: {}", beside.text());
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn that_a_secret_carer_gives_it_up_the_minor_alone_is_told() {
    let door = Door::new();
    let [mother, teenager, aunt, uncle] = [(); 4].map(|()| door.house.citizen());
    door.represents(&[&mother], &teenager, door.far());
    let resigns = async |carer: &Citizen| {
        let path = format!("/api/v1/me/cared-for/{}", teenager.space);
        let resigned = door.send(Call::new("DELETE", path).token(door.house.sure(carer).token())).await;
        assert_eq!(resigned.status, 204, "{}", resigned.text());
    };
    let invited = door.invites_in_secret(&teenager, &aunt, aunt.traits.birth_date.reveal()).await;
    assert_eq!(door.accepts(aunt.token(), &code(&invited)).await.status, 201);
    let before = door.all_that_a_parent_reads(&mother, &teenager).await;
    resigns(&aunt).await;
    assert_eq!(door.all_that_a_parent_reads(&mother, &teenager).await, before);
    assert_eq!(door.notices_of(&teenager, "carer_resigned").await.len(), 1);
    // Of a carer whom all know both are told.
    door.becomes_carer(&teenager, &uncle, &json!({"acts": ["see"]})).await;
    resigns(&uncle).await;
    assert_eq!(door.notices_of(&teenager, "carer_resigned").await.len(), 2);
    let of_mother = door.items_for(&mother, &teenager, "/notifications").await;
    let told = of_mother.iter().filter(|one| one["kind"]["code"] == "carer_resigned").count();
    assert_eq!(told, 1, "{of_mother:?}");
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

/// Who was refused something, as a reader of a record finds it in the history.
async fn refused(door: &Door, reader: &Citizen, record: &Citizen) -> Vec<String> {
    let lines = door.items_for(reader, record, "/history?limit=100").await;
    let refused = lines.iter().filter(|line| line["outcome"] == "refused");
    refused.map(|line| line["who"]["name"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn whoever_was_let_in_in_secret_and_is_refused_afterwards_is_named_to_no_parent() {
    let door = Door::new();
    let [mother, teenager, aunt] = [(); 3].map(|()| door.house.citizen());
    let confidant = door.house.professional_named("Confidente Discrète", "10");
    let depositor = door.house.professional_named("Déposante Discrète", "10");
    let stranger = door.house.professional_named("Curieuse Inconnue", "10");
    door.represents(&[&mother], &teenager, door.far());
    let all = documents(&teenager);
    let reads = async |token: &str| door.send(Call::get(&all).token(token)).await.status;
    assert_eq!(reads(depositor.token()).await, 404);
    assert_eq!(refused(&door, &mother, &teenager).await, ["Déposante Discrète"]);
    door.house.clock().advance(TimeDelta::minutes(2));
    // A carer, a doctor in a care relationship, and one who brought something and no more.
    let invited = door.invites_in_secret(&teenager, &aunt, aunt.traits.birth_date.reveal()).await;
    let id = invited.json()["carer"]["id"].as_str().unwrap().to_owned();
    assert_eq!(door.accepts(aunt.token(), &code(&invited)).await.status, 201);
    door.cares_in_secret(&teenager, &confidant).await;
    let note = deposit(&teenager, depositor.token());
    let note = note.parts(&crate::door::letter_about(&teenager, &json!({})), "text/plain", crate::door::NOTE);
    let sent = door.in_secret(note).await;
    assert_eq!(sent.status, 201, "{}", sent.text());
    // It ends without a word, and each of them is refused what they try.
    assert_eq!(door.holder(&teenager, "DELETE", &format!("/carers/{id}"), &Value::Null).await.status, 204);
    let team = door.items_for(&teenager, &teenager, "/care-team").await;
    let grant = team.iter().find(|one| one["kind"] == "care_relationship").unwrap()["id"].clone();
    let path = format!("/care-team/{}", grant.as_str().unwrap());
    let ended = json!({"kind": "care_relationship"});
    assert_eq!(door.holder(&teenager, "DELETE", &path, &ended).await.status, 204);
    let resign = Call::new("DELETE", format!("/api/v1/me/cared-for/{}", teenager.space));
    assert_eq!(door.send(resign.token(aunt.token())).await.status, 404);
    for token in [aunt.token(), confidant.token(), depositor.token()] {
        assert_eq!(reads(token).await, 404);
    }
    let own = format!("{all}/{}", sent.json()["id"].as_str().unwrap());
    door.send(Call::get(own).token(depositor.token())).await;
    assert_eq!(refused(&door, &mother, &teenager).await, ["Déposante Discrète"], "as before");
    // The teenager reads of all of them, and the mother of whoever else tries, and of what was refused before there was a secret.
    let hers = refused(&door, &teenager, &teenager).await;
    let name = aunt.traits.birth_name.reveal();
    for who in ["Confidente Discrète", "Déposante Discrète", name.as_str()] {
        assert!(hers.iter().any(|one| one.contains(who)), "{who} in {hers:?}");
    }
    assert_eq!(reads(stranger.token()).await, 404);
    assert_eq!(refused(&door, &mother, &teenager).await, ["Curieuse Inconnue", "Déposante Discrète"]);
    assert_eq!(findings(&door, teenager.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_colleague_of_whoever_was_let_in_in_secret_is_named_to_no_parent_either() {
    let door = Door::new();
    let [mother, teenager] = [(); 2].map(|()| door.house.citizen());
    let confidant = door.house.professional_named("Confidente Discrète", "10");
    let colleague = door.house.colleague_of(&confidant, "10");
    door.represents(&[&mother], &teenager, door.far());
    door.cares_in_secret(&teenager, &confidant).await;
    door.delegates(&teenager, &confidant, &json!("team")).await;
    let all = documents(&teenager);
    let reads = async || door.send(Call::get(&all).token(colleague.token())).await.status;
    assert_eq!(reads().await, 200);
    let team = door.items_for(&teenager, &teenager, "/care-team").await;
    let grant = team.iter().find(|one| one["kind"] == "care_relationship").unwrap()["id"].clone();
    let path = format!("/care-team/{}", grant.as_str().unwrap());
    let ended = json!({"kind": "care_relationship"});
    assert_eq!(door.holder(&teenager, "DELETE", &path, &ended).await.status, 204);
    assert_eq!(reads().await, 404);
    assert_eq!(refused(&door, &teenager, &teenager).await.len(), 1);
    assert_eq!(refused(&door, &mother, &teenager).await, Vec::<String>::new());
}
