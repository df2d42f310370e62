use database::Tx;

use crate::{
    Begun, DirectoryImport, DirectoryStatus, Error, Identity, ImportCounts, ImportId, ImportKind,
    ImportState, extract::Survey, store,
};

/// How many things one transaction forgets.
const FORGOTTEN_AT_ONCE: i32 = 20_000;
/// What is missing when an import has been taken over by another one.
const IMPORT: &str = "import of the directory that runs and stands there";

impl Identity {
    /// Begins to import a file, or goes on where an import of the same file was cut. One import runs at a time: what ran
    /// with another file is given up by this one, and can be begun again. The file that was imported last is not imported twice,
    /// unless another one was begun since and cut: then what that one has written is put right; or unless it is to be read
    /// `again`, for what was not asked of it last time.
    ///
    /// # Errors
    /// The database's.
    pub fn begin_import(
        &self,
        tx: &mut Tx<'_>,
        kind: ImportKind,
        file: &Survey,
        whole: bool,
        again: bool,
    ) -> Result<Begun, Error> {
        tx.lock_alone("identity.directory-import")?;
        let running = store::running_import(tx.conn())?;
        let same = |import: &DirectoryImport| import.kind == kind && import.digest == file.digest;
        if let Some(running) = running.filter(|running| same(running) && running.whole == whole) {
            return Ok(Begun::Goes(running));
        }
        let last = store::last_import(tx.conn(), kind)?;
        if let Some(last) = last.filter(|last| !again && same(last) && (last.whole || !whole))
            && !store::was_cut_after(tx.conn(), &last)?
        {
            return Ok(Begun::Already(last));
        }
        let now = self.clock.now();
        store::abandon_imports(tx, now)?;
        if store::forget_seen(tx, FORGOTTEN_AT_ONCE)? > 0 {
            return Ok(Begun::Clearing);
        }
        let new = DirectoryImport {
            id: ImportId::new(self.clock.as_ref(), self.rng.as_ref()),
            kind,
            digest: file.digest,
            whole,
            state: ImportState::Running,
            read_to: 0,
            lines: 0,
            counts: ImportCounts::default(),
            began_at: now,
            changed_at: now,
        };
        store::insert_import(tx, &new)?;
        Ok(Begun::Goes(new))
    }

    /// Writes that an import has come from `before` to where `import` says, in the transaction that has written the rows.
    ///
    /// # Errors
    /// [`Error::Missing`] when it stands elsewhere by now: another program imports; the database's.
    pub fn advance_import(
        &self,
        tx: &mut Tx<'_>,
        before: &DirectoryImport,
        import: &mut DirectoryImport,
    ) -> Result<(), Error> {
        import.changed_at = self.clock.now();
        if store::advance_import(tx, before, import)? { Ok(()) } else { Err(Error::Missing(IMPORT)) }
    }

    /// Forgets some of what the last import has met; says whether there may be more.
    ///
    /// # Errors
    /// The database's.
    pub fn forget_import(&self, tx: &mut Tx<'_>) -> Result<bool, Error> {
        tx.lock_alone("identity.directory-import")?;
        if store::running_import(tx.conn())?.is_some() {
            return Ok(false);
        }
        Ok(store::forget_seen(tx, FORGOTTEN_AT_ONCE)? > 0)
    }

    /// How much the directory holds, and what was imported lately.
    ///
    /// # Errors
    /// The database's.
    pub fn directory_status(&self, rtx: &mut database::ReadTx<'_>) -> Result<DirectoryStatus, Error> {
        Ok(store::directory_status(rtx)?)
    }
}
