/// One word, number or sign of Rust code. Comments give none, and a text or character gives `"` alone: what is
/// written inside it is not code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The word, or the sign; `::` is one sign.
    pub text: String,
    /// The line it stands on, from 1.
    pub line: usize,
}

/// Cuts Rust code into tokens.
pub(crate) fn tokens(code: &str) -> Vec<Token> {
    let mut reader = Reader { rest: code, line: 1, found: Vec::new() };
    while let Some(next) = reader.rest.chars().next() {
        reader.step(next);
    }
    reader.found
}

struct Reader<'a> {
    rest: &'a str,
    line: usize,
    found: Vec<Token>,
}

impl Reader<'_> {
    fn step(&mut self, next: char) {
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(block_comment(self.rest));
        } else if let Some(length) = raw_text(self.rest) {
            self.take_as("\"", length);
        } else if next == '"' {
            self.take_as("\"", quoted(self.rest, '"'));
        } else if next == '\'' {
            self.quote();
        } else if next.is_alphanumeric() || next == '_' {
            self.word();
        } else if self.rest.starts_with("::") {
            self.take_as("::", 2);
        } else if next.is_whitespace() {
            self.skip(next.len_utf8());
        } else {
            self.take_as(&next.to_string(), next.len_utf8());
        }
    }

    fn word(&mut self) {
        let body = self.rest.strip_prefix("r#").unwrap_or(self.rest);
        let length = body.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(body.len());
        let word = body[..length].to_owned();
        self.take_as(&word, self.rest.len() - body.len() + length);
    }

    /// A character (`'x'`, `'\n'`) or a lifetime (`'a`).
    fn quote(&mut self) {
        let mut after = self.rest.chars().skip(1);
        let (first, second) = (after.next(), after.next());
        if first == Some('\\') || second == Some('\'') {
            self.take_as("\"", quoted(self.rest, '\''));
        } else {
            self.take_as("'", 1);
        }
    }

    fn take_as(&mut self, text: &str, length: usize) {
        self.found.push(Token { text: text.to_owned(), line: self.line });
        self.skip(length);
    }

    fn skip(&mut self, length: usize) {
        let (skipped, rest) = self.rest.split_at(length);
        self.line += skipped.matches('\n').count();
        self.rest = rest;
    }
}

/// Length of a block comment, comments inside it included.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// Length of `r"…"`, `r#"…"#` and their byte and C forms; `None` where the text is none of them.
fn raw_text(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r"].into_iter().find(|prefix| text.starts_with(prefix))?;
    let body = &text[prefix.len()..];
    let hashes = body.len() - body.trim_start_matches('#').len();
    body[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = prefix.len() + hashes + 1;
    Some(text[start..].find(&end).map_or(text.len(), |at| start + at + end.len()))
}

/// Length of a text that ends at the first `end` without a backslash before it.
fn quoted(text: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn words(code: &str) -> Vec<String> {
        tokens(code).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn comments_give_no_token() {
        assert_eq!(words("a // b\n/* c /* d */ e */ f"), ["a", "f"]);
    }

    #[test]
    fn texts_and_characters_hide_what_is_inside() {
        assert_eq!(
            words(r##"f("x \" y", r#"a " b"#, b"z", 'q', '\'')"##),
            ["f", "(", "\"", ",", "\"", ",", "b", "\"", ",", "\"", ",", "\"", ")"]
        );
    }

    #[test]
    fn a_lifetime_is_not_the_start_of_a_character() {
        assert_eq!(words("&'a str"), ["&", "'", "a", "str"]);
    }

    #[test]
    fn lines_are_counted_through_texts_and_comments() {
        let found = tokens("/*\n*/ \"\n\" last");
        assert_eq!(found.last().map(|token| token.line), Some(3));
    }
}
