use documents::PAGES;
use kernel::ErrorKind;
use uuid::Uuid;
use webkit::{DepositForm, FilePart, Problem};

use crate::{State, errors};

/// A file of a citizen with the further pages that follow it, if any: the photos of several pages become one PDF, and so
/// does one that is too large to be kept as it is.
///
/// # Errors
/// 413 beyond `limit` bytes in all; 415 for what is no photo; 422 beyond the number of pages.
pub(super) async fn with_further_pages(
    state: &State,
    form: &mut DepositForm,
    first: FilePart,
    limit: usize,
    caller: Uuid,
) -> Result<FilePart, Problem> {
    let mut pages = form.further_files(first, PAGES, limit, caller).await?;
    let documents = state.house().documents.clone();
    let bytes = pages.iter().map(|page| page.content.len()).sum();
    if !documents.binds_photos(pages.len(), bytes) {
        return pages.pop().ok_or_else(|| Problem::new(ErrorKind::Internal));
    }
    let made = state.labours().pictures.run(caller, move || {
        let photos: Vec<_> =
            pages.iter().map(|page| (page.content.as_ref(), page.media_type.as_deref())).collect();
        let pdf = documents
            .photos_to_pdf(&photos)
            .map_err(|error| errors::problem(&error, consent::Language::English))?;
        Ok(FilePart::made_of(pages, pdf.into(), "application/pdf"))
    });
    made.await
}
