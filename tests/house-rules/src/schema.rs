use std::collections::BTreeMap;

use crate::sql::{Words, at_commas, key_columns, statements};
use crate::tree::Tree;

/// The tables as the migrations leave them.
#[derive(Debug, Default)]
pub struct Schema {
    /// The tables by `schema.name`.
    pub tables: BTreeMap<String, Table>,
    /// Statements about tables that this reader does not understand; each must be rewritten or taught to it.
    pub unread: Vec<String>,
}

/// One table.
#[derive(Debug, Default)]
pub struct Table {
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// The columns of its primary key, in order; empty where it has none.
    pub primary: Vec<String>,
    /// Its unique constraints, unique indexes and exclusion constraints.
    pub uniques: Vec<Unique>,
    /// Its foreign keys.
    pub foreign: Vec<Foreign>,
}

/// Something that makes rows exclude each other.
#[derive(Debug)]
pub struct Unique {
    /// Name of the constraint or index; empty where it has none.
    pub name: String,
    /// Its columns, in order; an expression stands as written.
    pub columns: Vec<String>,
}

/// A foreign key.
#[derive(Debug)]
pub struct Foreign {
    /// Name of the constraint; empty where it has none.
    pub name: String,
    /// The columns on this side.
    pub columns: Vec<String>,
    /// The table it points at.
    pub table: String,
    /// The columns it points at; empty where the primary key of that table is meant.
    pub referenced: Vec<String>,
}

impl Schema {
    /// Reads every `migrations/*/up.sql`, oldest first.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut schema = Self::default();
        for (path, text) in tree.below("migrations/", "/up.sql") {
            for statement in statements(text) {
                if schema.statement(&statement).is_none() {
                    let start: Vec<&str> = statement.iter().take(8).map(String::as_str).collect();
                    schema.unread.push(format!("{path}: `{} …` is not understood", start.join(" ")));
                }
            }
        }
        schema
    }

    /// `None` where the statement concerns a table and cannot be read.
    fn statement(&mut self, statement: &[String]) -> Option<()> {
        let mut words = Words::of(statement);
        if words.skip(&["create", "table"]) || words.skip(&["create", "unlogged", "table"]) {
            self.create(words)
        } else if words.skip(&["create", "unique", "index"]) {
            self.index(words)
        } else if words.skip(&["alter", "table"]) {
            self.alter(words)
        } else if words.skip(&["drop", "table"]) {
            words.skip(&["if", "exists"]);
            for part in at_commas(words.rest()) {
                self.tables.remove(&Words::of(part).name()?)?;
            }
            Some(())
        } else {
            let makes_a_table = statement.first().is_some_and(|first| first == "create")
                && statement.iter().take(4).any(|word| word == "table");
            (!makes_a_table).then_some(())
        }
    }

    fn create(&mut self, mut words: Words<'_>) -> Option<()> {
        words.skip(&["if", "not", "exists"]);
        let name = words.name()?;
        if words.skip(&["partition", "of"]) {
            return Some(());
        }
        let mut table = Table::default();
        for part in at_commas(words.brackets()?) {
            table.part(part)?;
        }
        self.tables.insert(name, table);
        Some(())
    }

    fn index(&mut self, mut words: Words<'_>) -> Option<()> {
        words.skip(&["concurrently"]);
        words.skip(&["if", "not", "exists"]);
        let name = if words.skip(&["on"]) {
            String::new()
        } else {
            let name = words.name()?;
            words.skip(&["on"]).then_some(name)?
        };
        words.skip(&["only"]);
        let table = self.tables.get_mut(&words.name()?)?;
        if words.skip(&["using"]) {
            words.next()?;
        }
        table.uniques.push(Unique { name, columns: key_columns(words.brackets()?) });
        Some(())
    }

    fn alter(&mut self, mut words: Words<'_>) -> Option<()> {
        words.skip(&["if", "exists"]);
        words.skip(&["only"]);
        let table = self.tables.get_mut(&words.name()?)?;
        for part in at_commas(words.rest()) {
            table.alter(part)?;
        }
        Some(())
    }
}

impl Table {
    fn alter(&mut self, part: &[String]) -> Option<()> {
        let mut words = Words::of(part);
        if words.skip(&["add"]) {
            let column = words.skip(&["column"]);
            let known = words.skip(&["if", "not", "exists"]);
            if column || known { self.column(words) } else { self.part(words.rest()) }
        } else if words.skip(&["drop", "constraint"]) {
            words.skip(&["if", "exists"]);
            let name = words.next()?;
            self.uniques.retain(|unique| unique.name != name);
            self.foreign.retain(|foreign| foreign.name != name);
            Some(())
        } else if words.skip(&["drop"]) {
            words.skip(&["column"]);
            words.skip(&["if", "exists"]);
            let name = words.next()?;
            self.columns.retain(|column| column != name);
            Some(())
        } else if words.skip(&["rename", "column"]) {
            let (old, to, new) = (words.next()?, words.next()?, words.next()?);
            (to == "to").then(|| self.rename(old, new))
        } else {
            let changes_names = words.skip(&["rename"]) || words.skip(&["set", "schema"]);
            (!changes_names).then_some(())
        }
    }

