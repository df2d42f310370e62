use std::collections::HashSet;

use chrono::{DateTime, Utc};
use consent::{Action, Permit};
use database::Tx;
use kernel::PersonId;
use uuid::Uuid;

use super::Documents;
use crate::{Error, model::Status, store};

/// Which of some ids are documents of the space, and which of those the permit shows.
#[derive(Debug, Default)]
pub struct Visible {
    /// Documents of the space.
    pub known: HashSet<Uuid>,
    /// Those that the permit shows.
    pub shown: HashSet<Uuid>,
    /// Those that were withdrawn: their lines stay, and nobody opens them any more.
    pub withdrawn: HashSet<Uuid>,
}

impl Documents {
    /// Whether some of these are documents that are hidden from whoever represents the holder.
    ///
    /// # Errors
    /// The database's.
    pub fn hides_from_representatives<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[Uuid],
    ) -> Result<bool, Error> {
        Ok(!ids.is_empty() && store::is_some_hidden_from_representatives(tx, permit, ids)?)
    }

    /// Those among some people of whom all that they brought is hidden from whoever represents the holder, with when the first of it
    /// came.
    ///
    /// # Errors
    /// The database's.
    pub fn brought_hidden<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        people: &[PersonId],
    ) -> Result<Vec<(PersonId, DateTime<Utc>)>, Error> {
        let people = people.iter().map(|person| person.uuid()).collect();
        let found = store::brought_by(tx, permit, people)?;
        let shows = |of: Uuid| found.iter().any(|(person, hidden, _)| *person == of && !hidden);
        let hidden = found.iter().filter(|(person, ..)| !shows(*person));
        Ok(hidden.filter_map(|(person, _, first)| Some((PersonId::from(*person), (*first)?))).collect())
    }

    /// Sorts ids, so that what names documents (history) can be filtered like documents.
    ///
    /// # Errors
    /// The database's.
    pub fn visible<A: Action>(
        &self,
        tx: &mut Tx<'_>,
        permit: &Permit<'_, A>,
        ids: &[Uuid],
    ) -> Result<Visible, Error> {
        if ids.is_empty() {
            return Ok(Visible::default());
        }
        let (known, shown) = store::find_visible_ids(tx, permit, ids)?;
        let withdrawn = known
            .iter()
            .filter(|(_, status)| status == Status::Deleted.as_str())
            .map(|(id, _)| *id)
            .collect();
        Ok(Visible { known: known.into_iter().map(|(id, _)| id).collect(), shown, withdrawn })
    }
}
