//! Names made comparable: two spellings of one name give the same words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The words of a name in capitals without accents; hyphens, apostrophes, points and spaces part words.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    for character in name.nfkd().filter(|character| !is_combining_mark(*character)) {
        match character {
            'œ' | 'Œ' => plain.push_str("OE"),
            'æ' | 'Æ' => plain.push_str("AE"),
            'ø' | 'Ø' => plain.push('O'),
            'ł' | 'Ł' => plain.push('L'),
            'đ' | 'Đ' | 'ð' | 'Ð' => plain.push('D'),
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            other if other.is_alphanumeric() => plain.extend(other.to_uppercase()),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

/// The whole name without any gap, so that `LE GALL` is `LEGALL` and `D'ARC` is `DARC`.
pub(crate) fn joined(name: &str) -> String {
    words(name).concat()
}
