//! Where a page of a list ended, sealed for whoever read it.

use kernel::{Actor, ErrorKind, SpaceId};
use serde::Deserialize;
use vault::Vault;
use webkit::{Fault, Problem, cursor};

/// Which page of a list a link asks for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PageAsked {
    /// The position that the page before gave.
    pub(crate) after: Option<String>,
}

/// One list as one log-in reads it.
pub(crate) struct List<'a> {
    vault: &'a Vault,
    viewer: Vec<u8>,
    name: &'static str,
}

impl<'a> List<'a> {
    pub(crate) fn new(vault: &'a Vault, actor: &Actor, space: SpaceId, name: &'static str) -> Self {
        let viewer = [actor.session.uuid().into_bytes(), space.uuid().into_bytes()].concat();
        Self { vault, viewer, name }
    }

    /// Opens the position of a link.
    ///
    /// # Errors
    /// 400 for one that was altered, or given for another list or log-in.
    pub(crate) fn open<const N: usize>(&self, asked: &PageAsked) -> Result<Option<[u8; N]>, Problem> {
        let Some(after) = &asked.after else { return Ok(None) };
        let opened = cursor::open(self.vault, &self.viewer, self.name, after)?;
        let foreign =
            |_| Problem::fault(ErrorKind::Invalid, Fault::new("query:after", "a link of the page before"));
        opened.try_into().map(Some).map_err(foreign)
    }

    /// Seals the position where the next page begins.
    ///
    /// # Errors
    /// 500 or 503 when the keys cannot be used.
    pub(crate) fn seal(&self, position: &[u8]) -> Result<String, Problem> {
        cursor::seal(self.vault, &self.viewer, self.name, position)
    }
}
