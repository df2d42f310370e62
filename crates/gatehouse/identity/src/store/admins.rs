use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{AdminRole, PersonId};
use uuid::Uuid;

use crate::{
    Admin, rows,
    schema::{admin, admin_role},
};

/// The roles of an admin who is active; none of anybody else.
pub(crate) fn roles_of(conn: &mut PgConnection, person: PersonId) -> Result<Vec<AdminRole>, Error> {
    let names: Vec<String> = admin_role::table
        .inner_join(admin::table)
        .filter(admin::person.eq(person.uuid()))
        .filter(admin::active)
        .order(admin_role::role)
        .select(admin_role::role)
        .load(conn)?;
    rows::roles(&names)
}

/// Every admin with their roles, also those who are no more, by name: two statements.
pub(crate) fn admins(conn: &mut PgConnection) -> Result<Vec<Admin>, Error> {
    let people: Vec<(Uuid, String, bool)> = admin::table
        .order((admin::name, admin::person))
        .select((admin::person, admin::name, admin::active))
        .load(conn)?;
    let held: Vec<(Uuid, String)> = admin_role::table
        .order(admin_role::role)
        .select((admin_role::person, admin_role::role))
        .load(conn)?;
    let of = |person: Uuid| -> Result<Vec<AdminRole>, Error> {
        let names: Vec<String> =
            held.iter().filter(|(holder, _)| *holder == person).map(|(_, role)| role.clone()).collect();
        rows::roles(&names)
    };
    let read = |(person, name, active): (Uuid, String, bool)| -> Result<Admin, Error> {
        Ok(Admin { person: person.into(), name: name.into(), active, roles: of(person)? })
    };
    people.into_iter().map(read).collect()
}

/// Writes an admin down, or again under another name or in another state.
pub(crate) fn put_admin(
    tx: &mut Tx<'_>,
    person: PersonId,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let values = (admin::name.eq(name), admin::active.eq(true), admin::changed_at.eq(now));
    diesel::insert_into(admin::table)
        .values((admin::person.eq(person.uuid()), values))
        .on_conflict(admin::person)
        .do_update()
        .set(values)
        .execute(tx.conn())?;
    Ok(())
}

/// Says whether an admin is one now; `false` when there is no such admin.
pub(crate) fn set_active(
    tx: &mut Tx<'_>,
    person: PersonId,
    active: bool,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let set = (admin::active.eq(active), admin::changed_at.eq(now));
    Ok(diesel::update(admin::table.find(person.uuid())).set(set).execute(tx.conn())? == 1)
}

/// Gives an admin these roles and no other.
pub(crate) fn replace_roles(
    tx: &mut Tx<'_>,
    person: PersonId,
    roles: &[AdminRole],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    diesel::delete(admin_role::table)
        .filter(admin_role::person.eq(person.uuid()))
        .filter(admin_role::role.ne_all(&names))
        .execute(tx.conn())?;
    let rows: Vec<_> = names
        .iter()
        .map(|name| {
            (admin_role::person.eq(person.uuid()), admin_role::role.eq(*name), admin_role::given_at.eq(now))
        })
        .collect();
    diesel::insert_into(admin_role::table).values(&rows).on_conflict_do_nothing().execute(tx.conn())?;
    Ok(())
}
