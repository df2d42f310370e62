use database::Tx;
use journal::{Entry, Outcome, Who};
use kernel::{RequestId, SpaceId};
use serde_json::json;

use crate::{Act, Action, Consent, Error, Purpose, change::told, lines, store};

/// Taking over what stands in the rows of a record, on the word of whoever runs the service.
pub struct AdoptSpace;

impl Action for AdoptSpace {
    const NAME: &'static str = "consent.adopt";
    const ACT: Act = Act::Maintain;
}

impl Consent {
    /// Takes over what stands in the rows of some spaces as what their consent says, and seals it: rows of an earlier
    /// release, which bore no seal, and rows that somebody put right by hand. Each history tells it, in full. Gives the
    /// spaces, in order, after one; none when there are no more. Nothing is decided here: whoever runs the service answers
    /// for the rows.
    ///
    /// # Errors
    /// [`database::Error::Row`] for a provision that bears neither a seal nor readable terms; the database's.
    pub fn adopt_without_permit(
        &self,
        tx: &mut Tx<'_>,
        after: SpaceId,
        most: i64,
    ) -> Result<Vec<SpaceId>, Error> {
        let spaces = store::lock_after(tx, after, most)?;
        let request = RequestId::new(self.clock.as_ref(), self.rng.as_ref());
        for space in &spaces {
            let keys = match self.vault.space(*space) {
                // What was erased is nobody's any more.
                Err(vault::Error::NoSpaceKey(_)) => continue,
                keys => keys?,
            };
            let provisions = store::take_over(tx, *space, &keys, self.rng.as_ref())?;
            let who = Who::System { purpose: Purpose::Upkeep.as_str().to_owned() };
            let way = Some("W12".to_owned());
            let mut entry: Entry =
                lines::entry::<AdoptSpace>(self.clock.now(), who, request, way, "W12", Outcome::Done);
            let of_row = store::row_of(tx, *space)?;
            entry.tell_fact(
                "adopted",
                json!({ "state": of_row.state, "holder": of_row.holder, "zone": of_row.zone }),
            );
            for one in &provisions {
                entry.tell_fact("given", told(one));
            }
            tx.owe(journal::line(space.uuid(), None, entry, None, false));
        }
        self.settle(tx, &spaces, self.clock.now())?;
        Ok(spaces)
    }
}
