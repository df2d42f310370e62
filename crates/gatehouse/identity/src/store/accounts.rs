use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::PersonId;

use crate::{HeldSpace, schema::citizen_account};

const ACTIVE: &str = "active";
const SUSPENDED: &str = "suspended";

/// Makes the account of the holder of the permit's space.
pub(crate) fn insert_account<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(citizen_account::table)
        .values((
            citizen_account::person.eq(person.uuid()),
            citizen_account::space_id.eq(permit.space().uuid()),
            citizen_account::state.eq(ACTIVE),
            citizen_account::changed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Makes the accounts of the holders of these permits' spaces, one for each, in order.
pub(crate) fn insert_accounts<A: Action>(
    tx: &mut Tx<'_>,
    permits: &[Permit<'_, A>],
    people: &[PersonId],
) -> Result<(), Error> {
    let rows: Vec<_> = permits
        .iter()
        .zip(people)
        .map(|(permit, person)| {
            (
                citizen_account::person.eq(person.uuid()),
                citizen_account::space_id.eq(permit.space().uuid()),
                citizen_account::state.eq(ACTIVE),
                citizen_account::changed_at.eq(permit.now()),
            )
        })
        .collect();
    diesel::insert_into(citizen_account::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// Lets the holder of the permit's space log in, or no more.
pub(crate) fn set_account<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    may_log_in: bool,
) -> Result<(), Error> {
    let account = citizen_account::table.filter(citizen_account::space_id.eq(permit.space().uuid()));
    let state = if may_log_in { ACTIVE } else { SUSPENDED };
    diesel::update(account)
        .set((citizen_account::state.eq(state), citizen_account::changed_at.eq(permit.now())))
        .execute(tx.conn())?;
    Ok(())
}

/// The spaces that a person holds.
pub(crate) fn held_spaces(conn: &mut PgConnection, person: PersonId) -> Result<Vec<HeldSpace>, Error> {
    let rows = citizen_account::table
        .filter(citizen_account::person.eq(person.uuid()))
        .select((citizen_account::space_id, citizen_account::state))
        .load::<(uuid::Uuid, String)>(conn)?;
    let held = |(space, state): (uuid::Uuid, String)| HeldSpace {
        space: space.into(),
        account_active: state == ACTIVE,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Whether the person is a citizen who may log in.
pub(crate) fn account_is_active(conn: &mut PgConnection, person: PersonId) -> Result<bool, Error> {
    let active = citizen_account::table
        .filter(citizen_account::person.eq(person.uuid()))
        .filter(citizen_account::state.eq(ACTIVE));
    Ok(diesel::select(diesel::dsl::exists(active)).get_result(conn)?)
}
