use std::{
    io,
    sync::{Arc, Mutex},
    thread,
};

use chrono::TimeDelta;
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use flows::mailer;
use kernel::{Clock, Language};
use mail::{Letter, Link, Message, Posted, When};
use outbox::jobs::JobState;
use testkit::TestHouse;

use crate::posting::{Posting, message_id, text, waiting};

#[test]
fn a_mail_is_sent_once_in_the_language_of_its_reader() {
    let posting = Posting::new();
    let runner = posting.runner();
    let french = posting.posted("camille@example.org");
    let (_, posted) = posting.post("alex@example.org", Language::English, Letter::SomethingNew);
    assert!(matches!(posted, Posted::Waits(_)));
    assert!(posting.server.said().is_empty(), "nothing leaves before a worker takes it");
    while runner.turn().unwrap() > 0 {}
    let mails = posting.server.wait_for(2);
    let to = |name: &str| text(mails.iter().find(|mail| mail.to.starts_with(name)).unwrap());
    assert!(
        to("camille").contains("Connectez-vous")
            && to("camille").contains(&format!("<{french}@example.org>"))
    );
    assert!(to("alex").contains("Log in to read it"));
    assert_eq!(posting.waiting(), []);
    posting.house.clock().advance(TimeDelta::days(1));
    while runner.turn().unwrap() > 0 {}
    assert_eq!(posting.server.mails().len(), 2);
}

#[test]
fn a_mail_commits_with_the_change_or_is_not_there() {
    let posting = Posting::new();
    let house = posting.house.house();
    let message = Message {
        event: posting.house.id(),
        to: "camille@example.org".parse().unwrap(),
        language: Language::French,
        letter: Letter::SomethingNew,
    };
    let given_up: Result<(), outbox::Error> = house.desk.write(|tx| {
        house.post.enqueue(tx, &message)?;
        Err(outbox::Error::Overtaken)
    });
    assert!(given_up.is_err());
    assert_eq!(posting.waiting(), []);
    let twice = house.desk.write(|tx| {
        Ok::<_, outbox::Error>((house.post.enqueue(tx, &message)?, house.post.enqueue(tx, &message)?))
    });
    assert_eq!(twice.unwrap().1, Posted::AlreadyThere, "one mail about an event waits at a time");
    assert_eq!(posting.waiting().len(), 1);
}

#[test]
fn what_the_server_puts_off_is_tried_again_later_and_leaves() {
    let posting = Posting::new();
    let runner = posting.runner();
    posting.posted("later@example.org");
    runner.turn().unwrap();
    let line = posting.waiting().remove(0);
    assert_eq!(
        (line.state, line.tries, line.error_kind.as_deref()),
        (JobState::Ready, 1, Some("mail-deferred"))
    );
    assert!(line.run_at > posting.house.clock().now(), "not at once");
    runner.turn().unwrap();
    assert!(posting.server.mails().is_empty());
    posting.house.clock().advance(TimeDelta::hours(1));
    runner.turn().unwrap();
    assert_eq!(posting.server.wait_for(1).len(), 1);
    assert_eq!(posting.waiting(), []);
}

