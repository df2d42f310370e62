//! What letters say, a file for each language; the compiler sees to it that none lacks a letter.

mod english;
mod french;

use kernel::Language;

use crate::{Letter, Link};

/// A letter in words.
pub(crate) struct Words {
    /// The same for everybody who gets this letter: it is seen by whoever looks over a shoulder.
    pub(crate) subject: &'static str,
    pub(crate) blocks: Vec<Block>,
    /// Who sends it, and that it is not answered.
    pub(crate) footer: String,
}

/// A paragraph.
pub(crate) enum Block {
    Text(String),
    Link { label: &'static str, address: String },
}

/// A letter in a language, from the house at this origin.
pub(crate) fn of(letter: &Letter, language: Language, origin: &str) -> Words {
    match language {
        Language::French => french::of(letter, origin),
        Language::English => english::of(letter, origin),
    }
}

fn text(paragraph: impl Into<String>) -> Block {
    Block::Text(paragraph.into())
}

fn link(label: &'static str, link: &Link) -> Block {
    Block::Link { label, address: link.reveal().to_owned() }
}

/// The page where one logs in.
fn log_in(label: &'static str, origin: &str) -> Block {
    Block::Link { label, address: format!("{origin}/login") }
}
