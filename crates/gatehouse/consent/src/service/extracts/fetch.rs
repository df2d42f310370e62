use database::Tx;
use kernel::{Actor, ExtractId, ProjectId};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::projects::{REGISTRARS, in_state, turned_down},
    collect::LINE,
    line::Line,
};
use crate::{
    Act, Action, Consent, Error,
    project::{ExtractState, ProjectFault, ProjectState},
    store,
};

/// Fetching the lines of an extract.
pub struct FetchExtract;

impl Action for FetchExtract {
    const NAME: &'static str = "extracts.fetch";
    const ACT: Act = Act::Administer;
}

/// Lines of an extract, one JSON text each.
pub struct FetchedLines {
    /// The lines, each with a line end.
    pub lines: Vec<u8>,
    /// After which line the next ones come; none at the end.
    pub next: Option<Uuid>,
}

/// Lines that one step opens.
const AT_ONCE: i64 = 2_000;

impl Consent {
    /// The next lines of an extract that is ready. Each step is decided about anew, and leaves its line.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`ProjectFault`] for a project that is over and an extract that is not
    /// ready; the vault's for a line that was changed outside the program.
    pub fn fetch_extract(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        (project, id): (ProjectId, ExtractId),
        after: Option<Uuid>,
    ) -> Result<FetchedLines, Error> {
        let admin = self.check_admin::<FetchExtract>(tx, actor, &REGISTRARS)?;
        let wanted = in_state(tx, &admin, project, ProjectState::Confirmed)?;
        if !wanted.runs_at(admin.now()) {
            return Err(turned_down(tx, &admin, project, ProjectFault::DoesNotRun));
        }
        let known = store::extract(tx.conn(), id)?;
        if known.is_none_or(|one| one.project != project || one.state != ExtractState::Ready) {
            return Err(turned_down(tx, &admin, project, ProjectFault::NoExtract));
        }
        let key = self.project_key(tx, project)?;
        let (keys, share) = key.keys();
        let rows = store::lines_of(tx.conn(), id, after, AT_ONCE)?;
        let more = i64::try_from(rows.len()).is_ok_and(|found| found == AT_ONCE);
        let (mut lines, mut last) = (Vec::new(), None);
        for (line, level, sealed) in rows {
            let plain = keys.open(LINE, &[id.uuid().as_bytes(), line.as_bytes(), share], &sealed)?;
            let told: Line = serde_json::from_slice(&plain).map_err(|_| Error::Disagreement)?;
            serde_json::to_writer(&mut lines, &told.at(level)).map_err(|_| Error::Disagreement)?;
            lines.push(b'\n');
            last = Some(line);
        }
        admin.name(tx, [project.uuid(), id.uuid()]);
        admin.detail(tx, json!({ "project": project, "extract": id, "goes_on": after.is_some() }));
        Ok(FetchedLines { lines, next: last.filter(|_| more) })
    }
}
