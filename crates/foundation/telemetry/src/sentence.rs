/// What stands where something was left out.
pub(crate) const WITHHELD: &str = "[withheld]";

/// The longest sentence, in characters.
const LONGEST: usize = 400;

/// The longest word that is no path: encoded values and tokens are longer than words.
const LONGEST_WORD: usize = 30;

/// From this many digits on a number may be somebody's: six is a birth date without its century.
const MANY_DIGITS: usize = 6;

/// The sentence without what may be a value: quoted text, `(key)=(value)` pairs, long numbers (also written in
/// groups), addresses with `@`, words too long to be words. Control characters become spaces.
pub fn cleaned(sentence: &str) -> String {
    let plain: String = sentence.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let plain = without_numbers(&without_long_words(&without_quoted(&plain)));
    if plain.chars().count() > LONGEST { plain.chars().take(LONGEST).chain(['…']).collect() } else { plain }
}

/// Replaces what stands between quotes, and between brackets after an equals sign, unless it reads like the name of
/// a table, column or setting.
fn without_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '`', '«', '“', '(']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let mut chars = from.chars();
        let Some(open) = chars.next() else { break };
        let inside = chars.as_str();
        out.push(open);
        rest = inside;
        let close = match open {
            '«' => '»',
            '“' => '”',
            '(' => ')',
            same => same,
        };
        if open == '(' && !out.ends_with("=(") {
            continue;
        }
        match inside.split_once(close) {
            Some((quoted, after)) => {
                out.push_str(if is_name_of_ours(quoted) { quoted } else { WITHHELD });
                out.push(close);
                rest = after;
            }
            None => {
                out.push_str(WITHHELD);
                rest = "";
            }
        }
    }
    out.push_str(rest);
    out
}

/// Two or more small words joined by `_`, as in `document_pkey`.
fn is_name_of_ours(text: &str) -> bool {
    text.len() <= 2 * LONGEST_WORD
        && text.contains('_')
        && text.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '_' | '.'))
}

fn without_long_words(text: &str) -> String {
    let kept = |word: &str| {
        if word.contains('@') {
            return "[address]".to_owned();
        }
        // Paths, module names and names of ours are made of short parts.
        let longest = word.split(['/', ':', '_', '.']).map(|part| part.chars().count()).max().unwrap_or(0);
        if longest > LONGEST_WORD { "[long word]".to_owned() } else { word.to_owned() }
    };
    text.split(' ').map(kept).collect::<Vec<_>>().join(" ")
}

/// Replaces digits, one separator at most between two of them, when together they are many.
fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let joins = matches!(c, ' ' | '.' | '-' | '/' | '\u{a0}' | '\u{202f}')
            && chars.peek().is_some_and(char::is_ascii_digit);
        if c.is_ascii_digit() || (joins && !run.is_empty()) {
            run.push(c);
        } else {
            end_run(&mut out, &mut run);
            out.push(c);
        }
    }
    end_run(&mut out, &mut run);
    out
}

fn end_run(out: &mut String, run: &mut String) {
    let digits = run.chars().filter(char::is_ascii_digit).count();
    out.push_str(if digits >= MANY_DIGITS { "[number]" } else { run });
    run.clear();
}
