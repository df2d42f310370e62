use serde_json::{Value, json};

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn situation_25_a_hidden_topic_hides_a_prescription_with_a_neutral_title_by_its_codes() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let before = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    let neutral = door.prescribes(&camille, &author, "N02BE01", json!({})).await;
    assert_eq!(door.lists(&camille, doctor.token()).await.len(), 2);
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    let after = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    for hidden in [&before, &after] {
        assert!(!door.sees(&camille, hidden, doctor.token()).await);
        assert!(door.sees(&camille, hidden, camille.token()).await);
    }
    assert!(door.sees(&camille, &neutral, doctor.token()).await);
    door.cares(&camille, &author).await;
    assert!(door.sees(&camille, &before, author.token()).await, "its author sees it");
    // Neither a search nor the changes nor the history of the doctor tells of it.
    let search = Call::post(format!("{}/search", documents(&camille))).token(doctor.token());
    let found = door.send(search.json(&json!({}))).await;
    assert!(!found.text().contains(&before) && !found.text().contains(&after));
    let changes =
        door.send(Call::get(format!("{}/changes", documents(&camille))).token(doctor.token())).await;
    assert!(!changes.text().contains(&before), "{}", changes.text());
    door.says(&camille, json!({})).await;
    assert!(door.sees(&camille, &before, doctor.token()).await, "nothing said is as before");
}

#[actix_web::test]
async fn a_topic_takes_in_and_leaves_out_documents_by_hand() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let letter = door.fed(&camille, &author, json!({})).await;
    let coded = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    let topic = json!({"topic": "hiv", "hidden": true, "also": [letter], "except": [coded]});
    let said = door.says(&camille, json!({"topics": [topic.clone()]})).await;
    assert_eq!(said["topics"][0]["also"], json!([letter]));
    assert!(!door.sees(&camille, &letter, doctor.token()).await, "hide this too");
    assert!(door.sees(&camille, &coded, doctor.token()).await, "and this not");
}

#[actix_web::test]
async fn a_topic_of_the_holders_own_covers_what_is_there_and_what_comes() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let there = door.prescribes(&camille, &author, "M01AE01", json!({})).await;
    let codes = |codes: Value| {
        let own = json!({"name": "Mon genou", "codes": codes});
        json!({"topics": [{"topic": "genou", "hidden": true, "own": own}]})
    };
    let said = door.says(&camille, codes(json!([{"system": "atc", "code": "M01"}]))).await;
    assert_eq!(said["topics"][0]["own"]["name"], "Mon genou");
    assert!(!door.sees(&camille, &there, doctor.token()).await);
    let comes = door.prescribes(&camille, &author, "M01AE02", json!({})).await;
    assert!(!door.sees(&camille, &comes, doctor.token()).await);
    // Another list of codes: what it covers no more is seen again.
    door.says(&camille, codes(json!([{"system": "atc", "code": "M01AE02"}]))).await;
    assert!(door.sees(&camille, &there, doctor.token()).await);
    assert!(!door.sees(&camille, &comes, doctor.token()).await);
}

#[actix_web::test]
async fn situation_26_a_summary_that_mentions_the_topic_stays_and_is_in_the_list_to_check() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let text =
        String::from_utf8(camille.named_in(testkit::fixtures::bytes("cda/coded-entries.xml"))).unwrap();
    let known = "<code code=\"11502-2\" codeSystem=\"2.16.840.1.113883.6.1\"";
    assert!(text.contains(known), "{}", &text[..1500]);
    let text = text.replace("N02BE01", "J05AR10").replacen(
        known,
        "<code code=\"60591-5\" codeSystem=\"2.16.840.1.113883.6.1\"",
        1,
    );
    let call = crate::door::deposit(&camille, author.token());
    let summary = door.send(call.parts(&json!({}), "text/xml", text.as_bytes())).await;
    assert_eq!(summary.status, 201, "{}", summary.text());
    let summary = summary.json()["id"].as_str().unwrap().to_owned();
    let scan = door.fed(&camille, &author, json!({})).await;
    let thought = super::ground::saying(&json!({"topics": [{"topic": "hiv", "hidden": true}]}));
    let told = door.holder(&camille, "POST", "/preferences/consequences", &thought).await;
    assert_eq!(told.status, 200, "{}", told.text());
    let to_check = told.json()["to_check"].clone();
    let why = |id: &str| {
        to_check.as_array().unwrap().iter().find(|one| one["document"] == id).unwrap()["why"].clone()
    };
    assert_eq!((why(&summary), why(&scan)), (json!("mentions"), json!("not_coded")));
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    assert!(door.sees(&camille, &summary, doctor.token()).await, "it stays visible");
}

