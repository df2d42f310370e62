use chrono::TimeDelta;
use serde_json::{Value, json};

use super::forged::findings;
use crate::door::{Call, Door, documents};

fn by_name(rpps: &str) -> Value {
    json!({"professional": {"rpps": rpps}})
}

#[actix_web::test]
async fn somebody_whom_no_matrix_serves_sees_what_was_chosen_until_its_end() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let chosen = door.fed(&camille, &doctor, json!({})).await;
    let other = door.fed(&camille, &doctor, json!({})).await;
    let to = by_name(&door.house.rpps(&therapist));
    let given = door.gives(&camille, to, json!({"documents": [chosen]}), 60).await;
    assert_eq!((&given["access"]["state"], &given["warnings"]), (&json!("running"), &json!([])));
    assert!(given.get("code").is_none());
    assert_eq!(door.lists(&camille, therapist.token()).await, std::slice::from_ref(&chosen));
    assert!(!door.sees(&camille, &other, therapist.token()).await);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
    door.house.clock().advance(TimeDelta::minutes(60));
    let late = door.house.anew(&therapist);
    assert_eq!(door.send(Call::get(documents(&camille)).token(late.token())).await.status, 404);
    assert_eq!(door.accesses(&camille).await[0]["state"], "over");
}

#[actix_web::test]
async fn shelves_and_the_whole_record_are_opened_and_what_hides_stays_hidden() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let masked = door.fed(&camille, &doctor, json!({"masked": true})).await;
    let to = || by_name(&door.house.rpps(&therapist));
    let shelf = door.gives(&camille, to(), json!({"categories": ["BIOLOGIE"]}), 60).await;
    assert!(!door.sees(&camille, &letter, therapist.token()).await);
    let id = shelf["access"]["id"].as_str().unwrap();
    let ended = door.holder(&camille, "DELETE", &format!("/temporary-accesses/{id}"), &json!(null)).await;
    assert_eq!(ended.status, 204);
    let again = door.holder(&camille, "DELETE", &format!("/temporary-accesses/{id}"), &json!(null)).await;
    assert_eq!(again.status, 404);
    door.gives(&camille, to(), json!("whole"), 60).await;
    assert!(door.sees(&camille, &letter, therapist.token()).await);
    assert!(!door.sees(&camille, &masked, therapist.token()).await);
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn an_access_that_begins_later_opens_nothing_before() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    door.fed(&camille, &doctor, json!({})).await;
    let now = door.house.house().clock.now();
    let at = |hours: i64| (now + TimeDelta::hours(hours)).to_rfc3339();
    let body = json!({
        "to": by_name(&door.house.rpps(&therapist)), "opens": "whole", "from": at(1), "until": at(2)
    });
    let given = door.holder(&camille, "POST", "/temporary-accesses", &body).await;
    assert_eq!(
        (given.status, &given.json()["access"]["state"]),
        (201, &json!("to_come")),
        "{}",
        given.text()
    );
    let lists = |token: String| {
        let call = Call::get(documents(&camille)).token(&token);
        door.send(call)
    };
    assert_eq!(lists(therapist.token().to_owned()).await.status, 404);
    door.house.clock().advance(TimeDelta::minutes(61));
    let therapist = door.house.anew(&therapist);
    assert_eq!(lists(therapist.token().to_owned()).await.status, 200);
    assert_eq!(door.accesses(&camille).await[0]["state"], "running");
}

