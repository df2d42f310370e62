use database::{Error, Tx};
use diesel::{ExpressionMethods, RunQueryDsl, query_dsl::methods::FindDsl};
use kernel::SpaceId;
use uuid::Uuid;

use super::seal::State;
use crate::schema::{space, states_of as in_sql, write_digests as write_in_sql};

/// What the digest of a space covers, as it stands in its rows.
pub(crate) struct StateRow {
    pub(crate) space: Uuid,
    state: String,
    holder: Uuid,
    zone: String,
    rest: Vec<u8>,
    said: Vec<u8>,
}

impl StateRow {
    pub(crate) fn as_state(&self) -> State<'_> {
        State {
            state: &self.state,
            holder: self.holder,
            zone: &self.zone,
            rest: &self.rest,
            said: &self.said,
        }
    }
}

/// What the digests of these spaces cover, as it stands now.
pub(crate) fn states_of(tx: &mut Tx<'_>, spaces: &[SpaceId]) -> Result<Vec<StateRow>, Error> {
    let ids: Vec<Uuid> = spaces.iter().map(|space| space.uuid()).collect();
    type Row = (Uuid, String, Uuid, String, Vec<u8>, Vec<u8>);
    let rows: Vec<Row> = diesel::select(in_sql(ids)).get_results(tx.conn())?;
    let row =
        |(space, state, holder, zone, rest, said): Row| StateRow { space, state, holder, zone, rest, said };
    Ok(rows.into_iter().map(row).collect())
}

/// Writes digests, each of its space.
pub(crate) fn write_digests(tx: &mut Tx<'_>, digests: &[(Uuid, Vec<u8>)]) -> Result<(), Error> {
    if let [(one, digest)] = digests {
        diesel::update(space::table.find(*one)).set(space::digest.eq(digest)).execute(tx.conn())?;
        return Ok(());
    }
    let (ids, digests): (Vec<Uuid>, Vec<Vec<u8>>) = digests.iter().cloned().unzip();
    diesel::select(write_in_sql(ids, digests)).execute(tx.conn())?;
    Ok(())
}
