use std::{collections::HashMap, sync::Arc};

use config::Category;
use database::Tx;
use kernel::{ExtractId, ProjectId, SpaceId, to_micros};
use uuid::Uuid;
use vault::SpaceKeys;

use super::line::{LEVELS, Line};
use crate::{
    Consent, Error,
    project::{Extract, ExtractState, Project, ProjectFault},
    service::UsableSpace,
    store::{self, NewLine},
};

pub(super) const LINE: &str = "consent.use_line";

/// What an extract is told of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedDocument {
    /// The shelf.
    pub category: Category,
    /// The type.
    pub type_code: String,
    /// The month in which care began: `2026-03`.
    pub month: String,
}

/// What an extract is told of whom a space is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodedPerson {
    /// Ten years of age: `40-49`; none where the year of birth is not known.
    pub age_band: Option<String>,
    /// The sex: `F`, `M` or `UN`.
    pub sex: String,
    /// The department of residence; none where it is not known.
    pub department: Option<String>,
}

/// One step of an extract: the spaces of which something may be used, for whoever reads what is in them.
#[must_use]
pub struct Batch<'tx> {
    extract: Extract,
    project: Project,
    last: SpaceId,
    forged: u64,
    usable: Vec<UsableSpace<'tx>>,
}

impl<'tx> Batch<'tx> {
    /// The categories that the project asks for.
    pub fn categories(&self) -> &[Category] {
        &self.project.about.categories
    }

    /// The spaces.
    pub fn usable(&self) -> &[UsableSpace<'tx>] {
        &self.usable
    }
}

/// The key of a project, of both its shares.
pub(super) struct ProjectKey {
    keys: Arc<SpaceKeys>,
    share: Vec<u8>,
}

impl ProjectKey {
    /// The pseudonym of a space in all extracts of the project: nothing leads from that of one project to that of another.
    fn pseudonym(&self, space: SpaceId) -> String {
        let mac = self.keys.mac("consent.pseudonym", &[&self.share, space.uuid().as_bytes()]);
        mac.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    fn class(&self, extract: ExtractId, level: i16, class: &[u8]) -> Vec<u8> {
        let (run, level) = (extract.uuid(), level.to_be_bytes());
        let parts: [&[u8]; 4] = [&self.share, run.as_bytes(), &level, class];
        let mac = self.keys.mac("consent.use-class", &parts);
        mac.iter().copied().take(16).collect()
    }

    /// To what a line is bound: also to the share, without which it does not open.
    pub(super) fn keys(&self) -> (&SpaceKeys, &[u8]) {
        (&self.keys, &self.share)
    }
}

impl Consent {
    pub(super) fn project_key(&self, tx: &mut Tx<'_>, id: ProjectId) -> Result<ProjectKey, Error> {
        let share = store::share_of(tx.conn(), id)?.ok_or(ProjectFault::DoesNotRun)?;
        Ok(ProjectKey { keys: self.vault.space(SpaceId::from(id.uuid()))?, share })
    }

    /// The next spaces of an extract, where it is still to be made; none where all were looked at. Nobody else works on the extract
    /// until the transaction ends. Nothing leaves the house by it.
    ///
    /// # Errors
    /// [`ProjectFault`] for an extract that is not being made, or whose project does not run any more; the database's.
    pub fn next_batch<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        id: ExtractId,
        most: i64,
    ) -> Result<Option<Batch<'tx>>, Error> {
        let (extract, after) = store::lock_extract(tx, id)?.ok_or(ProjectFault::NoExtract)?;
        let project = store::project(tx.conn(), extract.project)?.ok_or(ProjectFault::Absent)?;
        if extract.state != ExtractState::Collecting || !project.runs_at(self.clock.now()) {
            return Err(ProjectFault::DoesNotRun.into());
        }
        let found = self.usable_spaces_without_permit(tx, &project.wanted(), after, most)?;
        let (forged, usable) = (found.forged, found.usable);
        Ok(found.last.map(|last| Batch { extract, project, last, forged, usable }))
    }

    /// Keeps what was read of the spaces of a batch, pseudonymised and sealed, and how far the extract has come. A space of whose
    /// person nothing could be read counts as changed outside the program.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn keep_batch(
        &self,
        tx: &mut Tx<'_>,
        batch: &Batch<'_>,
        documents: &HashMap<SpaceId, Vec<CodedDocument>>,
        people: &HashMap<SpaceId, CodedPerson>,
    ) -> Result<usize, Error> {
        let key = self.project_key(tx, batch.project.id)?;
        let reference = self.reference.secondary_use();
        let extract = batch.extract.id;
        let (mut lines, mut forged) = (Vec::new(), batch.forged);
        for one in &batch.usable {
            let Some(person) = people.get(&one.space()) else {
                forged += 1;
                continue;
            };
            let pseudonym = key.pseudonym(one.space());
            for document in documents.get(&one.space()).into_iter().flatten() {
                let line = Line::of(&batch.project.about.fields, pseudonym.clone(), document, person);
                let id = self.any_id();
                let (keys, share) = key.keys();
                let plain = serde_json::to_vec(&line).map_err(|_| Error::Disagreement)?;
                lines.push(NewLine {
                    extract: extract.uuid(),
                    id,
                    space_id: Some(one.space().uuid()),
                    category: reference.bits(|category| category == document.category),
                    classes: LEVELS
                        .iter()
                        .map(|level| key.class(extract, *level, &line.class(*level)))
                        .collect(),
                    collected_at: to_micros(one.at()),
                    revision: one.revision(),
                    sealed: keys.seal(
                        self.rng.as_ref(),
                        LINE,
                        &[extract.uuid().as_bytes(), id.as_bytes(), share],
                        &plain,
                    )?,
                });
            }
        }
        let kept = lines.len();
        let forged = i64::try_from(forged).unwrap_or(i64::MAX);
        store::insert_lines(tx, extract, lines, (batch.last, forged), to_micros(self.clock.now()))?;
        Ok(kept)
    }

    /// An id that says nothing, not even when it was made: lines are told in its order.
    fn any_id(&self) -> Uuid {
        let mut bytes = [0; 16];
        self.rng.fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }
}
