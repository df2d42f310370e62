//! A place in the tree: children and values by name, in the HL7 namespace, with faults that say where.

use roxmltree::{Document, Node, ParsingOptions};

use super::{CdaFault, Limits};

/// The namespace of HL7 v3, to which every element of a CDA belongs.
pub const HL7: &str = "urn:hl7-org:v3";

/// An element of the tree and the limits under which it is read.
#[derive(Clone, Copy)]
pub(crate) struct At<'a, 'input> {
    node: Node<'a, 'input>,
    limits: &'a Limits,
}

/// Builds the tree of a text that [`super::scan::check`] has let pass.
pub(crate) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, CdaFault> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: limits.nodes, entity_resolver: None };
    Document::parse_with_options(text, options).map_err(|error| fault_of(&error, limits))
}

/// The root, which must be a clinical document.
pub(crate) fn root<'a, 'input>(
    tree: &'a Document<'input>,
    limits: &'a Limits,
) -> Result<At<'a, 'input>, CdaFault> {
    let node = tree.root_element();
    if !node.has_tag_name((HL7, "ClinicalDocument")) {
        return Err(CdaFault::NotClinicalDocument);
    }
    Ok(At { node, limits })
}

fn fault_of(error: &roxmltree::Error, limits: &Limits) -> CdaFault {
    let reason = match error {
        roxmltree::Error::NodesLimitReached => return CdaFault::TooManyNodes { limit: limits.nodes },
        roxmltree::Error::DtdDetected => return CdaFault::Dtd { line: 1 },
        roxmltree::Error::UnknownEntityReference(..) | roxmltree::Error::MalformedEntityReference(_) => {
            "an entity is not one of the five of XML"
        }
        roxmltree::Error::UnclosedRootNode => "the document ends before its last element is closed",
        roxmltree::Error::UnexpectedCloseTag(..) => "a closing tag does not fit the open element",
        roxmltree::Error::UnknownNamespace(..) => "a prefix is bound to no namespace",
        roxmltree::Error::DuplicatedAttribute(..) => "an attribute is there twice",
        roxmltree::Error::NonXmlChar(..) => "a character that XML does not have",
        roxmltree::Error::NoRootNode => "there is no element",
        _ => "the syntax is broken here",
    };
    let place = error.pos();
    CdaFault::NotWellFormed { line: place.row, column: place.col, reason }
}

impl<'a, 'input> At<'a, 'input> {
    /// The limits of this reading.
    pub(crate) fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// The node itself, for a walk over everything inside.
    pub(crate) fn node(&self) -> Node<'a, 'input> {
        self.node
    }

    /// The child elements of that name, those with a `nullFlavor` included.
    pub(crate) fn children(self, name: &'static str) -> impl Iterator<Item = At<'a, 'input>> {
        self.node
            .children()
            .filter(move |child| child.has_tag_name((HL7, name)))
            .map(move |node| At { node, limits: self.limits })
    }

    /// The child elements in the HL7 namespace.
    pub(crate) fn elements(self) -> impl Iterator<Item = At<'a, 'input>> {
        self.node
            .children()
            .filter(|node| node.is_element() && node.tag_name().namespace() == Some(HL7))
            .map(move |node| At { node, limits: self.limits })
    }

    /// The first child element of that name in whatever namespace, without a `nullFlavor`.
    pub(crate) fn child_of_any_namespace(self, name: &str) -> Option<At<'a, 'input>> {
        self.node
            .children()
            .find(|node| node.is_element() && node.tag_name().name() == name)
            .map(|node| At { node, limits: self.limits })
            .filter(|child| !child.is_null())
    }

    /// The child elements of that name as a bounded list, those with a `nullFlavor` left out.
    pub(crate) fn list(self, name: &'static str) -> Result<Vec<At<'a, 'input>>, CdaFault> {
        let items: Vec<_> = self.children(name).take(self.limits.items + 1).collect();
        if items.len() > self.limits.items {
            return Err(CdaFault::TooMany { path: self.path_to(name), limit: self.limits.items });
        }
        Ok(items.into_iter().filter(|item| !item.is_null()).collect())
    }

