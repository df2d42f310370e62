use serde_json::{Value, json};

use super::ground::saying;
use crate::door::Door;

#[actix_web::test]
async fn the_holder_sees_who_sees_a_document_and_why() {
    let door = Door::new();
    let (camille, author) = (door.house.citizen(), door.house.doctor());
    let (doctor, dentist, blocked) = (door.house.doctor(), door.house.dentist(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({"masked": true})).await;
    for one in [&author, &doctor, &dentist, &blocked] {
        door.cares(&camille, one).await;
    }
    door.blocks(&camille, door.whom(&blocked)).await;
    door.excepts(&camille, "shown", json!({"profession": "40"}), json!({"document": letter})).await;
    let audience = door.holder(&camille, "GET", &format!("/documents/{letter}/audience"), &json!(null)).await;
    assert_eq!(audience.status, 200, "{}", audience.text());
    let audience = audience.json();
    let of = |worker: &testkit::Worker| -> (Value, Value) {
        let number = door.house.rpps(worker);
        let people = audience["people"].as_array().unwrap();
        let one = people.iter().find(|one| one["by"]["professional"]["rpps"] == number).unwrap();
        (one["sees"].clone(), one["why"]["code"].clone())
    };
    assert_eq!(of(&author), (json!(true), json!("W5")));
    assert_eq!(of(&doctor), (json!(false), json!("F5")));
    assert_eq!(of(&dentist), (json!(true), json!("W5")));
    assert_eq!(of(&blocked), (json!(false), json!("G3")));
    // What the audience says is what happens.
    for worker in [&author, &doctor, &dentist, &blocked] {
        let sees = door.sees(&camille, &letter, worker.token()).await;
        assert_eq!(json!(sees), of(worker).0);
    }
    let others: Vec<&str> = audience["others"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["profession"]["code"].as_str().unwrap())
        .collect();
    assert_eq!(others, ["40"], "only dentists who would declare would see it: {audience}");
}

#[actix_web::test]
async fn a_team_that_was_handed_a_right_is_in_the_audience_and_its_members_see_what_a_preview_shows() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let secretary = door.house.secretary_of(&doctor);
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let results = door.fed(&camille, &doctor, json!({"type": {"code": "11502-2"}})).await;
    door.cares(&camille, &doctor).await;
    door.delegates(&camille, &doctor, &json!("team")).await;
    let of = async |document: &str| {
        let path = format!("/documents/{document}/audience");
        let audience = door.holder(&camille, "GET", &path, &json!(null)).await.json();
        let people = audience["people"].as_array().unwrap().clone();
        let team = people.into_iter().find(|one| one["by"]["kind"] == "delegation");
        team.unwrap_or_else(|| panic!("no team in {audience}"))
    };
    let (of_letter, of_results) = (of(&letter).await, of(&results).await);
    assert!(of_letter["by"].get("professional").is_none(), "nobody in particular: {of_letter}");
    assert_eq!((&of_letter["sees"], &of_letter["why"]["code"]), (&json!(true), &json!("W6")), "{of_letter}");
    assert_eq!(of_results["by"]["organisation"], of_letter["by"]["organisation"]);
    door.sees_as(&camille, &letter, "masked").await;
    let masked = of(&letter).await;
    assert_eq!((&masked["sees"], &masked["why"]["code"]), (&json!(false), &json!("F5")), "{masked}");
    door.sees_as(&camille, &letter, "as_usual").await;
    let eyes = json!({"as": door.whom(&secretary)});
    let preview = door.holder(&camille, "POST", "/preview", &eyes).await;
    assert_eq!(preview.status, 200, "{}", preview.text());
    let shown: Vec<Value> =
        preview.json()["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(json!(shown), json!(door.lists(&camille, secretary.token()).await));
    assert_eq!(json!(shown), json!([letter]), "within her own row of the matrix");
}

#[actix_web::test]
async fn a_preview_shows_what_somebody_would_see_with_preferences_that_are_not_said_yet() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let coded = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    let withheld = door.fed(&camille, &author, json!({"visible_to_patient": false})).await;
    door.cares(&camille, &doctor).await;
    let seen = |eyes: Value, preferences: Option<Value>| {
        let (door, camille) = (&door, &camille);
        async move {
            let mut body = json!({"as": eyes});
            if let Some(preferences) = preferences {
                body["preferences"] = preferences;
            }
            let answer = door.holder(camille, "POST", "/preview", &body).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let items = answer.json()["items"].as_array().unwrap().clone();
            items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        }
    };
    let as_doctor = || door.whom(&doctor);
    assert_eq!(
        seen(as_doctor(), None).await,
        [coded.clone(), letter.clone()],
        "never what is withheld from me"
    );
    assert!(door.lists(&camille, doctor.token()).await.contains(&withheld));
    let thought = saying(&json!({"topics": [{"topic": "hiv", "hidden": true}]}));
    assert_eq!(seen(as_doctor(), Some(thought.clone())).await, std::slice::from_ref(&letter));
    assert_eq!(seen(json!({"profession": "10"}), Some(thought)).await, std::slice::from_ref(&letter));
    assert!(door.sees(&camille, &coded, doctor.token()).await, "nothing was said");
    // A topic of one's own, of which no row knows yet what belongs to it; then one that covers something else.
    let genou = |code: &str| {
        let own = json!({"name": "Mon genou", "codes": [{"system": "atc", "code": code}]});
        saying(&json!({"topics": [{"topic": "genou", "hidden": true, "own": own}]}))
    };
    assert_eq!(seen(as_doctor(), Some(genou("J05"))).await, std::slice::from_ref(&letter));
    door.holder(&camille, "PUT", "/preferences", &genou("J05")).await;
    assert_eq!(seen(as_doctor(), Some(genou("M01"))).await, [coded.clone(), letter.clone()]);
    assert_eq!(seen(as_doctor(), Some(genou("J05"))).await, std::slice::from_ref(&letter));
    door.says(&camille, json!({})).await;
    assert!(!seen(json!({"profession": "40"}), None).await.contains(&withheld));
    assert!(seen(json!({"profession": "94"}), None).await.is_empty(), "in no row of the matrix");
}

