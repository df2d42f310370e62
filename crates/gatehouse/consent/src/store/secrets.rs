use std::collections::HashSet;

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{Action, Permit, schema::provision};

/// To whom something was given in secret, and when: a person, or all of an organisation.
pub(crate) type InSecret = (Option<Uuid>, Option<Uuid>, DateTime<Utc>);

/// What was given in secret to some people, or to all of some organisations, also what is over.
pub(crate) fn given_in_secret<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    people: Vec<Uuid>,
    organisations: Vec<Uuid>,
) -> Result<Vec<InSecret>, Error> {
    let to_all = provision::person.is_null().and(provision::organisation.eq_any(organisations));
    Ok(provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::secret)
        .filter(provision::person.eq_any(people).or(to_all))
        .select((provision::person, provision::organisation, provision::given_at))
        .load(tx.conn())?)
}

/// Which of these are provisions of the permit's space that were given in secret, whatever became of them.
pub(crate) fn secret_among<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    ids: &[Uuid],
) -> Result<HashSet<Uuid>, Error> {
    let found: Vec<Uuid> = provision::table
        .filter(provision::space_id.eq(permit.space().uuid()))
        .filter(provision::id.eq_any(ids))
        .filter(provision::secret)
        .select(provision::id)
        .load(tx.conn())?;
    Ok(found.into_iter().collect())
}
