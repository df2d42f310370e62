use kernel::{DocumentId, NoticeId, SpaceId};
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

/// The notice that an address names.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct OneNotice {
    pub(crate) space: SpaceId,
    pub(crate) notice: NoticeId,
}
