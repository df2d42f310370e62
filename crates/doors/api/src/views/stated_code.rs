use documents::{StatedCode, cda::Code};
use kernel::Private;
use serde::Serialize;
use utoipa::ToSchema;

/// A code as a document states it, with the author's own label.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StatedCode)]
pub(crate) struct StatedCodeView {
    /// The code.
    #[schema(value_type = String, example = "18719-5")]
    code: Private<String>,
    /// OID of its system, where the document names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2.16.840.1.113883.6.1")]
    system: Option<String>,
    /// The author's label.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, nullable = false)]
    label: Option<Private<String>>,
}

impl From<StatedCode> for StatedCodeView {
    fn from(stated: StatedCode) -> Self {
        let StatedCode { code, system, label } = stated;
        Self { code, system: Some(system).filter(|system| !system.is_empty()), label }
    }
}

impl From<Code> for StatedCodeView {
    fn from(code: Code) -> Self {
        let Code { code, system, display } = code;
        Self { code: code.into(), system: Some(system).filter(|system| !system.is_empty()), label: display }
    }
}