#[actix_web::test]
async fn a_topic_of_the_holders_own_stays_as_long_as_an_exception_is_about_it() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    door.cares(&camille, &doctor).await;
    let own = json!({"name": "Mon genou", "codes": [{"system": "atc", "code": "M01"}]});
    let own = |key: &str| json!({"topics": [{"topic": key, "hidden": true, "own": own}]});
    door.says(&camille, own("genou")).await;
    let exception = door.excepts(&camille, "hidden", door.whom(&doctor), json!({"topic": "genou"})).await;
    for path in ["/preferences", "/preferences/consequences"] {
        let method = if path == "/preferences" { "PUT" } else { "POST" };
        let said = door.holder(&camille, method, path, &super::ground::nothing_said()).await;
        assert_eq!(said.status, 422, "{}", said.text());
        assert!(said.text().contains("`genou`"), "{}", said.text());
    }
    assert!(door.sees(&camille, &letter, doctor.token()).await, "nothing has changed");
    let path = format!("/exceptions/{exception}");
    assert_eq!(door.holder(&camille, "DELETE", &path, &json!(null)).await.status, 204);
    door.says(&camille, json!({})).await;
    // A name is a word, and not too long.
    for key in ["", "a\u{202e}b", "a\nb", &"x".repeat(65)] {
        let said = super::ground::saying(&own(key));
        let said = door.holder(&camille, "PUT", "/preferences", &said).await;
        assert!(matches!(said.status, 400 | 422), "{key:?}: {} {}", said.status, said.text());
    }
}

#[actix_web::test]
async fn what_a_topic_covers_is_changed_with_a_second_factor_alone_while_an_exception_names_it() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({"masked": true})).await;
    let put = async |token: &str, more: Value| {
        let call = Call::new("PUT", format!("/api/v1/spaces/{}/preferences", camille.space));
        let call = call.token(token).header("if-match", "*").json(&super::ground::saying(&more));
        door.send(call).await.status
    };
    let topic = |also: Value| json!({"topics": [{"topic": "hiv", "hidden": true, "also": also}]});
    assert_eq!(put(camille.token(), topic(json!([]))).await, 200);
    let shown = json!({"topic": "hiv"});
    door.excepts(&camille, "shown", door.whom(&doctor), shown).await;
    assert_eq!(
        put(camille.token(), topic(json!([letter]))).await,
        401,
        "it would show the letter to the doctor"
    );
    assert_eq!(put(&door.sure(&camille), topic(json!([letter]))).await, 200);
}

#[actix_web::test]
async fn a_topic_whose_code_list_grew_hides_what_was_there_before_it_grew_and_nobody_gets_an_error() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let coded = door.prescribes(&camille, &author, "J05AR10", json!({})).await;
    let neutral = door.prescribes(&camille, &author, "N02BE01", json!({})).await;
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    let visit = door.send(Call::get(format!("{}/changes", documents(&camille))).token(doctor.token())).await;
    let visit = visit.json()["visit"].as_str().unwrap().to_owned();
    // What stands in the rows is what the lists of an older release knew.
    let forget = || door.house.database().tamper("delete from documents.document_topic");
    let ways = [
        Call::get(documents(&camille)),
        Call::post(format!("{}/search", documents(&camille))).json(&json!({})),
        Call::get(format!("{}/changes?since={visit}", documents(&camille))),
        Call::get(format!("{}/{neutral}", documents(&camille))),
    ];
    for way in ways {
        forget();
        let answer = door.send(way.token(doctor.token())).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(!answer.text().contains(&coded), "{}", answer.text());
    }
    for part in ["", "/content", "/versions", "/entries", "/readable"] {
        forget();
        let path = format!("{}/{coded}{part}", documents(&camille));
        let answer = door.send(Call::get(path).token(doctor.token())).await;
        assert_eq!(answer.status, 404, "{part}: {}", answer.text());
    }
    assert!(door.sees(&camille, &neutral, doctor.token()).await);
    // What an older list knew and today's does not is seen once the topic is said anew.
    let tag = format!(
        "insert into documents.document_topic select space_id, '{neutral}', tag from documents.document_topic \
         where document_id = '{coded}' on conflict do nothing"
    );
    door.house.database().tamper(&tag);
    assert!(!door.sees(&camille, &neutral, doctor.token()).await);
    door.says(&camille, json!({})).await;
    door.says(&camille, json!({"topics": [{"topic": "hiv", "hidden": true}]})).await;
    assert!(door.sees(&camille, &neutral, doctor.token()).await);
    assert!(!door.sees(&camille, &coded, doctor.token()).await);
}
