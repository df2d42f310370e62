use std::collections::HashMap;

use kernel::Private;
use roxmltree::Node;

use super::super::{CdaFault, tree::At};

/// Longest text that an entry takes over, in characters; what is longer is cut.
const LONGEST: usize = 1_000;
/// Most nodes that are looked at for one text.
const NODES: usize = 2_000;

/// The pieces of the narrative that entries refer to, by their `ID`.
pub(super) struct Texts<'a, 'input> {
    by_id: HashMap<&'a str, Node<'a, 'input>>,
}

impl<'a, 'input> Texts<'a, 'input> {
    /// All places with an `ID`; of two with the same one the first counts.
    pub(super) fn of(body: At<'a, 'input>) -> Self {
        let mut by_id = HashMap::new();
        for place in body.node().descendants().filter(Node::is_element) {
            if let Some(id) = place.attribute("ID").map(str::trim).filter(|id| !id.is_empty()) {
                by_id.entry(id).or_insert(place);
            }
        }
        Self { by_id }
    }

    /// The text of the only child of that name: its own, or that of the place that it refers to.
    pub(super) fn of_child(
        &self,
        at: At<'_, '_>,
        name: &'static str,
    ) -> Result<Option<Private<String>>, CdaFault> {
        at.child(name)?.map_or(Ok(None), |child| self.here(child))
    }

    /// The text here: its own, or that of the place that it refers to in this document. A reference to a place outside
    /// is not followed.
    pub(super) fn here(&self, at: At<'_, '_>) -> Result<Option<Private<String>>, CdaFault> {
        if let Some(text) = shown(at.node()) {
            return Ok(Some(text));
        }
        let Some(reference) = at.child("reference")? else { return Ok(None) };
        let place =
            reference.attribute("value")?.and_then(|value| self.by_id.get(value.trim_start_matches('#')));
        Ok(place.and_then(|place| shown(*place)))
    }

    /// What a coded element is called: the label of its code, else its original text.
    pub(super) fn name_of(&self, coded: At<'_, '_>) -> Result<Option<Private<String>>, CdaFault> {
        match coded.attribute("displayName")? {
            Some(label) => Ok(cut(label.split_whitespace())),
            None => self.of_child(coded, "originalText"),
        }
    }
}

fn shown(node: Node<'_, '_>) -> Option<Private<String>> {
    let pieces = node.descendants().take(NODES).filter(Node::is_text).filter_map(|text| text.text());
    cut(pieces.flat_map(str::split_whitespace))
}

/// Words with one space between them, cut; nothing when there is none.
fn cut<'t>(words: impl Iterator<Item = &'t str>) -> Option<Private<String>> {
    let (mut text, mut length) = (String::new(), 0);
    for word in words {
        let gap = if length > 0 { " " } else { "" };
        for character in gap.chars().chain(word.chars()) {
            length += 1;
            if length == LONGEST {
                text.push('…');
                return Some(Private::new(text));
            }
            text.push(character);
        }
    }
    Some(text).filter(|text| !text.is_empty()).map(Private::new)
}
