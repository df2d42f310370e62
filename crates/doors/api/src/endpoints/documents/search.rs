use actix_web::web::Data;
use chrono::{DateTime, Utc};
use config::Category;
use documents::{PageRequest, Search, Selection};
use kernel::{ErrorKind, FolderId, Limit, Private};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use webkit::{Fault, Json, Page, Path, Problem, ProblemResponses, WriteProblemResponses};

use super::place::InSpace;
use crate::{
    State,
    caller::CallerHeaders,
    evidence::{Consulting, EvidenceHeader},
    positions::List,
    views::{DocumentView, StatusCode, ViewerSide},
    wire::instant,
};

/// Longest code.
const CODE: usize = 64;
/// Most types or categories of one search.
const MOST: usize = 100;
/// Longest text searched for, in characters.
const LONGEST: usize = 200;

/// What is searched for; every filter that is given must fit.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentSearch {
    /// The `next` of the page before; the first page without it.
    #[schema(nullable = false)]
    after: Option<String>,
    /// Documents on the page, 1 to 100; 20 without it.
    #[schema(nullable = false, minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// Status; `approved` without it.
    #[schema(nullable = false)]
    status: Option<StatusCode>,
    /// Deposited at this instant or later.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    deposited_from: Option<DateTime<Utc>>,
    /// Deposited before this instant.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    deposited_before: Option<DateTime<Utc>>,
    /// The act of care began at this instant or later.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    service_from: Option<DateTime<Utc>>,
    /// The act of care began before this instant.
    #[serde(default, deserialize_with = "instant::optional")]
    #[schema(nullable = false)]
    service_before: Option<DateTime<Utc>>,
    /// One of these types, codes of value set JDV_J07.
    #[serde(default)]
    #[schema(example = json!(["11490-0"]))]
    types: Vec<String>,
    /// One of these shelves.
    #[serde(default)]
    #[schema(example = json!(["BIOLOGIE"]))]
    categories: Vec<String>,
    /// Words that the title has, case and accents aside.
    #[schema(value_type = Option<String>, nullable = false, example = "compte rendu")]
    words: Option<Private<String>>,
    /// A part of the name of an author or of the depositor, case and accents aside.
    #[schema(value_type = Option<String>, nullable = false, example = "moreau")]
    author: Option<Private<String>>,
    /// Only what a citizen brought (`true`), or only what did not come from one (`false`).
    #[schema(nullable = false)]
    brought_by_citizen: Option<bool>,
    /// Only what stands in this folder. For the holder's side alone.
    #[schema(value_type = Option<Uuid>, nullable = false)]
    folder: Option<FolderId>,
    /// Only what is pinned (`true`), or only what is not (`false`). For the holder's side alone.
    #[schema(nullable = false)]
    pinned: Option<bool>,
}

/// Searches the documents that the caller may see, newest deposit first. A page may have fewer documents than asked
/// and still a `next`: only so much is looked through at once.
#[utoipa::path(
    post,
    path = "/api/v1/spaces/{space}/documents/search",
    operation_id = "searchDocuments",
    tag = "documents",
    params(InSpace, CallerHeaders, EvidenceHeader),
    request_body = DocumentSearch,
    responses(
        (status = 200, description = "One page.", body = Page<DocumentView>),
        ProblemResponses,
        WriteProblemResponses
    ),
    security(("token" = []))
)]
pub(crate) async fn search(
    Consulting(caller): Consulting,
    state: Data<State>,
    Path(InSpace { space }): Path<InSpace>,
    Json(mut asked): Json<DocumentSearch>,
) -> Result<Json<Page<DocumentView>>, Problem> {
    let after = asked.after.take();
    let limit = Limit::new(asked.limit.take()).map_err(|_| invalid("/limit", "1 to 100"))?;
    let filters = Private::new(serde_json::to_vec(&asked).map_err(|error| Problem::internal(&error))?);
    let search = asked.read()?;
    let read = state.as_caller(caller, move |visit| {
        let (house, actor) = (&visit.house, &visit.actor);
        let list = List::new(&house.vault, actor, space, "documents.search", "/after", filters.reveal());
        let before = list.open(after.as_deref())?.map(Uuid::from_bytes);
        let found = visit.consult(space, |tx| {
            house.documents.search(tx, actor, space, visit.ask(), &search, PageRequest { before, limit })
        })?;
        let next = found.next.map(|id| list.seal(id.as_bytes())).transpose()?;
        let side = ViewerSide::from(actor);
        let items =
            found.items.into_iter().map(|item| DocumentView::new(item, side, &house.reference)).collect();
        Ok(Page { items, next })
    });
    read.await.map(Json)
}

impl DocumentSearch {
    fn read(self) -> Result<Search, Problem> {
        for (pointer, list) in [("/types", &self.types), ("/categories", &self.categories)] {
            if list.len() > MOST {
                return Err(invalid(pointer, &format!("at most {MOST} codes")));
            }
        }
        for (at, code) in self.types.iter().enumerate() {
            if code.is_empty() || code.len() > CODE || !code.bytes().all(|byte| byte.is_ascii_graphic()) {
                let expected = format!("a code of value set JDV_J07, 1 to {CODE} visible ASCII characters");
                return Err(invalid(&format!("/types/{at}"), &expected));
            }
        }
        for (pointer, text) in [("/words", &self.words), ("/author", &self.author)] {
            if text.as_ref().is_some_and(|text| text.reveal().chars().count() > LONGEST) {
                return Err(invalid(pointer, &format!("at most {LONGEST} characters")));
            }
        }
        let categories = self.categories.iter().enumerate().map(|(at, code)| {
            let known = || Category::ALL.map(Category::code).join("`, `");
            code.parse().map_err(|_| invalid(&format!("/categories/{at}"), &format!("one of `{}`", known())))
        });
        let selection = Selection {
            status: self.status.map(Into::into),
            deposited_from: self.deposited_from,
            deposited_before: self.deposited_before,
            categories: categories.collect::<Result<_, _>>()?,
            types: self.types,
            service_from: self.service_from,
            service_before: self.service_before,
            by_citizen: self.brought_by_citizen,
            folder: self.folder,
            pinned: self.pinned,
        };
        Ok(Search { selection, words: self.words, author: self.author })
    }
}

fn invalid(pointer: &str, expected: &str) -> Problem {
    Problem::fault(ErrorKind::Invalid, Fault::new(pointer, expected))
}
