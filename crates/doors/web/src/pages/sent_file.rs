//! What the forms with a file have in common: taking the file, making one of several photos, looking at it, and saying what
//! is wrong with it.

use actix_web::{http::StatusCode, web::block};
use consent::Language;
use documents::{Deposited, Error, Metadata, PAGES, Prepared, StoredBlob, content};
use kernel::ErrorKind;
use uuid::Uuid;
use webkit::{DepositForm, FilePart, Problem, ProblemKind};

use crate::{State, errors, shell::Side, texts};

/// Most bytes of a field beside the file.
pub(super) const FIELD: usize = 4 * 1024;
/// Limits are told in millions of bytes, as they are set.
pub(super) const MEGA: usize = 1_000_000;

/// Who sends a file.
#[derive(Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) state: &'a State,
    pub(super) person: Uuid,
    pub(super) side: Side,
    pub(super) language: Language,
}

impl By<'_> {
    /// Takes the file of the form and reads the form to its end. A citizen may send the photos of several pages, which become one file and may be longer
    /// together than one file is.
    pub(super) async fn take(self, mut sent: DepositForm) -> Result<Result<FilePart, Refused>, Problem> {
        let settings = self.state.house().documents.settings();
        let bytes = |limit: u64| usize::try_from(limit).unwrap_or(usize::MAX);
        let (limit, taken) = match self.side {
            Side::Citizen => {
                let photos = self.state.house().settings.server.body_limit_photos;
                let limit = photos.max(bytes(settings.citizen_bytes));
                (limit, self.files(&mut sent, limit).await)
            }
            Side::Professional | Side::Establishment | Side::Guest | Side::Admin => {
                let limit = bytes(settings.professional_bytes);
                (limit, sent.file(limit, self.person).await.map(|file| vec![file]))
            }
        };
        match taken {
            Ok(files) => {
                sent.end().await?;
                self.one_of(files).await
            }
            Err(problem) if problem.kind() == ProblemKind::TooLarge => {
                sent.discard().await;
                let said = too_large(limit, self.language);
                Ok(Err(Refused::file(said, StatusCode::PAYLOAD_TOO_LARGE)))
            }
            Err(problem) => Err(problem),
        }
    }

    async fn files(self, sent: &mut DepositForm, limit: usize) -> Result<Vec<FilePart>, Problem> {
        let first = sent.file(limit, self.person).await?;
        sent.further_files(first, PAGES, limit, self.person).await
    }

    /// The one file that several photos become; pictures are opened a few at a time.
    async fn one_of(self, mut files: Vec<FilePart>) -> Result<Result<FilePart, Refused>, Problem> {
        let documents = self.state.house().documents.clone();
        let bytes = files.iter().map(|file| file.content.len()).sum();
        let binds = self.side == Side::Citizen && documents.binds_photos(files.len(), bytes);
        if !binds && let Some(only) = files.pop() {
            return Ok(Ok(only));
        }
        let made = self.state.labours().pictures.run(self.person, move || {
            let photos: Vec<_> =
                files.iter().map(|file| (file.content.as_ref(), file.media_type.as_deref())).collect();
            let made = documents.photos_to_pdf(&photos);
            Ok(made.map(|pdf| FilePart::made_of(files, pdf.into(), "application/pdf")))
        });
        match made.await? {
            Ok(file) => Ok(Ok(file)),
            Err(error) => Refused::of(&error, self.language).map(Err),
        }
    }

    /// Looks at the file: a clinical document is read whole and waits for its turn. The file comes back, since it keeps its
    /// place in the memory for uploads until its bytes are gone.
    pub(super) async fn look(
        self,
        file: FilePart,
        metadata: Metadata,
    ) -> Result<(FilePart, Result<Prepared, Refused>), Problem> {
        let documents = self.state.house().documents.clone();
        let by_citizen = self.side == Side::Citizen;
        let clinical = content::is_clinical(&file.content);
        let look = move || {
            let prepared = documents.prepare(by_citizen, metadata, file.content.clone());
            Ok((file, prepared))
        };
        let (file, prepared) = if clinical {
            self.state.labours().reading.run(self.person, look).await?
        } else {
            block(look).await.unwrap_or_else(|_panicked| Err(Problem::new(ErrorKind::Internal)))?
        };
        match prepared {
            Ok(prepared) => Ok((file, Ok(prepared))),
            Err(error) => Ok((file, Err(Refused::of(&error, self.language)?))),
        }
    }
}

/// Removes large content that no row names: its deposit was refused, or had been done before.
pub(super) async fn give_up(state: &State, stored: Option<StoredBlob>, done: &Result<Deposited, Refused>) {
    let unnamed = done.as_ref().map_or(true, |deposited| deposited.replayed);
    if let (Some(stored), true) = (stored, unnamed) {
        state.house().documents.discard(stored).await;
    }
}

/// What whoever deposits can do something about: said beside the field that it is about.
pub(super) struct Refused {
    pub(super) of_title: Option<String>,
    pub(super) of_file: Option<String>,
    pub(super) status: StatusCode,
}

impl Refused {
    pub(super) fn file(said: String, status: StatusCode) -> Self {
        Self { of_title: None, of_file: Some(said), status }
    }

    /// # Errors
    /// The problem that an error becomes about which the form can say nothing.
    pub(super) fn of(error: &Error, language: Language) -> Result<Self, Problem> {
        let key = match error {
            Error::Metadata { pointer: "/title", .. } => {
                let said = texts::text(language, "deposit-fault-title");
                return Ok(Self {
                    of_title: Some(said),
                    of_file: None,
                    status: StatusCode::UNPROCESSABLE_ENTITY,
                });
            }
            Error::TooLarge { limit, .. } => {
                let limit = usize::try_from(*limit).unwrap_or(usize::MAX);
                return Ok(Self::file(too_large(limit, language), StatusCode::PAYLOAD_TOO_LARGE));
            }
            Error::Content(documents::content::ContentFault::Empty) => "deposit-fault-empty",
            Error::Content(documents::content::ContentFault::Damaged { .. }) => "deposit-fault-damaged",
            Error::Content(documents::content::ContentFault::Xml(_)) | Error::Cda(_) => "deposit-fault-cda",
            Error::Content(_) => "deposit-fault-kind",
            Error::Photos(_) => "deposit-fault-photos",
            Error::OtherPatient { .. } => "deposit-fault-patient",
            Error::AlreadyThere { .. } => "deposit-fault-there",
            Error::KeyReused => "deposit-fault-used",
            Error::NotCurrent { .. } | Error::PutAside => "replace-fault-late",
            Error::NotYours => "replace-fault-own",
            Error::Metadata { .. } => "deposit-fault-cda",
            other => return Err(errors::problem(other, language)),
        };
        Ok(Self::file(texts::text(language, key), errors::problem(error, language).kind().status()))
    }
}

pub(super) fn too_large(limit: usize, language: Language) -> String {
    texts::count(language, "deposit-fault-large", limit / MEGA)
}
