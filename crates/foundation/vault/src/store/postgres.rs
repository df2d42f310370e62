use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use database::Pool;
use diesel::prelude::*;
use kernel::SpaceId;
use uuid::Uuid;

use super::{
    KeyState, KeyStore, ServiceRow,
    schema::{rotate_service_key, service_key, space_key},
};
use crate::{Error, Wrapped};

/// The key store in PostgreSQL: schema `vault`, reached through a pool of its own, so that a business transaction
/// neither waits for a key nor takes part in making one.
pub struct PostgresKeyStore {
    pool: Pool,
}

impl PostgresKeyStore {
    /// A key store on that pool; two connections are enough for a server.
    pub fn new(pool: Pool) -> Self {
        Self { pool }
    }

    /// Runs statements that may be run twice; a connection that died meanwhile is replaced and the work done again.
    fn with<R>(
        &self,
        mut work: impl FnMut(&mut PgConnection) -> Result<R, database::Error>,
    ) -> Result<R, Error> {
        for _ in 0..self.pool.size() {
            match self.pool.with(&mut work) {
                Err(database::Error::Gone) => {}
                done => return Ok(done?),
            }
        }
        Ok(self.pool.with(work)?)
    }
}

impl KeyStore for PostgresKeyStore {
    fn space(&self, space: SpaceId) -> Result<Option<Wrapped>, Error> {
        self.with(|conn| {
            let found = space_key::table
                .find(space.uuid())
                .select((space_key::master_id, space_key::wrapped))
                .first::<(String, Vec<u8>)>(conn)
                .optional()?;
            Ok(found.map(|(master_id, bytes)| Wrapped { master_id, bytes }))
        })
    }

    fn insert_space(&self, space: SpaceId, wrapped: &Wrapped) -> Result<bool, Error> {
        self.with(|conn| {
            let inserted = diesel::insert_into(space_key::table)
                .values((
                    space_key::space_id.eq(space.uuid()),
                    space_key::master_id.eq(&wrapped.master_id),
                    space_key::wrapped.eq(&wrapped.bytes),
                ))
                .on_conflict_do_nothing()
                .execute(conn)?;
            Ok(inserted == 1)
        })
    }

    fn insert_spaces(&self, keys: &[(SpaceId, Wrapped)]) -> Result<Vec<SpaceId>, Error> {
        let rows: Vec<_> = keys
            .iter()
            .map(|(space, wrapped)| {
                (
                    space_key::space_id.eq(space.uuid()),
                    space_key::master_id.eq(&wrapped.master_id),
                    space_key::wrapped.eq(&wrapped.bytes),
                )
            })
            .collect();
        self.with(|conn| {
            let made: Vec<Uuid> = diesel::insert_into(space_key::table)
                .values(&rows)
                .on_conflict_do_nothing()
                .returning(space_key::space_id)
                .get_results(conn)?;
            Ok(made.into_iter().map(SpaceId::from).collect())
        })
    }

    fn delete_space(&self, space: SpaceId) -> Result<bool, Error> {
        self.with(|conn| Ok(diesel::delete(space_key::table.find(space.uuid())).execute(conn)? == 1))
    }

    fn rewrap_space(&self, space: SpaceId, from: &Wrapped, to: &Wrapped) -> Result<bool, Error> {
        self.with(|conn| {
            let kept = space_key::table
                .find(space.uuid())
                .filter(space_key::master_id.eq(&from.master_id))
                .filter(space_key::wrapped.eq(&from.bytes));
            let updated = diesel::update(kept)
                .set((space_key::master_id.eq(&to.master_id), space_key::wrapped.eq(&to.bytes)))
                .execute(conn)?;
            Ok(updated == 1)
        })
    }

