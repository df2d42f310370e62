use std::thread;

use consent::Language;
use diesel::{QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};
use notifications::{Error, NewNotice, Told};
use testkit::TestHouse;

use crate::{all, own, tell, told};

#[test]
fn every_kind_is_kept_and_read_back_as_it_was_told_newest_first() {
    let house = TestHouse::new();
    let camille = house.citizen();
    let told_in_order = all(&house);
    for what in told_in_order.clone() {
        told(&house, camille.space, what);
    }
    let page = own(&house, &camille);
    let read: Vec<Told> = page.items.into_iter().map(|notice| notice.told).rev().collect();
    assert_eq!(read, told_in_order);
    assert_eq!(page.unread, 38);
}

#[test]
fn an_event_is_told_once_in_a_record_however_often_and_by_how_many_it_is_announced() {
    let house = TestHouse::new();
    let (camille, other) = (house.citizen(), house.citizen());
    let event = house.id();
    let made: usize = thread::scope(|scope| {
        let tellers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| tell(&house, camille.space, event, None, Told::PasswordChanged)))
            .collect();
        tellers.into_iter().map(|teller| usize::from(teller.join().unwrap())).sum()
    });
    assert_eq!(made, 1);
    assert_eq!(own(&house, &camille).items.len(), 1);
    assert!(tell(&house, other.space, event, None, Told::PasswordChanged), "another record is another place");
}

#[test]
fn a_notice_is_left_in_every_state_of_a_record_and_nowhere_else() {
    let house = TestHouse::new();
    let camille = house.citizen();
    for state in consent::SpaceState::ALL {
        let change = format!("update consent.space set state = '{}'", state.as_str());
        house.arrange(&change);
        told(&house, camille.space, Told::RecordSuspended);
    }
    let inside = house.house();
    let new = NewNotice { event: house.id(), person: None, told: Told::RecordClosed, secret: false };
    let nowhere = inside.desk.write(|tx| inside.notifications.tell(tx, house.id(), &new).map(drop));
    assert!(matches!(nowhere, Err(Error::Consent(consent::Error::Refused(_)))));
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

#[test]
fn what_a_notice_names_is_sealed_and_a_row_that_was_changed_does_not_open() {
    let house = TestHouse::new();
    let camille = house.citizen();
    told(&house, camille.space, Told::DeviceNew { device: mail::Line::new("Ordinateur-de-Camille") });
    let mut conn = house.database().connect_superuser();
    let hex: String = b"Ordinateur".iter().map(|byte| format!("{byte:02x}")).collect();
    let Row { row } =
        sql_query("select notice::text as row from notifications.notice").get_result(&mut conn).unwrap();
    assert!(!row.contains("Ordinateur") && !row.contains(&hex), "a device is named in clear: {row}");
    for forged in [
        "kind = 'password_changed'",
        "created_at = created_at - interval '1 day'",
        "event_id = gen_random_uuid()",
    ] {
        let change = format!(
            "create table public.kept as select * from notifications.notice; update notifications.notice set {forged}"
        );
        conn.batch_execute(&change).unwrap();
        let wanted = notifications::PageRequest::default();
        let read = crate::list(&house, &crate::actor(&house, camille.person), camille.space, wanted);
        assert!(matches!(read, Err(Error::Database(database::Error::Row { .. }))), "{forged}: {read:?}");
        conn.batch_execute(
            "delete from notifications.notice; insert into notifications.notice select * from public.kept; \
             drop table public.kept",
        )
        .unwrap();
    }
    assert_eq!(
        own(&house, &camille).items[0].words(Language::French).title,
        "Connexion depuis un nouvel appareil"
    );
}
