use chrono::{DateTime, Utc};
use kernel::{FolderId, Private};
use unicode_normalization::UnicodeNormalization;

/// A folder of the holder's side. Whoever is not of that side knows nothing of it.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name, sealed in the database.
    pub name: Private<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was named last.
    pub changed_at: DateTime<Utc>,
}

/// How whoever acts for the holder keeps a document, and what they are told of it alone; nothing for anybody else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// The folder it stands in.
    pub folder: Option<FolderId>,
    /// Since when it is pinned.
    pub pinned_at: Option<DateTime<Utc>>,
    /// Whether it is masked.
    pub masked: Option<bool>,
    /// Whether it is hidden from whoever represents the holder (`INVISIBLE_REPRESENTANTS_LEGAUX`); false for whoever is not told.
    pub hidden_from_representatives: bool,
}

/// The name of a folder made comparable: case, accents, width of characters and of gaps aside. Signs count: `Bilan 1/2` is
/// not `Bilan 12`.
pub(crate) fn folded(name: &Private<String>) -> Private<String> {
    let seen = |character: &char| {
        let unseen = matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
        // The accents of Latin, Greek and Cyrillic; marks of other scripts are letters.
        !unseen && !matches!(character, '\u{300}'..='\u{36f}')
    };
    let plain: String = name.reveal().nfkd().filter(seen).flat_map(char::to_lowercase).collect();
    Private::new(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        folded(&Private::new(one.to_owned())) == folded(&Private::new(other.to_owned()))
    }

    #[test]
    fn names_that_read_alike_are_one_and_names_that_differ_in_a_sign_are_two() {
        for (one, other) in [
            ("Été", "ETE"),
            ("Été", "E\u{301}te\u{301}"),
            ("  Genou   gauche ", "genou\u{a0}gauche"),
            ("Genou", "Ge\u{200b}nou"),
            ("Ｂｉｌａｎ", "bilan"),
        ] {
            assert!(same(one, other), "{one:?} {other:?}");
        }
        for (one, other) in [
            ("Bilan 1/2", "Bilan 12"),
            ("COVID +", "COVID -"),
            ("Genou gauche", "Genougauche"),
            ("माता", "मत"),
            ("Enfants \u{1f9d2}", "Enfants \u{1f476}"),
        ] {
            assert!(!same(one, other), "{one:?} {other:?}");
        }
    }
}
