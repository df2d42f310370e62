use std::fmt;

use bytes::{Bytes, BytesMut};
use kernel::Private;

use super::{budget::Place, part_head::PartHead};

/// The file of a deposit, in memory. Its place in the [`super::UploadBudget`] is free again when it is dropped.
pub struct FilePart {
    /// The content, byte for byte.
    pub content: Bytes,
    /// The media type that the caller declares, as sent; what the content is must be found out.
    pub media_type: Option<String>,
    /// The file name that the caller declares, as sent; it may name a person.
    pub file_name: Option<Private<String>>,
    pub(super) places: Vec<Place>,
}

impl FilePart {
    /// Bytes of its places that it does not fill.
    pub(super) fn spare(&self) -> usize {
        let reserved: usize = self.places.iter().map(Place::bytes).sum();
        reserved.saturating_sub(self.content.len())
    }

    /// A file that was made of others: it holds their places in the budget and bears the name of the first one, without
    /// its ending.
    pub fn made_of(parts: Vec<Self>, content: Bytes, media_type: &str) -> Self {
        let name = parts.first().and_then(|first| first.file_name.as_ref());
        let stem = |name: &Private<String>| {
            let name = name.reveal();
            Private::new(name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).to_owned())
        };
        let file_name = name.map(stem);
        let held = parts.into_iter().flat_map(|part| part.places).collect();
        Self { content, media_type: Some(media_type.to_owned()), file_name, places: held }
    }
}

/// The first bytes of the file of a deposit, in memory, and what its sender says of it.
pub struct FileBeginning {
    pub(super) head: PartHead,
    pub(super) bytes: BytesMut,
    pub(super) whole: bool,
    pub(super) place: Place,
}

impl FileBeginning {
    /// The bytes that were read.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether they are all of the file.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The media type that the caller declares, as sent.
    pub fn media_type(&self) -> Option<&str> {
        self.head.media_type.as_deref()
    }

    /// The file name that the caller declares, as sent; it may name a person.
    pub fn file_name(&self) -> Option<&Private<String>> {
        self.head.file_name.as_ref()
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart").field("bytes", &self.content.len()).finish_non_exhaustive()
    }
}
