//! The file of establishments.

use flows::directory::Order;
use identity::ImportKind;

use crate::ground::{Ground, PEOPLE, Person, person};

const SITES: Order = Order { kind: ImportKind::Organisations, ..PEOPLE };

/// A row as it is published.
fn site(finess: &str, name: &str, town: &str, category: &str, group: &str) -> String {
    format!(
        "structureet;{finess};990000051;COURT;{name};;;4;R;DE LA PAIX;;;053;29;FINISTERE;{town};0200000000;;{category};\
         Libellé;{group};Groupe;99000000000012;8610Z;03;ARS;1;Public;1979-02-13;1979-02-13;2020-02-04;"
    )
}

fn published(rows: &[String]) -> Vec<u8> {
    format!("finess;etalab;111;2026-05-12\n{}\n", rows.join("\n")).into_bytes()
}

#[test]
fn the_published_file_says_name_town_and_kind_and_lists_nobody_unless_asked() {
    let ground = Ground::new();
    let rows = [
        site("990000036", "HOPITAL INVENTE", "29200 BREST CEDEX 2", "355", "1102"),
        site("990000044", "\"LES \"\"LILAS\"\"; AILE B\"", "29000 QUIMPER", "500", "4401"),
        site("990000051", "PHARMACIE INVENTEE", "29000 QUIMPER", "620", "3201"),
        site("990000069", "", "", "462", "4605"),
        "geolocalisation;990000036;1.0;2.0".to_owned(),
    ];
    let ended = ground.import(&published(&rows), SITES);
    assert_eq!(ended.rejects, []);
    let done = ended.done();
    assert_eq!((done.counts.organisations_added, done.counts.aside["another section"]), (4, 1));
    assert_eq!(
        ground.rows("finess, name, kind, listed, postcode, town", "organisation"),
        [
            "990000036/HOPITAL INVENTE/establishment/f/29200/BREST",
            "990000044/LES \"LILAS\"; AILE B/establishment/f/29000/QUIMPER",
            "990000051/PHARMACIE INVENTEE/pharmacy/f/29000/QUIMPER",
            "990000069/COURT/other/f",
        ]
    );
    let listing = Order { list_establishments: true, ..SITES };
    let done = ground.import(&published(&rows[..1]), listing).done();
    assert_eq!(done.counts.organisations_corrected, 1);
    assert_eq!(ground.rows("finess", "organisation where listed"), ["990000036"]);
    // Nobody is taken off the list by a later file.
    ground.import(&published(&rows[..2]), SITES).done();
    assert_eq!(ground.count("organisation where listed"), 1);
    // The file of last time is read again where it is to list them.
    assert_eq!(ground.import(&published(&rows[..2]), listing).done().counts.organisations_corrected, 1);
    assert_eq!(ground.count("organisation where listed"), 2);
}

#[test]
fn columns_that_are_named_are_found_by_their_names() {
    let ground = Ground::new();
    let file = "categetab;ligneacheminement;rslongue;nofinesset;rs;categagretab\n611;29200 BREST;;990000036;LABO INVENTE;3203\n";
    let ended = ground.import(file.as_bytes(), SITES);
    assert_eq!(ended.rejects, []);
    ended.done();
    assert_eq!(ground.rows("finess, name, kind", "organisation"), ["990000036/LABO INVENTE/laboratory"]);
    let said = ground.import(b"nofinesset;rs\n", SITES).outcome.unwrap_err().to_string();
    assert!(said.contains("`rslongue`, `ligneacheminement`, `categetab`, `categagretab`"), "{said}");
}

#[test]
fn what_the_file_says_of_a_site_counts_more_than_what_rows_of_people_say() {
    let ground = Ground::new();
    let member = Person { finess: "990000036", place: "Autre nom", sector: "SA33", ..person(1) };
    ground.people(std::slice::from_ref(&member));
    assert_eq!(ground.rows("name, kind", "organisation"), ["Autre nom/pharmacy"]);
    let id = ground.rows("id", "organisation");
    ground
        .import(&published(&[site("990000036", "HOPITAL INVENTE", "29200 BREST", "355", "1102")]), SITES)
        .done();
    let done = ground.people(&[Person { place: "Encore un autre", ..member }]);
    assert_eq!(done.counts.organisations_corrected, 0);
    assert_eq!(ground.rows("name, kind", "organisation"), ["HOPITAL INVENTE/establishment"]);
    assert_eq!(ground.rows("id", "organisation"), id);
}

#[test]
fn a_number_with_a_wrong_key_and_a_row_that_was_cut_are_rejected() {
    let ground = Ground::new();
    let mut cut = site("990000044", "X", "29000 QUIMPER", "500", "4401");
    cut.truncate(60);
    let rows = [site("990000037", "X", "29000 QUIMPER", "500", "4401"), cut];
    let ended = ground.import(&published(&rows), SITES);
    assert_eq!(
        ended.rejects,
        [(2, "nofinesset", "no FINESS number"), (3, "", "not as many fields as the first line")]
    );
    assert_eq!(ended.done().counts.organisations_added, 0);
}
