use qrcodegen::{QrCode, QrCodeEcc};

/// Modules of white around the code.
const QUIET: i32 = 4;

/// A square picture for a camera, as one path of an SVG.
pub(crate) struct Picture {
    /// Units of a side, the white around included.
    pub(crate) side: i32,
    /// The black squares.
    pub(crate) path: String,
}

impl Picture {
    /// The picture of a text; none where it is too long for one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                path.push_str(&format!("M{},{}h1v1h-1z", x + QUIET, y + QUIET));
            }
        }
        Some(Self { side: code.size() + 2 * QUIET, path })
    }
}
