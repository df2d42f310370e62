use std::collections::{HashMap, HashSet};

use consent::{Action, Permit};
use database::{Error, Tx};
use diesel::{pg::PgConnection, prelude::*};
use kernel::SpaceId;
use uuid::Uuid;
use vault::Tag;

use crate::{
    index::Kind,
    schema::{erased, lookup},
};

/// Gives the permit's space these tags; one that it has already stays as it is.
///
/// A tag that another space has and that nobody shares is refused by the constraint `lookup_one_space`.
pub(crate) fn insert_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Kind, Tag)],
) -> Result<(), Error> {
    let rows: Vec<_> = tags.iter().map(|one| row(permit, one)).collect();
    insert_rows(tx, &rows)
}

/// As [`insert_tags`], for several spaces, each with the tags that stand in the same place. All rows are written in the
/// order of their bytes, so that two transactions wait for each other and never in a circle.
pub(crate) fn insert_tags_of_many<A: Action>(
    tx: &mut Tx<'_>,
    permits: &[Permit<'_, A>],
    tags: &[Vec<(Kind, Tag)>],
) -> Result<(), Error> {
    let mut rows: Vec<TagRow> = permits
        .iter()
        .zip(tags)
        .flat_map(|(permit, tags)| tags.iter().map(move |one| row(permit, one)))
        .collect();
    rows.sort_by(|one, other| one.tag.cmp(&other.tag));
    insert_rows(tx, &rows)
}

/// Gives the permit's space these tags and no other.
pub(crate) fn replace_tags<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    tags: &[(Kind, Tag)],
) -> Result<(), Error> {
    delete_tags(tx, permit)?;
    insert_tags(tx, permit, tags)
}

/// Takes all tags from the permit's space: nothing finds it any more.
pub(crate) fn delete_tags<A: Action>(tx: &mut Tx<'_>, permit: &Permit<'_, A>) -> Result<(), Error> {
    diesel::delete(lookup::table.filter(lookup::space_id.eq(permit.space().uuid()))).execute(tx.conn())?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = lookup)]
struct TagRow {
    tag: Vec<u8>,
    kind: &'static str,
    index_key_id: i32,
    space_id: Uuid,
}

fn row<A: Action>(permit: &Permit<'_, A>, (kind, tag): &(Kind, Tag)) -> TagRow {
    TagRow {
        tag: tag.bytes.to_vec(),
        kind: kind.as_str(),
        index_key_id: tag.key.cast_signed(),
        space_id: permit.space().uuid(),
    }
}

fn insert_rows(tx: &mut Tx<'_>, rows: &[TagRow]) -> Result<(), Error> {
    diesel::insert_into(lookup::table)
        .values(rows)
        .on_conflict((lookup::tag, lookup::space_id))
        .do_nothing()
        .execute(tx.conn())?;
    Ok(())
}

/// The space that has a tag, and what the tag was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owner {
    pub(crate) space: SpaceId,
    /// The number is one that was the person's before.
    pub(crate) is_former: bool,
}

/// The spaces that have these tags, which nobody shares.
pub(crate) fn owners_of(tx: &mut Tx<'_>, tags: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, Owner>, Error> {
    let found: Vec<(Vec<u8>, String, Uuid)> = lookup::table
        .filter(lookup::tag.eq_any(tags))
        .filter(lookup::kind.ne(Kind::FourTraits.as_str()))
        .select((lookup::tag, lookup::kind, lookup::space_id))
        .load(tx.conn())?;
    let owner = |(tag, kind, space): (Vec<u8>, String, Uuid)| {
        (tag, Owner { space: space.into(), is_former: kind == Kind::FormerIns.as_str() })
    };
    Ok(found.into_iter().map(owner).collect())
}

/// Those of these tags that are of an identity whose record was erased.
pub(crate) fn erased_among(tx: &mut Tx<'_>, tags: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>, Error> {
    let found: Vec<Vec<u8>> =
        erased::table.filter(erased::tag.eq_any(tags)).select(erased::tag).load(tx.conn())?;
    Ok(found.into_iter().collect())
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

/// Those of these spaces that still have tags made by keys older than `key`, in order.
pub(crate) fn with_older_tags_among(
    tx: &mut Tx<'_>,
    key: u32,
    spaces: &[SpaceId],
) -> Result<Vec<SpaceId>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    let found = lookup::table
        .filter(lookup::index_key_id.lt(key.cast_signed()))
        .filter(lookup::space_id.eq_any(ids))
        .select(lookup::space_id)
        .distinct()
        .order(lookup::space_id)
        .load::<Uuid>(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}
