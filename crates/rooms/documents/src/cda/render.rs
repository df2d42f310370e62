//! The sections of a structured body as HTML for people.
//!
//! Only elements and attributes of a closed list come out, every text is escaped, nothing refers to anything outside,
//! and whatever is unknown gives its text alone. The tree is walked without recursion.

use std::collections::HashMap;

use roxmltree::Node;

use super::{
    CdaFault, Limits,
    open::with_root,
    tree::{At, HL7},
};

/// What is still to be done of the walk.
enum Step<'a, 'input> {
    Enter(Node<'a, 'input>, Place),
    Write(&'static str),
}

/// Where in the body a node stands.
#[derive(Clone, Copy)]
struct Place {
    /// How many sections are around it.
    depth: usize,
    /// Whether it is in the text of a section, where the narrative elements count.
    narrative: bool,
}

/// Makes the sections of a CDA document readable: a fragment of HTML with headings from `h2` on, empty when the body has
/// no sections.
///
/// # Errors
/// [`CdaFault`], as [`super::read`]; [`CdaFault::TooLarge`] when the page would be longer than `limits.bytes`.
pub fn render(bytes: &[u8], limits: &Limits) -> Result<String, CdaFault> {
    with_root(bytes, limits, |root| {
        let body = root.descend(&["component", "structuredBody"])?;
        body.map_or_else(|| Ok(String::new()), |body| sections(body, limits))
    })
}

fn sections(body: At<'_, '_>, limits: &Limits) -> Result<String, CdaFault> {
    let files = files(body);
    let mut page = String::new();
    let mut steps = vec![Step::Enter(body.node(), Place { depth: 0, narrative: false })];
    while let Some(step) = steps.pop() {
        match step {
            Step::Write(text) => page.push_str(text),
            Step::Enter(node, place) if node.is_text() && place.narrative => {
                escape(node.text().unwrap_or_default(), &mut page);
            }
            Step::Enter(node, place) if node.is_element() => {
                enter(node, place, &files, &mut page, &mut steps);
            }
            Step::Enter(..) => {}
        }
        if page.len() > limits.bytes {
            return Err(CdaFault::TooLarge { bytes: page.len(), limit: limits.bytes });
        }
    }
    Ok(page)
}

/// What stands in the page for a file of the document, by the file's `ID`: its bytes are part of the document itself.
fn files<'a>(body: At<'a, '_>) -> HashMap<&'a str, &'static str> {
    let mut files = HashMap::new();
    for media in body.descendants().filter(|at| at.name() == "observationMedia") {
        let Some(id) = media.node().attribute("ID") else { continue };
        let kind = media.children("value").find_map(|value| value.node().attribute("mediaType"));
        files.entry(id).or_insert(match kind {
            Some("application/pdf") => "[PDF]",
            Some(kind) if kind.starts_with("image/") => IMAGE,
            _ => "[…]",
        });
    }
    files
}

const IMAGE: &str = "[image]";

fn enter<'a, 'input>(
    node: Node<'a, 'input>,
    place: Place,
    files: &HashMap<&'a str, &'static str>,
    page: &mut String,
    steps: &mut Vec<Step<'a, 'input>>,
) {
    let known = node.tag_name().namespace() == Some(HL7);
    let name = if known { node.tag_name().name() } else { "" };
    let inside = |place: Place, steps: &mut Vec<Step<'a, 'input>>| {
        let children: Vec<_> = node.children().collect();
        steps.extend(children.into_iter().rev().map(|child| Step::Enter(child, place)));
    };
    if place.narrative {
        if let Some(element) = Element::of(name, node) {
            element.open(node, files, page);
            steps.extend(element.close().map(Step::Write));
            inside(place, steps);
        } else if !matches!(name, "footnoteRef" | "col" | "colgroup") {
            inside(place, steps);
        }
        return;
    }
    match name {
        "structuredBody" | "component" => inside(place, steps),
        "section" => {
            page.push_str("<section>");
            steps.push(Step::Write("</section>\n"));
            inside(Place { depth: place.depth + 1, ..place }, steps);
        }
        "title" if place.depth > 0 => {
            let (open, close) = heading(place.depth);
            page.push_str(open);
            steps.push(Step::Write(close));
            inside(Place { narrative: true, ..place }, steps);
        }
        "text" if place.depth > 0 => {
            page.push_str("<div>");
            steps.push(Step::Write("</div>\n"));
            inside(Place { narrative: true, ..place }, steps);
        }
        // Coded entries are for programs; what they say stands in the text as well.
        _ => {}
    }
}

fn heading(depth: usize) -> (&'static str, &'static str) {
    match depth {
        1 => ("<h2>", "</h2>\n"),
        2 => ("<h3>", "</h3>\n"),
        3 => ("<h4>", "</h4>\n"),
        4 => ("<h5>", "</h5>\n"),
        _ => ("<h6>", "</h6>\n"),
    }
}

/// What an element of the narrative (CDA R2, section 4.3.5) becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    StrongParagraph,
    Block,
    Unordered,
    Ordered,
    Item,
    Table,
    Caption,
    ListCaption,
    Head,
    Body,
    Foot,
    Row,
    HeadCell,
    Cell,
    Break,
    Strong,
    StrongEmphasis,
    Emphasis,
    Underlined,
    Struck,
    Small,
    Sub,
    Sup,
    File,
}

