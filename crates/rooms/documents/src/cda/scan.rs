//! One pass over the text before any tree is built: no document type declaration, bounded depth, attributes and
//! namespaces. It does not judge well-formedness, which is the parser's work.

use super::{CdaFault, HL7, Limits};

/// What the first element of a text is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Root {
    /// `ClinicalDocument` of HL7 v3.
    ClinicalDocument,
    /// Another element.
    Other,
    /// A document type declaration comes first, on this line.
    Dtd(u32),
    /// No element within the text.
    Absent,
}

/// Checks the whole text against the limits in one pass, in constant memory.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<(), CdaFault> {
    let mut open: Vec<usize> = Vec::new();
    let mut in_force = 0_usize;
    let mut attributes_left = limits.nodes;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        rest = match lead(after) {
            Lead::Skip(mark, end) => skip(text, after, mark, end)?,
            Lead::Dtd => return Err(CdaFault::Dtd { line: line_of(text, after) }),
            Lead::Close => {
                in_force = in_force.saturating_sub(open.pop().unwrap_or_default());
                after
            }
            Lead::Element => {
                let (mut attributes, mut namespaces) = (0_usize, 0_usize);
                let tag = walk_tag(after, |name, _| {
                    attributes += 1;
                    namespaces += usize::from(name == "xmlns" || name.starts_with("xmlns:"));
                })
                .ok_or_else(|| broken(text, after, "a tag is not closed"))?;
                if attributes > limits.attributes {
                    return Err(CdaFault::TooManyAttributes {
                        line: line_of(text, after),
                        limit: limits.attributes,
                    });
                }
                attributes_left = u32::try_from(attributes)
                    .ok()
                    .and_then(|attributes| attributes_left.checked_sub(attributes))
                    .ok_or(CdaFault::TooManyNodes { limit: limits.nodes })?;
                if in_force + namespaces > limits.namespaces {
                    return Err(CdaFault::TooManyNamespaces {
                        line: line_of(text, after),
                        limit: limits.namespaces,
                    });
                }
                if open.len() >= limits.depth {
                    return Err(CdaFault::TooDeep { limit: limits.depth });
                }
                if !tag.empty {
                    open.push(namespaces);
                    in_force += namespaces;
                }
                tag.rest
            }
        };
    }
    Ok(())
}

/// Looks at the first element of a text (which may be only the beginning of a file).
pub(crate) fn root(text: &str) -> Root {
    let mut rest = text;
    loop {
        let Some(after) = rest.trim_start().strip_prefix('<') else { return Root::Absent };
        rest = match lead(after) {
            Lead::Skip(mark, end) => match after.get(mark..).and_then(|inner| inner.split_once(end)) {
                Some((_, next)) => next,
                None => return Root::Absent,
            },
            Lead::Dtd => return Root::Dtd(line_of(text, after)),
            Lead::Close => return Root::Other,
            Lead::Element => return root_element(after),
        };
    }
}

fn root_element(after: &str) -> Root {
    let name = after.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
    let (declaration, local) = match name.split_once(':') {
        Some((prefix, local)) => (format!("xmlns:{prefix}"), local),
        None => ("xmlns".to_owned(), name),
    };
    let mut namespace = "";
    let closed = walk_tag(after, |name, value| {
        if name == declaration {
            namespace = value;
        }
    });
    match closed {
        None => Root::Absent,
        Some(_) if local == "ClinicalDocument" && namespace == HL7 => Root::ClinicalDocument,
        Some(_) => Root::Other,
    }
}

enum Lead {
    /// Skip the mark of so many bytes, then up to the end text.
    Skip(usize, &'static str),
    Dtd,
    Close,
    Element,
}

fn lead(after: &str) -> Lead {
    match after.as_bytes() {
        [b'!', b'-', b'-', ..] => Lead::Skip(3, "-->"),
        [b'!', b'[', b'C', b'D', b'A', b'T', b'A', b'[', ..] => Lead::Skip(8, "]]>"),
        [b'!', ..] => Lead::Dtd,
        [b'?', ..] => Lead::Skip(1, "?>"),
        [b'/', ..] => Lead::Close,
        _ => Lead::Element,
    }
}

fn skip<'t>(text: &str, after: &'t str, mark: usize, end: &str) -> Result<&'t str, CdaFault> {
    after
        .get(mark..)
        .and_then(|inner| inner.split_once(end))
        .map(|(_, rest)| rest)
        .ok_or_else(|| broken(text, after, "a comment, section or instruction is not closed"))
}

struct TagEnd<'t> {
    empty: bool,
    rest: &'t str,
}

/// Goes through one tag after its `<`, calling `each` with the name and the raw value of each attribute.
fn walk_tag<'t>(after: &'t str, mut each: impl FnMut(&'t str, &'t str)) -> Option<TagEnd<'t>> {
    let mut rest = after;
    loop {
        let place = rest.find(['>', '"', '\''])?;
        let before = rest.get(..place)?;
        let mut following = rest.get(place..)?.chars();
        let sign = following.next()?;
        let following = following.as_str();
        if sign == '>' {
            return Some(TagEnd { empty: before.ends_with('/'), rest: following });
        }
        let name = before.trim_end().trim_end_matches('=').trim_end();
        let name = name.rsplit(char::is_whitespace).next().unwrap_or_default();
        let (value, next) = following.split_once(sign)?;
        each(name, value);
        rest = next;
    }
}

fn broken(text: &str, after: &str, reason: &'static str) -> CdaFault {
    let before = before(text, after);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
    CdaFault::NotWellFormed {
        line: line_of(text, after),
        column: u32::try_from(column).unwrap_or(u32::MAX),
        reason,
    }
}

fn line_of(text: &str, after: &str) -> u32 {
    let lines = before(text, after).bytes().filter(|byte| *byte == b'\n').count();
    u32::try_from(lines + 1).unwrap_or(u32::MAX)
}

/// The part of `text` that comes before its own tail `after`.
fn before<'t>(text: &'t str, after: &str) -> &'t str {
    text.get(..text.len() - after.len()).unwrap_or_default()
}
