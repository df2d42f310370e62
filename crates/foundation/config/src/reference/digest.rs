use aws_lc_rs::digest::{Context, SHA256};

use super::files::Texts;

/// SHA-256 over every file's name and values: keys sorted, each value with its kind and length before it, so that
/// two contents never give the same bytes.
pub(super) fn digest(texts: &Texts) -> String {
    let mut context = Context::new(&SHA256);
    for (name, table) in texts.tables() {
        text(&mut context, b'f', name);
        value(&mut context, &toml::Value::Table(table));
    }
    hex::encode(context.finish())
}

fn value(context: &mut Context, found: &toml::Value) {
    match found {
        toml::Value::String(string) => text(context, b's', string),
        toml::Value::Integer(number) => text(context, b'i', &number.to_string()),
        toml::Value::Float(number) => text(context, b'd', &number.to_string()),
        toml::Value::Boolean(flag) => text(context, b'b', &flag.to_string()),
        toml::Value::Datetime(date) => text(context, b't', &date.to_string()),
        toml::Value::Array(items) => {
            text(context, b'a', &items.len().to_string());
            items.iter().for_each(|item| value(context, item));
        }
        toml::Value::Table(table) => {
            text(context, b'm', &table.len().to_string());
            let mut keys: Vec<_> = table.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            for (key, item) in keys {
                text(context, b'k', key);
                value(context, item);
            }
        }
    }
}

fn text(context: &mut Context, kind: u8, content: &str) {
    context.update(&[kind]);
    context.update(format!("{}:", content.len()).as_bytes());
    context.update(content.as_bytes());
}
