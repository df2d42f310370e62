use serde_json::json;

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn situation_06_a_blocked_doctor_withdraws_what_was_filed_in_the_wrong_record_and_sees_only_own_documents()
 {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    let wrong = door.fed(&camille, &doctor, json!({})).await;
    door.blocks(&camille, door.whom(&doctor)).await;
    assert_eq!(
        door.lists(&camille, doctor.token()).await,
        std::slice::from_ref(&wrong),
        "a nearly empty record"
    );
    let withdrawn = Call::new("DELETE", format!("{}/{wrong}", documents(&camille))).token(doctor.token());
    assert_eq!(door.send(withdrawn).await.status, 204);
    assert!(door.lists(&camille, doctor.token()).await.is_empty());
}

#[actix_web::test]
async fn situation_07_a_block_covers_every_practice_of_the_doctor_and_one_of_a_structure_its_sessions() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let others = door.fed(&camille, &author, json!({})).await;
    let own = door.fed(&camille, &doctor, json!({})).await;
    let elsewhere = door.house.elsewhere(&doctor);
    let (secretary, colleague) = (door.house.secretary_of(&doctor), door.house.colleague_of(&doctor, "10"));
    for one in [&doctor, &elsewhere, &colleague] {
        door.cares(&camille, one).await;
    }
    let to_secretary = json!({"person": secretary.person});
    door.delegates(&camille, &doctor, &to_secretary).await;
    for one in [&elsewhere, &secretary, &colleague] {
        assert_eq!(door.lists(&camille, one.token()).await, [own.clone(), others.clone()]);
    }
    let block = door.blocks(&camille, door.whom(&doctor)).await;
    for one in [&doctor, &elsewhere] {
        assert_eq!(door.lists(&camille, one.token()).await, std::slice::from_ref(&own), "in every practice");
    }
    // The secretary comes in by the blocked doctor alone, and the colleague by a relationship of their own.
    assert_eq!(door.lists(&camille, secretary.token()).await, std::slice::from_ref(&own));
    assert_eq!(door.lists(&camille, colleague.token()).await, [own.clone(), others.clone()]);
    assert_eq!(door.holder(&camille, "DELETE", &format!("/blocked/{block}"), &json!(null)).await.status, 204);
    door.blocks(&camille, json!({"organisation": doctor.organisation})).await;
    assert_eq!(
        door.lists(&camille, doctor.token()).await,
        std::slice::from_ref(&own),
        "what the structure deposited"
    );
    for one in [&secretary, &colleague] {
        assert_eq!(door.lists(&camille, one.token()).await, std::slice::from_ref(&own), "of the structure");
    }
    assert_eq!(door.lists(&camille, elsewhere.token()).await, [own, others], "another structure's session");
}

#[actix_web::test]
async fn a_blocked_doctor_cannot_tell() {
    let door = Door::new();
    let (camille, empty, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    let author = door.house.doctor();
    door.fed(&camille, &author, json!({})).await;
    door.blocks(&camille, door.whom(&doctor)).await;
    // The declaration, the list, the changes and the search answer as in a record that holds nothing.
    let mut told = Vec::new();
    for citizen in [&camille, &empty] {
        door.cares(citizen, &doctor).await;
        let space = format!("/api/v1/spaces/{}", citizen.space);
        let mut answers = Vec::new();
        for call in [
            Call::get(documents(citizen)),
            Call::get(format!("{}?status=deprecated", documents(citizen))),
            Call::post(format!("{}/search", documents(citizen))).json(&json!({})),
            Call::get(format!("{}/documents/changes", space)),
            Call::get(format!("{space}/history")),
            Call::get(format!("{space}/folders")),
        ] {
            let answer = door.send(call.token(doctor.token())).await;
            let mut body = answer.json();
            for name in ["next", "moment", "since", "request_id", "instance", "visit"] {
                body.as_object_mut().unwrap().remove(name);
            }
            answers.push((answer.status, body.to_string()));
        }
        told.push(answers);
    }
    assert_eq!(told[0], told[1]);
}

#[actix_web::test]
async fn a_block_that_would_end_earlier_than_it_does_asks_for_a_second_factor() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let path = format!("/api/v1/spaces/{}/blocked", camille.space);
    let whom = door.whom(&doctor);
    let at = |hours: i64| (door.house.house().clock.now() + chrono::TimeDelta::hours(hours)).to_rfc3339();
    let blocks = async |token: &str, until: Option<String>| {
        let mut body = json!({"whom": whom});
        if let Some(until) = until {
            body["until"] = json!(until);
        }
        door.send(Call::post(&path).token(token).json(&body)).await.status
    };
    assert_eq!(blocks(camille.token(), Some(at(2))).await, 201, "to shut asks for nothing");
    assert_eq!(blocks(camille.token(), Some(at(3))).await, 201, "nor does longer");
    assert_eq!(blocks(camille.token(), Some(at(1))).await, 401);
    assert_eq!(blocks(camille.token(), None).await, 201);
    assert_eq!(blocks(camille.token(), Some(at(3))).await, 401);
    door.house.clock().advance(chrono::TimeDelta::hours(4));
    let list = door.send(Call::get(&path).token(&door.sure(&camille))).await;
    assert_eq!(list.json()["items"].as_array().map(Vec::len), Some(1), "it stands: {}", list.text());
    let sure = door.sure(&camille);
    assert_eq!(blocks(&sure, Some(at(3))).await, 201);
}
