use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{Action, Permit, schema::declaration_count};

/// How many care relationships were declared in an hour, this one among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) of_person: u32,
    pub(crate) of_organisation: u32,
}

const PERSON: &str = "person";
const ORGANISATION: &str = "organisation";

/// Counts one declaration of the permit's party in an hour, in one statement. The count goes with the transaction.
pub(crate) fn count_declaration<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    hour: DateTime<Utc>,
) -> Result<Counted, Error> {
    let party = permit.party();
    let row = |kind: &'static str, subject: Uuid| {
        (
            declaration_count::kind.eq(kind),
            declaration_count::subject.eq(subject),
            declaration_count::hour.eq(hour),
            declaration_count::declared.eq(1),
        )
    };
    // The person first, for everybody: two of one structure wait for each other and never in a circle.
    let mut rows = vec![row(PERSON, party.person.uuid())];
    rows.extend(party.organisation().map(|one| row(ORGANISATION, one.uuid())));
    let counted: Vec<(String, i32)> = diesel::insert_into(declaration_count::table)
        .values(rows)
        .on_conflict((declaration_count::kind, declaration_count::subject, declaration_count::hour))
        .do_update()
        .set(declaration_count::declared.eq(declaration_count::declared + 1))
        .returning((declaration_count::kind, declaration_count::declared))
        .get_results(tx.conn())?;
    let of = |kind: &str| {
        counted.iter().find(|(known, _)| known == kind).map_or(0, |(_, declared)| declared.unsigned_abs())
    };
    Ok(Counted { of_person: of(PERSON), of_organisation: of(ORGANISATION) })
}

/// Forgets what was counted before an hour; says how many rows. They are about no space.
pub(crate) fn forget_declarations_without_permit(
    tx: &mut Tx<'_>,
    before: DateTime<Utc>,
) -> Result<usize, Error> {
    let over = declaration_count::table.filter(declaration_count::hour.lt(before));
    Ok(diesel::delete(over).execute(tx.conn())?)
}
