//! The pages of who gets in and what they see.

mod acting;
mod audience;
mod carers;
mod codes;
mod named;
mod preferences;
mod safety;
mod secondary_use;

use crate::door::Answer;

/// Where a form leads that was done.
fn saved(page: &str) -> String {
    format!("{page}?done=saved")
}

fn ended(page: &str) -> String {
    format!("{page}?done=ended")
}

/// What a form of preferences says, as the page remembers whose consequences it has shown.
fn choices(fields: &[(&str, &str)]) -> String {
    let mut fields: Vec<_> = fields.iter().filter(|(name, _)| !["act", "version"].contains(name)).collect();
    fields.sort_unstable();
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let (_, after) = text.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {text}"));
    after.split('"').next().unwrap().to_owned()
}
