use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::ErrorKind;
use thiserror::Error as ThisError;

use crate::{Error, Plain, Purpose, Vault};

const DOMAIN: &str = "cursor";
/// Longer texts are no cursors of ours and are not even decoded.
const LONGEST: usize = 4_096;

/// Why a cursor does not open.
#[derive(Debug, ThisError)]
pub enum CursorFault {
    /// Not made here, made for somebody else, altered, or older than the keys that are kept.
    #[error("the cursor is not one that was given to this caller, or it is too old; start again without it")]
    NotYours,
    /// The keys cannot be reached.
    #[error(transparent)]
    Vault(#[from] Error),
}

impl CursorFault {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotYours => ErrorKind::Invalid,
            Self::Vault(error) => error.kind(),
        }
    }
}

impl Vault {
    /// Seals a place in a list for one viewer, as text that fits into a URL.
    ///
    /// `viewer` is who may use it and where: session, space and list, say. Its length shows the length of `plain`.
    ///
    /// # Errors
    /// [`Error::Store`] when the keys could not be compared with the key store for too long.
    pub fn cursor_seal(&self, viewer: &[u8], plain: &[u8]) -> Result<String, Error> {
        let sealed = self.service(Purpose::Cursors).seal(DOMAIN, &[viewer], plain)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens a cursor that [`Vault::cursor_seal`] made for the same viewer.
    ///
    /// # Errors
    /// [`CursorFault::NotYours`] for anything else.
    pub fn cursor_open(&self, viewer: &[u8], text: &str) -> Result<Plain, CursorFault> {
        if text.len() > LONGEST {
            return Err(CursorFault::NotYours);
        }
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorFault::NotYours)?;
        self.service(Purpose::Cursors).open(DOMAIN, &[viewer], &sealed).map_err(|error| match error {
            Error::Broken | Error::UnknownKey { .. } => CursorFault::NotYours,
            other => CursorFault::Vault(other),
        })
    }
}
