//! What nobody could see, nobody sees through a merge.

use std::collections::BTreeSet;

use serde_json::json;
use testkit::{Citizen, Worker};

use super::{Two, merge};
use crate::door::{Call, Door, documents};

/// What may be said of a document that hides it from somebody, or shows it to some alone.
fn kinds() -> Vec<(String, serde_json::Value)> {
    let mut kinds = Vec::new();
    for (code, name) in [("11490-0", "lettre"), ("11502-2", "biologie"), ("80788-3", "fermé au dentiste")] {
        for masked in [false, true] {
            for patient in [false, true] {
                for representatives in [false, true] {
                    let more = json!({
                        "type": {"code": code},
                        "masked": masked,
                        "visible_to_patient": patient,
                        "visible_to_representatives": representatives,
                    });
                    kinds.push((format!("{name} {masked} {patient} {representatives}"), more));
                }
            }
        }
    }
    kinds
}

/// Deposits one document of each kind that is taken; gives the kinds.
async fn filled(door: &Door, record: &Citizen, doctor: &Worker, whose: &str) -> BTreeSet<String> {
    let mut taken = BTreeSet::new();
    for (kind, mut more) in kinds() {
        more["title"] = json!(format!("{whose} {kind}"));
        let metadata = crate::door::letter_about(record, &more);
        let call = Call::post(documents(record)).token(doctor.token());
        let answer = door.send(call.parts(&metadata, "application/pdf", crate::door::PDF)).await;
        match answer.status {
            201 => taken.insert(kind),
            422 => false,
            status => panic!("{status}: {}", answer.text()),
        };
    }
    taken
}

/// The kinds of the documents of one of the two that somebody sees in a record.
async fn sees(door: &Door, record: &Citizen, token: &str, whose: &str) -> BTreeSet<String> {
    let seen = door.seen(record, token).await;
    let titles = seen.iter().map(|document| document["title"].as_str().unwrap().to_owned());
    titles.filter_map(|title| title.strip_prefix(&format!("{whose} ")).map(str::to_owned)).collect()
}

async fn merged(door: &Door, two: &Two, double: &Citizen, stays: &Citizen) {
    door.decided(two, &merge(double, stays)).await;
    door.works();
}

#[actix_web::test]
async fn a_document_that_arrived_is_seen_by_whoever_sees_its_like_and_by_nobody_else() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let author = door.house.doctor();
    let (of_double, of_stays) = (door.house.doctor(), door.house.doctor());
    let (dentist, therapist, software) =
        (door.house.dentist(), door.house.therapist(), door.house.software());
    let taken = filled(&door, &double, &author, "double").await;
    assert_eq!(taken, filled(&door, &stays, &author, "reste").await);
    assert!(taken.len() >= 12, "{taken:?}");
    door.cares(&double, &of_double).await;
    door.cares(&stays, &of_stays).await;
    door.cares(&stays, &dentist).await;
    let workers = [&author, &of_double, &of_stays, &dentist, &therapist, &software];
    let mut before = Vec::new();
    for worker in workers {
        before.push(sees(&door, &double, worker.token(), "double").await);
    }
    assert!(before[1].len() > 1, "the doctor of the double saw something");
    merged(&door, &two, &double, &stays).await;
    for (nth, worker) in workers.into_iter().enumerate() {
        let arrived = sees(&door, &stays, worker.token(), "double").await;
        let like = sees(&door, &stays, worker.token(), "reste").await;
        assert_eq!(arrived, like, "{nth}: what arrived is hidden as its like is");
        assert_eq!(door.seen(&double, worker.token()).await.len(), 0, "{nth}: the double is shut");
        let was_let_in = [2, 3].contains(&nth);
        assert!(was_let_in || arrived.is_subset(&before[nth]), "{nth}");
    }
    assert!(!sees(&door, &stays, of_stays.token(), "double").await.is_empty());
    let few = sees(&door, &stays, dentist.token(), "double").await;
    assert!(few.len() < taken.len(), "the matrix is as narrow as before");
    // The holder: what waits to be released waits still.
    let arrived = sees(&door, &stays, stays.token(), "double").await;
    assert_eq!(arrived, sees(&door, &stays, stays.token(), "reste").await);
    assert!(!arrived.is_empty() && arrived.len() < taken.len());
}

