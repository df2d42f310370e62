//! `journal verify` finds what somebody with all rights on the database did.

use diesel::connection::SimpleConnection;
use testkit::TestDatabase;

use crate::{
    place::production,
    program::{SPACE, get, json, post, titles},
};

#[test]
fn a_line_that_was_altered_is_named() {
    let database = TestDatabase::new();
    let story = production("tampered", &database);
    let sandbox = story.start_sandbox();
    titles(&sandbox.at, &sandbox.token("citizen"));
    assert_eq!(sandbox.program.stop(), Some(0));
    let whole = story.run(&["journal", "verify"]);
    assert_eq!(whole.code, Some(0), "{} {}", whole.out, whole.err);
    assert!(whole.out.contains("window: "), "{}", whole.out);

    let mut conn = database.connect_superuser();
    let alter = "update journal.line set sealed = sealed || '\\x00'::bytea where seq = 3 and space_id = ";
    conn.batch_execute(&format!("{alter} '{SPACE}'")).unwrap();
    let found = story.run(&["journal", "verify"]);
    assert_eq!(found.code, Some(1), "{} {}", found.out, found.err);
    assert!(found.out.contains(&format!("FOUND chain {SPACE}: line 3 was altered")), "{}", found.out);
    let unread = format!("FOUND consent of {SPACE}: a line of its history does not open");
    assert!(found.out.contains(&unread), "{}", found.out);
}

#[test]
fn each_start_leaves_a_line_about_the_reference_data() {
    let database = TestDatabase::new();
    let story = production("reference", &database);
    let lines = || {
        let ended = story.run(&["journal", "verify"]);
        let count = ended.out.split(' ').next().unwrap().parse::<u64>();
        count.unwrap_or_else(|_| panic!("{} {}", ended.out, ended.err))
    };
    assert_eq!(lines(), 0);
    for started in 1..=2 {
        let mut server = story.start("serve");
        server.public();
        assert_eq!(server.stop(), Some(0));
        assert_eq!(lines(), started);
    }
}

/// Whatever is forged is put in by somebody with all rights on the database, while the server runs.
#[test]
fn what_is_forged_is_refused_at_the_next_decision_and_alarmed_and_named() {
    let database = TestDatabase::new();
    let story = production("forged", &database);
    let sandbox = story.start_sandbox();
    let (citizen, doctor) = (sandbox.token("citizen"), sandbox.token("doctor"));
    let mut server = story.start("serve");
    let (at, operator) = (server.public(), server.operator());
    assert_eq!(sandbox.program.stop(), Some(0));
    let space = format!("{at}/api/v1/spaces/{SPACE}");
    let body = r#"{"evidence":"consent_of_this_consultation"}"#;
    let declared = post(&format!("{space}/care-relationships"), Some(&doctor), "application/json", body);
    assert_eq!(declared.0, 201, "{}", declared.1);
    let (_, list) = get(&format!("{space}/documents"), Some(&doctor));
    let letter = json(&list)["items"][0]["id"].as_str().unwrap().to_owned();
    let body = format!(r#"{{"documents":["{letter}"],"visibility":"masked"}}"#);
    let masked = post(&format!("{space}/documents/visibility"), Some(&citizen), "application/json", &body);
    assert_eq!(masked.0, 200, "{}", masked.1);
    let body = r#"{"whom":{"rpps":"99700000021"}}"#;
    let blocked = post(&format!("{space}/blocked"), Some(&citizen), "application/json", body);
    assert_eq!(blocked.0, 201, "{}", blocked.1);

    let alarms = |name: &str| {
        let metrics = get(&format!("{operator}/metrics"), None).1;
        let of_name = metrics.lines().filter_map(|line| line.strip_prefix(name));
        of_name.filter_map(|rest| rest.trim().parse::<f64>().ok()).sum::<f64>()
    };
    let (of_consent, of_documents) = ("consent_forged_rows_total", "documents_forged_rows_total");
    assert_eq!((alarms(of_consent), alarms(of_documents)), (0.0, 0.0));
    let mut conn = database.connect_superuser();
    let mut forge = |statement: &str| conn.batch_execute(statement).unwrap();
    let list = || get(&format!("{space}/documents"), Some(&doctor)).0;
    let named = |what: &str| {
        let found = story.run(&["journal", "verify"]);
        assert_eq!(found.code, Some(1), "{} {}", found.out, found.err);
        let told = |line: &str| line.starts_with("FOUND") && line.contains(SPACE) && line.contains(what);
        assert!(found.out.lines().any(told), "{what}: {}", found.out);
    };

    forge("update documents.document set masked = false where masked");
    assert_eq!(list(), 500, "a mask was flipped");
    assert!(alarms(of_documents) >= 1.0);
    named(&letter);
    forge(&format!("update documents.document set masked = true where id = '{letter}'"));
    assert_eq!(list(), 200);

    forge(
        "create table public.kept as select * from consent.provision where kind = 'block'; \
         delete from consent.provision where kind = 'block'",
    );
    assert_eq!(list(), 500, "a block was removed");
    let alarmed = alarms(of_consent);
    assert!(alarmed >= 1.0);
    named("was removed");
    forge("insert into consent.provision select * from public.kept; drop table public.kept");
    assert_eq!(list(), 200);

    forge(
        "insert into consent.provision select space_id, gen_random_uuid(), kind, gen_random_uuid(), organisation, terms, \
         starts_at, ends_at, given_by, given_at, sealed from consent.provision where kind = 'care_relationship'",
    );
    assert_eq!(list(), 500, "a relationship was put in");
    assert!(alarms(of_consent) > alarmed);
    named("was put in");
}
