//! What the history of a record says of its consent, compared with what stands in the rows.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use database::Tx;
use journal::Fact;
use kernel::SpaceId;
use serde_json::Value;
use uuid::Uuid;

use crate::{Consent, Error, change::told, store};

/// Lines that one statement brings.
const BATCH: i64 = 500;

/// One thing that stands otherwise in the rows than the history says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The row of the space says something else.
    Space {
        /// The space.
        space: SpaceId,
    },
    /// The digest of the space is not that of its rows.
    Digest {
        /// The space.
        space: SpaceId,
    },
    /// A provision that the history tells of has no row.
    Removed {
        /// The space.
        space: SpaceId,
        /// The provision.
        provision: Uuid,
    },
    /// A provision of which the history tells nothing has a row.
    PutIn {
        /// The space.
        space: SpaceId,
        /// The provision.
        provision: Uuid,
    },
    /// A provision says something else, or does not open.
    Altered {
        /// The space.
        space: SpaceId,
        /// The provision.
        provision: Uuid,
    },
    /// A line of the history does not open, so nothing could be compared with it.
    Unreadable {
        /// The space.
        space: SpaceId,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Space { space } => {
                write!(f, "consent of {space}: its row says something else than its history")
            }
            Self::Digest { space } => write!(f, "consent of {space}: its digest is not that of its rows"),
            Self::Removed { space, provision } => {
                write!(f, "consent of {space}: provision {provision} was removed")
            }
            Self::PutIn { space, provision } => {
                write!(f, "consent of {space}: provision {provision} was put in")
            }
            Self::Altered { space, provision } => {
                write!(f, "consent of {space}: provision {provision} was altered")
            }
            Self::Unreadable { space } => {
                write!(
                    f,
                    "consent of {space}: a line of its history does not open, nothing was compared with it"
                )
            }
        }
    }
}

/// What a comparison of one space gave.
#[derive(Debug, Default)]
pub struct Replayed {
    /// What stands otherwise.
    pub findings: Vec<Finding>,
    /// The documents of which the history says that they are masked, or that the mask was taken off, by their series; none
    /// when there is no history to compare with.
    pub masks: Option<HashMap<Uuid, bool>>,
}

/// What the history says.
#[derive(Default)]
struct Said {
    space: BTreeMap<&'static str, String>,
    provisions: BTreeMap<Uuid, Value>,
    masks: HashMap<Uuid, bool>,
}

/// What of a space's row a history tells.
const OF_SPACE: [&str; 3] = ["state", "holder", "zone"];

impl Said {
    fn hear(&mut self, fact: &Fact) {
        let text = |name: &str| fact.is.get(name).and_then(Value::as_str);
        let id = |name: &str| text(name).and_then(|text| text.parse::<Uuid>().ok());
        match fact.kind.as_str() {
            "adopted" => {
                self.provisions.clear();
                self.hear_space(&fact.is);
            }
            "space" => self.hear_space(&fact.is),
            "given" => {
                if let Some(id) = id("id") {
                    self.provisions.insert(id, fact.is.clone());
                }
            }
            "ends" => {
                let known =
                    id("id").and_then(|id| self.provisions.get_mut(&id)).and_then(Value::as_object_mut);
                if let (Some(known), Some(at)) = (known, fact.is.get("at")) {
                    known.insert("ends_at".to_owned(), at.clone());
                }
            }
            "mask" => {
                let masked = fact.is.get("masked").and_then(Value::as_bool);
                if let (Some(series), Some(masked)) = (id("series"), masked) {
                    self.masks.insert(series, masked);
                }
            }
            _ => {}
        }
    }

    fn hear_space(&mut self, is: &Value) {
        for name in OF_SPACE {
            if let Some(text) = is.get(name).and_then(Value::as_str) {
                self.space.insert(name, text.to_owned());
            }
        }
    }
}

impl Consent {
    /// The spaces after one, in order, for a comparison of all. It gives no access.
    ///
    /// # Errors
    /// The database's.
    pub fn spaces_after_without_permit(
        &self,
        tx: &mut Tx<'_>,
        after: SpaceId,
        most: i64,
    ) -> Result<Vec<SpaceId>, Error> {
        Ok(store::spaces_after(tx, after, most)?)
    }

    /// Compares what stands in the rows of a space's consent with what its history says. It gives no access. A space whose key
    /// is gone was erased, and nothing of it can be compared.
    ///
    /// # Errors
    /// The database's, the journal's.
    pub fn replay_without_permit(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Replayed, Error> {
        let keys = match self.vault.space(space) {
            Err(vault::Error::NoSpaceKey(_)) => return Ok(Replayed::default()),
            keys => keys?,
        };
        // Rows first: what is written meanwhile is in the history only.
        let rows = store::rows_of(tx, space, &keys)?;
        let states = store::states_of(tx, &[space])?;
        let digest = store::digest_of(tx, space)?;
        let said = match self.said(tx, space) {
            Err(Error::Journal(journal::Error::Vault(vault::Error::Broken) | journal::Error::Line(_))) => {
                return Ok(Replayed { findings: vec![Finding::Unreadable { space }], masks: None });
            }
            said => said?,
        };
        let mut findings = Vec::new();
        if let Some(state) = states.first() {
            let now = state.now();
            if OF_SPACE.iter().any(|name| said.space.get(name) != now.get(name)) {
                findings.push(Finding::Space { space });
            }
            if digest.as_deref() != Some(state.as_state().digest(&keys).as_slice()) {
                findings.push(Finding::Digest { space });
            }
        }
        for (id, row) in &rows {
            match (row, said.provisions.get(id)) {
                (_, None) => findings.push(Finding::PutIn { space, provision: *id }),
                (Some(row), Some(known)) if told(row) == *known => {}
                (_, Some(_)) => findings.push(Finding::Altered { space, provision: *id }),
            }
        }
        let removed = said.provisions.keys().filter(|id| !rows.contains_key(id));
        findings.extend(removed.map(|provision| Finding::Removed { space, provision: *provision }));
        Ok(Replayed { findings, masks: Some(said.masks) })
    }

    /// Everything that the history of a space says of its consent, from its beginning.
    fn said(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<Said, Error> {
        let (mut facts, mut before): (Vec<Vec<Fact>>, Option<i64>) = Default::default();
        loop {
            let lines = journal::lines_without_permit(tx, &self.vault, space.uuid(), before, BATCH)?;
            let Some(last) = lines.last().map(|line| line.seq) else { break };
            facts.extend(lines.into_iter().map(|line| line.entry.facts).filter(|facts| !facts.is_empty()));
            before = Some(last);
        }
        let mut said = Said::default();
        for fact in facts.iter().rev().flatten() {
            said.hear(fact);
        }
        Ok(said)
    }
}
