use chrono::TimeDelta;
use consent::{Reason, Sought};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Uuid as SqlUuid};
use kernel::{Capacity, Clock, ErrorKind, Limit, Practice, Standing};
use notifications::{Error, PageRequest, Told};
use testkit::TestHouse;
use uuid::Uuid;

use crate::{actor, all, list, mark, own, tell, told};

#[test]
fn pages_follow_each_other_without_a_gap_while_notices_come() {
    let house = TestHouse::new();
    let camille = house.citizen();
    let all = all(&house);
    let (pages, rest) = (all.len() / 4, all.len() % 4);
    for what in all {
        told(&house, camille.space, what);
    }
    let me = actor(&house, camille.person);
    let limit = Limit::new(Some(4)).unwrap();
    let (mut before, mut sizes, mut seen) = (None, Vec::new(), Vec::new());
    loop {
        let page = list(&house, &me, camille.space, PageRequest { before, limit }).unwrap();
        sizes.push(page.items.len());
        seen.extend(page.items.iter().map(|notice| notice.id));
        told(&house, camille.space, Told::RecordReopened);
        match page.next {
            Some(next) => before = Some(next),
            None => break,
        }
    }
    assert_eq!(sizes, [vec![4; pages], (rest > 0).then_some(rest).into_iter().collect()].concat());
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, none twice");
}

#[test]
fn what_was_read_stays_read_since_then_and_counts_no_more() {
    let house = TestHouse::new();
    let camille = house.citizen();
    told(&house, camille.space, Told::RecordActivated);
    told(&house, camille.space, Told::PasswordChanged);
    let me = actor(&house, camille.person);
    let newest = own(&house, &camille).items[0].id;
    let first = house.clock().now();
    mark(&house, &me, camille.space, newest).unwrap();
    house.clock().advance(TimeDelta::hours(1));
    mark(&house, &me, camille.space, newest).unwrap();
    let page = own(&house, &camille);
    assert_eq!((page.unread, page.items[0].read_at, page.items[1].read_at), (1, Some(first), None));
}

#[test]
fn nobody_else_reads_or_marks_the_notices_of_a_record() {
    let house = TestHouse::new();
    let (camille, other) = (house.citizen(), house.citizen());
    told(&house, camille.space, Told::PasswordChanged);
    let notice = own(&house, &camille).items[0].id;
    let mut doctor = actor(&house, camille.person);
    doctor.capacity = Capacity::Professional(Practice {
        rpps: "99700218896".parse().unwrap(),
        profession: "10".to_owned(),
        organisation: None,
        sector: "SA07".to_owned(),
        regulates: false,
        standing: Standing::Good,
    });
    for stranger in [actor(&house, other.person), doctor] {
        let read = list(&house, &stranger, camille.space, PageRequest::default()).unwrap_err();
        let marked = mark(&house, &stranger, camille.space, notice).unwrap_err();
        for refused in [read, marked] {
            assert_eq!(refused.kind(), ErrorKind::NotFound);
            let Error::Consent(consent::Error::Refused(refusal)) = refused else { panic!("{refused}") };
            assert_eq!(refusal.reason, Reason::NoWay);
        }
    }
    assert_eq!(own(&house, &camille).unread, 1);
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[test]
fn a_notice_that_is_absent_of_another_record_or_for_somebody_else_is_one_answer() {
    let house = TestHouse::new();
    let (camille, other) = (house.citizen(), house.citizen());
    told(&house, other.space, Told::PasswordChanged);
    let elsewhere = own(&house, &other).items[0].id;
    // For a person who is not the holder: it is neither shown to the holder nor counted.
    assert!(tell(&house, camille.space, house.id(), Some(other.person), Told::RecordActivated));
    let page = own(&house, &camille);
    assert_eq!((page.items.len(), page.unread), (0, 0));
    let mut conn = house.database().connect_superuser();
    let for_other = "select id from notifications.notice where person is not null";
    let Id { id: for_other } = sql_query(for_other).get_result(&mut conn).unwrap();
    for id in [house.id(), elsewhere, for_other.into()] {
        let marked = mark(&house, &actor(&house, camille.person), camille.space, id).unwrap_err();
        assert!(matches!(marked, Error::Consent(consent::Error::Absent(Sought::Notice))), "{marked}");
    }
    assert_eq!(own(&house, &other).unread, 1);
}

#[test]
fn a_notice_for_the_holder_by_name_is_read_by_the_holder() {
    let house = TestHouse::new();
    let camille = house.citizen();
    assert!(tell(&house, camille.space, house.id(), Some(camille.person), Told::PasswordChanged));
    let notice = own(&house, &camille).items[0].id;
    mark(&house, &actor(&house, camille.person), camille.space, notice).unwrap();
    assert_eq!(own(&house, &camille).unread, 0);
}

#[test]
fn the_holder_reads_them_in_a_closed_record_and_nobody_in_a_suspended_one() {
    let house = TestHouse::new();
    let camille = house.citizen();
    told(&house, camille.space, Told::RecordClosed);
    let read = |state: &str| {
        let change = format!("update consent.space set state = '{state}'");
        house.arrange(&change);
        list(&house, &actor(&house, camille.person), camille.space, PageRequest::default())
    };
    for open in ["created", "active", "closed"] {
        assert_eq!(read(open).unwrap().unread, 1, "{open}");
    }
    for shut in ["suspended", "opposed", "opposition_running", "deceased"] {
        assert!(matches!(read(shut), Err(Error::Consent(consent::Error::Refused(_)))), "{shut}");
    }
}
