use kernel::Private;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name made comparable: capitals without accents, hyphens, apostrophes, points and spaces, so that `Le Gall`,
/// `LE-GALL` and `LEGALL` are one, and `d'Arc` is `DARC`. Two spellings of one name give the same text.
pub fn normalise(name: &str) -> Private<String> {
    Private::new(words(name).concat())
}

/// Several names as one comparable text; how they are cut into names makes no difference.
pub(crate) fn normalise_all(names: &[Private<String>]) -> Private<String> {
    Private::new(names.iter().flat_map(|name| words(name.reveal())).collect())
}

/// The words of a name in capitals without accents; whatever is neither letter nor digit parts words.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    // Capitals of some letters fall apart again (`ŉ`, ligatures), so letters are taken apart before and after.
    let capitals = name.nfkd().flat_map(char::to_uppercase);
    for character in capitals.nfkd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'Œ' => plain.push_str("OE"),
            'Æ' => plain.push_str("AE"),
            'Ø' => plain.push('O'),
            'Ł' => plain.push('L'),
            'Đ' | 'Ð' => plain.push('D'),
            // Invisible: soft hyphen, joiners, marks of direction.
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            // Letters by their class, apostrophes by their use.
            '\u{2b9}'..='\u{2bf}' | '\u{2c8}' => plain.push(' '),
            other if other.is_alphanumeric() => plain.push(other),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}
