use consent::{Action, Ask, Permit, Sought};
use database::Tx;
use kernel::{Actor, ExportId, SpaceId};

use super::Exports;
use crate::{Error, ListExports, ReadExport, model::Export, rows::ExportRow, store};

/// How many exports one list shows.
const SHOWN: i64 = 100;

impl Exports {
    /// The caller's own exports of a record, newest first.
    ///
    /// # Errors
    /// The consent engine's, the database's.
    pub fn list(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
    ) -> Result<Vec<Export>, Error> {
        let permit = self.consent.check::<ListExports>(tx, actor, space, ask)?;
        let rows = store::list(tx, &permit, SHOWN)?;
        permit.name(tx, rows.iter().map(|row| row.id));
        Ok(rows.into_iter().map(Export::try_from).collect::<Result<_, _>>()?)
    }

    /// One of the caller's own exports.
    ///
    /// # Errors
    /// Absent for one that does not exist or is somebody else's; the consent engine's.
    pub fn read(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ask: Ask,
        id: ExportId,
    ) -> Result<Export, Error> {
        let permit = self.consent.check::<ReadExport>(tx, actor, space, ask)?;
        Ok(Export::try_from(own(tx, &permit, id)?)?)
    }
}

/// An export of the permit's party, named on its line.
pub(super) fn own<'tx, A: Action>(
    tx: &mut Tx<'tx>,
    permit: &Permit<'tx, A>,
    id: ExportId,
) -> Result<ExportRow, Error> {
    let found = store::one(tx, permit, id.uuid())?;
    let Some(row) = found else { return Err(permit.absent(tx, Sought::Export, id.uuid()).into()) };
    permit.name(tx, [id.uuid()]);
    Ok(row)
}
