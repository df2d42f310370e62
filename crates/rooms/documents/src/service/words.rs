//! What people write about a document: of bounded length, and reading as it is written.

use kernel::Private;

use crate::Error;

/// Characters that turn the direction of the text around them, so that it reads as something else than it is
/// (Unicode Standard Annex 9, explicit directional formatting).
fn turns_text(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

fn is_layout(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t')
}

/// Refuses words that are too long, or that hold characters which are not seen or turn the text.
pub(crate) fn fits(pointer: &'static str, words: &Private<String>, longest: usize) -> Result<(), Error> {
    let words = words.reveal();
    let odd = |character: char| {
        (character.is_control() && !(matches!(pointer, "/comment" | "/message") && is_layout(character)))
            || turns_text(character)
    };
    let expected = if words.chars().count() > longest {
        format!("at most {longest} characters")
    } else if words.chars().any(odd) {
        "text without control characters and without marks that turn its direction".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Metadata { pointer, found: None, expected })
}

/// Words of a header, which are not refused for their form: without what is not seen or turns the text, and cut.
pub(super) fn shown(words: &Private<String>, longest: usize) -> Private<String> {
    let seen = words.reveal().chars().filter(|character| !character.is_control() && !turns_text(*character));
    Private::new(seen.take(longest).collect())
}
