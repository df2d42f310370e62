//! `journal verify` finds what somebody with all rights on the database did.

use diesel::connection::SimpleConnection;
use testkit::TestDatabase;

use crate::{
    place::production,
    program::{SPACE, titles},
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