#[actix_web::test]
async fn situation_8_a_masked_document_that_was_named_and_is_hidden_from_that_person_later_is_hidden() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let masked = door.fed(&camille, &doctor, json!({"masked": true})).await;
    let to = by_name(&door.house.rpps(&therapist));
    door.gives(&camille, to, json!({"documents": [masked]}), 60).await;
    assert!(door.sees(&camille, &masked, therapist.token()).await);
    assert_eq!(door.accesses(&camille).await[0]["state"], "running");
    door.house.clock().advance(TimeDelta::seconds(1));
    door.excepts(&camille, "hidden", door.whom(&therapist), json!({"document": masked})).await;
    assert!(!door.sees(&camille, &masked, therapist.token()).await);
    assert_eq!(door.accesses(&camille).await[0]["state"], "emptied");
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn situation_9_what_was_hidden_first_and_is_named_then_is_shown_until_its_end_and_the_answer_says_so() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let masked = door.fed(&camille, &doctor, json!({"masked": true})).await;
    let excepted = door.fed(&camille, &doctor, json!({})).await;
    let plain = door.fed(&camille, &doctor, json!({})).await;
    door.excepts(&camille, "hidden", door.whom(&therapist), json!({"document": excepted})).await;
    door.house.clock().advance(TimeDelta::seconds(1));
    let to = by_name(&door.house.rpps(&therapist));
    let all = json!({"documents": [masked, excepted, plain]});
    let given = door.gives(&camille, to, all.clone(), 60).await;
    let warning = &given["warnings"][0];
    assert_eq!(warning["what"]["code"], "shows_hidden");
    let mut told: Vec<&str> =
        warning["documents"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    told.sort_unstable();
    let mut hidden = [masked.as_str(), excepted.as_str()];
    hidden.sort_unstable();
    assert_eq!(told, hidden);
    for id in [&masked, &excepted, &plain] {
        assert!(door.sees(&camille, id, therapist.token()).await);
    }
    let by_code = door.gives(&camille, json!("code"), all, 60).await;
    assert_eq!(by_code["warnings"][0]["documents"], json!([masked]), "whoever comes, the mask is lifted");
    door.house.clock().advance(TimeDelta::minutes(60));
    let late = door.house.anew(&therapist);
    assert_eq!(door.send(Call::get(documents(&camille)).token(late.token())).await.status, 404);
}

#[actix_web::test]
async fn situation_27_an_access_that_ran_when_the_record_was_closed_stays_dead_when_it_is_opened_again() {
    let door = Door::new();
    let (camille, doctor, therapist) = (door.house.citizen(), door.house.doctor(), door.house.therapist());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let to = by_name(&door.house.rpps(&therapist));
    door.gives(&camille, to, json!("whole"), 365 * 24 * 60).await;
    let code = door.code_for(&camille, json!("whole")).await;
    let for_care = door.relationship_code(&camille).await;
    assert!(door.sees(&camille, &letter, therapist.token()).await);
    let closed = door.holder(&camille, "DELETE", "", &json!(null)).await;
    assert!(closed.status < 300, "{}", closed.text());
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 404);
    let opened = door.holder(&camille, "POST", "/reopen", &json!(null)).await;
    assert!(opened.status < 300, "{}", opened.text());
    assert_eq!(door.send(Call::get(documents(&camille)).token(therapist.token())).await.status, 404);
    assert_eq!(door.redeems(doctor.token(), &code).await.status, 404);
    let declared = Call::post(format!("/api/v1/spaces/{}/care-relationships", camille.space));
    let declared = declared.token(doctor.token()).json(&json!({"evidence": "code", "code": for_care}));
    assert_eq!(door.send(declared).await.status, 404);
    assert!(door.accesses(&camille).await.iter().all(|one| one["state"] == "over"));
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn what_hides_stays_when_a_record_is_closed_and_opened_again_and_what_shows_does_not() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let shown = door.fed(&camille, &author, json!({"masked": true})).await;
    let hidden = door.fed(&camille, &author, json!({})).await;
    let to_all = json!({"profession": "10"});
    door.excepts(&camille, "shown", to_all, json!({"document": shown})).await;
    door.excepts(&camille, "hidden", door.whom(&doctor), json!({"document": hidden})).await;
    let switches = json!({"break_the_glass": true, "regulation": false, "masked": true});
    door.says(&camille, json!({"emergency": switches, "topics": [{"topic": "hiv", "hidden": true}]})).await;
    door.cares(&camille, &doctor).await;
    assert_eq!(door.lists(&camille, doctor.token()).await, std::slice::from_ref(&shown));
    assert!(door.holder(&camille, "DELETE", "", &json!(null)).await.status < 300);
    assert!(door.holder(&camille, "POST", "/reopen", &json!(null)).await.status < 300);
    let said = door.holder(&camille, "GET", "/preferences", &json!(null)).await.json();
    assert_eq!(said["emergency"], json!({"break_the_glass": true, "regulation": false, "masked": false}));
    assert_eq!(said["topics"][0]["hidden"], json!(true));
    let exceptions = door.holder(&camille, "GET", "/exceptions", &json!(null)).await.json();
    let effects: Vec<&serde_json::Value> =
        exceptions["items"].as_array().unwrap().iter().map(|one| &one["effect"]).collect();
    assert_eq!(effects, ["hidden"]);
    door.cares(&camille, &doctor).await;
    assert_eq!(door.lists(&camille, doctor.token()).await, Vec::<String>::new());
    assert_eq!(findings(&door, camille.space), Vec::<String>::new());
}

