use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong with a request, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Fault {
    /// Where: a JSON pointer into the body (`/period/from`), or `query:limit`, `path:space`,
    /// `header:if-match`, `form:name`, `part:file`.
    #[schema(example = "/serviceStart")]
    pub pointer: String,
    /// What is there: its shape only, never a value that may be about a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "a string")]
    pub found: Option<String>,
    /// What would be right.
    #[schema(example = "an RFC 3339 instant")]
    pub expected: String,
}

impl Fault {
    /// A fault at a place, with what would be right there.
    pub fn new(pointer: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), found: None, expected: expected.into() }
    }

    /// Adds what is there instead: a shape, a length, a code; never a personal value.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }
}

/// The body of every refusal and failure (RFC 9457, `application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// The kind of problem: a stable address, explained by a `GET` on it.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid")]
    pub kind: String,
    /// The kind in one line.
    pub title: &'static str,
    /// The HTTP status, repeated.
    #[schema(example = 400)]
    pub status: u16,
    /// What happened this time, where more can be said than the title says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The request id, also in the header `Carnet-Request-Id`; name it when asking for help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Where the request is wrong and what would be right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub faults: Vec<Fault>,
}
