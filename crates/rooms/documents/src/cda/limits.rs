use chrono_tz::Tz;

/// What a document may cost, and the zone of its times that name none.
///
/// The defaults are several times what the largest published French examples need (1.5 MB, 17 levels, 6
/// attributes), and together they bound the memory of one reading whatever the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole file.
    pub bytes: usize,
    /// Nodes of the tree (elements, texts, comments, instructions), and as many attributes in all.
    pub nodes: u32,
    /// Elements inside one another.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Namespace declarations in force at one place.
    pub namespaces: usize,
    /// Bytes of one text or attribute of the header.
    pub text: usize,
    /// Items of one list of the header (authors, identifiers, events).
    pub items: usize,
    /// Coded entries that are extracted in all, those that cannot be read included.
    pub entries: usize,
    /// The zone of a time written without an offset: the default of the country profile.
    pub zone: Tz,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 25_000_000,
            nodes: 500_000,
            depth: 100,
            attributes: 64,
            namespaces: 64,
            text: 4096,
            items: 500,
            entries: 2_000,
            zone: Tz::Europe__Paris,
        }
    }
}
