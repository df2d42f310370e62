use consent::{LifeReason, SpaceState};
use serde_json::{Value, json};
use testkit::{Citizen, Contract};

use crate::{
    door::{Call, Door, PDF, documents, letter_about},
    operations::{LINES, OF_A_LIFE, OF_NO_RECORD},
};

fn history(citizen: &Citizen, token: &str, query: &str) -> Call {
    Call::get(format!("/api/v1/spaces/{}/history{query}", citizen.space)).token(token)
}

fn acts(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|line| line["act"]["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn the_holder_reads_who_did_what_in_plain_words() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.send(Call::get(format!("{}/{id}", documents(&camille))).token(doctor.token())).await;
    door.cares(&camille, &doctor).await;
    door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let page = door.send(history(&camille, camille.token(), "")).await.json();
    let all = acts(&page);
    assert_eq!(
        all[..5],
        ["documents.list", "notices.tell", "care-relationships.open", "documents.read", "documents.deposit"],
        "{all:?}"
    );
    let lines = page["items"].as_array().unwrap();
    assert_eq!(lines[0]["who"]["kind"], "professional");
    assert_eq!(lines[0]["who"]["name"], "Dominique Fictif");
    assert_eq!(lines[0]["who"]["profession"]["code"], "10");
    assert_eq!(lines[0]["who"]["organisation"], doctor.organisation.to_string());
    assert_eq!((&lines[0]["way"]["code"], &lines[0]["documents"]), (&json!("W5"), &json!([id])));
    assert_eq!(lines[0]["act"]["label_fr"], "A consulté la liste des documents");
    assert_eq!(lines[3]["outcome"], "refused");
    assert!(lines[3]["refused_by"]["label_en"].as_str().unwrap().contains("nor a running care relationship"));
    assert_eq!(lines[4]["way"]["code"], "W0");
}

#[actix_web::test]
async fn a_line_about_the_life_of_a_record_says_which_step_it_was() {
    let door = Door::new();
    let house = door.house.house();
    let steps = [
        ("opposition_running", SpaceState::Created, LifeReason::OppositionOver, "Made the record"),
        ("opposition_running", SpaceState::Opposed, LifeReason::OppositionReported, "Noted the opposition"),
        ("active", SpaceState::Suspended, LifeReason::Danger, "Suspended the record"),
        ("active", SpaceState::Suspended, LifeReason::Fraud, "Suspended the record"),
        ("suspended", SpaceState::Active, LifeReason::Settled, "Ended the suspension"),
        ("active", SpaceState::Deceased, LifeReason::DeathReported, "a death was reported"),
        ("deceased", SpaceState::Active, LifeReason::DeathCorrected, "the death was reported by mistake"),
        ("active", SpaceState::Closed, LifeReason::Merged, "became one with another"),
    ];
    assert_eq!(steps.len(), LifeReason::ALL.len());
    for (state, to, reason, said) in steps {
        let camille = door.house.citizen();
        let is_in = |state: &str| {
            let space = camille.space;
            let sql = format!("update consent.space set state = '{state}' where space_id = '{space}'");
            door.house.arrange(&sql);
        };
        is_in(state);
        house.desk.write(|tx| house.consent.change_life(tx, camille.space, to, reason)).unwrap();
        is_in("active");
        let page = door.send(history(&camille, camille.token(), "")).await.json();
        let line =
            page["items"].as_array().unwrap().iter().find(|line| line["act"]["code"] == "spaces.change-life");
        let act = &line.unwrap()["act"];
        assert!(act["label_en"].as_str().unwrap().contains(said), "{reason:?}: {act}");
        let french = act["label_fr"].as_str().unwrap();
        assert!(french.starts_with("A ") && french != "A changé l'état du dossier", "{act}");
        assert!(!page.to_string().contains(reason.as_str()), "why is nobody's business: {page}");
    }
}

#[actix_web::test]
async fn every_operation_on_a_record_leaves_its_line() {
    let described = Contract::new(serde_json::to_value(api::description()).unwrap()).operations();
    for exempt in OF_NO_RECORD.iter().chain(&OF_A_LIFE) {
        assert!(described.iter().any(|known| known.path == *exempt), "a stale exemption: {exempt}");
    }
    let described: Vec<String> = described
        .into_iter()
        .filter(|known| known.needs_token && !OF_NO_RECORD.contains(&known.path.as_str()))
        .filter(|known| !OF_A_LIFE.contains(&known.path.as_str()))
        .map(|known| format!("{} {}", known.method, known.path))
        .collect();
    assert_eq!(described, LINES.iter().map(|(operation, _)| (*operation).to_owned()).collect::<Vec<_>>());

    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let id = door.fed(&camille, &doctor, json!({})).await;
    door.cares(&camille, &doctor).await;
    as_a_doctor(&door, &camille, doctor.token(), &id).await;
    as_the_holder(&door, &camille, doctor.token(), &id).await;
    crate::access::lines::who_sees_what(&door, &camille, &doctor, &id).await;
    crate::exports::lines(&door, &camille).await;
    taken_away(&door, &camille, doctor.token(), &id).await;
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let page = door.send(history(&camille, camille.token(), &format!("?limit=100{after}"))).await.json();
        items.extend(page["items"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    for (operation, act) in LINES.iter().copied() {
        let lines = items.iter().filter(|line| line["act"]["code"] == act);
        let done = lines.filter(|line| line["outcome"] == "done").collect::<Vec<_>>();
        // Whoever reads what was asked reads it before and after; a second deposit is there to be moved away, and a second
        // invitation to be taken back.
        let twice = [
            "documents.deposit",
            "corrections.ask",
            "history.read",
            "carers.invite",
            "representatives.invite",
        ];
        let times = if twice.contains(&act) { 2 } else { 1 };
        assert_eq!(done.len(), times, "{operation}");
        assert_ne!(done[0]["act"]["label_en"], act, "{operation}: plain words");
    }
}

async fn as_a_doctor(door: &Door, camille: &Citizen, token: &str, id: &str) {
    let ins = json!({"ins": {"value": camille.ins.number.reveal(), "oid": camille.ins.oid.as_str()}});
    let of_doctor = |call: Call| door.send(call.token(token));
    let one = format!("{}/{id}", documents(camille));
    let entitle = Call::new("PUT", format!("{one}/title")).header("if-match", "*");
    for answer in [
        of_doctor(Call::get(documents(camille))).await,
        of_doctor(Call::get(format!("{}/changes", documents(camille)))).await,
        of_doctor(Call::get(&one)).await,
        of_doctor(Call::get(format!("{one}/content"))).await,
        of_doctor(Call::post(format!("{}/search", documents(camille))).json(&json!({}))).await,
        of_doctor(Call::post(format!("{}/zip", documents(camille))).json(&json!({"documents": [id]}))).await,
        of_doctor(Call::post("/api/v1/patients/find").json(&ins)).await,
        of_doctor(Call::get(format!("{one}/readable"))).await,
        of_doctor(Call::get(format!("{one}/entries"))).await,
        of_doctor(Call::get(format!("{one}/versions"))).await,
        of_doctor(entitle.json(&json!({"title": "Lettre"}))).await,
        of_doctor(Call::new("PUT", format!("{one}/archived")).json(&json!({"archived": false}))).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    let patient = letter_about(camille, &json!({}))["patient"].clone();
    let refused = json!({"type": {"code": "11490-0"}, "patient": patient});
    let path = format!("/api/v1/spaces/{}/refused-deposits", camille.space);
    assert_eq!(of_doctor(Call::post(path).json(&refused)).await.status, 204);
}

async fn as_the_holder(door: &Door, camille: &Citizen, doctor: &str, id: &str) {
    let space = format!("/api/v1/spaces/{}", camille.space);
    let one = format!("{}/{id}", documents(camille));
    let of_holder = |call: Call| door.send(call.token(camille.token()));
    let made = of_holder(Call::post(format!("{space}/folders")).json(&json!({"name": "Genou"}))).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let folder = made.json()["id"].as_str().unwrap().to_owned();
    let ask = || {
        let asked = json!({"kind": "wrong", "message": "Ce n'est pas le bon genou."});
        of_holder(Call::post(format!("{one}/correction-request")).json(&asked))
    };
    let first = ask().await.json()["id"].as_str().unwrap().to_owned();
    let (back, answer) = (
        of_holder(Call::new("DELETE", format!("{space}/correction-requests/{first}"))).await,
        ask().await.json()["id"].as_str().unwrap().to_owned(),
    );
    let declined = json!({"outcome": "declined", "message": "C'est bien le genou gauche."});
    let path = format!("{space}/correction-requests/{answer}/answer");
    for answer in [
        back,
        door.send(Call::post(path).token(doctor).json(&declined)).await,
        of_holder(Call::get(format!("{space}/correction-requests"))).await,
        of_holder(Call::get(format!("{space}/folders"))).await,
        of_holder(Call::new("PUT", format!("{one}/folder")).json(&json!({"folder": folder}))).await,
        of_holder(Call::new("PUT", format!("{one}/pinned")).json(&json!({"pinned": true}))).await,
        of_holder(
            Call::new("PUT", format!("{space}/folders/{folder}")).json(&json!({"name": "Genou gauche"})),
        )
        .await,
        door.send(history(camille, camille.token(), "")).await,
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
    assert_eq!(of_holder(Call::new("DELETE", format!("{space}/folders/{folder}"))).await.status, 204);
    let page = door.send(history(camille, camille.token(), "?limit=1")).await.json();
    let path = format!("{space}/history/{}/dispute", page["items"][0]["line"].as_str().unwrap());
    let said = of_holder(Call::post(path).json(&json!({"words": "Ce n'était pas moi."}))).await;
    assert_eq!(said.status, 201, "{}", said.text());
    assert_eq!(of_holder(Call::get(format!("{space}/disputes"))).await.status, 200);
    door.tells(camille, None, flows::notify::Told::RecordActivated);
    let notices = of_holder(Call::get(format!("{space}/notifications"))).await.json();
    let notice = notices["items"][0]["id"].as_str().unwrap();
    assert_eq!(of_holder(Call::post(format!("{space}/notifications/{notice}/read"))).await.status, 204);
}

async fn taken_away(door: &Door, camille: &Citizen, doctor: &str, id: &str) {
    let (other, one) = (door.house.citizen(), format!("{}/{id}", documents(camille)));
    let metadata = letter_about(camille, &json!({}));
    let replacement = Call::post(format!("{one}/replacement")).token(doctor);
    let replaced = door.send(replacement.parts(&metadata, "application/pdf", PDF)).await;
    assert_eq!(replaced.status, 201, "{}", replaced.text());
    assert_eq!(door.send(Call::new("DELETE", one).token(doctor)).await.status, 204);
    let wrong = Call::post(documents(camille)).token(doctor).parts(&metadata, "application/pdf", PDF);
    let wrong = door.send(wrong).await.json()["id"].as_str().unwrap().to_owned();
    let patient = letter_about(&other, &json!({}))["patient"].clone();
    let right = json!({"space": other.space.to_string(), "patient": patient});
    let path = format!("{}/{wrong}/move", documents(camille));
    let moved = door.send(Call::post(path).token(doctor).json(&right)).await;
    assert_eq!(moved.status, 201, "{}", moved.text());
}

#[actix_web::test]
async fn history_is_read_page_after_page_and_tells_nothing_of_a_withheld_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.fed(&camille, &doctor, json!({})).await;
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    door.cares(&camille, &doctor).await;
    door.send(Call::get(format!("{}/{withheld}", documents(&camille))).token(doctor.token())).await;
    door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let (mut seen, mut query) = (Vec::new(), "?limit=1".to_owned());
    loop {
        let page = door.send(history(&camille, camille.token(), &query)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert!(!page.text().contains(&withheld), "{}", page.text());
        seen.extend(acts(&page.json()).into_iter().map(str::to_owned));
        let page = page.json();
        let Some(next) = page["next"].as_str() else { break };
        query = format!("?limit=1&after={next}");
        assert!(seen.len() < 100);
    }
    assert_eq!(seen.iter().filter(|act| *act == "documents.deposit").count(), 1, "{seen:?}");
    assert_eq!(seen.iter().filter(|act| *act == "documents.read").count(), 0, "{seen:?}");
}

#[actix_web::test]
async fn nobody_but_the_holder_reads_the_history() {
    let door = Door::new();
    let (camille, other, doctor) = (door.house.citizen(), door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    let software = door.house.software();
    for (token, status) in [(other.token(), 404), (doctor.token(), 403), (software.token(), 404)] {
        assert_eq!(door.send(history(&camille, token, "")).await.status, status);
    }
}

#[actix_web::test]
async fn a_page_that_cannot_be_read_says_where() {
    let door = Door::new();
    let camille = door.house.citizen();
    for (query, pointer) in
        [("?limit=0", "query:limit"), ("?after=x", "query:after"), ("?who=x", "query:who")]
    {
        let answer = door.send(history(&camille, camille.token(), query)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, pointer));
    }
}

#[actix_web::test]
async fn what_is_hidden_and_what_never_was_leave_the_same_line_when_they_are_asked_for() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    let nothing = door.house.id::<kernel::kind::Document>().to_string();
    let mut left = Vec::new();
    for id in [&withheld, &nothing] {
        let answer =
            door.send(Call::get(format!("{}/{id}", documents(&camille))).token(camille.token())).await;
        assert_eq!(answer.status, 404);
        let mut line = door.send(history(&camille, camille.token(), "")).await.json()["items"][0].clone();
        assert_eq!((&line["act"]["code"], &line["documents"]), (&json!("documents.read"), &json!([])));
        line.as_object_mut().unwrap().remove("at");
        line.as_object_mut().unwrap().remove("line");
        left.push(line);
    }
    assert_eq!(left[0], left[1]);
}

#[actix_web::test]
async fn a_deposit_sent_again_says_so_and_tells_nothing_of_a_withheld_document() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    for (visible, lines) in [(false, 0), (true, 2)] {
        let metadata = letter_about(&camille, &json!({"visible_to_patient": visible}));
        for _ in 0..2 {
            let call = Call::post(documents(&camille)).token(doctor.token());
            let call = call.header("idempotency-key", if visible { "shown" } else { "withheld" });
            assert_eq!(door.send(call.parts(&metadata, "application/pdf", PDF)).await.status, 201);
        }
        let page = door.send(history(&camille, camille.token(), "?limit=100")).await.json();
        assert_eq!(acts(&page).iter().filter(|act| **act == "documents.deposit").count(), lines, "{page}");
        if visible {
            let newest = &page["items"]
                .as_array()
                .unwrap()
                .iter()
                .find(|line| line["act"]["code"] == "documents.deposit");
            assert!(newest.unwrap()["act"]["label_en"].as_str().unwrap().contains("again"), "{page}");
        }
    }
}
