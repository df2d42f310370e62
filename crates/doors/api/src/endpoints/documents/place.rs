use kernel::{DocumentId, SpaceId};
use serde::Deserialize;
use utoipa::IntoParams;

/// The record that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InSpace {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    pub(crate) space: SpaceId,
}

/// The document that an address names.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct OneDocument {
    /// The record.
    #[param(value_type = Uuid, example = "00000000-0000-7000-8000-000000000001")]
    pub(crate) space: SpaceId,
    /// The document.
    #[param(value_type = Uuid)]
    pub(crate) document: DocumentId,
}
