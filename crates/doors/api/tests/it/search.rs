use serde_json::{Value, json};
use testkit::Citizen;

use crate::door::{Call, Door, documents};

fn search(citizen: &Citizen, token: &str, body: &Value) -> Call {
    Call::post(format!("{}/search", documents(citizen))).token(token).json(body)
}

#[actix_web::test]
async fn each_filter_of_the_body_narrows_what_is_found() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let past =
        json!({"title": "Bilan d'été", "type": {"code": "11502-2"}, "service_start": "2020-06-01T08:00:00Z"});
    let biology = door.fed(&camille, &doctor, past).await;
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let brought = door.brought(&camille, json!({"title": "Carnet de tension"})).await;
    for (body, expected) in [
        (json!({"types": ["11502-2"]}), vec![&biology]),
        (json!({"categories": ["BIOLOGIE"]}), vec![&biology]),
        (json!({"service_before": "2021-01-01T00:00:00Z"}), vec![&biology]),
        (json!({"service_from": "2021-01-01T00:00:00Z", "brought_by_citizen": false}), vec![&letter]),
        (json!({"words": "ete BILAN"}), vec![&biology]),
        (json!({"author": "fictif", "types": ["11490-0"]}), vec![&letter]),
        (json!({"brought_by_citizen": true}), vec![&brought]),
        (json!({"words": "tension"}), vec![&brought]),
        (json!({"words": "nothing of this kind"}), vec![]),
    ] {
        let answer = door.send(search(&camille, camille.token(), &body)).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.ids().iter().collect::<Vec<_>>(), expected, "{body}");
    }
}

#[actix_web::test]
async fn a_search_goes_on_where_its_page_ended() {
    let door = Door::new();
    let camille = door.house.citizen();
    for number in 0..3 {
        door.brought(&camille, json!({"title": format!("Tension {number}")})).await;
    }
    let first = door.send(search(&camille, camille.token(), &json!({"words": "tension", "limit": 2}))).await;
    assert_eq!(first.ids().len(), 2);
    let next = &first.json()["next"];
    let rest =
        door.send(search(&camille, camille.token(), &json!({"words": "tension", "after": next}))).await;
    assert_eq!(rest.ids().len(), 1);
    assert!(rest.json().get("next").is_none());
    let other =
        door.send(search(&camille, camille.token(), &json!({"words": "grippe", "after": next}))).await;
    assert_eq!((other.status, other.pointer().as_str()), (400, "/after"));
}

#[actix_web::test]
async fn what_is_hidden_is_not_found_by_searching_either() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({"title": "Résultat", "visible_to_patient": false})).await;
    let answer = door.send(search(&camille, camille.token(), &json!({"words": "résultat"}))).await;
    assert_eq!(answer.json(), json!({"items": []}));
    let stranger = door.send(search(&camille, doctor.token(), &json!({}))).await;
    assert_eq!(stranger.status, 404);
}

#[actix_web::test]
async fn a_search_that_cannot_be_read_says_where() {
    let door = Door::new();
    let camille = door.house.citizen();
    for (body, pointer) in [
        (json!({"wordz": "grippe"}), "/wordz"),
        (json!({"limit": 0}), "/limit"),
        (json!({"categories": ["BIOLOGIE", "GRIPPE"]}), "/categories/1"),
        (json!({"words": "x".repeat(201)}), "/words"),
        (json!({"types": vec!["x"; 101]}), "/types"),
        (json!({"service_from": "grippe"}), "/service_from"),
        (json!({"after": "grippe"}), "/after"),
    ] {
        let answer = door.send(search(&camille, camille.token(), &body)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, pointer), "{}", answer.text());
        assert!(!answer.text().to_lowercase().contains("grippe"), "what was sent is not repeated");
    }
    // A filter that nothing could fit by a letter is no filter that is left out.
    for (body, pointer) in [(json!({"words": " %"}), "/words"), (json!({"author": "-"}), "/author")] {
        let answer = door.send(search(&camille, camille.token(), &body)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (422, pointer), "{}", answer.text());
    }
    let path = format!("{}/search", documents(&camille));
    let wrong = Call::post(&path).token(camille.token()).bytes("text/plain", b"{}");
    assert_eq!(door.send(wrong).await.status, 415);
    let broken = Call::post(&path).token(camille.token()).bytes("application/json", b"{\"words\"");
    assert_eq!(door.send(broken).await.status, 400);
}

#[actix_web::test]
async fn a_code_that_can_be_none_is_told_where_it_stands() {
    let door = Door::new();
    let camille = door.house.citizen();
    for code in ["\u{0}", "", "é", &"1".repeat(65)] {
        let call = Call::post(format!("{}/search", documents(&camille))).token(camille.token());
        let answer = door.send(call.json(&json!({"types": ["11490-0", code]}))).await;
        assert_eq!((answer.status, &answer.json()["faults"][0]["pointer"]), (400, &json!("/types/1")));
    }
}
