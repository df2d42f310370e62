use std::collections::HashSet;

use super::Faults;
use crate::{
    CodeSystem,
    reference::{
        files::{self, Files},
        topics::TopicRow,
    },
};

/// The topics that every holder is offered: pages and guides name them.
const READY_MADE: [&str; 5] = ["mental_health", "sexual_health", "hiv", "addiction", "pregnancy"];

impl Faults<'_> {
    pub(super) fn topics(&mut self, files: &Files) {
        let types: HashSet<_> = files.document_types.rows.iter().map(|row| row.code.as_str()).collect();
        let topics = &files.topics;
        self.once(files::TOPICS, topics.rows.iter().map(|row| row.key.as_str()));
        self.once(files::TOPICS, topics.mentions_only.iter().map(String::as_str));
        for system in CodeSystem::ALL {
            let named = topics.sources.get(&system).is_some_and(|source| !source.trim().is_empty());
            if !named {
                let key = format!("sources.{}", system.as_str());
                self.push(files::TOPICS, &key, "no text", "the publication that the codes come from");
            }
        }
        for key in READY_MADE {
            if !topics.rows.iter().any(|row| row.key == key) {
                self.push(files::TOPICS, &format!("topic {key}"), "no row", "a row with its codes");
            }
        }
        for code in topics.mentions_only.iter().filter(|code| !types.contains(code.as_str())) {
            self.push(
                files::TOPICS,
                "mentions_only",
                format!("the type `{code}`"),
                "a code of document-types.toml",
            );
        }
        for row in &topics.rows {
            self.topic(row, &types);
        }
    }

    fn topic(&mut self, row: &TopicRow, types: &HashSet<&str>) {
        let key = format!("topic {}", row.key);
        if row.key.is_empty() || !row.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            self.push(files::TOPICS, &key, "another letter", "small letters and underscores");
        }
        if [&row.label_fr, &row.label_en, &row.covers_fr, &row.covers_en]
            .iter()
            .any(|text| text.trim().is_empty())
        {
            self.push(files::TOPICS, &key, "an empty field", "text in every field");
        }
        self.sourced(files::TOPICS, &key, row.source.as_deref(), row.assumed);
        if row.codes.values().all(Vec::is_empty) {
            self.push(files::TOPICS, &key, "no code", "the codes that tell of it");
        }
        for (system, codes) in &row.codes {
            let mut seen = HashSet::new();
            for code in codes {
                let found = format!("the {} code `{code}`", system.as_str());
                if let Some(expected) = wrong(*system, code, types) {
                    self.push(files::TOPICS, &key, found, expected);
                } else if !seen.insert(code) {
                    self.push(files::TOPICS, &key, format!("{found} a second time"), "each code once");
                }
            }
        }
    }
}

/// What a code of this system would look like, where this one does not.
fn wrong(system: CodeSystem, code: &str, types: &HashSet<&str>) -> Option<&'static str> {
    let (right, expected) = match system {
        CodeSystem::Atc => (is_atc(code), "a level of ATC from the second on, such as `J05` or `J05AR`"),
        CodeSystem::Cis => (code.len() == 8 && digits(code), "eight digits"),
        CodeSystem::Loinc => (is_loinc(code), "a LOINC code with its check digit"),
        CodeSystem::Icd10 => (is_icd10(code), "the beginning of a code of CIM-10, such as `F32` or `F32.1`"),
        CodeSystem::Type => (types.contains(code), "a code of document-types.toml"),
        CodeSystem::Event => {
            (!code.is_empty() && !code.contains(char::is_whitespace), "a code without spaces")
        }
    };
    (!right).then_some(expected)
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Letter, two digits, letter, letter, two digits, complete or cut after any of them but the first.
fn is_atc(code: &str) -> bool {
    let shape = [true, false, false, true, true, false, false];
    let fits = |(byte, letter): (u8, &bool)| {
        if *letter { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() }
    };
    matches!(code.len(), 3 | 4 | 5 | 7) && code.bytes().zip(&shape).all(fits)
}

/// Letter, up to two digits, and then what stands behind the dot.
fn is_icd10(code: &str) -> bool {
    let (category, rest) = code.split_once('.').unwrap_or((code, ""));
    let mut bytes = category.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_uppercase())
        && category.len() <= 3
        && bytes.all(|byte| byte.is_ascii_digit())
        && (!code.contains('.') || (category.len() == 3 && !rest.is_empty() && digits(rest)))
}

/// Digits, a hyphen and the digit that the others give (modulus 10).
fn is_loinc(code: &str) -> bool {
    let Some((number, check)) = code.split_once('-') else { return false };
    if number.is_empty() || number.len() > 7 || !digits(number) || check.len() != 1 || !digits(check) {
        return false;
    }
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = if at % 2 == 0 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum();
    check == ((10 - sum % 10) % 10).to_string()
}
