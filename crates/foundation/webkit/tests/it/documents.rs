use std::{fmt::Write, fs, path::Path};

use actix_web::{App, ResponseError, test};
use kernel::ErrorKind;
use utoipa::{IntoResponses, ToSchema};
use webkit::{
    Endpoint, Problem, ProblemDocument, ProblemKind, ProblemResponses, WriteProblemResponses, explain_problem,
};

use crate::support::send;

fn table() -> String {
    let mut text = String::from(
        "# Problems\n\n\
         Every refusal and failure is an RFC 9457 document (`application/problem+json`). Its `type` is one of these;\n\
         `instance` is the request id, `faults` says where the request is wrong and what would be right.\n\
         This file is generated from `webkit::ProblemKind` and kept by a test of that crate\n\
         (`CARNET_WRITE_DOCS=1 cargo test -p webkit` writes it).\n\n\
         | type | status | title | meaning | error kind of the rooms |\n|---|---|---|---|---|\n",
    );
    for kind in ProblemKind::ALL {
        let source = match kind {
            ProblemKind::MethodNotAllowed | ProblemKind::SlowRequest | ProblemKind::PreconditionRequired => {
                "none: found at the door".to_owned()
            }
            _ => format!("`{kind:?}`"),
        };
        let (slug, status) = (kind.slug(), kind.status().as_u16());
        writeln!(
            text,
            "| `/problems/{slug}` | {status} | {} | {} | {source} |",
            kind.title(),
            kind.meaning()
        )
        .unwrap();
    }
    text
}

#[std::prelude::v1::test]
fn the_table_in_the_documentation_is_the_one_in_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/errors.md");
    if std::env::var_os("CARNET_WRITE_DOCS").is_some() {
        fs::write(&file, table()).unwrap();
    }
    assert_eq!(fs::read_to_string(&file).unwrap_or_default(), table(), "docs/errors.md is stale");
}

#[std::prelude::v1::test]
fn each_error_kind_becomes_the_problem_of_its_own_name() {
    for kind in [
        ErrorKind::Invalid,
        ErrorKind::Unauthenticated,
        ErrorKind::Forbidden,
        ErrorKind::NotFound,
        ErrorKind::Conflict,
        ErrorKind::PreconditionFailed,
        ErrorKind::TooLarge,
        ErrorKind::RangeNotSatisfiable,
        ErrorKind::UnsupportedMedia,
        ErrorKind::Unprocessable,
        ErrorKind::TooMany,
        ErrorKind::Overloaded,
        ErrorKind::Internal,
    ] {
        assert_eq!(format!("{kind:?}"), format!("{:?}", ProblemKind::from(kind)));
    }
}

#[std::prelude::v1::test]
fn absent_and_hidden_read_alike_and_inner_causes_stay_inside() {
    let absent = Problem::from_error(ErrorKind::NotFound, &std::io::Error::other("no row"));
    let hidden = Problem::from_error(ErrorKind::NotFound, &std::io::Error::other("masked by rule F5"));
    let text = |problem: &Problem| serde_json::to_string(&problem.document()).unwrap();
    assert_eq!(text(&absent), text(&hidden));
    let internal = Problem::internal(&std::io::Error::other("password of the database")).detail("more");
    assert!(!text(&internal).contains("password") && !text(&internal).contains("more"));
    assert_eq!(format!("{internal:?} {internal}"), "Problem(internal) internal");
}

#[std::prelude::v1::test]
fn refusals_to_strangers_carry_a_challenge_and_busy_answers_a_wait() {
    let header = |kind: ErrorKind, name: &str| {
        let response = Problem::new(kind).error_response();
        response.headers().get(name).map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(
        header(ErrorKind::Unauthenticated, "www-authenticate").unwrap(),
        "Bearer realm=\"carnet\", error=\"invalid_token\""
    );
    assert_eq!(header(ErrorKind::Overloaded, "retry-after").unwrap(), "2");
    assert_eq!(header(ErrorKind::TooMany, "retry-after").unwrap(), "2");
    assert_eq!(header(ErrorKind::Invalid, "retry-after"), None);
}

#[actix_web::test]
async fn the_type_of_a_problem_leads_to_an_explanation() {
    let app =
        test::init_service(App::new().service(Endpoint::at("/problems/{slug}").get(explain_problem))).await;
    for kind in ProblemKind::ALL {
        let path = format!("/problems/{}", kind.slug());
        let answer = send(&app, test::TestRequest::get().uri(&path).to_request()).await;
        assert_eq!(answer.status, 200);
        assert!(String::from_utf8(answer.body).unwrap().contains(kind.meaning()));
    }
    assert_eq!(send(&app, test::TestRequest::get().uri("/problems/none").to_request()).await.status, 404);
}

#[std::prelude::v1::test]
fn the_description_of_the_api_can_name_all_problems() {
    assert_eq!(ProblemDocument::name(), "Problem");
    let described = serde_json::to_value(ProblemResponses::responses()).unwrap();
    let schema = &described["404"]["content"]["application/problem+json"]["schema"]["$ref"];
    assert_eq!(schema, "#/components/schemas/Problem");
    assert!(WriteProblemResponses::responses().contains_key("413"));
}
