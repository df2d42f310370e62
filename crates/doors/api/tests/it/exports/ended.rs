//! What changes while an export is made, and before it is taken out.

use std::sync::atomic::{AtomicUsize, Ordering};

use consent::{LifeReason, SpaceState};
use exports::EndReason;
use flows::leaving::Made;
use serde_json::json;
use testkit::Citizen;

use super::{Meanwhile, said};
use crate::door::{Call, Door, NOTE, deposit, documents};

async fn many(door: &Door, citizen: &Citizen, number: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for nth in 0..number {
        let metadata = json!({"type": {"code": "11490-0"}, "title": format!("Note {nth}")});
        let made = door.send(deposit(citizen, citizen.token()).parts(&metadata, "text/plain", NOTE)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        ids.push(made.json()["id"].as_str().unwrap().to_owned());
    }
    ids
}

/// Nothing is left of an export that ended, and its owner reads why.
async fn is_over(door: &Door, citizen: &Citizen, export: &str, why: &str) {
    let stands = door.export(citizen, "GET", &format!("/{export}")).await.json();
    assert_eq!((&stands["state"], &stands["ended"]), (&json!("ended"), &json!(why)), "{stands}");
    assert_eq!(stands["progress"], json!({"done": 0}));
    let taken = door.export(citizen, "GET", &format!("/{export}/content")).await;
    assert_eq!((taken.status, taken.pointer().as_str()), (409, "path:export"), "{}", taken.text());
    assert_eq!(door.parts(), 0);
}

#[actix_web::test]
async fn a_right_that_ends_while_an_export_runs_ends_it_and_nothing_of_it_is_left() {
    let door = Door::new();
    let camille = door.house.citizen();
    many(&door, &camille, 45).await;
    let house = door.house.house();
    // In the first transaction of the work, in the middle, and in the one that would make it whole.
    for at in [1, 2, 4] {
        let export = door.wants_out(&camille).await;
        let steps = AtomicUsize::new(0);
        let meanwhile = Meanwhile(|| {
            if steps.fetch_add(1, Ordering::Relaxed) + 1 == at {
                let (space, to) = (camille.space, SpaceState::Suspended);
                house.desk.write(|tx| house.consent.change_life(tx, space, to, LifeReason::Danger)).unwrap();
            }
            Ok(())
        });
        let made = door.makes(&camille, &export, &meanwhile).unwrap();
        assert_eq!(made, Made::Ended(EndReason::RightEnded), "{at}");
        assert_eq!(door.parts(), 0, "{at}");
        // While the record is shut nobody reads even that there was one.
        let shut = door.export(&camille, "GET", &format!("/{export}/content")).await;
        assert_eq!(shut.status, 404, "{}", shut.text());
        let (space, to) = (camille.space, SpaceState::Active);
        house.desk.write(|tx| house.consent.change_life(tx, space, to, LifeReason::Settled)).unwrap();
        is_over(&door, &camille, &export, "right_ended").await;
        assert_eq!(
            door.notices_of(&camille, "export_ended").await.len(),
            [1, 2, 4].iter().position(|one| *one == at).unwrap() + 1
        );
    }
}

#[actix_web::test]
async fn what_is_withdrawn_while_an_export_runs_is_not_in_it() {
    let door = Door::new();
    let camille = door.house.citizen();
    let ids = many(&door, &camille, 45).await;
    let house = door.house.house();
    // Of the batch that is packed, and of one that was written before, in the step that would make it whole.
    for (at, gone) in [(1, 3), (4, 5)] {
        let export = door.wants_out(&camille).await;
        let (steps, actor) = (AtomicUsize::new(0), door.house.actor(&door.house.sure(&camille)));
        let withdrawn = ids[gone].parse().unwrap();
        let meanwhile = Meanwhile(|| {
            if steps.fetch_add(1, Ordering::Relaxed) + 1 == at {
                let withdraw = |tx: &mut database::Tx<'_>| {
                    let ask = consent::Ask::default();
                    house.documents.withdraw(tx, &actor, camille.space, &ask, withdrawn)
                };
                house.desk.write(withdraw).unwrap();
            }
            Ok(())
        });
        assert_eq!(door.makes(&camille, &export, &meanwhile).unwrap(), Made::Ready);
        let files = door.takes_out(&camille, &export).await;
        let metadata = said(&files, "metadata.json");
        assert!(!metadata.to_string().contains(&ids[gone]), "{at}");
        let left = 45 - if at == 1 { 1 } else { 2 };
        assert_eq!(metadata["documents"].as_array().unwrap().len(), left);
        assert_eq!(files.keys().filter(|name| name.starts_with("documents/")).count(), left);
    }
}

