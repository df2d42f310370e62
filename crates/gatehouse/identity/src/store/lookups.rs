use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::SpaceId;
use uuid::Uuid;
use vault::Tag;

use crate::{index::Kind, schema::lookup};

/// Gives the permit's space these tags; one that it has already stays as it is.
///
/// A tag that another space has and that nobody shares is refused by the constraint `lookup_one_space`.
pub(crate) fn insert_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Kind, Tag)],
) -> Result<(), Error> {
    let space = permit.space().uuid();
    let rows: Vec<_> = tags
        .iter()
        .map(|(kind, tag)| {
            (
                lookup::tag.eq(tag.bytes.to_vec()),
                lookup::kind.eq(kind.as_str()),
                lookup::index_key_id.eq(tag.key.cast_signed()),
                lookup::space_id.eq(space),
            )
        })
        .collect();
    diesel::insert_into(lookup::table)
        .values(&rows)
        .on_conflict((lookup::tag, lookup::space_id))
        .do_nothing()
        .execute(tx.conn())?;
    Ok(())
}

/// Gives the permit's space these tags in the place of those made by keys older than `key`.
pub(crate) fn replace_older_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Kind, Tag)],
    key: u32,
) -> Result<(), Error> {
    let newer: Vec<_> = tags.iter().filter(|(_, tag)| tag.key >= key).copied().collect();
    insert_tags(tx, permit, &newer)?;
    let older = lookup::table
        .filter(lookup::space_id.eq(permit.space().uuid()))
        .filter(lookup::index_key_id.lt(key.cast_signed()));
    diesel::delete(older).execute(tx.conn())?;
    Ok(())
}

/// Up to two spaces that have one of these tags: one is found, two cannot be told apart.
pub(crate) fn spaces_under(conn: &mut PgConnection, tags: &[Tag]) -> Result<Vec<SpaceId>, Error> {
    let bytes: Vec<Vec<u8>> = tags.iter().map(|tag| tag.bytes.to_vec()).collect();
    let found = lookup::table
        .filter(lookup::tag.eq_any(bytes))
        .select(lookup::space_id)
        .distinct()
        .limit(2)
        .load::<Uuid>(conn)?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}

/// Whether some space has one of the tags that nobody shares.
pub(crate) fn is_unique_tag_taken(conn: &mut PgConnection, tags: &[(Kind, Tag)]) -> Result<bool, Error> {
    let unique: Vec<Tag> =
        tags.iter().filter(|(kind, _)| *kind != Kind::FourTraits).map(|(_, tag)| *tag).collect();
    Ok(!spaces_under(conn, &unique)?.is_empty())
}

/// Some spaces that still have tags made by keys older than `key`, in order.
pub(crate) fn spaces_with_older_tags(tx: &mut Tx<'_>, key: u32, limit: i64) -> Result<Vec<SpaceId>, Error> {
    let found = lookup::table
        .filter(lookup::index_key_id.lt(key.cast_signed()))
        .select(lookup::space_id)
        .distinct()
        .order(lookup::space_id)
        .limit(limit)
        .load::<Uuid>(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}
