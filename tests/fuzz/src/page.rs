/// The elements of a page, those that are closed.
const CLOSED: [&str; 24] = [
    "section", "h2", "h3", "h4", "h5", "h6", "div", "p", "ul", "ol", "li", "table", "caption", "thead",
    "tbody", "tfoot", "tr", "th", "td", "strong", "em", "u", "del", "small",
];
const ALSO: [&str; 2] = ["sub", "sup"];
/// What may stand for a character.
const ENTITIES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#39;"];

/// What is wrong with the page of a clinical document: anything but plain elements of a closed list, each closed in its
/// order, with no attribute but the span of a cell, and text. Written apart from what makes the page.
pub fn page_fault(page: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    loop {
        let Some(at) = rest.find(['<', '>', '&', '"', '\'']) else {
            return (!open.is_empty()).then(|| format!("`{open:?}` is not closed"));
        };
        let (sign, after) = rest[at..].split_at(1);
        match sign {
            "&" => {
                let Some(entity) = ENTITIES.into_iter().find(|entity| after.starts_with(entity)) else {
                    return Some("an `&` that is no character".to_owned());
                };
                rest = &after[entity.len()..];
            }
            "<" => {
                let Some((tag, after)) = after.split_once('>') else { return Some("an open tag".to_owned()) };
                if let Some(name) = tag.strip_prefix('/') {
                    if open.pop() != Some(name) {
                        return Some(format!("`{name}` is closed and was not open"));
                    }
                } else if tag != "br" {
                    let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
                    if !CLOSED.contains(&name) && !ALSO.contains(&name) {
                        return Some(format!("an element `{name}`"));
                    }
                    if !attributes.split_terminator(' ').all(|attribute| is_span(name, attribute)) {
                        return Some(format!("an attribute in `{tag}`"));
                    }
                    open.push(name);
                }
                rest = after;
            }
            _ => return Some(format!("a bare `{sign}`")),
        }
    }
}

/// `colspan="2"`, of a cell.
fn is_span(element: &str, attribute: &str) -> bool {
    let Some((name, value)) = attribute.split_once('=') else { return false };
    let number = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or_default();
    matches!(element, "td" | "th")
        && matches!(name, "colspan" | "rowspan" | "scope")
        && (1..=4).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
