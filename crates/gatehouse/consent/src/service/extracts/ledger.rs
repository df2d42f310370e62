use std::collections::HashMap;

use chrono::{DateTime, Utc};
use config::Category;
use database::Tx;
use kernel::{Actor, ExtractId, ProjectId, SpaceId};

use crate::{Act, Action, Ask, Consent, Error, Permit, project::Project, store};

/// Reading what was used of a record beyond care.
pub struct ReadUseLedger;

impl Action for ReadUseLedger {
    const NAME: &'static str = "secondary-use.ledger";
    const ACT: Act = Act::Oversee;
}

/// What one extract used of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedOnce {
    /// The extract.
    pub extract: ExtractId,
    /// The project.
    pub project: Project,
    /// Of which documents; untold to whoever represents the holder, from whom one of them may be hidden by now.
    pub documents: Option<UsedDocuments>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which documents an extract used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedDocuments {
    /// Their categories.
    pub categories: Vec<Category>,
    /// How many.
    pub number: i64,
}

/// How many uses are shown, the newest first.
const MOST: i64 = 1_000;

impl Consent {
    /// What was used of a record, by which projects, the newest first. Only what hides from nobody when it is collected is ever used.
    ///
    /// # Errors
    /// [`Error::Refused`]; the database's.
    pub fn use_ledger<'tx>(
        &self,
        tx: &mut Tx<'tx>,
        actor: &Actor,
        space: SpaceId,
    ) -> Result<(Permit<'tx, ReadUseLedger>, Vec<UsedOnce>), Error> {
        let permit = self.check::<ReadUseLedger>(tx, actor, space, Ask::default())?;
        let rows = store::ledger(tx, &permit, MOST)?;
        let ids: Vec<_> = rows.iter().map(|(_, project, ..)| *project).collect();
        let projects = store::projects_named(tx.conn(), &ids)?;
        let projects: HashMap<ProjectId, Project> = projects.into_iter().map(|one| (one.id, one)).collect();
        let reference = self.reference.secondary_use();
        let used = |(extract, project, categories, number, at)| {
            let project = projects.get(&ProjectId::from(project))?.clone();
            let documents = UsedDocuments { categories: reference.categories(categories), number };
            let documents = Some(documents).filter(|_| permit.sees_secrets());
            Some(UsedOnce { extract: ExtractId::from(extract), project, documents, at })
        };
        let used = rows.into_iter().filter_map(used).collect();
        Ok((permit, used))
    }
}
