use serde::{Deserialize, Serialize};

use super::Evidence;

/// The kind of provision by which a professional asks the holder to approve a care relationship. It lets nobody in.
pub const RELATIONSHIP_REQUEST: &str = "relationship_request";

/// What a request says beyond who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestTerms {
    /// What shows that the person is cared for.
    pub evidence: Evidence,
    /// Profession under which it is asked, code of table TRE_G15.
    pub profession: String,
    /// For how many days.
    pub days: u32,
    /// Who heard the patient, where it was not the professional.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub collected_by: Option<String>,
}
