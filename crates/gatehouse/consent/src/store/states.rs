use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use database::{Error, Tx};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use kernel::SpaceId;
use uuid::Uuid;

use super::seal::State;
use crate::schema::{say_at as say_in_sql, space, states_of as in_sql, write_digests as write_in_sql};

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
    /// What of it a history tells.
    pub(crate) fn now(&self) -> BTreeMap<&'static str, String> {
        let holder = SpaceId::from(self.holder).to_string();
        [("state", self.state.clone()), ("holder", holder), ("zone", self.zone.clone())].into()
    }

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
    let rows: Vec<Row> = diesel::select(in_sql(uuids(spaces))).get_results(tx.conn())?;
    Ok(rows.into_iter().map(StateRow::from).collect())
}

/// Writes down that something was said in these spaces at an instant; gives what their digests cover since.
pub(crate) fn say_at(tx: &mut Tx<'_>, spaces: &[SpaceId], at: DateTime<Utc>) -> Result<Vec<StateRow>, Error> {
    let rows: Vec<Row> = diesel::select(say_in_sql(uuids(spaces), at)).get_results(tx.conn())?;
    Ok(rows.into_iter().map(StateRow::from).collect())
}

type Row = (Uuid, String, Uuid, String, Vec<u8>, Vec<u8>);

impl From<Row> for StateRow {
    fn from((space, state, holder, zone, rest, said): Row) -> Self {
        Self { space, state, holder, zone, rest, said }
    }
}

fn uuids(spaces: &[SpaceId]) -> Vec<Uuid> {
    spaces.iter().map(|space| space.uuid()).collect()
}

/// What a transaction has itself said in a space.
pub(crate) struct Said {
    pub(crate) space: SpaceId,
    /// The digest since.
    pub(crate) digest: Vec<u8>,
}

/// The digest of a space, as it stands.
pub(crate) fn digest_of(tx: &mut Tx<'_>, id: SpaceId) -> Result<Option<Vec<u8>>, Error> {
    Ok(space::table.find(id.uuid()).select(space::digest).first(tx.conn())?)
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
