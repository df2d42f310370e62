use std::collections::BTreeSet;

use consent::{Action, Ask, Permit};
use database::Tx;
use kernel::{Actor, DocumentId, SpaceId};
use uuid::Uuid;

use super::Documents;
use crate::{Error, HideDocument, ShowDocument, model::Document};

/// The most documents that one call masks or unmasks.
const AT_ONCE: usize = 200;

/// What the holder says of one document, for professionals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Masked from them (`MASQUE_PS`).
    Masked,
    /// As topics and default masks say.
    AsUsual,
    /// Shown to them, whatever topic or default mask it falls under.
    Shown,
}

impl Visibility {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Masked => "masked",
            Self::AsUsual => "as_usual",
            Self::Shown => "shown",
        }
    }
}

impl Documents {
    /// Says of documents, with all their versions, how professionals see them. All of them or none; what stands so already is
    /// left. Gives the documents named, as they are now.
    ///
    /// # Errors
    /// The consent engine's, to unmask also without a second factor that was just shown; absent for one that the caller does
    /// not see; [`Error::Metadata`] for more than 200 at once, or none.
    pub fn set_visibility(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        space: SpaceId,
        ids: &[DocumentId],
        visibility: Visibility,
    ) -> Result<Vec<Document>, Error> {
        if visibility == Visibility::Masked {
            let permit = self.consent.check::<HideDocument>(tx, actor, space, Ask::default())?;
            self.say_under(tx, &permit, actor, ids, visibility)
        } else {
            let permit = self.consent.check::<ShowDocument>(tx, actor, space, Ask::default())?;
            self.say_under(tx, &permit, actor, ids, visibility)
        }
    }

    fn say_under<'tx, A: Action>(
        &self,
        tx: &mut Tx<'tx>,
        permit: &Permit<'tx, A>,
        actor: &Actor,
        ids: &[DocumentId],
        visibility: Visibility,
    ) -> Result<Vec<Document>, Error> {
        if ids.is_empty() || ids.len() > AT_ONCE {
            return Err(Error::Metadata {
                pointer: "/documents",
                found: Some(ids.len().to_string()),
                expected: format!("1 to {AT_ONCE} documents at once"),
            });
        }
        let masked = visibility == Visibility::Masked;
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
                    false => self.mask_anew(tx, permit, version, masked)?,
                };
                if is_named {
                    now = Some(document);
                }
            }
            named.push(now.ok_or(Error::Broken)?);
        }
        let series: Vec<Uuid> = named.iter().map(|document| document.series_id.uuid()).collect();
        self.consent.open_documents(tx, permit, actor, &series, visibility == Visibility::Shown)?;
        permit.detail(tx, serde_json::json!({ "visibility": visibility.as_str() }));
        for one in series {
            permit.tell_mask(tx, one, masked);
        }
        self.mark(tx, permit, &mut named)?;
        Ok(named)
    }
}
