//! A database of one story, migrated and with its roles, and settings with which `serve` starts on it.

use testkit::TestDatabase;

use crate::program::Story;

pub(crate) const ORIGIN: &str = "https://carnet.example.org";

/// The address of a database in the form that settings take.
pub(crate) fn url(database: &TestDatabase, role: &str) -> String {
    let text = database.superuser().reveal();
    let value = |key: &str| {
        let rest = text.split(&format!("{key}='")).nth(1).unwrap_or_default();
        rest.split('\'').next().unwrap_or_default().to_owned()
    };
    format!("postgresql://{role}@/{}?host={}&port={}", value("dbname"), value("host"), value("port"))
}

/// A story whose master key is made and whose settings are those of production.
pub(crate) fn production(name: &str, database: &TestDatabase) -> Story {
    let story = Story::new(name)
        .set("CARNET_DATABASE__URL", &url(database, database::SERVER))
        .set("CARNET_SERVER__PUBLIC_ORIGIN", ORIGIN)
        .set("CARNET_COUNTRY__ACCEPT_ASSUMED_MATRIX", "true")
        .set("CARNET_KEYS__RELOAD_SECONDS", "1");
    let made = story.run(&["keys", "init"]);
    assert_eq!(made.code, Some(0), "{}", made.err);
    story
}
