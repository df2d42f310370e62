use kernel::{DocumentId, SpaceId};
use serde::Deserialize;

/// The record that an address names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct InSpace {
    pub(crate) space: SpaceId,
}

/// The document that an address names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct OneDocument {
    pub(crate) space: SpaceId,
    pub(crate) document: DocumentId,
}