#[actix_web::test]
async fn the_history_of_a_double_tells_of_no_document_that_its_reader_may_not_see() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let doctor = door.house.doctor();
    let shown = door.fed(&double, &doctor, json!({"title": "Lettre"})).await;
    let hidden = door.fed(&double, &doctor, json!({"visible_to_patient": false})).await;
    for step in ["before", "decided", "arrived"] {
        let (record, token) = match step {
            "before" => (&double, double.token()),
            _ => (&double, stays.token()),
        };
        let lines = json!(door.lines(record, token).await).to_string();
        assert!(lines.contains(&shown), "{step}");
        assert!(!lines.contains(&hidden), "{step}");
        match step {
            "before" => drop(door.decided(&two, &merge(&double, &stays)).await),
            "decided" => door.works(),
            _ => {}
        }
    }
    let lines = json!(door.lines(&stays, stays.token()).await).to_string();
    assert!(lines.contains(&shown) && !lines.contains(&hidden));
}

#[actix_web::test]
async fn of_two_choices_how_a_record_may_be_reached_the_one_that_protects_more_counts() {
    for (there, here, counts) in [
        ("closed", "open", "closed"),
        ("open", "ask_me", "ask_me"),
        ("ask_me", "open", "ask_me"),
        ("open", "open", "open"),
    ] {
        let door = Door::new();
        let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
        let path = |citizen: &Citizen| format!("/api/v1/spaces/{}/preferences/preset", citizen.space);
        for (citizen, preset) in [(&double, there), (&stays, here)] {
            let put = Call::new("PUT", path(citizen)).token(citizen.token()).json(&json!({"preset": preset}));
            assert_eq!(door.send(put).await.status, 204);
        }
        merged(&door, &two, &double, &stays).await;
        let read = door.send(Call::get(path(&stays)).token(stays.token())).await.json();
        assert_eq!(read, json!({"preset": counts}), "{there} {here}");
    }
}

#[actix_web::test]
async fn whoever_says_not_to_represent_somebody_does_so_in_neither_record() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    let parent = door.house.citizen();
    let insert = |record: &Citizen, kind: &str, terms: &str| {
        door.house.arrange(&format!(
            "insert into consent.provision values ('{}', gen_random_uuid(), '{kind}', '{}', null, '{terms}',
             '2026-01-01', null, '00000000-0000-0000-0000-000000000000', '2026-01-01')",
            record.space, parent.person
        ));
    };
    insert(&double, "representation_dispute", "{}");
    insert(&stays, "representative", r#"{"authority": "parent"}"#);
    merged(&door, &two, &double, &stays).await;
    let house = door.house.house();
    let life = house.desk.write(|tx| house.consent.lives_without_permit(tx, &[stays.space])).unwrap();
    assert_eq!(life[&stays.space].disputes, [parent.person]);
    assert_eq!(life[&stays.space].representations, []);
}

#[actix_web::test]
async fn a_consent_that_no_merge_knows_keeps_the_records_apart() {
    let door = Door::new();
    let (double, stays, two) = (door.house.citizen(), door.house.citizen(), door.two());
    door.house.arrange(&format!(
        "insert into consent.provision values ('{}', gen_random_uuid(), 'of_a_newer_program', null, null, '{{}}',
         '2026-01-01', null, '00000000-0000-0000-0000-000000000000', '2026-01-01')",
        double.space
    ));
    let refused = door.proposes(&two.one, &merge(&double, &stays)).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text().contains("no merge knows"), "{}", refused.text());
}
