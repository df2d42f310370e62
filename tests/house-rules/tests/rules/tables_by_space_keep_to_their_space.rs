//! A table by space can be cut by space: `space_id` comes first in the primary key and in whatever else makes its
//! rows exclude each other, and a foreign key stays inside one space.

use house_rules::{Foreign, Schema, Table, Tree, none};

const SPACE: &str = "space_id";

fn faults(schema: &Schema, kinds: &toml::Table) -> Vec<String> {
    let by_space = |name: &str| kinds.get(name).and_then(toml::Value::as_str) == Some("by_space");
    let mut faults = Vec::new();
    for (name, table) in &schema.tables {
        if by_space(name) {
            faults.extend(keys(name, table));
        }
        for foreign in &table.foreign {
            faults.extend(crossing(name, by_space(name), foreign, by_space(&foreign.table)));
        }
    }
    faults
}

fn keys(name: &str, table: &Table) -> Vec<String> {
    let first = |columns: &[String]| columns.first().is_some_and(|column| column == SPACE);
    let mut faults = Vec::new();
    if !first(&table.primary) {
        faults.push(format!(
            "{name}: the primary key ({}) does not begin with {SPACE}",
            table.primary.join(", ")
        ));
    }
    for unique in table.uniques.iter().filter(|unique| !first(&unique.columns)) {
        faults.push(format!("{name}: unique ({}) does not begin with {SPACE}", unique.columns.join(", ")));
    }
    faults
}

/// A foreign key joins two tables by space through the space of both, or two tables that are not by space.
fn crossing(name: &str, from_by_space: bool, foreign: &Foreign, to_by_space: bool) -> Option<String> {
    let Foreign { columns, table, referenced, .. } = foreign;
    let first = |columns: &[String]| columns.first().is_some_and(|column| column == SPACE);
    let inside = first(columns) && (referenced.is_empty() || first(referenced));
    let fault = match (from_by_space, to_by_space) {
        (true, true) if !inside => "may reach another space",
        (true, false) => "leads from a space to a table that is not by space",
        (false, true) => "leads into a table by space from one that is not",
        _ => return None,
    };
    Some(format!("{name}: the foreign key ({}) to {table} {fault}", columns.join(", ")))
}

#[test]
fn in_this_house() {
    let tree = Tree::here();
    let kinds =
        tree.text("docs/tables.toml").expect("docs/tables.toml is there").parse().expect("it is TOML");
    let schema = Schema::of(&tree);
    assert!(!schema.tables.is_empty(), "no table was seen");
    none("tables by space keep to their space", &faults(&schema, &kinds));
}

fn with(sql: &str) -> Vec<String> {
    let schema = Schema::of(&Tree::of(&[("migrations/1/up.sql", sql)]));
    assert!(schema.unread.is_empty(), "{:?}", schema.unread);
    faults(&schema, &"'a.bed' = 'by_space'\n'a.plant' = 'by_space'\n'a.shop' = 'global'".parse().unwrap())
}

#[test]
fn keys_that_begin_with_the_space_pass() {
    let sql =
        "create table a.bed (space_id uuid, id uuid, primary key (space_id, id), unique (space_id, id));
        create table a.plant (space_id uuid, id uuid, bed uuid, primary key (space_id, id),
            foreign key (space_id, bed) references a.bed (space_id, id));
        create table a.shop (id uuid primary key, name text unique);";
    assert_eq!(with(sql), Vec::<String>::new());
}

#[test]
fn a_key_that_does_not_begin_with_the_space_is_found() {
    assert_eq!(with("create table a.bed (space_id uuid, id uuid primary key)").len(), 1);
    assert_eq!(with("create table a.bed (space_id uuid, id uuid)").len(), 1);
    assert_eq!(with("create table a.bed (space_id uuid primary key, id uuid unique)").len(), 1);
    assert_eq!(
        with("create table a.bed (space_id uuid primary key, id uuid, unique (id, space_id))").len(),
        1
    );
    let index =
        "create table a.bed (space_id uuid primary key, id uuid); create unique index i on a.bed (id)";
    assert_eq!(with(index).len(), 1);
}

#[test]
fn a_foreign_key_that_leaves_the_space_is_found() {
    let bed =
        "create table a.bed (space_id uuid, id uuid, primary key (space_id, id), unique (space_id, id));";
    let shop = "create table a.shop (id uuid primary key);";
    let plant = "create table a.plant (space_id uuid, id uuid, bed uuid, shop uuid REFERS, primary key (space_id, id) ALSO)";
    let with_both = |refers: &str, also: &str| {
        with(&format!("{bed}{shop}{}", plant.replace("REFERS", refers).replace("ALSO", also)))
    };
    assert!(with_both("", "").is_empty());
    assert_eq!(with_both("references a.shop", "").len(), 1);
    assert_eq!(with_both("", ", foreign key (bed) references a.bed (id)").len(), 1);
    let into = format!("{bed} create table a.shop (id uuid primary key, bed uuid references a.bed (id))");
    assert_eq!(with(&into).len(), 1);
}
