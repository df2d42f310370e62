use std::fmt::Write;

use kernel::Language;

use crate::words::{Block, Words};

/// Characters of a line of text.
const WIDTH: usize = 72;

/// The letter as text, in lines that every reader shows whole; a link stands on a line of its own.
pub(crate) fn plain(words: &Words) -> String {
    let mut text = String::new();
    for block in &words.blocks {
        match block {
            Block::Text(paragraph) => fold(paragraph, &mut text),
            Block::Link { label, address } => {
                fold(&format!("{label}\u{a0}:"), &mut text);
                text.push_str(address);
                text.push_str("\r\n");
            }
        }
        text.push_str("\r\n");
    }
    text.push_str("-- \r\n");
    fold(&words.footer, &mut text);
    text
}

fn fold(paragraph: &str, text: &mut String) {
    let mut length = 0;
    // Not at a no-break space: `split_whitespace` would.
    for word in paragraph.split(' ') {
        let more = word.chars().count();
        if length > 0 {
            let fits = length + 1 + more <= WIDTH;
            text.push_str(if fits { " " } else { "\r\n" });
            length = if fits { length + 1 } else { 0 };
        }
        text.push_str(word);
        length += more;
    }
    text.push_str("\r\n");
}

/// The letter as a page without anything from elsewhere: no picture, no style sheet, no script.
pub(crate) fn html(words: &Words, language: Language) -> String {
    let subject = escape(words.subject);
    let mut body = String::new();
    for block in &words.blocks {
        // Writing to a string cannot fail.
        let _ = match block {
            Block::Text(paragraph) => write!(body, "<p>{}</p>\r\n", escape(paragraph)),
            Block::Link { label, address } => {
                let (label, address) = (escape(label), escape(address));
                write!(body, "<p><a href=\"{address}\">{label}</a><br>\r\n<small>{address}</small></p>\r\n")
            }
        };
    }
    let (language, footer) = (language.code(), escape(&words.footer));
    format!(
        "<!DOCTYPE html>\r\n<html lang=\"{language}\">\r\n<head>\r\n<meta charset=\"utf-8\">\r\n\
         <meta name=\"viewport\" content=\"width=device-width\">\r\n<title>{subject}</title>\r\n</head>\r\n\
         <body style=\"margin:0;padding:1.5rem;background:#ffffff;color:#1b1b1b;font:1rem/1.5 sans-serif\">\r\n\
         <main style=\"max-width:36rem;margin:0 auto;overflow-wrap:anywhere\">\r\n\
         <h1 style=\"font-size:1.25rem\">{subject}</h1>\r\n{body}<hr>\r\n<p><small>{footer}</small></p>\r\n\
         </main>\r\n</body>\r\n</html>\r\n"
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}
