//! What notices say, a file for each language; the compiler sees to it that none lacks a notice.

mod english;
mod french;

use kernel::Language;

use crate::Told;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeWords {
    /// What happened, in a few words.
    pub title: &'static str,
    /// More of it, and what to do.
    pub text: String,
}

/// What is said in a language.
pub(crate) fn of(told: &Told, language: Language) -> NoticeWords {
    match language {
        Language::French => french::of(told),
        Language::English => english::of(told),
    }
}

fn words(title: &'static str, text: impl Into<String>) -> NoticeWords {
    NoticeWords { title, text: text.into() }
}
