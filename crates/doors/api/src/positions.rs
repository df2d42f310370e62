//! Where a page of a list ended, sealed for whoever read it.

use kernel::{Actor, Capacity, ErrorKind, SpaceId};
use vault::Vault;
use webkit::{Fault, Problem, body_digest, cursor};

/// One list as one viewer reads it: same person, same capacity, same record, same filters. A position that was given
/// for another list, or to somebody else, does not open.
pub(crate) struct List<'a> {
    vault: &'a Vault,
    viewer: Vec<u8>,
    name: &'static str,
    pointer: &'static str,
}

impl<'a> List<'a> {
    /// The list called `name`, whose position is at `pointer` of the request; `filters` is what else was asked.
    pub(crate) fn new(
        vault: &'a Vault,
        actor: &Actor,
        space: SpaceId,
        name: &'static str,
        pointer: &'static str,
        filters: &[u8],
    ) -> Self {
        let capacity = match &actor.capacity {
            Capacity::Citizen => "citizen".to_owned(),
            Capacity::Professional(practice) => {
                format!("professional {} {:?}", practice.profession, practice.organisation)
            }
            Capacity::Establishment { organisation, .. } => format!("establishment {organisation}"),
            Capacity::Guest => "guest".to_owned(),
            Capacity::Admin(_) => "admin".to_owned(),
        };
        let viewer = [
            actor.person.uuid().as_bytes().as_slice(),
            space.uuid().as_bytes(),
            &body_digest(filters),
            capacity.as_bytes(),
        ]
        .concat();
        Self { vault, viewer, name, pointer }
    }

    /// Opens the position that the caller gives back.
    ///
    /// # Errors
    /// 400 for one that was altered, or given for another list or viewer.
    pub(crate) fn open<const N: usize>(&self, after: Option<&str>) -> Result<Option<[u8; N]>, Problem> {
        let opened = self.open_bytes(after)?;
        opened.map(|bytes| bytes.try_into().map_err(|_| self.foreign())).transpose()
    }

    /// As [`List::open`], of whatever length.
    ///
    /// # Errors
    /// As [`List::open`].
    pub(crate) fn open_bytes(&self, after: Option<&str>) -> Result<Option<Vec<u8>>, Problem> {
        let Some(after) = after else { return Ok(None) };
        let opened = cursor::open(self.vault, &self.viewer, self.name, after).map_err(|problem| {
            if problem.kind() == ErrorKind::Invalid.into() { self.foreign() } else { problem }
        })?;
        Ok(Some(opened))
    }

    fn foreign(&self) -> Problem {
        let expected = "what the answer before gave for it, of the same list with the same filters, to the same \
                        caller; or nothing";
        Problem::fault(ErrorKind::Invalid, Fault::new(self.pointer, expected))
    }

    /// Seals the position where the next page begins.
    ///
    /// # Errors
    /// 500 or 503 when the keys cannot be used.
    pub(crate) fn seal(&self, position: &[u8]) -> Result<String, Problem> {
        cursor::seal(self.vault, &self.viewer, self.name, position)
    }
}
