//! The mails that a house is about to send, as they lie in its outbox.

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::Value;
use vault::{Purpose, Vault};

use crate::TestDatabase;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = sql_types::Bytea)]
    payload: Vec<u8>,
}

/// The letters to an address that wait to be sent, the oldest first, each as JSON.
///
/// # Panics
/// When the outbox cannot be read.
pub fn letters_to(database: &TestDatabase, vault: &Vault, to: &str) -> Vec<Value> {
    let statement = "select id, payload from outbox.job where kind = 'mail.send' order by id";
    let rows: Vec<Row> = sql_query(statement)
        .load(&mut database.connect_superuser())
        .unwrap_or_else(|fault| panic!("the outbox: {fault}"));
    let open = |row: &Row| -> Option<Value> {
        let place: [&[u8]; 2] = [row.id.as_bytes(), b"mail.send"];
        let plain = vault.service(Purpose::Outbox).open("outbox.job.payload", &place, &row.payload).ok()?;
        serde_json::from_slice(&plain).ok()
    };
    let letters = rows.iter().map(|row| open(row).unwrap_or_else(|| panic!("a mail does not open")));
    let field = |message: &Value, name: &str| message.get(name).cloned().unwrap_or_default();
    letters.filter(|message| field(message, "to") == to).map(|message| field(&message, "letter")).collect()
}

/// The path of the link in the last letter to an address that has one.
///
/// # Panics
/// When there is none.
pub fn last_link_to(database: &TestDatabase, vault: &Vault, to: &str) -> String {
    let letters = letters_to(database, vault, to);
    let link = letters.iter().rev().find_map(|letter| letter["link"].as_str().or(letter["stop"].as_str()));
    let link = link.unwrap_or_else(|| panic!("no link was sent"));
    let path = link.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    format!("/{}", path.map_or("", |(_, path)| path))
}
