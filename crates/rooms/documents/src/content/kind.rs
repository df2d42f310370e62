/// A kind of content that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF, of one page or several.
    Tiff,
    /// Rich text.
    Rtf,
    /// Plain text in UTF-8.
    Text,
    /// CDA R2, by its root element; its header is judged by [`crate::cda::read`].
    Cda,
}

impl Kind {
    /// All of them, in the order in which messages list them.
    pub const ALL: [Self; 7] =
        [Self::Pdf, Self::Jpeg, Self::Png, Self::Tiff, Self::Rtf, Self::Text, Self::Cda];

    /// The media type under which it is kept and served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Rtf => "application/rtf",
            Self::Text => "text/plain",
            Self::Cda => "text/xml",
        }
    }

    /// Other names in use for the same thing.
    fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["application/x-pdf"],
            Self::Jpeg => &["image/jpg", "image/pjpeg"],
            Self::Png => &["image/x-png"],
            Self::Tiff => &["image/tiff-fx"],
            Self::Rtf => &["text/rtf", "application/x-rtf", "text/richtext"],
            Self::Text => &[],
            Self::Cda => &["application/xml"],
        }
    }

    /// The ending of a file of this kind, without the point.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tiff",
            Self::Rtf => "rtf",
            Self::Text => "txt",
            Self::Cda => "xml",
        }
    }

    /// Whether a media type (parameters and case aside) names this kind.
    pub fn is_named_by(self, media_type: &str) -> bool {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        self.media_type().eq_ignore_ascii_case(essence)
            || self.aliases().iter().any(|alias| alias.eq_ignore_ascii_case(essence))
    }

    /// The media types of all kinds as one text for a message.
    pub fn list() -> String {
        Self::ALL.map(Self::media_type).join(", ")
    }
}
