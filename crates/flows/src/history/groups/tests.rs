use chrono::{DateTime, TimeDelta, Utc};
use journal::{Line, Outcome};
use kernel::{Id, RequestId};
use uuid::Uuid;

use super::*;

fn id<T>(number: u128) -> Id<T> {
    Id::from(Uuid::from_u128(number))
}

fn doctor(person: u128, session: u128) -> Who {
    Who::Professional {
        person: id(person),
        session: id(session),
        name: "Dominique Fictif".into(),
        rpps: String::new(),
        profession: "10".into(),
        organisation: None,
        organisation_name: None,
        software: None,
        software_name: None,
    }
}

fn system() -> Who {
    Who::System { purpose: "notice".into() }
}

/// A page of lines, newest first, each so many minutes before 09:00 in Paris.
fn page(lines: Vec<(Who, i64)>, next: Option<i64>) -> Page {
    let nine: DateTime<Utc> = "2026-11-23T08:00:00Z".parse().unwrap_or_default();
    let count = i64::try_from(lines.len()).unwrap_or_default();
    let line = |(seq, (who, before)): (i64, (Who, i64))| Line {
        seq: count - seq + 10,
        entry: Entry {
            at: nine - TimeDelta::minutes(before),
            request: RequestId::from(Uuid::nil()),
            who,
            act: "documents.read".into(),
            way: Some("W5".into()),
            rule: "W5".into(),
            outcome: Outcome::Done,
            things: Vec::new(),
            detail: serde_json::Value::Null,
            facts: Vec::new(),
            secret: false,
            times: None,
        },
    };
    let lines = (0..).zip(lines).map(line).collect();
    let zone = chrono_tz::Europe::Paris;
    Page { lines, said: Vec::new(), withdrawn: Default::default(), next, zone, holder: None }
}

fn places(groups: &[Group]) -> Vec<Vec<usize>> {
    groups.iter().map(|group| group.lines.clone()).collect()
}

#[test]
fn a_visit_is_what_follows_of_one_person_in_one_session_on_one_day() {
    let lines = vec![
        (doctor(1, 1), 0),
        (doctor(1, 1), 1),
        (doctor(1, 2), 2),
        (doctor(2, 3), 3),
        (doctor(1, 2), 4),
        // The day before, in Paris.
        (doctor(1, 2), 600),
    ];
    let groups = page(lines, None).grouped(By::Visit);
    assert_eq!(places(&groups), [vec![0, 1], vec![2], vec![3], vec![4], vec![5]]);
}

#[test]
fn a_robot_interrupts_a_visit_unless_robots_are_apart() {
    let lines = || vec![(doctor(1, 1), 0), (system(), 1), (doctor(1, 1), 2), (system(), 3)];
    let visits = page(lines(), None).grouped(By::Visit);
    assert_eq!(places(&visits), [vec![0], vec![1], vec![2], vec![3]]);
    let apart = page(lines(), None).grouped(By::Robots);
    assert_eq!(places(&apart), [vec![0, 2], vec![1, 3]]);
    assert_eq!(apart.iter().map(|group| group.robot).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn all_of_one_person_is_one_group_whatever_lies_between() {
    let lines = vec![(doctor(1, 1), 0), (doctor(2, 2), 1), (doctor(1, 9), 600)];
    assert_eq!(places(&page(lines, None).grouped(By::Person)), [vec![0, 2], vec![1]]);
}

#[test]
fn a_visit_that_the_page_cuts_goes_to_the_next_one_whole() {
    let mut cut = page(vec![(doctor(1, 1), 0), (doctor(2, 2), 1), (doctor(2, 2), 2)], Some(10));
    let groups = cut.grouped(By::Visit);
    assert_eq!((places(&groups), cut.lines.len()), (vec![vec![0]], 1));
    assert_eq!(cut.next, cut.lines.first().map(|line| line.seq));
    let mut alone = page(vec![(doctor(1, 1), 0), (doctor(1, 1), 1)], Some(10));
    let groups = alone.grouped(By::Visit);
    assert!(groups.iter().all(|group| group.continues) && alone.lines.len() == 2);
}
