use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::json;

use crate::door::{Call, Door, documents};

#[actix_web::test]
async fn the_holder_reads_page_after_page_newest_first_and_meets_each_document_once() {
    let door = Door::new();
    let camille = door.house.citizen();
    let mut deposited = Vec::new();
    for number in 0..5 {
        door.house.clock().advance(TimeDelta::seconds(1));
        deposited.push(door.brought(&camille, json!({"title": format!("Note {number}")})).await);
    }
    deposited.reverse();
    let (mut seen, mut address) = (Vec::new(), format!("{}?limit=2", documents(&camille)));
    for size in [2, 2, 1] {
        let page = door.send(Call::get(&address).token(camille.token())).await;
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(page.ids().len(), size);
        seen.extend(page.ids());
        let next = page.json()["next"].as_str().map(str::to_owned);
        assert_eq!(next.is_none(), size == 1);
        address = format!("{}?limit=2&after={}", documents(&camille), next.unwrap_or_default());
    }
    assert_eq!(seen, deposited);
}

#[actix_web::test]
async fn a_professional_without_a_way_and_a_record_that_does_not_exist_read_alike() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let nowhere = format!("/api/v1/spaces/{}/documents", door.house.id::<kernel::kind::Space>());
    let closed = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    let absent = door.send(Call::get(nowhere).token(doctor.token())).await;
    assert_eq!((closed.status, absent.status), (404, 404));
    assert_eq!(closed.problem(), absent.problem());
}

#[actix_web::test]
async fn another_citizen_a_therapist_and_software_find_no_record() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let (therapist, software) = (door.house.therapist(), door.house.software());
    for token in [other.token(), therapist.token(), software.token()] {
        assert_eq!(door.send(Call::get(documents(&camille)).token(token)).await.status, 404);
    }
}

#[actix_web::test]
async fn each_profession_sees_what_the_matrix_lets_it_see() {
    let door = Door::new();
    let (camille, doctor, dentist) = (door.house.citizen(), door.house.doctor(), door.house.dentist());
    let letter = door.fed(&camille, &doctor, json!({})).await;
    let biology = door.fed(&camille, &doctor, json!({"type": {"code": "11502-2"}})).await;
    door.cares(&camille, &doctor).await;
    door.cares(&camille, &dentist).await;
    let of_doctor: BTreeSet<_> =
        door.send(Call::get(documents(&camille)).token(doctor.token())).await.ids().into_iter().collect();
    assert_eq!(of_doctor, BTreeSet::from([letter.clone(), biology.clone()]));
    let of_dentist = door.send(Call::get(documents(&camille)).token(dentist.token())).await.ids();
    let allowed: Vec<_> = [("CPT_REND", &letter), ("BIOLOGIE", &biology)]
        .into_iter()
        .filter(|(category, _)| {
            let reference = &door.house.house().reference;
            let code = if *category == "BIOLOGIE" { "11502-2" } else { "11490-0" };
            reference.matrix().may_consult("40", category.parse().unwrap(), code).allowed
        })
        .map(|(_, id)| id.clone())
        .collect();
    assert_eq!(of_dentist.into_iter().collect::<BTreeSet<_>>(), allowed.into_iter().collect());
}

#[actix_web::test]
async fn a_document_that_is_withheld_from_the_patient_is_not_in_the_patients_list() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    let withheld = door.fed(&camille, &doctor, json!({"visible_to_patient": false})).await;
    door.cares(&camille, &doctor).await;
    let mine = door.send(Call::get(documents(&camille)).token(camille.token())).await;
    assert!(mine.ids().is_empty());
    let theirs = door.send(Call::get(documents(&camille)).token(doctor.token())).await;
    assert_eq!(theirs.ids(), [withheld]);
    assert!(theirs.json()["items"][0]["withheld_until"].is_string());
    door.house.clock().advance(TimeDelta::days(5));
    let again = door.house.login(
        identity::SessionCapacity::Citizen { person: camille.person },
        None,
        kernel::Assurance::Substantial,
    );
    let mine = door.send(Call::get(documents(&camille)).token(again.token())).await;
    assert_eq!(mine.ids().len(), 1, "released by the delay");
    assert!(mine.json()["items"][0].get("withheld_until").is_none());
}

#[actix_web::test]
async fn the_list_is_narrowed_by_status_and_dates_of_deposit_alone() {
    let door = Door::new();
    let camille = door.house.citizen();
    let first = door.brought(&camille, json!({})).await;
    door.house.clock().advance(TimeDelta::minutes(20));
    let second = door.brought(&camille, json!({})).await;
    let with = |query: &str| Call::get(format!("{}?{query}", documents(&camille))).token(camille.token());
    assert_eq!(door.send(with("deposited_from=2026-11-23T09:10:00Z")).await.ids(), [second]);
    assert_eq!(door.send(with("deposited_before=2026-11-23T10:10:00%2B01:00")).await.ids(), [first]);
    assert!(door.send(with("status=archived")).await.ids().is_empty());
    for (query, pointer) in [
        ("limit=0", "query:limit"),
        ("limit=101", "query:limit"),
        ("limit=many", "query:limit"),
        ("deposited_from=yesterday", "query:deposited_from"),
        ("status=lost", "query:status"),
        ("title=grippe", "query:title"),
        ("after=made-up", "query:after"),
    ] {
        let answer = door.send(with(query)).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, pointer), "{}", answer.text());
        assert!(!answer.text().contains("grippe") && !answer.text().contains("yesterday"));
    }
}

#[actix_web::test]
async fn a_position_is_good_for_one_viewer_one_record_and_the_same_filters() {
    let door = Door::new();
    let (camille, doctor) = (door.house.citizen(), door.house.doctor());
    door.cares(&camille, &doctor).await;
    for _ in 0..3 {
        door.fed(&camille, &doctor, json!({})).await;
    }
    let page = door.send(Call::get(format!("{}?limit=1", documents(&camille))).token(camille.token())).await;
    let next = page.json()["next"].as_str().unwrap().to_owned();
    let with = |query: &str, token: &str| {
        Call::get(format!("{}?after={next}{query}", documents(&camille))).token(token)
    };
    assert_eq!(door.send(with("&limit=2", camille.token())).await.ids().len(), 2, "another size is fine");
    let other_filters = with("&status=approved", camille.token());
    for call in [other_filters, with("", doctor.token())] {
        let answer = door.send(call).await;
        assert_eq!((answer.status, answer.pointer().as_str()), (400, "query:after"));
    }
    let search = Call::post(format!("{}/search", documents(&camille)));
    let answer = door.send(search.token(camille.token()).json(&json!({"after": next}))).await;
    assert_eq!((answer.status, answer.pointer().as_str()), (400, "/after"));
}
