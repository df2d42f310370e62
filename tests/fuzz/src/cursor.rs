use std::sync::LazyLock;

use webkit::cursor::{open, seal};

use crate::keys::Keys;

static KEYS: LazyLock<Keys> = LazyLock::new(Keys::new);

const ROUTE: &str = "/api/v1/spaces/{space}/documents";

/// What opens was sealed by us, for this viewer, on this route, and says what was sealed.
///
/// The first byte chooses: text of a stranger, or a true cursor that is used elsewhere or altered. In the second case
/// the bytes are the length of the position and the position, then pairs of a place and what is put there.
pub fn cursor(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    if choice % 2 == 0 {
        let text = String::from_utf8_lossy(rest);
        // For this one nothing was ever sealed, whatever true cursor of another viewer the search has come upon.
        assert!(open(&KEYS.vault, b"nobody", ROUTE, &text).is_err(), "a cursor that nobody sealed opens");
        return;
    }
    let Some((length, rest)) = rest.split_first() else { return };
    let (position, changes) = rest.split_at(rest.len().min(usize::from(*length)));
    let sealed = seal(&KEYS.vault, b"viewer", ROUTE, position).unwrap();
    assert_eq!(open(&KEYS.vault, b"viewer", ROUTE, &sealed).unwrap(), position);
    assert!(open(&KEYS.vault, b"viewers", ROUTE, &sealed).is_err(), "it opens for somebody else");
    assert!(open(&KEYS.vault, b"viewer", "/api/v1/spaces", &sealed).is_err(), "it opens on another route");
    let altered = altered(&sealed, changes);
    if altered != sealed {
        assert!(open(&KEYS.vault, b"viewer", ROUTE, &altered).is_err(), "an altered cursor opens");
    }
}

/// The text with bytes put at places, cut at the last place that lies beyond its end.
pub(crate) fn altered(text: &str, changes: &[u8]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes.chunks_exact(2) {
        match bytes.get_mut(usize::from(change[0]) * 3) {
            Some(byte) => *byte = change[1],
            None => bytes.truncate(usize::from(change[1])),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
