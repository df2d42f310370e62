use serde_json::json;

use crate::door::{Call, Door, documents};

pub(crate) fn findings(door: &Door, space: kernel::SpaceId) -> Vec<String> {
    flows::replay::compare(door.house.house(), space).unwrap()
}

#[actix_web::test]
async fn nothing_is_found_where_nothing_was_forged() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &doctor).await;
    door.blocks(&camille, door.whom(&doctor)).await;
    door.sees_as(&camille, &letter, "masked").await;
    door.sees_as(&camille, &letter, "shown").await;
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}], "preset": "closed"})).await;
    door.holder(&camille, "DELETE", "/care-team", &json!(null)).await;
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn a_relationship_that_was_put_in_is_refused_and_named() {
    let door = Door::new();
    let (camille, doctor, stranger) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let (space, mine, theirs) = (camille.space, doctor.person, stranger.person);
    door.house.database().tamper(&format!(
        "insert into consent.provision select space_id, gen_random_uuid(), kind, '{theirs}', '{}', terms, starts_at, ends_at, \
         given_by, given_at, sealed from consent.provision where space_id = '{space}' and person = '{mine}'",
        stranger.organisation
    ));
    for worker in [&doctor, &stranger] {
        let list = door.send(Call::get(documents(&camille)).token(worker.token())).await;
        assert_eq!(list.status, 500, "the record is shut until somebody has looked");
    }
    let found = findings(&door, space);
    assert!(found.iter().any(|one| one.contains("was put in")), "{found:?}");
    assert!(found.iter().any(|one| one.contains("its digest")), "{found:?}");
}

#[actix_web::test]
async fn a_block_that_was_removed_or_altered_is_refused_and_named() {
    for (tampering, told) in [
        ("delete from consent.provision where kind = 'block'", "was removed"),
        ("update consent.provision set ends_at = starts_at where kind = 'block'", "was altered"),
        ("update consent.provision set person = gen_random_uuid() where kind = 'block'", "was altered"),
        ("update consent.provision set sealed = '' where kind = 'block'", "was altered"),
        ("update consent.space set state = 'created'", "its row says something else"),
    ] {
        let door = Door::new();
        let (camille, doctor) = (door.house.citizen(), door.house.doctor());
        door.cares(&camille, &doctor).await;
        door.blocks(&camille, door.whom(&doctor)).await;
        assert_eq!(door.send(Call::get(documents(&camille)).token(doctor.token())).await.status, 200);
        door.house.database().tamper(tampering);
        let list = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
        assert_eq!(list.status, 500, "{tampering}");
        let found = findings(&door, camille.space);
        assert!(found.iter().any(|one| one.contains(told)), "{tampering}: {found:?}");
    }
}

#[actix_web::test]
async fn a_mask_that_was_flipped_is_refused_and_named() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    door.sees_as(&camille, &letter, "masked").await;
    door.house.database().tamper("update documents.document set masked = false");
    let read = door.send(Call::get(format!("{}/{letter}", documents(&camille))).token(doctor.token())).await;
    assert_eq!(read.status, 500);
    assert!(findings(&door, camille.space).iter().any(|one| one.contains(&letter)));
}

#[actix_web::test]
async fn a_tag_of_a_topic_that_was_removed_shows_nothing() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let hidden = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    door.cares(&camille, &doctor).await;
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    assert!(!door.sees(&camille, &hidden, doctor.token()).await);
    door.house.database().tamper("delete from documents.document_topic");
    let list = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    assert_eq!(list.status, 200, "what belongs to a topic is worked out anew");
    assert!(!list.text().contains(&hidden), "{}", list.text());
}
