//! Whether a file came whole: that its bytes lead to the end that its kind prescribes. Nothing is drawn or decoded, so a
//! file that is whole may still show nothing useful.

mod jpeg;
mod pdf;
mod png;
mod tiff;

use jpeg::Jpeg;
use pdf::Pdf;
use png::Png;
use tiff::Tiff;

use super::{ContentFault, Kind};

/// Looks at a file as its bytes come, in pieces of any length, in memory that does not grow with it.
pub struct Wholeness(Looking);

enum Looking {
    Jpeg(Jpeg),
    Pdf(Pdf),
    Png(Png),
    Tiff(Tiff),
    /// A kind that is judged by its text.
    Elsewhere,
}

impl Wholeness {
    /// Before the first byte of a file of this kind.
    pub fn of(kind: Kind) -> Self {
        Self(match kind {
            Kind::Jpeg => Looking::Jpeg(Jpeg::default()),
            Kind::Pdf => Looking::Pdf(Pdf::default()),
            Kind::Png => Looking::Png(Png::default()),
            Kind::Tiff => Looking::Tiff(Tiff::default()),
            Kind::Rtf | Kind::Text | Kind::Cda => Looking::Elsewhere,
        })
    }

    /// Looks at the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Looking::Jpeg(jpeg) => jpeg.push(bytes),
            Looking::Pdf(pdf) => pdf.push(bytes),
            Looking::Png(png) => png.push(bytes),
            Looking::Tiff(tiff) => tiff.push(bytes),
            Looking::Elsewhere => {}
        }
    }

    /// What is said when no more bytes come.
    ///
    /// # Errors
    /// [`ContentFault::Damaged`].
    pub fn check(&self) -> Result<(), ContentFault> {
        let (is_whole, expected) = match &self.0 {
            Looking::Jpeg(jpeg) => (jpeg.is_whole(), "a whole JPEG: a picture and its end marker"),
            Looking::Pdf(pdf) => (pdf.is_whole(), "a whole PDF: `startxref` near its end"),
            Looking::Png(png) => {
                (png.is_whole(), "a whole PNG: a picture, its checksums and the chunk `IEND`")
            }
            Looking::Tiff(tiff) => (tiff.is_whole(), "a whole TIFF: its first directory and what that names"),
            Looking::Elsewhere => (true, ""),
        };
        if is_whole { Ok(()) } else { Err(ContentFault::Damaged { expected }) }
    }
}

#[cfg(test)]
mod tests;