    /// A column under another name, wherever it is named.
    fn rename(&mut self, old: &str, new: &str) {
        let keys = self.uniques.iter_mut().flat_map(|unique| unique.columns.iter_mut());
        let foreign = self.foreign.iter_mut().flat_map(|foreign| foreign.columns.iter_mut());
        let named = self.columns.iter_mut().chain(self.primary.iter_mut()).chain(keys).chain(foreign);
        named.filter(|column| *column == old).for_each(|column| new.clone_into(column));
    }

    /// One part of the brackets of `create table`, or what follows `add` in `alter table`.
    fn part(&mut self, part: &[String]) -> Option<()> {
        let mut words = Words::of(part);
        let name = if words.skip(&["constraint"]) { words.next()?.to_owned() } else { String::new() };
        if words.skip(&["primary", "key"]) {
            self.primary = key_columns(words.brackets()?);
        } else if words.skip(&["unique"]) {
            words.skip(&["nulls", "not", "distinct"]);
            words.skip(&["nulls", "distinct"]);
            self.uniques.push(Unique { name, columns: key_columns(words.brackets()?) });
        } else if words.skip(&["exclude"]) {
            if words.skip(&["using"]) {
                words.next()?;
            }
            self.uniques.push(Unique { name, columns: key_columns(words.brackets()?) });
        } else if words.skip(&["foreign", "key"]) {
            let columns = key_columns(words.brackets()?);
            words.skip(&["references"]).then_some(())?;
            self.refer(name, columns, &mut words)?;
        } else if words.skip(&["check"]) {
            return Some(());
        } else if words.skip(&["like"]) || !name.is_empty() {
            return None;
        } else {
            return self.column(words);
        }
        Some(())
    }

    fn column(&mut self, mut words: Words<'_>) -> Option<()> {
        let column = words.next()?.to_owned();
        self.columns.push(column.clone());
        loop {
            if words.skip(&["primary", "key"]) {
                self.primary = vec![column.clone()];
            } else if words.skip(&["unique"]) {
                self.uniques.push(Unique { name: String::new(), columns: vec![column.clone()] });
            } else if words.skip(&["references"]) {
                self.refer(String::new(), vec![column.clone()], &mut words)?;
            } else if words.brackets().is_none() && words.next().is_none() {
                return Some(());
            }
        }
    }

    fn refer(&mut self, name: String, columns: Vec<String>, words: &mut Words<'_>) -> Option<()> {
        let table = words.name()?;
        let referenced = words.brackets().map(key_columns).unwrap_or_default();
        self.foreign.push(Foreign { name, columns, table, referenced });
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::Schema;
    use crate::tree::Tree;

    fn read(sql: &str) -> Schema {
        Schema::of(&Tree::of(&[("migrations/1/up.sql", sql)]))
    }

    #[test]
    fn columns_keys_and_references_are_read() {
        let schema = read(
            "-- a comment with create table x\n\
             CREATE TABLE garden.bed (space_id uuid NOT NULL, size numeric(10, 2) CHECK (size IN (1, 2)),\n\
               kind text DEFAULT 'a, b' UNIQUE, fence uuid REFERENCES garden.fence (id),\n\
               PRIMARY KEY (space_id, size), CONSTRAINT one UNIQUE NULLS NOT DISTINCT (space_id, kind));\n\
             create unique index two on garden.bed using btree (lower(kind), space_id desc) where size > 1;\n\
             create function f() returns void language sql as $$ create table hidden (a int); $$;\n\
             alter table only garden.bed add column colour text, add foreign key (kind) references kinds,\n\
               drop constraint one, alter column size set not null;",
        );
        assert_eq!(schema.unread, Vec::<String>::new());
        let bed = &schema.tables["garden.bed"];
        assert_eq!(bed.columns, ["space_id", "size", "kind", "fence", "colour"]);
        assert_eq!(bed.primary, ["space_id", "size"]);
        let uniques: Vec<_> = bed.uniques.iter().map(|unique| unique.columns.join(" ")).collect();
        assert_eq!(uniques, ["kind", "lower(kind) space_id"]);
        let foreign: Vec<_> = bed.foreign.iter().map(|foreign| foreign.table.as_str()).collect();
        assert_eq!(foreign, ["garden.fence", "kinds"]);
        assert_eq!(schema.tables.len(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for sql in [
            "create table a as select 1",
            "create table a.b (like c)",
            "alter table unknown.x add column b int",
            "create global temporary table t (a int)",
            "create table a.b (c int); alter table a.b rename to d",
        ] {
            assert_eq!(read(sql).unread.len(), 1, "{sql}");
        }
    }

    #[test]
    fn a_dropped_table_or_column_is_gone() {
        let schema = read(
            "create table a.b (c int, d int); create table a.e (f int); drop table a.e; alter table a.b drop d",
        );
        assert_eq!(schema.tables["a.b"].columns, ["c"]);
        assert!(!schema.tables.contains_key("a.e"));
    }
}
