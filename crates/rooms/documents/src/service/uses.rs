use std::collections::HashMap;

use config::Category;
use consent::service::{CodedDocument, UsableSpace};
use database::Tx;
use kernel::SpaceId;

use super::Documents;
use crate::{Error, store};

impl Documents {
    /// What is coded of the documents of these categories that may be used beyond care, by space: shelf, type and month, and nothing that was written.
    /// Each row is opened, so one that was changed outside the program is refused and raised; it is left out, and the others are
    /// told.
    ///
    /// # Errors
    /// The database's; the vault's.
    pub fn coded_documents(
        &self,
        tx: &mut Tx<'_>,
        usable: &[UsableSpace<'_>],
        categories: &[Category],
    ) -> Result<HashMap<SpaceId, Vec<CodedDocument>>, Error> {
        let by_space: HashMap<SpaceId, &UsableSpace<'_>> =
            usable.iter().map(|one| (one.space(), one)).collect();
        let mut found: HashMap<SpaceId, Vec<CodedDocument>> = HashMap::new();
        for row in store::documents_of(tx, usable, categories)? {
            let space = SpaceId::from(row.space_id);
            let Some(usable) = by_space.get(&space) else { continue };
            let Ok(document) = row.open(self.vault.space(space)?.as_ref()) else { continue };
            if usable.things().holds(&document.thing()) {
                let month = document.day_of_care(self.settings.zone).format("%Y-%m").to_string();
                let (category, type_code) = (document.category, document.type_code);
                found.entry(space).or_default().push(CodedDocument { category, type_code, month });
            }
        }
        Ok(found)
    }
}
