use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use kernel::SpaceId;

use super::{KeyState, KeyStore, ServiceRow};
use crate::{Error, Wrapped};

/// A key store that forgets everything with the program: for tests and examples. Clones share their content.
#[derive(Clone, Default)]
pub struct MemoryKeyStore(Arc<Mutex<Content>>);

#[derive(Default)]
struct Content {
    spaces: BTreeMap<SpaceId, Wrapped>,
    services: BTreeMap<(String, u32), ServiceRow>,
}

impl MemoryKeyStore {
    fn content(&self) -> MutexGuard<'_, Content> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for MemoryKeyStore {
    fn space(&self, space: SpaceId) -> Result<Option<Wrapped>, Error> {
        Ok(self.content().spaces.get(&space).cloned())
    }

    fn insert_space(&self, space: SpaceId, wrapped: &Wrapped) -> Result<bool, Error> {
        let mut content = self.content();
        let absent = !content.spaces.contains_key(&space);
        if absent {
            content.spaces.insert(space, wrapped.clone());
        }
        Ok(absent)
    }

    fn insert_spaces(&self, keys: &[(SpaceId, Wrapped)]) -> Result<Vec<SpaceId>, Error> {
        let mut made = Vec::with_capacity(keys.len());
        for (space, wrapped) in keys {
            if self.insert_space(*space, wrapped)? {
                made.push(*space);
            }
        }
        Ok(made)
    }

    fn delete_space(&self, space: SpaceId) -> Result<bool, Error> {
        Ok(self.content().spaces.remove(&space).is_some())
    }

    fn rewrap_space(&self, space: SpaceId, from: &Wrapped, to: &Wrapped) -> Result<bool, Error> {
        Ok(match self.content().spaces.get_mut(&space) {
            Some(kept) if kept == from => {
                *kept = to.clone();
                true
            }
            _ => false,
        })
    }

    fn spaces_not_under(
        &self,
        master_id: &str,
        after: Option<SpaceId>,
        limit: u32,
    ) -> Result<Vec<(SpaceId, Wrapped)>, Error> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        Ok(self
            .content()
            .spaces
            .range((from, Bound::Unbounded))
            .filter(|(_, wrapped)| wrapped.master_id != master_id)
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .map(|(space, wrapped)| (*space, wrapped.clone()))
            .collect())
    }

    fn master_ids(&self) -> Result<BTreeSet<String>, Error> {
        let content = self.content();
        let services = content.services.values().map(|row| &row.wrapped);
        Ok(content.spaces.values().chain(services).map(|wrapped| wrapped.master_id.clone()).collect())
    }

    fn services(&self) -> Result<Vec<ServiceRow>, Error> {
        Ok(self.content().services.values().cloned().collect())
    }

    fn insert_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        let mut content = self.content();
        let place = (row.purpose.clone(), row.id);
        let absent = !content.services.contains_key(&place);
        if absent {
            content.services.insert(place, row.clone());
        }
        Ok(absent)
    }

    fn rotate_service(&self, row: &ServiceRow) -> Result<bool, Error> {
        let mut content = self.content();
        let current = content
            .services
            .values_mut()
            .find(|kept| kept.purpose == row.purpose && kept.state == KeyState::Current && kept.id < row.id);
        let Some(current) = current else { return Ok(false) };
        current.state = KeyState::Live;
        content.services.insert((row.purpose.clone(), row.id), row.clone());
        Ok(true)
    }

    fn retire_service(&self, purpose: &str, id: u32) -> Result<bool, Error> {
        Ok(match self.content().services.get_mut(&(purpose.to_owned(), id)) {
            Some(kept) if kept.state == KeyState::Live => {
                kept.state = KeyState::Retired;
                true
            }
            _ => false,
        })
    }

    fn rewrap_service(&self, row: &ServiceRow, to: &Wrapped) -> Result<bool, Error> {
        Ok(match self.content().services.get_mut(&(row.purpose.clone(), row.id)) {
            Some(kept) if kept.wrapped == row.wrapped => {
                kept.wrapped = to.clone();
                true
            }
            _ => false,
        })
    }
}
