use config::{Category, TopicCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The kind of provision by which the holder lets documents be masked as they come in.
pub const DEFAULT_MASK: &str = "default_mask";
/// The kind of provision by which the holder speaks of a topic.
pub const TOPIC: &str = "topic";
/// The kind of provision that names documents which the holder shows whatever topic or default mask they fall under.
pub const OPENED: &str = "opened";
/// The kind of provision that makes a doctor an administrator of the record: masks do not hide from them.
pub const ADMINISTRATOR: &str = "administrator";

/// What a default mask says beyond since when; the structure stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefaultMaskTerms {
    /// Which documents.
    pub scope: MaskScope,
}

/// Which documents a default mask is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskScope {
    /// All that come in.
    All,
    /// Those on a shelf.
    Category(Category),
    /// Those of a structure.
    Organisation,
}

/// What the holder says of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicTerms {
    /// Its name: of the reference data, or the id of one of the holder's own.
    pub key: String,
    /// Whether it is hidden from professionals; one that is not may still be named by exceptions.
    pub hidden: bool,
    /// Name and codes of a topic of the holder's own; none for one of the reference data.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own: Option<OwnTopic>,
    /// Series of documents that the holder counts to it by hand.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub also: Vec<Uuid>,
    /// Series of documents that the holder does not count to it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub except: Vec<Uuid>,
}

/// A topic of the holder's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnTopic {
    /// What the holder calls it.
    pub name: String,
    /// The codes that it covers.
    pub codes: Vec<TopicCode>,
}

/// Documents that the holder shows in spite of topics and default masks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedTerms {
    /// Their series.
    pub documents: Vec<Uuid>,
}
