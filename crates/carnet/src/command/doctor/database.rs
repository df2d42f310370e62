use std::time::Duration;

use chrono::TimeDelta;
use config::Settings;
use database::{Condition, Pool, PoolOptions};
use kernel::{Clock, SystemClock};

use super::{Line, Lines};
use crate::{fault::Fault, reached::Reached, start::Decided};

/// How long the database may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// Connections of a program beside its two pools: the key store's, and the ones that listen and ring.
const BESIDE_THE_POOLS: u32 = 4;
/// Clocks may differ by so much without anybody noticing, and by so much before tokens and reminders go wrong.
const A_LITTLE: TimeDelta = TimeDelta::seconds(2);
const TOO_MUCH: TimeDelta = TimeDelta::seconds(60);

/// Whether the database answers, is set as it must be, and has a schema and a role that this program can live with. Says
/// also whether rows can be read: it answers, and has the schema.
pub(super) fn look(decided: &Decided, beside: &Result<Reached, Fault>) -> (Vec<Line>, bool) {
    let mut lines = Lines::of("database");
    let url = match beside {
        Ok(beside) => beside.url(),
        Err(fault) => {
            lines.fail(fault.to_string().replace("\n  ", " "));
            return (lines.lines, false);
        }
    };
    let options = PoolOptions { wait: ANSWERS_WITHIN, ..PoolOptions::new(url.reveal(), 1, "carnet-doctor") };
    let before = SystemClock.now();
    let looked = Pool::connect(options.read_only()).and_then(|pool| {
        pool.with(|conn| {
            let found = |faults: Result<Vec<String>, String>| faults.unwrap_or_else(|error| vec![error]);
            let schema = found(database::schema_faults(conn).map_err(|error| error.to_string()));
            let role = found(database::role_faults(conn).map_err(|error| error.to_string()));
            Ok::<_, database::Error>((schema, role, Condition::of(conn)?))
        })
    });
    let (schema, role, condition) = match looked {
        Ok(found) => found,
        Err(error) => {
            lines.fail(format!(
                "it does not answer: {error}; is PostgreSQL running, and is its address right?"
            ));
            return (lines.lines, false);
        }
    };
    let readable = schema.is_empty();
    schema.into_iter().chain(role).for_each(|fault| lines.fail(fault));
    set_right(&condition, &mut lines);
    connections(&decided.settings, &condition, &mut lines);
    // The answer was given at some instant between the two.
    let after = SystemClock.now();
    let apart = (before - condition.now).max(condition.now - after).max(TimeDelta::zero());
    if apart > A_LITTLE {
        let say = format!(
            "its clock and this machine's differ by {} s; let both follow the same time server",
            apart.num_seconds()
        );
        if apart > TOO_MUCH { lines.fail(say) } else { lines.warn(say) }
    }
    (
        lines
            .or_ok("it answers, is durable, has this program's schema, a role of a server and the same time"),
        readable,
    )
}

fn set_right(condition: &Condition, lines: &mut Lines) {
    let Condition { fsync, full_page_writes, synchronous_commit, encoding, .. } = condition;
    if fsync != "on" {
        lines.fail("`fsync` is off: what is acknowledged is lost with the power; set `fsync = on`");
    }
    if full_page_writes != "on" {
        lines.fail("`full_page_writes` is off: a crash can tear pages for good; set `full_page_writes = on`");
    }
    if synchronous_commit == "off" {
        lines.fail(
            "`synchronous_commit` is off: what is acknowledged may not be on the disk yet; set `synchronous_commit = on`",
        );
    }
    if encoding != "UTF8" {
        lines.fail(format!("text is stored as {encoding}; make the database anew with the encoding UTF8"));
    }
}

fn connections(settings: &Settings, condition: &Condition, lines: &mut Lines) {
    let database = &settings.database;
    let wanted = i64::from(database.pool_size + database.read_pool_size + BESIDE_THE_POOLS);
    let Condition { connections, taken, .. } = *condition;
    if wanted > connections {
        lines.fail(format!(
            "it takes {connections} connections, and one program of these settings wants {wanted}; raise \
             `max_connections`, or lower `database.pool_size` and `database.read_pool_size`"
        ));
    } else if wanted > connections - taken {
        lines.warn(format!(
            "{taken} of {connections} connections are taken, and a further program wants {wanted}; raise `max_connections`, \
             or lower `database.pool_size`"
        ));
    }
}
