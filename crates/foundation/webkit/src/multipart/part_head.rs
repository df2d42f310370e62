use actix_web::http::header::{ContentDisposition, DispositionType, HeaderValue};
use kernel::Private;

/// What the headers of a part say.
pub(super) struct PartHead {
    pub(super) name: String,
    pub(super) file_name: Option<Private<String>>,
    pub(super) media_type: Option<String>,
}

impl PartHead {
    /// Reads header lines (without the empty line that ends them).
    ///
    /// `Content-Disposition` and `Content-Type` are read, once each; all others are ignored, `Content-Length` too:
    /// where a part ends is what its delimiter says and nothing else (RFC 7578 §4.8).
    pub(super) fn parse(lines: &[u8]) -> Option<Self> {
        let (mut disposition, mut media_type) = (None, None);
        for line in lines.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)) {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let (name, value) = line.split_at_checked(colon)?;
            let value = value.get(1..)?.trim_ascii();
            if name.eq_ignore_ascii_case(b"content-disposition") {
                let header = HeaderValue::from_bytes(value).ok()?;
                let parsed = ContentDisposition::from_raw(&header).ok()?;
                if disposition.replace(parsed).is_some() {
                    return None;
                }
            } else if name.eq_ignore_ascii_case(b"content-type") {
                let text = std::str::from_utf8(value).ok()?.to_owned();
                if media_type.replace(text).is_some() {
                    return None;
                }
            }
        }
        let disposition = disposition?;
        if disposition.disposition != DispositionType::FormData {
            return None;
        }
        let extended =
            disposition.get_filename_ext().and_then(|value| String::from_utf8(value.value.clone()).ok());
        let plain = disposition.get_filename().map(str::to_owned);
        Some(Self {
            name: disposition.get_name()?.to_owned(),
            file_name: extended.or(plain).map(Private::new),
            media_type,
        })
    }
}
