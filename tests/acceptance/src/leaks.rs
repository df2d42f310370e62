use std::{collections::BTreeSet, fmt, fmt::Write as _};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use memchr::memmem::Finder;

/// Something that must not be seen outside of its seal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// What it is, to be told when it is found: `INS of Camille`.
    pub what: String,
    /// The text itself.
    pub text: String,
}

/// A secret that was found where it must not be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// What leaked.
    pub what: String,
    /// In which form.
    pub form: &'static str,
    /// Where.
    pub place: String,
}

impl fmt::Debug for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {} in {}", self.what, self.form, self.place)
    }
}

/// Secrets in all the forms in which a program may let them out.
pub struct Secrets(Vec<Needle>);

struct Needle {
    what: String,
    form: &'static str,
    /// Compared without regard to ASCII case, both sides in lower case.
    folded: bool,
    finder: Finder<'static>,
}

/// Shorter forms are found in random bytes.
const SHORTEST: usize = 6;

impl Secrets {
    /// All forms of these secrets.
    ///
    /// # Panics
    /// When one is so short that it would be found anywhere.
    pub fn new(secrets: impl IntoIterator<Item = Secret>) -> Self {
        let mut needles = Vec::new();
        for Secret { what, text } in secrets {
            assert!(text.len() >= SHORTEST, "{what}: too short to be looked for");
            let mut seen = BTreeSet::new();
            for (form, folded, bytes) in forms(&text) {
                let bytes = if folded { bytes.to_ascii_lowercase() } else { bytes };
                if bytes.len() >= SHORTEST && seen.insert((folded, bytes.clone())) {
                    needles.push(Needle {
                        what: what.clone(),
                        form,
                        folded,
                        finder: Finder::new(&bytes).into_owned(),
                    });
                }
            }
        }
        Self(needles)
    }

    /// Every secret that these bytes hold.
    pub fn search(&self, place: &str, bytes: &[u8]) -> Vec<Leak> {
        let folded = bytes.to_ascii_lowercase();
        let holds =
            |needle: &&Needle| needle.finder.find(if needle.folded { &folded } else { bytes }).is_some();
        let leak =
            |needle: &Needle| Leak { what: needle.what.clone(), form: needle.form, place: place.to_owned() };
        self.0.iter().filter(holds).map(leak).collect()
    }
}

/// What a text may look like on its way out: its name, whether case counts for nothing, its bytes.
fn forms(text: &str) -> Vec<(&'static str, bool, Vec<u8>)> {
    let mut forms = Vec::new();
    let (lower, upper) = (text.to_lowercase(), text.to_uppercase());
    let unaccented = unaccented(text);
    let written = as_people_write(text);
    let all = [text, &lower, &upper, &unaccented].into_iter().chain(written.iter().map(String::as_str));
    for text in all {
        let bytes = text.as_bytes();
        forms.push(("itself", true, bytes.to_vec()));
        forms.push((
            "ISO-8859-1",
            true,
            text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect(),
        ));
        forms.push(("hexadecimal", true, hex::encode(bytes).into_bytes()));
        forms.push(("numbers of bytes", true, numbers(bytes).into_bytes()));
        forms.push(("JSON", true, escaped(text, |unit| format!("\\u{unit:04x}"))));
        forms.push(("Rust", true, chars_escaped(text, |c| format!("\\u{{{c:x}}}"))));
        forms.push(("XML", true, chars_escaped(text, |c| format!("&#{c};"))));
        forms.push(("XML, hexadecimal", true, chars_escaped(text, |c| format!("&#x{c:x};"))));
        forms.push(("escaped bytes", true, bytes_escaped(bytes, |byte| format!("\\x{byte:02x}"))));
        forms.push(("octal", true, bytes_escaped(bytes, |byte| format!("\\{byte:03o}"))));
        forms.push(("URL", true, url(bytes, "%20")));
        forms.push(("form", true, url(bytes, "+")));
        for (form, units) in [("UTF-16, little end first", 0), ("UTF-16, big end first", 1)] {
            let both = move |unit: u16| if units == 0 { unit.to_le_bytes() } else { unit.to_be_bytes() };
            forms.push((form, true, text.encode_utf16().flat_map(both).collect()));
        }
        forms.extend(base64(bytes));
    }
    forms
}

/// The part of the base64 text that is the same whatever stands before and after, at each of the three places.
fn base64(bytes: &[u8]) -> impl Iterator<Item = (&'static str, bool, Vec<u8>)> {
    (0..3_usize).flat_map(move |before| {
        let shifted = [vec![0; before], bytes.to_vec()].concat();
        let whole = shifted.len() / 3 * 3;
        let first = before.div_ceil(3) * 4;
        let cut = |text: String| text.as_bytes().get(first..).map(<[u8]>::to_vec).unwrap_or_default();
        [
            ("base64", false, cut(STANDARD_NO_PAD.encode(&shifted[..whole]))),
            ("base64 for URLs", false, cut(URL_SAFE_NO_PAD.encode(&shifted[..whole]))),
        ]
    })
}

