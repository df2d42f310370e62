//! The pages of who gets in and what they see.

mod audience;
mod codes;
mod named;
mod preferences;
mod safety;

use crate::door::Answer;

/// The value of a hidden field of a page.
fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let mark = format!("name=\"{name}\" value=\"");
    let (_, after) = text.split_once(&mark).unwrap_or_else(|| panic!("no {name} in {text}"));
    after.split('"').next().unwrap().to_owned()
}
