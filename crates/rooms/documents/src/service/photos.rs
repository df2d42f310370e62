use super::Documents;
use crate::{Error, photos};

/// Most photos of which one document is made.
pub const PAGES: usize = 20;

impl Documents {
    /// Whether files of a citizen become one PDF: several do, and one that is too long to be kept as it is.
    pub fn binds_photos(&self, files: usize, bytes: usize) -> bool {
        files > 1 || u64::try_from(bytes).is_ok_and(|bytes| bytes > self.settings.citizen_bytes)
    }

    /// Makes one PDF of a citizen's photos of several pages, each with the media type that was declared. It opens
    /// pictures whole, so whoever calls it lets few do so at once, on threads that may take their time.
    ///
    /// # Errors
    /// [`Error::Photos`], with the number of the photo; [`Error::TooLarge`] for a single file that is no photo.
    pub fn photos_to_pdf(&self, photos: &[(&[u8], Option<&str>)]) -> Result<Vec<u8>, Error> {
        let limit = self.settings.citizen_bytes;
        match photos::to_pdf(photos, usize::try_from(limit).unwrap_or(usize::MAX)) {
            Err(photos::PhotoFault::NoPhoto { .. }) if photos.len() == 1 => {
                let size: usize = photos.iter().map(|(bytes, _)| bytes.len()).sum();
                Err(Error::TooLarge { size: u64::try_from(size).unwrap_or(u64::MAX), limit })
            }
            made => Ok(made?),
        }
    }
}