#[actix_web::test]
async fn consequences_are_told_before_they_are_brought_about() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    door.fed(&camille, &author, json!({"masked": true})).await;
    door.cares(&camille, &doctor).await;
    let told = |more: Value| {
        let (door, camille) = (&door, &camille);
        async move {
            let answer = door.holder(camille, "POST", "/preferences/consequences", &saying(&more)).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            answer.json()
        }
    };
    let hides = told(json!({"topics": [{"topic": "hiv", "hidden": true}], "preset": "closed"})).await;
    assert_eq!((&hides["hidden"], &hides["shown"], &hides["run_on"]), (&json!(1), &json!(0), &json!(1)));
    assert_eq!((&hides["not_in_emergency"], &hides["needs_second_factor"]), (&json!(2), &json!(false)));
    let opens =
        told(json!({"emergency": {"break_the_glass": true, "regulation": true, "masked": true}})).await;
    assert_eq!((&opens["not_in_emergency"], &opens["needs_second_factor"]), (&json!(0), &json!(true)));
    let standing = door.holder(&camille, "GET", "/preferences", &json!(null)).await.json();
    assert_eq!(standing["preset"], "open", "nothing was said");
    // What stands already and stays begins no second time.
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    door.says(&camille, json!({"default_masks": [{"category": "BIOLOGIE"}]})).await;
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    door.fed(&camille, &author, json!({"type": {"code": "11502-2"}})).await;
    door.house.clock().advance(chrono::TimeDelta::minutes(1));
    for more in
        [json!([{"category": "BIOLOGIE"}]), json!([{"category": "BIOLOGIE"}, {"category": "CPT_REND"}])]
    {
        let stays = told(json!({"default_masks": more})).await;
        assert_eq!((&stays["hidden"], &stays["shown"]), (&json!(0), &json!(0)), "{stays}");
    }
    assert_eq!(told(json!({})).await["shown"], json!(1));
}

#[actix_web::test]
async fn a_preview_shows_what_an_exception_or_a_block_would_do_before_it_is_said() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    let own = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    let seen = async |more: Value| {
        let mut body = json!({"as": door.whom(&doctor)});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        let answer = door.holder(&camille, "POST", "/preview", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let says = |whom: Value, what: Value, effect: &str| json!({"exception": {"whom": whom, "what": what, "effect": effect}});
    assert_eq!(seen(json!({})).await, [own.clone(), letter.clone()]);
    let hides = says(door.whom(&doctor), json!({"document": letter}), "hidden");
    assert_eq!(seen(hides).await, std::slice::from_ref(&own));
    let shows = says(json!({"profession": "10"}), json!({"document": masked}), "shown");
    assert_eq!(seen(shows).await, [own.clone(), masked.clone(), letter.clone()]);
    let blocks = json!({"block": {"whom": door.whom(&doctor)}});
    assert_eq!(seen(blocks).await, std::slice::from_ref(&own));
    // One that stands, said otherwise: what is thought of takes its place.
    door.excepts(&camille, "hidden", door.whom(&doctor), json!({"document": letter})).await;
    let shows = says(door.whom(&doctor), json!({"document": letter}), "shown");
    assert_eq!(seen(shows).await, [own.clone(), letter.clone()]);
    assert_eq!(door.lists(&camille, doctor.token()).await, std::slice::from_ref(&own), "nothing was said");
    let body = json!({"as": door.whom(&doctor), "exception":
        {"whom": {"profession": "1000"}, "what": {"category": "BIOLOGIE"}, "effect": "hidden"}});
    let wrong = door.holder(&camille, "POST", "/preview", &body).await;
    assert_eq!(wrong.status, 422, "{}", wrong.text());
}
