/// Cuts SQL into statements, each a run of words.
///
/// Words outside quotes are in small letters; `'…'` and `$tag$…$tag$` give `'` alone, so what a function's
/// body says is not seen. A bracket, a comma and a dot are words of their own.
pub(crate) fn statements(text: &str) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let (word, length) = word(rest, next);
        match word {
            Some(word) if word == ";" => found.push(Vec::new()),
            Some(word) => found.last_mut().expect("there is always a last one").push(word),
            None => {}
        }
        rest = &rest[length..];
    }
    found.retain(|statement| !statement.is_empty());
    found
}

fn word(rest: &str, next: char) -> (Option<String>, usize) {
    let to = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("--") {
        (None, to("\n", 2))
    } else if rest.starts_with("/*") {
        (None, to("*/", 2))
    } else if next == '\'' {
        // a doubled quote reads as two texts side by side, which changes nothing here
        (Some("'".to_owned()), to("'", 1))
    } else if next == '"' {
        let end = to("\"", 1);
        (Some(rest[1..end].trim_end_matches('"').to_owned()), end)
    } else if let Some(tag) = dollar_tag(rest) {
        (Some("'".to_owned()), to(tag, tag.len()))
    } else if next.is_alphanumeric() || next == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        (Some(rest[..end].to_lowercase()), end)
    } else {
        let sign = (!next.is_whitespace()).then(|| next.to_string());
        (sign, next.len_utf8())
    }
}

/// `$$` or `$tag$` at the start of the text.
fn dollar_tag(text: &str) -> Option<&str> {
    let body = text.strip_prefix('$')?;
    let end = body.find('$')?;
    let name = &body[..end];
    let named = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with(char::is_numeric);
    named.then(|| &text[..end + 2])
}

/// Reads words one after the other.
pub(crate) struct Words<'a> {
    rest: &'a [String],
}

impl<'a> Words<'a> {
    pub(crate) fn of(rest: &'a [String]) -> Self {
        Self { rest }
    }

    /// Steps over these words if they are next.
    pub(crate) fn skip(&mut self, run: &[&str]) -> bool {
        let next =
            self.rest.len() >= run.len() && self.rest.iter().zip(run).all(|(word, wanted)| word == wanted);
        if next {
            self.rest = &self.rest[run.len()..];
        }
        next
    }

    pub(crate) fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    /// `name` or `schema.name`, as written.
    pub(crate) fn name(&mut self) -> Option<String> {
        let first = self.next()?.to_owned();
        if self.skip(&["."]) { Some(format!("{first}.{}", self.next()?)) } else { Some(first) }
    }

    /// What stands between the bracket that is next and the one that closes it; `None` where none is next.
    pub(crate) fn brackets(&mut self) -> Option<&'a [String]> {
        if self.rest.first().is_none_or(|word| word != "(") {
            return None;
        }
        let mut depth = 0_usize;
        for (at, word) in self.rest.iter().enumerate() {
            match word.as_str() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let inside = &self.rest[1..at];
                self.rest = &self.rest[at + 1..];
                return Some(inside);
            }
        }
        None
    }

    pub(crate) fn rest(&self) -> &'a [String] {
        self.rest
    }
}

/// Cuts at the commas that stand in no bracket.
pub(crate) fn at_commas(words: &[String]) -> Vec<&[String]> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, word) in words.iter().enumerate() {
        match word.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            "," if depth == 0 => {
                parts.push(&words[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&words[start..]);
    parts
}

/// The columns of a key: the first word of each part, or the whole part where it is an expression.
pub(crate) fn key_columns(words: &[String]) -> Vec<String> {
    at_commas(words)
        .into_iter()
        .map(|part| match part {
            [first, second, ..] if first == "(" || second == "(" => part.concat(),
            [first, ..] => first.clone(),
            [] => String::new(),
        })
        .collect()
}
