use std::collections::BTreeSet;

use consent::{Action, Ask, Permit};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{Error, HideDocument, ShowDocument, model::Document};

/// The most documents that one call masks or unmasks.
const AT_ONCE: usize = 200;

impl Documents {
    /// Masks documents from professionals, or takes the mask off, with all their versions: `MASQUE_PS`. All of them or none.
    /// What stands so already is left. Gives the documents named, as they are now.
    ///
    /// # Errors
    /// The consent engine's, to unmask also without a second factor that was just shown; absent for one that the caller does
    /// not see; [`Error::Metadata`] for more than 200 at once, or none.
    pub fn set_masked(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ids: &[DocumentId],
        masked: bool,
    ) -> Result<Vec<Document>, Error> {
        if masked {
            let permit = self.consent.check::<HideDocument>(tx, actor, space, Ask::default())?;
            self.mask_under(tx, &permit, ids, masked)
        } else {
            let permit = self.consent.check::<ShowDocument>(tx, actor, space, Ask::default())?;
            self.mask_under(tx, &permit, ids, masked)
        }
    }

    fn mask_under<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        ids: &[DocumentId],
        masked: bool,
    ) -> Result<Vec<Document>, Error> {
        if ids.is_empty() || ids.len() > AT_ONCE {
            return Err(Error::Metadata {
                pointer: "/documents",
                found: Some(ids.len().to_string()),
                expected: format!("1 to {AT_ONCE} documents at once"),
            });
        }
        // In one order whoever calls: two calls do not stand in each other's way.
        let ids: BTreeSet<DocumentId> = ids.iter().copied().collect();
        let mut named = Vec::with_capacity(ids.len());
        for id in ids {
            let found = self.found(tx, permit, id)?;
            let mut now = None;
            for version in self.versions_of_own(tx, permit, found.series_id.uuid())? {
                let is_named = version.document.id == id;
                let stands = version.document.masked == masked;
                let document = match stands {
                    true => version.document,
                    false => self.change(tx, permit, version, |document| document.masked = masked)?,
                };
                if is_named {
                    now = Some(document);
                }
            }
            named.push(now.ok_or(Error::Broken)?);
        }
        permit.detail(tx, serde_json::json!({ "masked": masked }));
        for document in &named {
            let series: Uuid = document.series_id.uuid();
            permit.tell_mask(tx, series, masked);
        }
        self.mark(tx, permit, &mut named)?;
        Ok(named)
    }
}
