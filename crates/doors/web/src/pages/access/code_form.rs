//! The form of a code: what it shows, and what it sends.

use config::Category;
use consent::{rules::Lasts, service::Hides};
use documents::Page;
use flows::access::{MeantAccess, MeantScope};
use kernel::{DocumentId, Private};

use super::form::Choice;
pub(super) use super::form::Sent;
use crate::{state::Visit, texts, words};

/// The form as it is shown.
pub(super) struct Fields {
    pub(super) opens: Vec<Choice>,
    pub(super) shelves: Vec<Choice>,
    pub(super) documents: Vec<DocumentChoice>,
    /// Whether there are more documents than are offered.
    pub(super) more: bool,
    pub(super) lasts: Vec<Choice>,
}

/// A document to choose.
pub(super) struct DocumentChoice {
    pub(super) name: String,
    pub(super) title: Private<String>,
    pub(super) category: String,
    /// Whether the holder hides it: a code that names it shows it.
    pub(super) is_hidden: bool,
    pub(super) is_chosen: bool,
}

const SHELF: &str = "shelf-";
const DOCUMENT: &str = "document-";

/// What a code may open, with its words.
const OPENS: [(&str, &str); 3] =
    [("documents", "code-opens-documents"), ("shelves", "code-opens-shelves"), ("whole", "code-opens-whole")];

/// For how many minutes an access by a code may last, with its words.
const LASTS: [(&str, u32, &str); 4] = [
    ("60", 60, "lasts-hour"),
    ("1440", 24 * 60, "lasts-day"),
    ("10080", 7 * 24 * 60, "lasts-week"),
    ("43200", 30 * 24 * 60, "lasts-month"),
];

impl Fields {
    /// The form with what was sent of it.
    pub(super) fn of(sent: &Sent, found: Page, hides: Option<&Hides>, visit: &Visit) -> Self {
        let (reference, language) = (&visit.house.reference, visit.language);
        let is_ticked = |name: &str| sent.contains_key(name);
        let radio = |name: &str, value: &str, key: &str, first: &str| Choice {
            name: name.to_owned(),
            value: value.to_owned(),
            label: texts::text(language, key),
            means: String::new(),
            is_chosen: sent.get(name).map_or(first, String::as_str) == value,
        };
        let shelves = Category::ALL.map(|category| {
            let name = format!("{SHELF}{}", category.code());
            let label = words::category(reference, category, language);
            Choice { is_chosen: is_ticked(&name), name, value: "yes".to_owned(), label, means: String::new() }
        });
        let more = found.next.is_some();
        let documents = found.items.into_iter().map(|document| {
            let name = format!("{DOCUMENT}{}", document.id);
            DocumentChoice {
                is_chosen: is_ticked(&name),
                name,
                category: words::category(reference, document.category, language),
                is_hidden: hides.is_some_and(|hides| hides.by(&document.thing()).is_some()),
                title: document.words.title,
            }
        });
        Self {
            opens: OPENS.map(|(value, key)| radio("opens", value, key, "documents")).into(),
            shelves: shelves.into(),
            documents: documents.collect(),
            more,
            lasts: LASTS.map(|(value, _, key)| radio("lasts", value, key, "1440")).into(),
        }
    }
}

/// What a form means; else what is wrong with it. Boxes that do not belong to what is to be opened are a fault: a code never
/// opens more, or something else, than was ticked.
pub(super) fn meant(sent: &Sent) -> Result<MeantAccess, &'static str> {
    let ticked = |start: &'static str| sent.keys().filter_map(move |name| name.strip_prefix(start));
    let shelves: Option<Vec<Category>> = ticked(SHELF).map(|code| code.parse().ok()).collect();
    let documents: Option<Vec<DocumentId>> = ticked(DOCUMENT).map(|id| id.parse().ok()).collect();
    let (shelves, documents) = (shelves.ok_or("codes-nothing")?, documents.ok_or("codes-nothing")?);
    let opens = match (sent.get("opens").map(String::as_str), shelves.is_empty(), documents.is_empty()) {
        (Some("whole"), true, true) => MeantScope::Whole,
        (Some("shelves"), false, true) => MeantScope::Categories(shelves),
        (Some("documents"), true, false) => MeantScope::Documents(documents),
        (Some("shelves" | "documents"), true, true) => return Err("codes-nothing"),
        (Some("whole" | "shelves" | "documents"), ..) => return Err("codes-two-ways"),
        _ => return Err("codes-nothing"),
    };
    let said = sent.get("lasts").map_or("", String::as_str);
    let minutes = LASTS.into_iter().find(|(value, ..)| *value == said).map(|(_, minutes, _)| minutes);
    let lasts = Lasts::Minutes(minutes.ok_or("codes-no-time")?);
    Ok(MeantAccess { opens, from: None, lasts })
}