    /// The only child element of that name, if there is one with a value.
    pub(crate) fn child(self, name: &'static str) -> Result<Option<At<'a, 'input>>, CdaFault> {
        let mut found = self.children(name);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(CdaFault::Repeated { path: self.path_to(name) }),
            (Some(child), None) if !child.is_null() => Ok(Some(child)),
            _ => Ok(None),
        }
    }

    /// Goes down a path of only children.
    pub(crate) fn descend(self, names: &[&'static str]) -> Result<Option<At<'a, 'input>>, CdaFault> {
        let mut place = self;
        for name in names {
            match place.child(name)? {
                Some(child) => place = child,
                None => return Ok(None),
            }
        }
        Ok(Some(place))
    }

    /// Every element below this one in the HL7 namespace.
    pub(crate) fn descendants(self) -> impl Iterator<Item = At<'a, 'input>> {
        self.node
            .descendants()
            .filter(|node| node.is_element() && node.tag_name().namespace() == Some(HL7))
            .map(move |node| At { node, limits: self.limits })
    }

    /// The local name.
    pub(crate) fn name(&self) -> &'a str {
        self.node.tag_name().name()
    }

    /// Whether the element says that it has no value.
    pub(crate) fn is_null(&self) -> bool {
        self.node.attribute("nullFlavor").is_some()
    }

    /// An attribute in no namespace, trimmed; absent when empty.
    pub(crate) fn attribute(&self, name: &'static str) -> Result<Option<&'a str>, CdaFault> {
        match self.node.attribute(name).map(str::trim) {
            None | Some("") => Ok(None),
            Some(value) if value.len() > self.limits.text => {
                Err(CdaFault::TooLong { path: self.path_of_attribute(name), limit: self.limits.text })
            }
            Some(value) => Ok(Some(value)),
        }
    }

    /// All text inside, runs of white space as one space, comments not parting words; absent when empty.
    pub(crate) fn text(&self) -> Result<Option<String>, CdaFault> {
        let (mut text, mut gap) = (String::new(), false);
        let pieces = self.node.descendants().filter(Node::is_text).filter_map(|node| node.text());
        for character in pieces.flat_map(str::chars) {
            if character.is_whitespace() {
                gap = !text.is_empty();
                continue;
            }
            if gap {
                text.push(' ');
                gap = false;
            }
            text.push(character);
            if text.len() > self.limits.text {
                return Err(CdaFault::TooLong { path: self.path(), limit: self.limits.text });
            }
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// The text directly inside as it is written, not that of child elements.
    pub(crate) fn own_text(&self) -> impl Iterator<Item = &'a str> {
        self.node.children().filter(|node| node.is_text()).filter_map(|node| node.text())
    }

    /// The path from the root, with a number where elements of one name are several.
    pub(crate) fn path(&self) -> String {
        let mut names: Vec<String> =
            self.node.ancestors().filter(|node| node.is_element()).map(step_of).collect();
        names.reverse();
        names.join("/")
    }

    /// The path of a child, there or not.
    pub(crate) fn path_to(&self, name: &str) -> String {
        format!("{}/{name}", self.path())
    }

    /// The path of an attribute.
    pub(crate) fn path_of_attribute(&self, name: &str) -> String {
        format!("{}/@{name}", self.path())
    }

    /// A fault: a child or attribute that must be there is not.
    pub(crate) fn missing(&self, name: &str, expected: &'static str) -> CdaFault {
        CdaFault::Missing { path: self.path_to(name), expected }
    }
}

/// How many siblings are looked at for the number of an element.
const FAR: usize = 1_000;

fn step_of(node: Node<'_, '_>) -> String {
    let name = node.tag_name().name();
    let known = name.len() <= 64 && node.tag_name().namespace() == Some(HL7);
    let name = if known { name } else { "*" };
    let alike = |other: &Node<'_, '_>| other.is_element() && other.tag_name() == node.tag_name();
    // A number that is further away than this helps nobody, and counting it would cost.
    if node.prev_siblings().nth(FAR).is_some() {
        return format!("{name}[…]");
    }
    let earlier = node.prev_siblings().skip(1).filter(alike).count();
    let several = earlier > 0 || node.next_siblings().skip(1).take(FAR).any(|other| alike(&other));
    if several { format!("{name}[{}]", earlier + 1) } else { name.to_owned() }
}
