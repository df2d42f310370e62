use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use uuid::Uuid;
use webkit::{Labours, Problem, ProblemKind};

#[actix_web::test]
async fn two_work_at_once_and_works_of_one_kind_do_not_wait_for_those_of_another() {
    let labours = Labours::default();
    let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let works = (0..10).map(|number| {
        let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
        labours.pictures.run(Uuid::from_u128(number), move || {
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            inside.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Problem>(())
        })
    });
    assert!(join_all(works).await.into_iter().all(|work| work.is_ok()));
    assert_eq!(most.load(Ordering::SeqCst), 2);

    let (caller, another) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let one = labours.pictures.turn(caller).await.unwrap();
    let twice = labours.pictures.turn(caller).await;
    assert_eq!(twice.err().unwrap().kind(), ProblemKind::Overloaded, "one caller never has both places");
    let held = [one, labours.pictures.turn(another).await.unwrap()];
    let reading = labours.reading.run(caller, || Ok::<_, Problem>(7));
    assert_eq!(tokio::time::timeout(Duration::from_secs(1), reading).await.unwrap().unwrap(), 7);
    drop(held);
}

#[actix_web::test]
async fn nobody_alone_fills_the_queue() {
    let labours = Labours::default();
    let (one, another) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let held = [labours.reading.turn(another).await.unwrap(), labours.reading.turn(another).await.unwrap()];
    let wanted = join_all((0..20).map(|_| labours.reading.run(one, || Ok::<_, Problem>(()))));
    let release = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        drop(held);
    };
    let (done, ()) = tokio::join!(wanted, release);
    let refused: Vec<_> = done.into_iter().filter_map(Result::err).collect();
    assert_eq!(refused.len(), 4, "16 of one caller wait or work");
    assert!(refused.iter().all(|problem| problem.kind() == ProblemKind::Overloaded));
    assert!(labours.reading.run(one, || Ok::<_, Problem>(())).await.is_ok(), "shares come back");
}
