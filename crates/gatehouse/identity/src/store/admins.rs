use database::Error;
use diesel::prelude::*;
use kernel::{AdminRole, PersonId};

use crate::{
    rows,
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