/// Elements that HTML does not take inside a paragraph.
const BLOCKS: [&str; 4] = ["paragraph", "list", "table", "caption"];
/// Most columns or rows that one cell spans.
const SPAN: u16 = 1_000;
/// Most files that are named at one place.
const FILES: usize = 10;

impl Element {
    fn of(name: &str, node: Node<'_, '_>) -> Option<Self> {
        let is_block = |inner: &Node<'_, '_>| inner.is_element() && BLOCKS.contains(&inner.tag_name().name());
        Some(match name {
            "paragraph" if node.descendants().skip(1).any(|inner| is_block(&inner)) => Self::Block,
            "paragraph" if has_style(node, &["Bold"]) => Self::StrongParagraph,
            "paragraph" => Self::Paragraph,
            "list" if node.attribute("listType") == Some("ordered") => Self::Ordered,
            "list" => Self::Unordered,
            "item" => Self::Item,
            "table" => Self::Table,
            "caption" => match node.parent().map(|parent| parent.tag_name().name()) {
                Some("table") => Self::Caption,
                Some("list") => Self::ListCaption,
                _ => Self::Block,
            },
            "thead" => Self::Head,
            "tbody" => Self::Body,
            "tfoot" => Self::Foot,
            "tr" => Self::Row,
            "th" => Self::HeadCell,
            "td" => Self::Cell,
            "br" => Self::Break,
            "footnote" => Self::Small,
            "sub" => Self::Sub,
            "sup" => Self::Sup,
            "renderMultiMedia" => Self::File,
            "content" if node.attribute("revised") == Some("delete") => Self::Struck,
            "content" => {
                let (strong, slanted) =
                    (has_style(node, &["Bold"]), has_style(node, &["Italics", "Emphasis"]));
                match (strong, slanted) {
                    // Written as one word in many documents.
                    _ if has_style(node, &["BoldItalics"]) => Self::StrongEmphasis,
                    (true, true) => Self::StrongEmphasis,
                    (true, false) => Self::Strong,
                    (false, true) => Self::Emphasis,
                    (false, false) if has_style(node, &["Underline"]) => Self::Underlined,
                    (false, false) => return None,
                }
            }
            _ => return None,
        })
    }

    fn open(self, node: Node<'_, '_>, files: &HashMap<&str, &'static str>, page: &mut String) {
        match self {
            Self::HeadCell | Self::Cell => {
                page.push_str(if self == Self::Cell { "<td" } else { "<th" });
                for name in ["colspan", "rowspan"] {
                    let span: Option<u16> = node.attribute(name).and_then(|span| span.trim().parse().ok());
                    if let Some(span @ 2..=SPAN) = span {
                        page.push_str(&format!(" {name}=\"{span}\""));
                    }
                }
                page.push('>');
            }
            Self::Break => page.push_str("<br>"),
            Self::File => {
                let named = node.attribute("referencedObject").unwrap_or_default();
                let mut said: Vec<&str> =
                    named.split_whitespace().filter_map(|id| files.get(id).copied()).collect();
                said.truncate(FILES);
                page.push_str(&if said.is_empty() { IMAGE.to_owned() } else { said.join(" ") });
            }
            other => page.push_str(other.tags().0),
        }
    }

    fn close(self) -> Option<&'static str> {
        Some(self.tags().1).filter(|close| !close.is_empty())
    }

    fn tags(self) -> (&'static str, &'static str) {
        match self {
            Self::Paragraph => ("<p>", "</p>\n"),
            Self::StrongParagraph => ("<p><strong>", "</strong></p>\n"),
            Self::Block => ("<div>", "</div>\n"),
            Self::Unordered => ("<ul>", "</ul>\n"),
            Self::Ordered => ("<ol>", "</ol>\n"),
            Self::Item => ("<li>", "</li>\n"),
            Self::Table => ("<table>", "</table>\n"),
            Self::Caption => ("<caption>", "</caption>\n"),
            // A list holds items only: what is written above it is its first one.
            Self::ListCaption => ("<li><strong>", "</strong></li>\n"),
            Self::Head => ("<thead>", "</thead>\n"),
            Self::Body => ("<tbody>", "</tbody>\n"),
            Self::Foot => ("<tfoot>", "</tfoot>\n"),
            Self::Row => ("<tr>", "</tr>\n"),
            Self::HeadCell => ("<th>", "</th>"),
            Self::Cell => ("<td>", "</td>"),
            Self::Strong => ("<strong>", "</strong>"),
            Self::StrongEmphasis => ("<strong><em>", "</em></strong>"),
            Self::Emphasis => ("<em>", "</em>"),
            Self::Underlined => ("<u>", "</u>"),
            Self::Struck => ("<del>", "</del>"),
            Self::Small => ("<small>", "</small>"),
            Self::Sub => ("<sub>", "</sub>"),
            Self::Sup => ("<sup>", "</sup>"),
            Self::Break | Self::File => ("", ""),
        }
    }
}

/// Whether an element has one of these styles (`styleCode` is a list, in whatever case).
fn has_style(node: Node<'_, '_>, styles: &[&str]) -> bool {
    let written = node.attribute("styleCode").unwrap_or_default();
    written.split_whitespace().any(|one| styles.iter().any(|style| one.eq_ignore_ascii_case(style)))
}

/// Writes text so that it is text and nothing else in HTML.
pub(crate) fn escape(text: &str, page: &mut String) {
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            other => page.push(other),
        }
    }
}
