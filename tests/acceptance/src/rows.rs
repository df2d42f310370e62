use std::{collections::BTreeMap, fs, path::Path};

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, sql_query,
    sql_types::{BigInt, Binary, Nullable, Text},
};

use crate::Site;

/// How much of everything that a deposit or a declaration makes is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts(BTreeMap<String, i64>);

/// Where something new lies once it was stored; the journal is none of it, since a refusal is a line too.
const TABLES: [&str; 6] = [
    "documents.document",
    "desk.idempotency",
    "consent.space",
    "consent.provision",
    "identity.citizen",
    "identity.lookup",
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Counts {
    /// Counts rows and blobs, unfinished ones too.
    ///
    /// # Panics
    /// When the database does not answer.
    pub fn of(site: &Site) -> Self {
        let mut conn = site.superuser();
        let mut counts: BTreeMap<String, i64> = TABLES
            .iter()
            .map(|table| {
                let query = sql_query(format!("select count(*) as count from {table}"));
                ((*table).to_owned(), query.get_result::<Count>(&mut conn).expect("a count").count)
            })
            .collect();
        counts.insert("blobs".to_owned(), files_below(&site.folder().join("blobs")));
        Self(counts)
    }

    /// One of the counts.
    pub fn get(&self, name: &str) -> i64 {
        self.0[name]
    }
}

fn files_below(folder: &Path) -> i64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| if entry.path().is_dir() { files_below(&entry.path()) } else { 1 }).sum()
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    schema: String,
    #[diesel(sql_type = Text)]
    table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = Nullable<Binary>)]
    value: Option<Vec<u8>>,
}

/// Every stored value of every column that holds text or bytes, under `schema.table.column`.
///
/// # Panics
/// When the database does not answer.
pub fn stored_values(conn: &mut PgConnection) -> Vec<(String, Vec<u8>)> {
    let columns: Vec<Column> = sql_query(
        "select c.table_schema::text as schema, c.table_name::text as table, c.column_name::text as name,
                c.udt_name::text as kind
         from information_schema.columns c
         join information_schema.tables t using (table_schema, table_name)
         where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
           and c.udt_name in ('text', 'varchar', 'bpchar', 'name', 'bytea', 'json', 'jsonb', '_text')
         order by 1, 2, 3",
    )
    .load(conn)
    .expect("the columns");
    let mut values = Vec::new();
    for Column { schema, table, name, kind } in columns {
        let as_bytes = match kind.as_str() {
            "bytea" => format!("\"{name}\""),
            _ => format!("convert_to(\"{name}\"::text, 'UTF8')"),
        };
        let query = format!("select {as_bytes} as value from \"{schema}\".\"{table}\"");
        let found: Vec<Value> = sql_query(query).load(conn).expect("the values");
        let place = format!("{schema}.{table}.{name}");
        values.extend(found.into_iter().filter_map(|found| Some((place.clone(), found.value?))));
    }
    values
}