#[test]
fn the_news_of_a_recovery_is_tried_until_it_is_over_and_then_forgotten() {
    let posting = Posting::new();
    let (house, runner) = (posting.house.house(), posting.runner());
    let ends =
        When { at: posting.house.clock().now() + TimeDelta::hours(72), zone: chrono_tz::Europe::Paris };
    let stop = Link::with_secret("https://carnet.example", "/account/recovery/stop", &"x".repeat(43).into());
    let letter = Letter::RecoveryBegun { at: ends, ends, stop: stop.unwrap() };
    let to = "later@example.org".parse().unwrap();
    let message = Message { event: posting.house.id(), to, language: Language::French, letter };
    house.desk.write(|tx| house.post.enqueue(tx, &message)).unwrap();
    runner.turn().unwrap();
    let line = posting.waiting().remove(0);
    assert!(line.state == JobState::Ready && line.max_tries > 144, "{line:?}");
    posting.house.clock().advance(TimeDelta::hours(72));
    runner.turn().unwrap();
    let line = posting.waiting().remove(0);
    assert_eq!((line.state, line.error_kind.as_deref()), (JobState::Dead, Some("mail-too-late")));
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn what_the_server_refuses_for_good_is_a_dead_letter_and_the_address_is_told_nowhere() {
    let posting = Posting::new();
    let runner = posting.runner();
    let log = Log::default();
    let writes = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writes.clone())
        .finish();
    let addresses =
        ["unknown@secret-domain.example", "spam@secret-domain.example", "relay@secret-domain.example"];
    for to in addresses {
        posting.posted(to);
    }
    tracing::subscriber::with_default(subscriber, || while runner.turn().unwrap() > 0 {});
    let mut dead = posting.waiting();
    dead.sort_by(|one, other| one.error_kind.cmp(&other.error_kind));
    let kinds: Vec<_> =
        dead.iter().map(|line| (line.state, line.tries, line.error_kind.as_deref().unwrap())).collect();
    assert_eq!(
        kinds,
        [
            (JobState::Dead, 1, "mail-address-refused"),
            (JobState::Dead, 1, "mail-refused"),
            (JobState::Dead, 1, "mail-refused")
        ]
    );
    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("the mail server refuses the address (code 550)"), "{said}");
    for part in ["secret-domain", "unknown@", "spam@", "relay@", "no such mailbox"] {
        assert!(!said.contains(part), "`{part}` is in the log: {said}");
    }
    // Nor does the row show it: its payload is sealed.
    let mut conn = posting.house.database().connect_superuser();
    let rows: Vec<Row> = sql_query("select job::text as row from outbox.job").load(&mut conn).unwrap();
    assert_eq!(rows.len(), 3);
    let nobody = "select job::text as row from outbox.job where payload = ''";
    let emptied: Vec<Row> = sql_query(nobody).load(&mut conn).unwrap();
    assert_eq!(emptied.len(), 1, "an address at which there is nobody is kept no longer");
    for Row { row } in rows {
        assert!(
            !row.contains("secret-domain") && !row.contains(&to_hex("secret-domain")),
            "an address is in clear"
        );
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

fn to_hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_worker_that_dies_between_sending_and_commit_sends_the_same_mail_again() {
    let posting = Posting::new();
    let (first, second) = (posting.runner(), posting.runner());
    // The server takes the mail and never says so.
    let event = posting.posted("slow@example.org");
    thread::scope(|scope| {
        let dying = scope.spawn(|| first.turn().unwrap());
        posting.server.wait_for(1);
        // Its lease ends, as that of one that was killed does, and another takes the job.
        posting.house.clock().advance(TimeDelta::minutes(2));
        second.turn().unwrap();
        dying.join().unwrap();
    });
    let mails = posting.server.wait_for(2);
    assert_eq!(mails[0].bytes, mails[1].bytes, "the same mail");
    assert_eq!(message_id(&mails[0]), format!("<{event}@example.org>"));
    assert_eq!(posting.waiting()[0].error_kind.as_deref(), Some("mail-silent"));
}

#[test]
fn a_server_that_is_silent_is_left_alone_for_a_while_so_that_other_jobs_are_done() {
    let posting = Posting::new();
    let runner = posting.runner();
    for to in ["slow@example.org", "camille@example.org", "alex@example.org"] {
        posting.posted(to);
    }
    while runner.turn().unwrap() > 0 {}
    let kinds: Vec<_> = posting.waiting().into_iter().map(|line| line.error_kind.unwrap()).collect();
    assert_eq!(kinds, ["mail-silent", "mail-held", "mail-held"], "one wait, not three");
    let asked = || posting.server.said().iter().filter(|line| line.starts_with("FROM ")).count();
    assert_eq!(asked(), 1);
    posting.house.clock().advance(TimeDelta::hours(1));
    while runner.turn().unwrap() > 0 {}
    assert!(asked() > 1, "after a while it is asked again");
}

#[test]
fn a_letter_whose_link_is_over_is_not_sent() {
    let posting = Posting::new();
    let runner = posting.runner();
    let clock = posting.house.clock();
    let until = When { at: clock.now() + TimeDelta::minutes(30), zone: chrono_tz::Europe::Paris };
    let link =
        Link::with_secret("https://carnet.example.org", "/account/password", &"a-secret".into()).unwrap();
    posting.post("camille@example.org", Language::French, Letter::PasswordForgotten { link, until });
    clock.advance(TimeDelta::minutes(30));
    runner.turn().unwrap();
    let line = posting.waiting().remove(0);
    assert_eq!((line.state, line.error_kind.as_deref()), (JobState::Dead, Some("mail-too-late")));
    assert!(posting.server.said().is_empty());
}

#[test]
fn a_house_without_a_mail_server_posts_nothing_and_says_so() {
    let house = TestHouse::new();
    let inside = house.house();
    assert!(!inside.post.is_open() && mailer(&inside.settings).unwrap().is_none());
    let message = Message {
        event: house.id(),
        to: "camille@example.org".parse().unwrap(),
        language: Language::French,
        letter: Letter::SomethingNew,
    };
    let posted = inside.desk.write(|tx| inside.post.enqueue(tx, &message)).unwrap();
    assert_eq!(posted, Posted::NoMail);
    assert_eq!(waiting(inside), []);
}
