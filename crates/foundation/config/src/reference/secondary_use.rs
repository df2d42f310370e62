use serde::Deserialize;

use super::Category;

/// What health data may be used for beyond care, and what a holder can answer (Regulation (EU) 2025/327).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecondaryUse {
    /// The publication.
    pub source: String,
    /// Whether the themes are a choice of this product.
    pub assumed_themes: bool,
    /// People whom every line of an extract has in common with others.
    pub least_people: u32,
    /// Days for which a project lasts at most.
    pub longest_project_days: u32,
    /// Answers that one record may hold at a time.
    pub most_answers: u32,
    /// The families of article 53.
    #[serde(rename = "purpose")]
    pub purposes: Vec<UsePurpose>,
    /// Parts of a purpose for which a holder may answer apart.
    #[serde(rename = "theme")]
    pub themes: Vec<UseTheme>,
    /// The categories that may be used.
    #[serde(rename = "shelf")]
    pub shelves: Vec<UseShelf>,
    /// What is forbidden whoever agrees.
    pub forbidden: Vec<ForbiddenUse>,
}

/// A purpose of secondary use.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsePurpose {
    /// Its code.
    pub code: String,
    /// How an answer about it is kept.
    pub number: u8,
    /// The article that names it.
    pub article: String,
    /// The answer where the holder said nothing.
    pub default: UseDefault,
    /// In French.
    pub label_fr: String,
    /// In English.
    pub label_en: String,
    /// What it is, in a French sentence.
    pub explained_fr: String,
    /// What it is, in an English sentence.
    pub explained_en: String,
}

/// The answer where the holder said nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UseDefault {
    /// It may be used.
    Yes,
    /// It may not.
    No,
}

/// A part of a purpose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseTheme {
    /// Its code.
    pub code: String,
    /// How an answer about it is kept.
    pub number: u8,
    /// The purpose of which it is a part.
    pub purpose: String,
    /// In French.
    pub label_fr: String,
    /// In English.
    pub label_en: String,
}

/// A category that may be used.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UseShelf {
    /// Which one.
    pub category: Category,
    /// How an answer about it is kept.
    pub number: u8,
}

/// What is forbidden whoever agrees.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForbiddenUse {
    /// The article that forbids it.
    pub article: String,
    /// In French.
    pub label_fr: String,
    /// In English.
    pub label_en: String,
}

/// The highest number that a purpose, a theme or a category may have: answers about categories are bits of a whole number.
pub(super) const MOST_NUMBERS: u8 = 62;

impl SecondaryUse {
    /// The purpose with this code.
    pub fn purpose(&self, code: &str) -> Option<&UsePurpose> {
        self.purposes.iter().find(|one| one.code == code)
    }

    /// The theme with this code.
    pub fn theme(&self, code: &str) -> Option<&UseTheme> {
        self.themes.iter().find(|one| one.code == code)
    }

    /// Whether documents of a category may be used at all.
    pub fn may_use(&self, category: Category) -> bool {
        self.shelves.iter().any(|one| one.category == category)
    }

    /// Categories as the bits of a whole number; those that may not be used have none.
    pub fn bits(&self, of: impl Fn(Category) -> bool) -> i64 {
        let set = self.shelves.iter().filter(|one| of(one.category));
        set.fold(0, |bits, one| bits | (1 << one.number))
    }

    /// The categories of such a number.
    pub fn categories(&self, bits: i64) -> Vec<Category> {
        let set = self.shelves.iter().filter(|one| bits & (1 << one.number) != 0);
        set.map(|one| one.category).collect()
    }
}
