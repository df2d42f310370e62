//! What a line of the history says of what it changed.

use serde_json::json;

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn a_line_says_what_it_changed_in_who_may_see_what_and_what_ended_is_told_for_good() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let letter = door.fed(&camille, &author, json!({})).await;
    let block = door.blocks(&camille, door.whom(&doctor)).await;
    let lift = door.holder(&camille, "DELETE", &format!("/blocked/{block}"), &json!(null)).await;
    assert_eq!(lift.status, 204, "{}", lift.text());
    let topic = json!({"topic": "hiv", "hidden": true, "also": [letter]});
    let genou = json!({"topic": "genou", "hidden": false, "own": {"name": "Mon genou", "codes": []}});
    let emergency = json!({"break_the_glass": true, "regulation": false, "masked": false});
    let masks = json!([{"category": "BIOLOGIE"}]);
    door.says(&camille, json!({"topics": [topic, genou], "default_masks": masks, "emergency": emergency}))
        .await;
    door.says(&camille, json!({"preset": "ask_me"})).await;
    door.excepts(&camille, "hidden", json!({"profession": "40"}), json!({"category": "CPT_REND"})).await;
    door.gives(&camille, json!("code"), json!({"documents": [letter]}), 60).await;
    let path = format!("/api/v1/spaces/{}/history?limit=100", camille.space);
    let page = door.send(Call::get(path).token(camille.token())).await.json();
    let mut told: Vec<(String, String)> = Vec::new();
    for line in page["items"].as_array().unwrap() {
        for said in line["said"].as_array().into_iter().flatten() {
            let text = |name: &str| said[name].as_str().unwrap().replace('\u{a0}', " ");
            assert_eq!(text("text_en").starts_with("No longer"), !said["begins"].as_bool().unwrap());
            told.push((text("text_fr"), text("text_en")));
        }
    }
    for (french, english) in [
        ("bloqué : Dominique Fictif", "blocked: Dominique Fictif"),
        ("Ne vaut plus : bloqué : Dominique Fictif", "No longer: blocked: Dominique Fictif"),
        ("sujet caché : VIH (ajouts à la main : 1)", "topic hidden: HIV (added by hand: 1)"),
        ("sujet nommé : Mon genou", "topic named: Mon genou"),
        ("masqué à son arrivée : Résultats de biologie", "masked as it comes in: Laboratory results"),
        (
            "Ne vaut plus : en urgence : un professionnel peut ouvrir, oui ; le centre 15, non ; ce qui est caché est montré, non",
            "No longer: in an emergency: a professional may open, yes; the emergency call centre, no; what is hidden is shown, no",
        ),
        ("dossier ouvert après votre accord", "record open once you have agreed"),
        ("caché à Chirurgien-Dentiste : Comptes rendus", "hidden from Dentist: Reports"),
    ] {
        assert!(told.contains(&(french.to_owned(), english.to_owned())), "{french}: {told:#?}");
    }
    assert!(told.iter().any(|(_, english)| english.starts_with("an access code, until ")), "{told:#?}");
    // What is told names people, and nobody by an id.
    assert!(!told.iter().any(|(_, english)| english.starts_with("blocked") && english.contains("until")));
    for secret in [doctor.person.to_string(), camille.person.to_string()] {
        assert!(!page.to_string().contains(&secret));
    }
}

#[actix_web::test]
async fn a_refused_line_says_by_which_rule_a_document_is_hidden_and_only_to_its_holder() {
    let door = Door::new();
    let (camille, author, doctor) = (door.house.citizen(), door.house.doctor(), door.house.doctor());
    let (blocked, secretary) = (door.house.doctor(), door.house.secretary_of(&author));
    let masked = door.fed(&camille, &author, json!({"masked": true})).await;
    let named = door.fed(&camille, &author, json!({})).await;
    let results = door.fed(&camille, &author, json!({"type": {"code": "11502-2"}})).await;
    for one in [&author, &doctor, &blocked] {
        door.cares(&camille, one).await;
    }
    door.delegates(&camille, &author, &json!("team")).await;
    door.excepts(&camille, "hidden", door.whom(&doctor), json!({"document": named})).await;
    door.blocks(&camille, door.whom(&blocked)).await;
    let absent = door.house.id::<kernel::kind::Document>().to_string();
    let asked = [
        (&doctor, &masked, "F5", "It is masked"),
        (&doctor, &named, "F4", "The holder hides it from this person"),
        (&blocked, &named, "G3", "is blocked"),
        (&secretary, &results, "F3", "The access matrix does not open this type"),
        (&doctor, &absent, "F", "does not exist or is not visible"),
    ];
    for (worker, document, rule, words) in asked {
        for part in ["", "/content", "/versions"] {
            let path = format!("{}/{document}{part}", documents(&camille));
            let answer = door.send(Call::get(path).token(worker.token())).await;
            assert_eq!(answer.status, 404, "{rule} {part}");
            assert!(answer.text().contains("There is no such document"), "{}", answer.text());
            let line = door.holder(&camille, "GET", "/history?limit=1", &json!(null)).await.json();
            let refused = &line["items"][0]["refused_by"];
            assert_eq!(refused["code"], rule, "{part}: {line}");
            assert!(refused["label_en"].as_str().unwrap().contains(words), "{line}");
        }
    }
    // What waits for its announcement is absent for its holder, in the history, too.
    let withheld = door.fed(&camille, &author, json!({"visible_to_patient": false})).await;
    for document in [&withheld, &absent] {
        let path = format!("{}/{document}", documents(&camille));
        assert_eq!(door.send(Call::get(path).token(camille.token())).await.status, 404);
        let line = door.holder(&camille, "GET", "/history?limit=1", &json!(null)).await.json();
        assert_eq!(line["items"][0]["refused_by"]["code"], "F", "{line}");
    }
}
