//! Every table has a kind in `docs/tables.toml` and every column a class in `docs/columns.toml`: export, erasure,
//! redaction and distribution follow these two files.

use std::collections::BTreeSet;

use house_rules::{Schema, Tree, none};

const KINDS: &[&str] = &["by_space", "global", "projection"];
const CLASSES: &[&str] = &["identity", "health", "technical", "secret"];

fn faults(schema: &Schema, kinds: &toml::Table, classes: &toml::Table) -> Vec<String> {
    let mut faults = schema.unread.clone();
    let made: BTreeSet<&str> = schema.tables.keys().map(String::as_str).collect();
    for (name, table) in &schema.tables {
        if !name.contains('.') {
            faults.push(format!("{name}: a table stands in the schema of its room, `room.table`"));
        }
        match kinds.get(name).and_then(toml::Value::as_str) {
            None => faults.push(format!("docs/tables.toml: {name} is missing")),
            Some(kind) if !KINDS.contains(&kind) => {
                faults.push(format!("docs/tables.toml: {name} is `{kind}`, expected one of {KINDS:?}"));
            }
            Some(_) => {}
        }
        for column in &table.columns {
            match class(classes, name, column) {
                None => faults.push(format!("docs/columns.toml: {name}.{column} is missing")),
                Some(class) if !CLASSES.contains(&class) => {
                    faults.push(format!(
                        "docs/columns.toml: {name}.{column} is `{class}`, expected one of {CLASSES:?}"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    let stale = kinds.keys().filter(|name| !made.contains(name.as_str()));
    faults.extend(stale.map(|name| format!("docs/tables.toml: no migration makes {name}")));
    let stale = listed(classes).into_iter().filter(|(table, column)| {
        schema.tables.get(table).is_none_or(|table| !table.columns.contains(column))
    });
    faults.extend(
        stale.map(|(table, column)| format!("docs/columns.toml: no migration makes {table}.{column}")),
    );
    faults
}

fn class<'a>(classes: &'a toml::Table, table: &str, column: &str) -> Option<&'a str> {
    let (room, table) = table.split_once('.')?;
    classes.get(room)?.get(table)?.get(column)?.as_str()
}

/// Table and column of every line of `docs/columns.toml`.
fn listed(classes: &toml::Table) -> Vec<(String, String)> {
    let tables = |value: &toml::Value| value.as_table().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for (room, inside) in classes {
        for (table, columns) in tables(inside) {
            found.extend(tables(&columns).into_iter().map(|(column, _)| (format!("{room}.{table}"), column)));
        }
    }
    found
}

#[test]
fn in_this_house() {
    let tree = Tree::here();
    let read = |path| tree.text(path).unwrap_or_else(|| panic!("{path} is missing")).parse().expect(path);
    let found = faults(&Schema::of(&tree), &read("docs/tables.toml"), &read("docs/columns.toml"));
    none("tables and columns are classified", &found);
}

fn with(kinds: &str, classes: &str) -> Vec<String> {
    let sql = "create table garden.bed (space_id uuid primary key, size int)";
    let schema = Schema::of(&Tree::of(&[("migrations/1/up.sql", sql)]));
    faults(&schema, &kinds.parse().unwrap(), &classes.parse().unwrap())
}

const COMPLETE: &str = "[garden.bed]\nspace_id = 'technical'\nsize = 'health'";

#[test]
fn a_complete_classification_passes() {
    assert!(with("'garden.bed' = 'by_space'", COMPLETE).is_empty());
}

#[test]
fn a_missing_or_unknown_kind_or_class_is_found() {
    assert_eq!(with("", COMPLETE), ["docs/tables.toml: garden.bed is missing"]);
    assert_eq!(with("'garden.bed' = 'by_garden'", COMPLETE).len(), 1);
    let kind = "'garden.bed' = 'by_space'";
    assert_eq!(
        with(kind, "[garden.bed]\nspace_id = 'technical'"),
        ["docs/columns.toml: garden.bed.size is missing"]
    );
    assert_eq!(with(kind, &COMPLETE.replace("health", "healthy")).len(), 1);
}

#[test]
fn an_entry_for_what_is_no_longer_there_is_found() {
    let found = with(
        "'garden.bed' = 'by_space'\n'garden.fence' = 'global'",
        "[garden.bed]\nspace_id = 'technical'\nsize = 'health'\ncolour = 'health'\n[garden.fence]\nid = 'technical'",
    );
    assert_eq!(found.len(), 3, "{found:?}");
}
