use consent::Ask;
use database::Tx;
use kernel::{Actor, ExportId, SpaceId};

use super::Exports;
use crate::{
    AskExport, Error,
    model::{Asker, Export, ExportState},
    rows::ExportRow,
    store,
};

/// How many exports one person has at a time in one record.
pub const MOST_KEPT: usize = 3;

/// An export that was asked for.
#[derive(Debug)]
pub struct Asked {
    /// It.
    pub export: Export,
    /// Whether it begins now; one that is being made is given again.
    pub is_new: bool,
}

impl Exports {
    /// Asks for an export of all that the caller may see. While one is being made there is no second: it is given again.
    ///
    /// # Errors
    /// A refusal, also without a second factor that was just shown; [`Error::TooMany`].
    pub fn ask(&self, tx: &mut Tx<'_>, actor: &Actor, space: SpaceId, ask: Ask) -> Result<Asked, Error> {
        let permit = self.consent.check::<AskExport>(tx, actor, space, ask)?;
        // Of two who ask at once the second one finds what the first one asked.
        tx.lock_alone_of("exports", &format!("{space}/{}", actor.person))?;
        let known = store::list(tx, &permit, 100)?;
        let known = known.into_iter().map(Export::try_from).collect::<Result<Vec<_>, _>>()?;
        let mut made = known.iter().filter(|one| one.state == ExportState::Making);
        if let Some(one) = made.next() {
            permit.name(tx, [one.id.uuid()]);
            return Ok(Asked { export: one.clone(), is_new: false });
        }
        if known.iter().filter(|one| one.state == ExportState::Ready).count() >= MOST_KEPT {
            permit.turn_down(tx, space.uuid(), consent::Reason::Contradicts);
            return Err(Error::TooMany { most: MOST_KEPT });
        }
        let id = ExportId::new(self.clock.as_ref(), self.rng.as_ref());
        let asker = Asker {
            session: actor.session,
            name: actor.name.clone(),
            assurance: actor.assurance,
            way: permit.way().as_str().to_owned(),
        };
        let keys = self.vault.space(space)?;
        let row = ExportRow::of(&keys, self.rng.as_ref(), id, actor.person, &asker, permit.now())?;
        store::insert(tx, &permit, row)?;
        permit.name(tx, [id.uuid()]);
        let export = Export {
            id,
            state: ExportState::Making,
            asked_at: permit.now(),
            done: 0,
            total: None,
            bytes: 0,
            ready_at: None,
            keep_until: None,
            ended: None,
        };
        Ok(Asked { export, is_new: true })
    }
}