#[actix_web::test]
async fn what_was_withdrawn_since_is_taken_out_by_nobody() {
    let door = Door::new();
    let camille = door.house.citizen();
    let ids = many(&door, &camille, 3).await;
    let (export, _) = door.leaves_with(&camille).await;
    let gone = Call::new("DELETE", format!("{}/{}", documents(&camille), ids[1])).header("if-match", "*");
    assert_eq!(door.send(gone.token(camille.token())).await.status, 204);
    let taken = door.export(&camille, "GET", &format!("/{export}/content")).await;
    assert_eq!(taken.status, 409, "{}", taken.text());
    assert!(taken.text().contains("ask for a new one"), "{}", taken.text());
    is_over(&door, &camille, &export, "changed").await;
}

#[actix_web::test]
async fn an_export_that_is_removed_while_it_runs_stops() {
    let door = Door::new();
    let camille = door.house.citizen();
    many(&door, &camille, 45).await;
    let house = door.house.house();
    let export = door.wants_out(&camille).await;
    let (steps, actor) = (AtomicUsize::new(0), door.house.actor(&door.house.sure(&camille)));
    let id = export.parse().unwrap();
    let meanwhile = Meanwhile(|| {
        if steps.fetch_add(1, Ordering::Relaxed) == 1 {
            let remove = |tx: &mut database::Tx<'_>| {
                house.exports.remove(tx, &actor, camille.space, consent::Ask::default(), id)
            };
            house.desk.write(remove).unwrap();
        }
        Ok(())
    });
    assert_eq!(door.makes(&camille, &export, &meanwhile).unwrap(), Made::Over);
    assert_eq!(door.parts(), 0);
    assert_eq!(door.export(&camille, "GET", &format!("/{export}")).await.status, 404);
}

#[actix_web::test]
async fn an_export_that_nobody_makes_any_more_ends_and_another_one_can_be_asked_for() {
    let door = Door::new();
    let camille = door.house.citizen();
    let export = door.wants_out(&camille).await;
    // Its job was given up.
    door.house.database().tamper("delete from outbox.job");
    door.house.clock().advance(chrono::TimeDelta::days(6));
    assert_eq!(door.expires(), 0);
    door.house.clock().advance(chrono::TimeDelta::days(1) + chrono::TimeDelta::minutes(1));
    assert_eq!(door.expires(), 1);
    is_over(&door, &camille, &export, "unreadable").await;
    assert_eq!(door.notices_of(&camille, "export_ended").await.len(), 1);
    assert_ne!(door.wants_out(&camille).await, export);
}

#[actix_web::test]
async fn what_cannot_be_read_is_named_also_where_it_comes_last_and_alone() {
    let door = Door::new();
    let camille = door.house.citizen();
    let ids = many(&door, &camille, 21).await;
    let spoilt = &ids[20];
    door.house.database().tamper(&format!(
        "update documents.document set body = set_byte(body, 20, get_byte(body, 20) # 1) where id = '{spoilt}'"
    ));
    let (export, files) = door.leaves_with(&camille).await;
    let stands = door.export(&camille, "GET", &format!("/{export}")).await.json();
    assert_eq!(stands["progress"], json!({"done": 21, "total": 21}));
    let all = said(&files, "metadata.json")["documents"].as_array().unwrap().clone();
    assert_eq!((all.len(), &all[20]["id"], &all[20]["file"]), (21, &json!(spoilt), &json!(null)));
    assert_eq!(all[20]["unreadable"], true);
    assert_eq!(files.keys().filter(|name| name.starts_with("documents/")).count(), 20);
    assert!(String::from_utf8_lossy(&files["index.html"]).contains(spoilt));
}
