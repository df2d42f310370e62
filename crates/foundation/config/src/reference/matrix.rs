use std::collections::HashMap;

use crate::Category;

/// Which profession may consult what: rows by profession, default deny.
///
/// The most specific row decides: type before category before everything; of two equally specific rows the refusal
/// decides. A profession without a row consults nothing.
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    rows: Vec<MatrixRow>,
    scopes: HashMap<String, MatrixScope>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Code of the profession.
    pub profession: String,
    /// What the row is about.
    pub target: RowTarget,
    /// Yes or no.
    pub consult: bool,
    /// Who says so.
    pub source: RowSource,
}

/// What a row is about, from coarse to fine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowTarget {
    /// Every document.
    Everything,
    /// One category.
    Category(Category),
    /// One type, by its code.
    Type(String),
}

/// Who says what a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowSource {
    /// A publication.
    Published(String),
    /// This product, because nothing was found published.
    Assumed,
}

/// The answer for one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatrixAnswer<'matrix> {
    /// Whether the profession may consult it.
    pub allowed: bool,
    /// Who says so; `None` when no row is about it, which is a refusal.
    pub source: Option<&'matrix RowSource>,
}

/// All that the matrix says to one profession, ready to become a condition on rows of documents.
#[derive(Debug, Clone, Default)]
pub struct MatrixScope {
    everything: Option<Cell>,
    categories: HashMap<Category, Cell>,
    types: HashMap<String, Cell>,
}

#[derive(Debug, Clone)]
struct Cell {
    consult: bool,
    source: RowSource,
}

impl Matrix {
    pub(super) fn new(rows: Vec<MatrixRow>) -> Self {
        let mut scopes: HashMap<String, MatrixScope> = HashMap::new();
        for row in &rows {
            scopes.entry(row.profession.clone()).or_default().take(row);
        }
        Self { rows, scopes }
    }

    /// Whether the profession may consult a document of this category and type.
    pub fn may_consult(&self, profession: &str, category: Category, type_code: &str) -> MatrixAnswer<'_> {
        let cell = self.scopes.get(profession).and_then(|scope| scope.cell(category, type_code));
        MatrixAnswer { allowed: cell.is_some_and(|cell| cell.consult), source: cell.map(|cell| &cell.source) }
    }

    /// All that is said to one profession; `None` when nothing is, and then it consults nothing.
    pub fn scope(&self, profession: &str) -> Option<&MatrixScope> {
        self.scopes.get(profession)
    }

    /// The codes of the professions that have a row, in no order.
    pub fn professions(&self) -> impl Iterator<Item = &str> {
        self.scopes.keys().map(String::as_str)
    }

    /// Every row, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &MatrixRow> {
        self.rows.iter()
    }

    /// The rows that no publication confirms.
    pub fn assumed_rows(&self) -> impl Iterator<Item = &MatrixRow> {
        self.rows.iter().filter(|row| row.source == RowSource::Assumed)
    }
}

impl MatrixScope {
    /// What holds where neither the type nor the category has a row of its own.
    pub fn everything(&self) -> bool {
        self.everything.as_ref().is_some_and(|cell| cell.consult)
    }

    /// The categories that have a row, in no order, each with its answer.
    pub fn categories(&self) -> impl Iterator<Item = (Category, bool)> + '_ {
        self.categories.iter().map(|(category, cell)| (*category, cell.consult))
    }

    /// The types that have a row, by code and in no order, each with its answer; they win over categories.
    pub fn types(&self) -> impl Iterator<Item = (&str, bool)> {
        self.types.iter().map(|(code, cell)| (code.as_str(), cell.consult))
    }

    fn cell(&self, category: Category, type_code: &str) -> Option<&Cell> {
        self.types.get(type_code).or_else(|| self.categories.get(&category)).or(self.everything.as_ref())
    }

    fn take(&mut self, row: &MatrixRow) {
        let cell = Cell { consult: row.consult, source: row.source.clone() };
        match &row.target {
            RowTarget::Everything => deny_wins(self.everything.get_or_insert_with(|| cell.clone()), &cell),
            RowTarget::Category(category) => {
                deny_wins(self.categories.entry(*category).or_insert_with(|| cell.clone()), &cell);
            }
            RowTarget::Type(code) => {
                deny_wins(self.types.entry(code.clone()).or_insert_with(|| cell.clone()), &cell);
            }
        }
    }
}

fn deny_wins(standing: &mut Cell, new: &Cell) {
    if standing.consult && !new.consult {
        standing.clone_from(new);
    }
}
