use chrono::{DateTime, Utc};
use kernel::{FolderId, Private};

/// A folder of the holder's side. Whoever is not of that side knows nothing of it.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// Its name, sealed in the database.
    pub name: Private<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was named last.
    pub changed_at: DateTime<Utc>,
}

/// How the holder's side keeps a document: the same for all its versions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mark {
    /// The folder it stands in.
    pub folder: Option<FolderId>,
    /// Since when it is pinned.
    pub pinned_at: Option<DateTime<Utc>>,
}