/// A text of fifteen characters that may be an INS, as people write it: in groups, and without its key.
fn as_people_write(text: &str) -> Vec<String> {
    let is_number = text.len() == 15 && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_number {
        return Vec::new();
    }
    let places = [0, 1, 3, 5, 7, 10, 13, 15];
    let groups: Vec<&str> = places.windows(2).map(|place| &text[place[0]..place[1]]).collect();
    vec![groups.join(" "), groups.join("-"), groups.join("\u{a0}"), text[..13].to_owned()]
}

fn unaccented(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'à' | 'â' | 'ä' | 'á' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' | 'í' => 'i',
            'ô' | 'ö' | 'ó' => 'o',
            'ù' | 'û' | 'ü' | 'ú' => 'u',
            'ç' => 'c',
            'À' | 'Â' | 'Ä' => 'A',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Î' | 'Ï' => 'I',
            'Ô' | 'Ö' => 'O',
            'Ù' | 'Û' | 'Ü' => 'U',
            'Ç' => 'C',
            other => other,
        })
        .collect()
}

fn numbers(bytes: &[u8]) -> String {
    bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

fn escaped(text: &str, escape: impl Fn(u16) -> String) -> Vec<u8> {
    text.encode_utf16()
        .map(|unit| match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => char::from(byte).to_string(),
            _ => escape(unit),
        })
        .collect::<String>()
        .into_bytes()
}

fn chars_escaped(text: &str, escape: impl Fn(u32) -> String) -> Vec<u8> {
    text.chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { escape(u32::from(c)) })
        .collect::<String>()
        .into_bytes()
}

fn bytes_escaped(bytes: &[u8], escape: impl Fn(u8) -> String) -> Vec<u8> {
    bytes
        .iter()
        .map(|byte| if byte.is_ascii() { char::from(*byte).to_string() } else { escape(*byte) })
        .collect::<String>()
        .into_bytes()
}

fn url(bytes: &[u8], space: &str) -> Vec<u8> {
    let mut out = String::new();
    for byte in bytes {
        match byte {
            b' ' => out.push_str(space),
            byte if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) => out.push(char::from(*byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        let secret = |what: &str, text: &str| Secret { what: what.to_owned(), text: text.to_owned() };
        Secrets::new([secret("name", "Éloïse Vestrelaine"), secret("INS", "285037500000162")])
    }

    fn found(bytes: &[u8]) -> Vec<&'static str> {
        secrets().search("here", bytes).into_iter().map(|leak| leak.form).collect()
    }

    #[test]
    fn a_clean_text_holds_nothing() {
        assert!(
            found(b"{\"level\":\"INFO\",\"message\":\"a document was deposited\",\"n\":285047500000161}")
                .is_empty()
        );
    }

    #[test]
    fn a_planted_leak_is_found_in_every_form() {
        let planted: [(&str, Vec<u8>); 21] = [
            ("itself", "GET /?q=Éloïse Vestrelaine ".into()),
            ("itself", "for éloïse vestrelaine.".into()),
            ("itself", "for ELOISE VESTRELAINE.".into()),
            ("itself", "for ÉLOÏSE VESTRELAINE.".into()),
            ("itself", "ins=2 85 03 75 000 001 62".into()),
            ("itself", "matricule 2850375000001".into()),
            ("hexadecimal", hex::encode_upper("Éloïse Vestrelaine").into_bytes()),
            ("base64", STANDARD_NO_PAD.encode("x{\"name\":\"Éloïse Vestrelaine\"}").into_bytes()),
            ("base64", STANDARD_NO_PAD.encode("{\"name\":\"Éloïse Vestrelaine\"}").into_bytes()),
            ("base64", STANDARD_NO_PAD.encode("xy{\"ins\":\"285037500000162\"}").into_bytes()),
            ("base64 for URLs", URL_SAFE_NO_PAD.encode("Éloïse Vestrelaine").into_bytes()),
            ("JSON", br"\u00c9lo\u00EFse Vestrelaine".to_vec()),
            ("Rust", br"\u{c9}lo\u{ef}se Vestrelaine".to_vec()),
            ("XML", b"&#201;lo&#239;se Vestrelaine".to_vec()),
            ("XML, hexadecimal", b"&#xC9;lo&#xEF;se Vestrelaine".to_vec()),
            ("escaped bytes", br"\xc3\x89lo\xc3\xafse Vestrelaine".to_vec()),
            ("octal", br"\303\211lo\303\257se Vestrelaine".to_vec()),
            ("URL", b"%c3%89lo%c3%afse%20Vestrelaine".to_vec()),
            ("form", b"%C3%89lo%C3%AFse+Vestrelaine".to_vec()),
            ("numbers of bytes", format!("{:?}", "Éloïse Vestrelaine".as_bytes()).into_bytes()),
            ("ISO-8859-1", b"\xc9lo\xefse Vestrelaine".to_vec()),
        ];
        for (form, bytes) in planted {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            // Where a text looks alike in two alphabets, one of their names is told.
            let told = |found: &str| found.starts_with(form) || form.starts_with(found);
            assert!(found(&bytes).into_iter().any(told), "{form} was not found in {text}");
        }
        let utf16: Vec<u8> = "Éloïse Vestrelaine".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(found(&utf16).contains(&"UTF-16, little end first"));
    }
}