    fn spaces_not_under(
        &self,
        master_id: &str,
        after: Option<SpaceId>,
        limit: u32,
    ) -> Result<Vec<(SpaceId, Wrapped)>, Error> {
        // No space has the nil id, so it stands before the first one.
        let after = after.map_or(Uuid::nil(), SpaceId::uuid);
        self.with(|conn| {
            let rows = space_key::table
                .filter(space_key::space_id.gt(after))
                .filter(space_key::master_id.ne(master_id))
                .order(space_key::space_id)
                .limit(i64::from(limit))
                .select((space_key::space_id, space_key::master_id, space_key::wrapped))
                .load::<(Uuid, String, Vec<u8>)>(conn)?;
            Ok(rows
                .into_iter()
                .map(|(space, master_id, bytes)| (space.into(), Wrapped { master_id, bytes }))
                .collect())
        })
    }

    fn master_ids(&self) -> Result<BTreeSet<String>, Error> {
        self.with(|conn| {
            let of_services = service_key::table.select(service_key::master_id).distinct();
            let of_spaces = space_key::table.select(space_key::master_id).distinct();
            Ok(of_services.union(of_spaces).load::<String>(conn)?.into_iter().collect())
        })
    }

    fn services(&self) -> Result<Vec<ServiceRow>, Error> {
        self.with(|conn| {
            service_key::table.load::<Row>(conn)?.into_iter().map(ServiceRow::try_from).collect()
        })
    }

    fn insert_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        let id = column(row.id)?;
        self.with(|conn| {
            let inserted = diesel::insert_into(service_key::table)
                .values((
                    service_key::purpose.eq(&row.purpose),
                    service_key::id.eq(id),
                    service_key::master_id.eq(&row.wrapped.master_id),
                    service_key::wrapped.eq(&row.wrapped.bytes),
                    service_key::state.eq(row.state.as_str()),
                    service_key::created_at.eq(row.created_at),
                ))
                .on_conflict_do_nothing()
                .execute(conn)?;
            Ok(inserted == 1)
        })
    }

    fn rotate_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        let id = column(row.id)?;
        // Never done twice by itself: a rotation whose answer was lost must be looked at.
        Ok(self.pool.with(|conn| {
            let (master_id, bytes) = (&row.wrapped.master_id, &row.wrapped.bytes);
            let done = diesel::select(rotate_service_key(&row.purpose, id, master_id, bytes, row.created_at))
                .get_result::<bool>(conn);
            done.map_err(database::Error::from)
        })?)
    }

    fn retire_service(&self, purpose: &str, id: u32) -> Result<bool, Error> {
        let id = column(id)?;
        self.with(|conn| {
            let live =
                service_key::table.find((purpose, id)).filter(service_key::state.eq(KeyState::Live.as_str()));
            let updated =
                diesel::update(live).set(service_key::state.eq(KeyState::Retired.as_str())).execute(conn)?;
            Ok(updated == 1)
        })
    }

    fn rewrap_service(&self, row: &ServiceRow, to: &Wrapped) -> Result<bool, Error> {
        let id = column(row.id)?;
        self.with(|conn| {
            let kept = service_key::table
                .find((&row.purpose, id))
                .filter(service_key::master_id.eq(&row.wrapped.master_id))
                .filter(service_key::wrapped.eq(&row.wrapped.bytes));
            let updated = diesel::update(kept)
                .set((service_key::master_id.eq(&to.master_id), service_key::wrapped.eq(&to.bytes)))
                .execute(conn)?;
            Ok(updated == 1)
        })
    }
}

#[derive(Queryable)]
struct Row {
    purpose: String,
    id: i32,
    master_id: String,
    wrapped: Vec<u8>,
    state: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for ServiceRow {
    type Error = database::Error;

    fn try_from(row: Row) -> Result<Self, database::Error> {
        let unreadable = |what| database::Error::Row { table: "vault.service_key", what };
        Ok(Self {
            purpose: row.purpose,
            id: u32::try_from(row.id).map_err(|_| unreadable("the id is negative"))?,
            wrapped: Wrapped { master_id: row.master_id, bytes: row.wrapped },
            state: KeyState::parse(&row.state).ok_or_else(|| unreadable("the state is unknown"))?,
            created_at: row.created_at,
        })
    }
}

fn column(id: u32) -> Result<i32, Error> {
    i32::try_from(id).map_err(|_| Error::Refused("this purpose has used up its key numbers"))
}
