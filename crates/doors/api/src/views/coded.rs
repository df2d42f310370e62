use serde::Serialize;
use utoipa::ToSchema;

/// A code with its names in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Coded {
    /// The code.
    #[schema(example = "11490-0")]
    pub(crate) code: String,
    /// OID of its code system, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "2.16.840.1.113883.6.1")]
    pub(crate) system: Option<String>,
    /// In French.
    #[schema(example = "Lettre de liaison à la sortie d'un établissement")]
    pub(crate) label_fr: String,
    /// In English.
    #[schema(example = "Discharge letter")]
    pub(crate) label_en: String,
}

impl Coded {
    /// A code of a list of our own.
    pub(crate) fn new(code: impl Into<String>, label_fr: &str, label_en: &str) -> Self {
        Self { code: code.into(), system: None, label_fr: label_fr.to_owned(), label_en: label_en.to_owned() }
    }

    /// A code that the reference data does not know any more stands for its own name.
    pub(crate) fn unlabelled(code: &str) -> Self {
        Self::new(code, code, code)
    }

    /// Adds the code system.
    pub(crate) fn of_system(mut self, oid: &str) -> Self {
        self.system = Some(oid.to_owned());
        self
    }
}
