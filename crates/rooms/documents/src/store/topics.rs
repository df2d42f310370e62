use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::prelude::*;
use uuid::Uuid;

use crate::schema::document_topic;

/// Says to which topics documents of the permit's space belong: pairs of a document and a tag.
pub(crate) fn add_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Uuid, Vec<u8>)],
) -> Result<(), Error> {
    if tags.is_empty() {
        return Ok(());
    }
    let row = |(document, tag): &(Uuid, Vec<u8>)| {
        (
            document_topic::space_id.eq(permit.space().uuid()),
            document_topic::document_id.eq(*document),
            document_topic::tag.eq(tag.clone()),
        )
    };
    let rows: Vec<_> = tags.iter().map(row).collect();
    diesel::insert_into(document_topic::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok(())
}
