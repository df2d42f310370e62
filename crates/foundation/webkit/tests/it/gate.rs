use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use actix_web::ResponseError;
use futures_util::future::join_all;
use webkit::{Gate, GateSettings, Problem, ProblemKind};

fn gate(places: usize, queue: usize, patience: u64) -> Gate<Arc<AtomicUsize>> {
    let settings = GateSettings { name: "test", places, queue, patience: Duration::from_millis(patience) };
    Gate::new(Arc::new(AtomicUsize::new(0)), settings)
}

#[actix_web::test]
async fn no_more_work_runs_at_once_than_there_are_places() {
    let gate = gate(2, 100, 5_000);
    let most = Arc::new(AtomicUsize::new(0));
    let runs = (0..20).map(|_| {
        let most = Arc::clone(&most);
        gate.run(move |running: &Arc<AtomicUsize>| {
            most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            running.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Problem>(())
        })
    });
    assert!(join_all(runs).await.into_iter().all(|run| run.is_ok()));
    assert_eq!(most.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn beyond_the_queue_a_caller_is_told_at_once_to_come_back() {
    let gate = gate(1, 1, 300);
    let slow = || {
        gate.run(|_: &Arc<AtomicUsize>| {
            std::thread::sleep(Duration::from_millis(100));
            Ok::<_, Problem>(())
        })
    };
    let begun = Instant::now();
    let (first, second, third) = tokio::join!(slow(), slow(), async {
        let refused = slow().await;
        (refused, begun.elapsed())
    });
    assert!(first.is_ok() && second.is_ok());
    let (problem, took) = (third.0.unwrap_err(), third.1);
    assert_eq!(problem.kind(), ProblemKind::Overloaded);
    assert_eq!(problem.error_response().headers().get("retry-after").unwrap(), "1");
    assert!(took < Duration::from_millis(90), "refused after {took:?}");
}

#[actix_web::test]
async fn nobody_waits_longer_than_the_patience_and_a_caller_who_leaves_frees_nothing_early() {
    let gate = gate(1, 10, 50);
    let left = gate.run(|_: &Arc<AtomicUsize>| {
        std::thread::sleep(Duration::from_millis(150));
        Ok::<_, Problem>(())
    });
    assert!(tokio::time::timeout(Duration::from_millis(5), left).await.is_err());
    let refused = gate.run(|_: &Arc<AtomicUsize>| Ok::<_, Problem>(())).await;
    assert_eq!(refused.unwrap_err().kind(), ProblemKind::Overloaded);
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(gate.run(|_: &Arc<AtomicUsize>| Ok::<_, Problem>(())).await.is_ok());
}

#[actix_web::test]
async fn work_that_panics_is_an_internal_problem_and_gives_its_place_back() {
    let gate = gate(1, 1, 50);
    for _ in 0..3 {
        let outcome = gate.run(|_: &Arc<AtomicUsize>| -> Result<(), Problem> { panic!("payload") }).await;
        assert_eq!(outcome.unwrap_err().kind(), ProblemKind::Internal);
    }
}
