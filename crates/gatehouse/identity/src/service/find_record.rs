use consent::Sought;
use database::{Desk, Tx};
use kernel::{Actor, SpaceId};

use super::{PatientSearch, RecordStands, propose::DECIDE};
use crate::{Error, FindRecord, Identity, store};

/// How support names a record.
#[derive(Debug, Clone)]
pub enum RecordNamed {
    /// By the whole of an identity.
    Identity(PatientSearch),
    /// By its id.
    Space(SpaceId),
}

impl Identity {
    /// Names a record for support, whatever its state: nothing of the identity is shown. Look-ups are counted as those of
    /// professionals are. The number and the traits of a double find the record that stays.
    ///
    /// # Errors
    /// [`Error::TooManyLookups`]; a refusal for whoever has not the role; absent where nobody, or more than one, is found.
    pub fn find_record(
        &self,
        desk: &Desk,
        actor: &Actor,
        named: &RecordNamed,
        network: &str,
    ) -> Result<RecordStands, Error> {
        // Whoever is refused below spends nothing.
        let over = match DECIDE.iter().any(|role| actor.has_role(*role)) {
            true => desk.write(|tx| self.count_lookup(tx, actor, network))?,
            false => None,
        };
        desk.write(|tx| {
            let admin = self.consent.check_admin::<FindRecord>(tx, actor, &DECIDE)?;
            if let Some(over) = over {
                admin.turn_down(tx, actor.person.uuid(), "too_many_lookups");
                return Err(Error::TooManyLookups(over));
            }
            let found = match self.record_named(tx, named)? {
                Some(space) => self.stand(tx, &admin, &[space])?.pop(),
                None => None,
            };
            let Some(found) = found else {
                admin.turn_down(tx, actor.person.uuid(), "nobody");
                return Err(consent::Error::Absent(Sought::Patient).into());
            };
            admin.name(tx, [found.space.uuid()]);
            Ok(found)
        })
    }

    fn record_named(&self, tx: &mut Tx<'_>, named: &RecordNamed) -> Result<Option<SpaceId>, Error> {
        let search = match named {
            RecordNamed::Space(space) => return Ok(Some(*space)),
            RecordNamed::Identity(search) => search,
        };
        Ok(match store::spaces_under(tx.conn(), &self.tags_of_search(search)?)?.as_slice() {
            [space] => Some(*space),
            _ => None,
        })
    }
}
