//! `docs/access-matrix.txt`: who may do what in which situation, and who sees what, as the rules decide it. Whoever reviews
//! it line by line reads what the engine does, not what it was meant to do.

mod acts;
mod blocks;
mod cells;
mod delegation;
mod documents;
mod emergency;
mod gates;
mod later;
mod legend;
mod nowhere;
mod people;
mod professions;
mod release;
mod starting;
mod table;
mod temporary;
mod ties;
mod works;

use std::{fs, path::Path};

use consent::Rules;

use crate::ground::REFERENCE;

fn document() -> String {
    let rules = Rules::fr(&REFERENCE);
    let mut text = legend::text(&rules);
    for part in [
        acts::text,
        nowhere::text,
        starting::text,
        documents::text,
        gates::text,
        blocks::text,
        delegation::text,
        temporary::text,
        emergency::text,
        ties::text,
        release::text,
        professions::text,
        later::text,
    ] {
        text.push('\n');
        text.push_str(&part(&rules));
    }
    text
}

#[test]
fn the_matrix_in_the_documentation_is_the_one_of_the_rules() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/access-matrix.txt");
    let document = document();
    if std::env::var_os("CARNET_WRITE_DOCS").is_some() {
        fs::write(&file, &document).unwrap();
    }
    let on_disk = fs::read_to_string(&file).unwrap_or_default();
    let differs = document.lines().zip(on_disk.lines()).position(|(new, old)| new != old);
    assert!(
        on_disk == document,
        "docs/access-matrix.txt is stale, first at line {}: read the change, then write it with \
         CARNET_WRITE_DOCS=1 cargo test -p consent --test decisions matrix",
        differs.unwrap_or(document.lines().count().min(on_disk.lines().count())) + 1
    );
}