#[actix_web::test]
async fn what_cannot_be_is_refused_clearly_and_changes_nothing() {
    let door = Door::new();
    let (camille, other, therapist) = (door.house.citizen(), door.house.citizen(), door.house.therapist());
    let elsewhere = door.brought(&other, json!({"title": "Ailleurs"})).await;
    let to = by_name(&door.house.rpps(&therapist));
    let now = door.house.house().clock.now();
    let at = |hours: i64| (now + TimeDelta::hours(hours)).to_rfc3339();
    let nobody = || by_name("99700218896");
    let wrong_place = json!({"professional": {
        "rpps": door.house.rpps(&therapist), "organisation": door.house.id::<kernel::kind::Organisation>()
    }});
    for (status, body) in [
        (422, json!({"to": to, "opens": "whole", "until": at(-1)})),
        (422, json!({"to": to, "opens": "whole", "from": at(3), "until": at(2)})),
        (422, json!({"to": to, "opens": "whole", "from": at(-3), "until": at(2)})),
        (422, json!({"to": to, "opens": "whole", "until": "9999-12-31T00:00:00Z"})),
        (
            422,
            json!({"to": to, "opens": "whole", "from": "9999-12-30T00:00:00Z", "until": "9999-12-31T00:00:00Z"}),
        ),
        (422, json!({"to": to, "opens": "whole", "minutes": 0})),
        (422, json!({"to": to, "opens": "whole", "minutes": 366 * 24 * 60})),
        (422, json!({"to": to, "opens": "whole", "minutes": u32::MAX})),
        (422, json!({"to": to, "opens": {"documents": []}, "minutes": 10})),
        (422, json!({"to": to, "opens": {"categories": []}, "minutes": 10})),
        (422, json!({"to": to, "opens": {"documents": [elsewhere]}, "minutes": 10})),
        (422, json!({"to": nobody(), "opens": "whole", "minutes": 10})),
        (422, json!({"to": by_name("12345678901"), "opens": "whole", "minutes": 10})),
        (422, json!({"to": wrong_place, "opens": "whole", "minutes": 10})),
        (422, json!({"to": "code", "opens": "whole", "from": at(1), "until": at(2)})),
        (400, json!({"to": to, "opens": "whole"})),
        (400, json!({"to": to, "opens": "whole", "minutes": 10, "until": at(1)})),
        (400, json!({"to": to, "opens": {"categories": ["ASTROLOGY"]}, "minutes": 10})),
        (400, json!({"to": "somebody", "opens": "whole", "minutes": 10})),
        (400, json!({"to": to, "opens": "whole", "until": "tomorrow"})),
    ] {
        let said = door.holder(&camille, "POST", "/temporary-accesses", &body).await;
        assert_eq!(said.status, status, "{body}: {}", said.text());
    }
    assert_eq!(door.accesses(&camille).await, Vec::<Value>::new());
    let first = json!({"to": to, "opens": "whole", "until": at(3)});
    assert_eq!(door.holder(&camille, "POST", "/temporary-accesses", &first).await.status, 201);
    let overlaps = json!({"to": to, "opens": "whole", "from": at(2), "until": at(5)});
    let said = door.holder(&camille, "POST", "/temporary-accesses", &overlaps).await;
    assert_eq!(said.status, 422, "{}", said.text());
    let after = json!({"to": to, "opens": "whole", "from": at(3), "until": at(5)});
    assert_eq!(door.holder(&camille, "POST", "/temporary-accesses", &after).await.status, 201);
    assert_eq!(door.accesses(&camille).await.len(), 2);
    let plain = Call::post(format!("/api/v1/spaces/{}/temporary-accesses", camille.space));
    let plain = plain.token(camille.token()).json(&json!({"to": "code", "opens": "whole", "minutes": 10}));
    assert_eq!(door.send(plain).await.status, 401, "it asks for a second factor");
}
