use serde_json::json;

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn the_holder_sees_who_gets_in_shortens_lengthens_and_ends_it() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    let one = &team["items"][0];
    assert_eq!((&one["kind"], &one["evidence"]), (&json!("care_relationship"), &json!("team_in_charge")));
    assert_eq!(one["professional"]["rpps"], door.house.rpps(&doctor));
    let id = one["id"].as_str().unwrap().to_owned();
    let now = door.house.house().clock.now();
    let end = |days: i64| json!({"until": (now + chrono::TimeDelta::days(days)).to_rfc3339()});
    let path = format!("/care-team/{id}/end");
    let plain = |body: serde_json::Value| {
        let call = Call::new("PUT", format!("/api/v1/spaces/{}{path}", camille.space));
        door.send(call.token(camille.token()).json(&body))
    };
    let shorter = plain(end(3)).await;
    assert_eq!(shorter.status, 200, "{}", shorter.text());
    assert_eq!(plain(end(60)).await.status, 401, "to lengthen asks for a second factor");
    assert_eq!(door.holder(&camille, "PUT", &path, &end(60)).await.status, 200);
    let ended = json!({"kind": "care_relationship"});
    assert_eq!(door.holder(&camille, "DELETE", &format!("/care-team/{id}"), &ended).await.status, 204);
    let list = Call::get(documents(&camille)).token(doctor.token());
    assert_eq!(door.send(list).await.status, 404);
    assert_eq!(door.holder(&camille, "DELETE", &format!("/care-team/{id}"), &ended).await.status, 404);
}

#[actix_web::test]
async fn one_act_ends_everything_and_what_hides_stays() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &dentist).await;
    door.blocks(&camille, door.whom(&dentist)).await;
    assert_eq!(door.holder(&camille, "DELETE", "/care-team", &json!(null)).await.status, 204);
    for one in [&doctor, &dentist] {
        assert_eq!(door.send(Call::get(documents(&camille)).token(one.token())).await.status, 404);
    }
    let team = door.holder(&camille, "GET", "/care-team", &json!(null)).await.json();
    assert_eq!(team["items"], json!([]));
    let blocked = door.holder(&camille, "GET", "/blocked", &json!(null)).await.json();
    assert_eq!(blocked["items"].as_array().unwrap().len(), 1);
}

#[actix_web::test]
async fn the_holder_lets_a_professional_in_by_name_and_makes_a_doctor_an_administrator() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (doctor, therapist) = (door.house.doctor(), door.house.therapist());
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    door.says(&camille, json!({"preset": "closed"})).await;
    let number = door.house.rpps(&doctor);
    let body = |role: &str, rpps: &str| json!({"rpps": rpps, "role": role});
    let invited = door.holder(&camille, "POST", "/care-team", &body("in_care", &number)).await;
    assert_eq!(invited.status, 201, "{}", invited.text());
    assert_eq!(invited.json()["evidence"], "invitation");
    assert!(!door.sees(&camille, &masked, doctor.token()).await);
    let made = door.holder(&camille, "POST", "/care-team", &body("administrator", &number)).await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert!(door.sees(&camille, &masked, doctor.token()).await, "masks hide nothing from an administrator");
    let other = door.house.rpps(&therapist);
    assert_eq!(door.holder(&camille, "POST", "/care-team", &body("administrator", &other)).await.status, 422);
    assert_eq!(door.holder(&camille, "POST", "/care-team", &body("in_care", &other)).await.status, 422);
    let plain = Call::post(format!("/api/v1/spaces/{}/care-team", camille.space)).token(camille.token());
    assert_eq!(door.send(plain.json(&body("in_care", &number))).await.status, 401);
}
