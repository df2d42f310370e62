//! Calls that come together: one transaction for several, each decided and answered by itself.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::oneshot;
use webkit::{ProblemKind, Shuttle, ShuttleSettings};

use crate::door::{Call, Door, documents};

fn shuttle(door: &Door, drivers: usize, queue: usize, patience: u64) -> Shuttle<u32> {
    let settings = ShuttleSettings { drivers, seats: 8, queue, patience: Duration::from_millis(patience) };
    Shuttle::new(door.house.house().desk.clone(), settings, |_, calls| {
        Ok(calls.iter().map(|_| Vec::new()).collect())
    })
}

#[actix_web::test]
async fn many_calls_at_once_are_each_answered_with_their_own() {
    let door = Door::new();
    let citizens: Vec<_> = (0..6).map(|_| door.house.citizen()).collect();
    let doctor = door.house.doctor();
    let mut own = Vec::new();
    for citizen in &citizens {
        own.push(door.brought(citizen, json!({"title": "À moi"})).await);
    }
    let calls = citizens.iter().flat_map(|citizen| {
        let stranger = Call::get(documents(citizen)).token(doctor.token());
        [Call::get(documents(citizen)).token(citizen.token()), stranger]
    });
    let answers = join_all(calls.map(|call| door.send(call))).await;
    for (pair, id) in answers.chunks(2).zip(&own) {
        assert_eq!((pair[0].status, pair[0].ids()), (200, vec![id.clone()]));
        assert_eq!(pair[1].status, 404);
    }
    for citizen in &citizens {
        let history = format!("/api/v1/spaces/{}/history", citizen.space);
        let history = door.send(Call::get(history).token(citizen.token())).await;
        let acts: Vec<_> = history.json()["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| {
                (
                    line["act"]["code"].as_str().unwrap_or_default().to_owned(),
                    line["outcome"].as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let listed = |outcome: &str| {
            acts.iter().filter(|(act, found)| act == "documents.list" && found == outcome).count()
        };
        assert_eq!((listed("done"), listed("refused")), (1, 1), "{acts:?}");
    }
}

#[actix_web::test]
async fn a_session_that_was_ended_is_nobody_among_others() {
    let door = Door::new();
    let (camille, other) = (door.house.citizen(), door.house.citizen());
    let house = door.house.house();
    house.desk.write(|tx| house.identity.end_session(tx, camille.login.session.id)).unwrap();
    let calls = [&camille, &other, &camille, &other].map(|one| Call::get(documents(one)).token(one.token()));
    let statuses: Vec<u16> = join_all(calls.into_iter().map(|call| door.send(call)))
        .await
        .iter()
        .map(|answer| answer.status)
        .collect();
    assert_eq!(statuses, [401, 200, 401, 200]);
}

#[actix_web::test]
async fn whoever_waits_when_a_transaction_begins_goes_with_it_and_the_queue_has_an_end() {
    let door = Door::new();
    let shuttle = shuttle(&door, 1, 3, 5_000);
    let (open, opened) = mpsc::channel::<()>();
    let (begins, begun) = oneshot::channel::<()>();
    let mut once = Some((begins, opened));
    let first = shuttle.ride(0, move |_| {
        // Holds the only driver until the others have come.
        if let Some((begins, opened)) = once.take() {
            begins.send(()).unwrap();
            opened.recv().unwrap();
        }
        Ok::<_, database::Error>(0)
    });
    let others = async {
        begun.await.unwrap();
        let rides = (1..=4).map(|number| shuttle.ride(number, move |_| Ok::<_, database::Error>(number)));
        let rides = join_all(rides);
        let release = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            open.send(()).unwrap();
        };
        tokio::join!(rides, release).0
    };
    let (first, others) = tokio::join!(first, others);
    assert_eq!(first.unwrap().unwrap(), 0);
    let (served, refused): (Vec<_>, Vec<_>) = others.into_iter().partition(Result::is_ok);
    assert_eq!((served.len(), refused.len()), (3, 1));
    assert_eq!(refused[0].as_ref().err().unwrap().kind(), ProblemKind::Overloaded);
}

#[actix_web::test]
async fn nobody_waits_longer_than_the_patience_unless_the_work_has_begun() {
    let door = Door::new();
    let shuttle = shuttle(&door, 1, 10, 60);
    let (begins, begun) = oneshot::channel::<()>();
    let mut begins = Some(begins);
    let slow = shuttle.ride(0, move |_| {
        if let Some(begins) = begins.take() {
            begins.send(()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(300));
        Ok::<_, database::Error>("done all the same")
    });
    let late = async {
        begun.await.unwrap();
        let begun = Instant::now();
        let late = shuttle.ride(1, |_| Ok::<_, database::Error>(""));
        (late.await.err().map(|problem| problem.kind()), begun.elapsed())
    };
    let (slow, (late, waited)) = tokio::join!(slow, late);
    assert_eq!(slow.unwrap().unwrap(), "done all the same");
    assert_eq!(late, Some(ProblemKind::Overloaded));
    assert!(waited < Duration::from_millis(250), "waited {waited:?}");
}

#[actix_web::test]
async fn a_work_that_breaks_down_is_an_inner_error_of_its_own_caller() {
    let door = Door::new();
    let shuttle = shuttle(&door, 1, 10, 5_000);
    let broken = shuttle.ride(0, |_| -> Result<(), database::Error> { panic!("payload") });
    let other = shuttle.ride(1, |_| Ok::<_, database::Error>("fine"));
    let (broken, other) = tokio::join!(broken, other);
    assert_eq!(broken.err().unwrap().kind(), ProblemKind::Internal);
    assert_eq!(other.unwrap().unwrap(), "fine");
}
