use std::collections::BTreeMap;

use utoipa::{
    IntoResponses, ToSchema,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

use crate::{PROBLEM_JSON, ProblemDocument, ProblemKind};

/// The problems that any route may answer, for `responses(…, ProblemResponses)` of an OpenAPI description.
///
/// The schema `Problem` must be among the components of the document ([`ProblemDocument`]).
pub struct ProblemResponses;

/// The problems that a route with a body may answer besides those of [`ProblemResponses`], all in one list.
pub struct WriteProblemResponses;

const ANY: [ProblemKind; 8] = [
    ProblemKind::Invalid,
    ProblemKind::Unauthenticated,
    ProblemKind::Forbidden,
    ProblemKind::NotFound,
    ProblemKind::MethodNotAllowed,
    ProblemKind::TooMany,
    ProblemKind::Internal,
    ProblemKind::Overloaded,
];

const WITH_BODY: [ProblemKind; 7] = [
    ProblemKind::SlowRequest,
    ProblemKind::Conflict,
    ProblemKind::PreconditionFailed,
    ProblemKind::TooLarge,
    ProblemKind::UnsupportedMedia,
    ProblemKind::Unprocessable,
    ProblemKind::PreconditionRequired,
];

fn described<'a>(kinds: impl Iterator<Item = &'a ProblemKind>) -> BTreeMap<String, RefOr<Response>> {
    kinds.map(|kind| (kind.status().as_u16().to_string(), RefOr::T(response(*kind)))).collect()
}

fn response(kind: ProblemKind) -> Response {
    let schema = Ref::from_schema_name(ProblemDocument::name());
    ResponseBuilder::new()
        .description(format!("{}: {}", kind.title(), kind.meaning()))
        .content(PROBLEM_JSON, ContentBuilder::new().schema(Some(schema)).build())
        .build()
}

impl IntoResponses for ProblemResponses {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(ANY.iter())
    }
}

impl IntoResponses for WriteProblemResponses {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        described(ANY.iter().chain(&WITH_BODY))
    }
}
