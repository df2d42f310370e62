//! How a table is written.

use std::{collections::BTreeMap, fmt::Write};

/// How wide a line gets before it goes on in the next one.
const WIDE: usize = 124;
/// Between two columns.
const GAP: usize = 2;

/// A table under a heading, with what it takes for granted.
#[derive(PartialEq, Eq)]
pub(super) struct Table {
    columns: Vec<String>,
    lines: Vec<(String, Vec<String>)>,
}

impl Table {
    pub(super) fn of<C: Into<String>>(columns: impl IntoIterator<Item = C>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), lines: Vec::new() }
    }

    pub(super) fn line(&mut self, name: impl Into<String>, cells: Vec<String>) {
        assert_eq!(cells.len(), self.columns.len());
        self.lines.push((name.into(), cells));
    }

    /// A line for each name, which stands in front; who gets one answer everywhere is named under the table.
    pub(super) fn gathered(&self) -> String {
        let is_alike =
            |(_, cells): &&(String, Vec<String>)| cells.windows(2).all(|two| two.first() == two.last());
        let (alike, differing): (Vec<_>, Vec<_>) = self.lines.iter().partition(is_alike);
        let differing =
            Self { columns: self.columns.clone(), lines: differing.into_iter().cloned().collect() };
        let mut everywhere: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, cells) in alike {
            everywhere.entry(cells.first().map_or("", String::as_str)).or_default().push(name);
        }
        let mut text = differing.listed("");
        for (cell, names) in everywhere {
            writeln!(text, "{}", wrapped(&format!("{cell} everywhere: {}.", names.join("; ")), 0)).unwrap();
        }
        text
    }

    /// A line for each name, which stands in front.
    pub(super) fn listed(&self, first: &str) -> String {
        let names = self.lines.iter().map(|(name, _)| name.as_str()).chain([first]);
        let name_width = names.map(|name| name.chars().count()).max().unwrap_or_default() + GAP;
        let widths = self.widths();
        let mut text = String::new();
        let line = |name: &str, cells: &[String]| {
            format!("{name:<name_width$}{}", in_columns(cells, &widths)).trim_end().to_owned()
        };
        writeln!(text, "{}", line(first, &self.columns)).unwrap();
        for (name, cells) in &self.lines {
            writeln!(text, "{}", line(name, cells)).unwrap();
        }
        text
    }

    /// Lines with the same cells as one line, its names behind; those that grant something first. Of those that are refused
    /// everywhere the most are not named.
    pub(super) fn grouped(&self, title: &str) -> String {
        let mut groups: Vec<(&[String], Vec<&str>)> = Vec::new();
        for (name, cells) in &self.lines {
            match groups.iter_mut().find(|(same, _)| same == cells) {
                Some((_, names)) => names.push(name),
                None => groups.push((cells, vec![name])),
            }
        }
        let is_refused = |cells: &[String]| cells.iter().all(|cell| cell.starts_with('-'));
        groups.sort_by_key(|(cells, names)| is_refused(cells).then_some(names.len()));
        if let Some((_, names)) =
            groups.last_mut().filter(|(cells, names)| is_refused(cells) && names.len() > 3)
        {
            *names = vec!["every other act"];
        }
        let widths = self.widths();
        let mut text = String::new();
        let begin: usize = widths.iter().sum();
        writeln!(text, "{}{}", in_columns(&self.columns, &widths), wrapped(title, begin)).unwrap();
        for (cells, names) in groups {
            let names = wrapped(&names.join(", "), begin);
            writeln!(text, "{}{names}", in_columns(cells, &widths)).unwrap();
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let of = |at: usize| {
            let cells = self.lines.iter().filter_map(|(_, cells)| cells.get(at)).chain(self.columns.get(at));
            cells.map(|cell| cell.chars().count()).max().unwrap_or_default() + 1
        };
        (0..self.columns.len()).map(of).collect()
    }
}

fn in_columns(cells: &[String], widths: &[usize]) -> String {
    cells.iter().zip(widths).map(|(cell, wide)| format!("{cell:<wide$}")).collect()
}

/// A heading and what is taken for granted under it.
pub(super) fn heading(title: &str, assumed: &str) -> String {
    format!("# {title}\n\n{}\n\n", wrapped(assumed, 0))
}

/// A text in lines, each after the first indented by so much.
pub(super) fn wrapped(text: &str, indent: usize) -> String {
    let mut wrapped = String::new();
    let mut at = indent;
    for word in text.split(' ') {
        let long = word.chars().count();
        if at > indent && at + 1 + long > WIDE {
            write!(wrapped, "\n{:indent$}", "").unwrap();
            at = indent;
        } else if at > indent {
            wrapped.push(' ');
            at += 1;
        }
        wrapped.push_str(word);
        at += long;
    }
    wrapped
}
