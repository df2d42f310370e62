use std::collections::HashMap;

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::prelude::*;
use kernel::{ProjectId, SpaceId};
use uuid::Uuid;

use crate::{
    Action, Permit,
    schema::{secondary_use, secondary_use_page, secondary_use_project},
    uses::{Numbers, Uses},
};

/// Writes what the permit's space says of secondary use, with its tag.
pub(crate) fn write_uses<A: Action>(
    tx: &mut Tx<'_>,
    permit: &Permit<'_, A>,
    uses: &Uses,
    tag: &[u8],
) -> Result<(), Error> {
    let space = permit.space().uuid();
    diesel::update(secondary_use::table.find(space))
        .set((
            secondary_use::yes.eq(&uses.yes),
            secondary_use::no.eq(&uses.no),
            secondary_use::until.eq(uses.until),
            secondary_use::said_at.eq(uses.said_at),
            secondary_use::tag.eq(tag),
            secondary_use::revision.eq(secondary_use::revision + 1),
        ))
        .execute(tx.conn())?;
    diesel::delete(secondary_use_project::table.filter(secondary_use_project::space_id.eq(space)))
        .execute(tx.conn())?;
    let rows: Vec<_> = uses
        .projects
        .iter()
        .map(|(project, yes, no)| {
            (
                secondary_use_project::project.eq(project),
                secondary_use_project::space_id.eq(space),
                secondary_use_project::yes.eq(yes),
                secondary_use_project::no.eq(no),
            )
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(secondary_use_project::table).values(rows).execute(tx.conn())?;
    }
    Ok(())
}

/// What the projection keeps of a space.
pub(crate) struct Kept {
    pub(crate) uses: Uses,
    /// The tag of it; none where nothing was ever said.
    pub(crate) tag: Option<Vec<u8>>,
    /// How often something was said.
    pub(crate) revision: i64,
}

/// What the projection keeps of spaces. It gives no access.
pub(crate) fn uses_of(tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<HashMap<SpaceId, Kept>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    type Row = (Uuid, Vec<i64>, Vec<i64>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<Vec<u8>>, i64);
    let rows: Vec<Row> = secondary_use::table
        .filter(secondary_use::space_id.eq_any(&ids))
        .select((
            secondary_use::space_id,
            secondary_use::yes,
            secondary_use::no,
            secondary_use::until,
            secondary_use::said_at,
            secondary_use::tag,
            secondary_use::revision,
        ))
        .load(tx.conn())?;
    let projects: Vec<(Uuid, Uuid, i64, i64)> = secondary_use_project::table
        .filter(secondary_use_project::space_id.eq_any(&ids))
        .order((secondary_use_project::space_id, secondary_use_project::project))
        .select((
            secondary_use_project::space_id,
            secondary_use_project::project,
            secondary_use_project::yes,
            secondary_use_project::no,
        ))
        .load(tx.conn())?;
    let mut found: HashMap<SpaceId, Kept> = rows
        .into_iter()
        .map(|(space, yes, no, until, said_at, tag, revision)| {
            let uses = Uses { yes, no, until, said_at, projects: Vec::new() };
            (SpaceId::from(space), Kept { uses, tag, revision })
        })
        .collect();
    for (space, project, yes, no) in projects {
        if let Some(kept) = found.get_mut(&SpaceId::from(space)) {
            kept.uses.projects.push((project, yes, no));
        }
    }
    Ok(found)
}

/// The spaces of which a project may use something by the projection, in their order, after one. It opens none.
pub(crate) fn usable_without_permit(
    tx: &mut Tx<'_>,
    project: ProjectId,
    numbers: Numbers,
    instant: DateTime<Utc>,
    after: Option<SpaceId>,
    most: i64,
) -> Result<Vec<SpaceId>, Error> {
    let after = after.map_or(Uuid::nil(), kernel::Id::uuid);
    let Numbers { scope, wide, wanted, by_default } = numbers;
    let page = secondary_use_page(project.uuid(), scope, wide, wanted, by_default, instant, after, most);
    let found: Vec<Uuid> = diesel::select(page).get_results(tx.conn())?;
    Ok(found.into_iter().map(SpaceId::from).collect())
}
