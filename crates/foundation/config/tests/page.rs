//! The page of settings is the table's, word for word.
#![allow(
    clippy::allow_attributes,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::PathBuf};

use config::{SETTINGS, configuration_page};

#[test]
fn the_page_in_docs_is_the_one_that_the_table_makes() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../docs/configuration.md");
    #[expect(clippy::disallowed_methods, reason = "the only switch of this test: write the page anew")]
    let bless = std::env::var("CARNET_BLESS").is_ok();
    if bless {
        fs::write(&path, configuration_page()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    let right = configuration_page();
    assert!(written == right, "docs/configuration.md is old: `CARNET_BLESS=1 cargo nextest run -p config`");
}

#[test]
fn every_setting_is_on_the_page_once() {
    let page = configuration_page();
    for setting in SETTINGS {
        assert_eq!(page.matches(&format!("| `{}` |", setting.variable())).count(), 1, "{}", setting.key);
    }
}
