use serde::Deserialize;

use super::Category;

/// What a country lets carers be (W4).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carers {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Carers of one record at a time, invitations that wait among them.
    pub most: u32,
    /// Days for which the code of an invitation can be used.
    pub invitation_days: u32,
    /// Days for which somebody is a carer where the holder names no end.
    pub default_days: u32,
    /// Days before the end at which the holder is told.
    pub reminder_days: u32,
    /// Shelves that no carer is ever shown.
    pub excluded_categories: Vec<Category>,
}
