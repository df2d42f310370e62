//! Two who write at the same moment, in the order that a test wants.

use std::thread::{self, ScopedJoinHandle};

use diesel::{PgConnection, connection::SimpleConnection};

use crate::TestDatabase;

/// The lock that holds the first one: nobody else takes it.
const LOCK: u32 = 77;

/// Lets the first come to its first `event`, as `update on identity.citizen`, with whatever it has locked by then; then the
/// second, as far as it comes; then both go on to their ends. Once in a database.
///
/// # Panics
/// When one of them does, or the database does not answer.
pub fn meet(database: &TestDatabase, event: &str, first: impl FnOnce() + Send, second: impl FnOnce() + Send) {
    database.tamper(&format!(
        "create sequence public.turn;
         create function public.wait() returns trigger language plpgsql security definer as $$ begin
             if nextval('public.turn') = 1 then perform pg_advisory_xact_lock_shared({LOCK}); end if;
             return new; end $$;
         create trigger wait before {event} for each row execute function public.wait()"
    ));
    let mut holder = database.connect_superuser();
    run(&mut holder, &format!("select pg_advisory_lock({LOCK})"));
    thread::scope(|scope| {
        let first = scope.spawn(first);
        until(|| waiting(database) == 1 || first.is_finished());
        let second: ScopedJoinHandle<'_, ()> = scope.spawn(second);
        until(|| waiting(database) == 2 || second.is_finished());
        run(&mut holder, &format!("select pg_advisory_unlock({LOCK})"));
        for one in [first, second] {
            if let Err(panic) = one.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// How many in this database wait for somebody else.
fn waiting(database: &TestDatabase) -> i64 {
    database.count(
        "select count(*) as number from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'",
    )
}

fn until(condition: impl Fn() -> bool) {
    while !condition() {
        thread::yield_now();
    }
}

fn run(connection: &mut PgConnection, statement: &str) {
    if let Err(fault) = connection.batch_execute(statement) {
        panic!("`{statement}`: {fault}");
    }
}
