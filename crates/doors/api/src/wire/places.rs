//! Where an act of care was done and which acts a document tells of, as depositors write it.

use documents::GivenCode;
use kernel::Private;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where an act was done.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlaceOfCare)]
pub(crate) struct PlaceGiven {
    /// The code.
    #[schema(value_type = String, example = "SA07")]
    code: Private<String>,
    /// OID of its system; the one that most codes of the value set have without it.
    #[schema(nullable = false, example = "1.2.250.1.71.4.2.4")]
    system: Option<String>,
}

/// An act that a document tells of.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DocumentedAct)]
pub(crate) struct EventGiven {
    /// The code.
    #[schema(value_type = String, example = "JQGA003")]
    code: Private<String>,
    /// OID of its system.
    #[schema(example = "1.2.250.1.215.300.1")]
    system: String,
    /// A label.
    #[schema(value_type = Option<String>, nullable = false)]
    label: Option<Private<String>>,
}

impl From<PlaceGiven> for GivenCode {
    fn from(given: PlaceGiven) -> Self {
        Self { code: given.code, system: given.system, label: None }
    }
}

impl From<EventGiven> for GivenCode {
    fn from(given: EventGiven) -> Self {
        Self { code: given.code, system: Some(given.system), label: given.label }
    }
}
