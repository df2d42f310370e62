//! What the check of a session costs: one statement, which indexes serve however many sessions and people there are.

use std::cell::RefCell;

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::{Instrumentation, InstrumentationEvent, SimpleConnection, set_default_instrumentation},
    sql_query,
    sql_types::Text,
};
use identity::SessionCapacity;
use kernel::AdminRole;

use crate::house::House;

thread_local! {
    /// The statements of this test's thread; the desk works on the thread of its caller.
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn watch() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            STATEMENTS.with_borrow_mut(|statements| statements.push(query.to_string()));
        }
    }))
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[test]
fn a_session_is_checked_by_one_statement_that_indexes_serve() {
    set_default_instrumentation(watch).unwrap();
    let house = House::new();
    let server = house.server();
    let doctor = server.doctor();
    let admin = server.id();
    server
        .desk
        .write(|tx| server.identity.register_admin(tx, admin, &"Alex Fictif".into(), &[AdminRole::Auditor]))
        .unwrap();
    let sessions = [server.open_doctor(&doctor), server.open(SessionCapacity::Admin { person: admin }, None)];
    let mut plans = house.database.connect_superuser();
    // Where an index serves, nothing is read from end to end even when that costs nothing.
    plans.batch_execute("set enable_seqscan = off").unwrap();
    for session in sessions {
        let token = server.token(&session);
        server.recognise(&token).unwrap();
        STATEMENTS.with_borrow_mut(Vec::clear);
        server.recognise(&token).unwrap();
        let made = STATEMENTS.with_borrow_mut(std::mem::take);
        let reads: Vec<_> = made.iter().filter(|text| text.to_uppercase().starts_with("SELECT")).collect();
        assert_eq!(reads.len(), 1, "{made:?}");
        let plan = format!("explain select * from identity.session_now where id = '{}'", session.id);
        let steps: Vec<Step> = sql_query(plan).load(&mut plans).unwrap();
        let plan: Vec<_> = steps.iter().map(|step| step.line.as_str()).collect();
        assert!(plan.iter().any(|line| line.contains("session_pkey")), "{plan:#?}");
        assert!(!plan.iter().any(|line| line.contains("Seq Scan")), "{plan:#?}");
    }
}
