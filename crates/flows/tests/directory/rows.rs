//! What rows say of people and of where they practise.

use identity::ImportCounts;

use crate::ground::{Ground, PEOPLE, Person, extract, names, person, rpps};

#[test]
fn a_row_is_a_professional_an_organisation_and_a_situation_and_the_same_file_changes_nothing() {
    let ground = Ground::new();
    let hospital = Person {
        finess: "990000036",
        siret: "99000000000012",
        place: "Hôpital inventé",
        sector: "SA01",
        ..person(1)
    };
    let practice = Person { siret: "99000000000053", family: "LE GALL", given: "Anne-Élise", ..person(2) };
    let nowhere = Person { place: "", sector: "", ..person(3) };
    let people = [hospital, practice, nowhere];
    let done = ground.people(&people);
    let expected = ImportCounts {
        taken: 3,
        professionals_added: 3,
        organisations_added: 2,
        situations_added: 2,
        ..ImportCounts::default()
    };
    assert_eq!(done.counts, expected);
    assert_eq!(
        ground.rows("name, profession, standing, search_family, search_given", "professional"),
        [
            "Anne-Élise LE GALL/10/good/LEGALL/ANNEELISE",
            "Dominique FICTIF/10/good/FICTIF/DOMINIQUE",
            "Dominique FICTIF/10/good/FICTIF/DOMINIQUE",
        ]
    );
    assert_eq!(
        ground.rows("finess, siret, name, kind, listed, postcode, town", "organisation"),
        [
            "99000000000053/Cabinet inventé/practice/f/29200/BREST",
            "990000036/Hôpital inventé/establishment/f/29200/BREST",
        ],
        "a SIRET beside a FINESS is not kept, and nobody is listed"
    );
    assert_eq!(
        ground.rows("sector, active, profession, know_how, postcode, search_town", "situation"),
        ["SA01/t/10/SM54/29200/BREST", "SA07/t/10/SM54/29200/BREST"]
    );
    assert!(ground.is_known(&extract(&people), PEOPLE), "the same file again is told so");
    assert_eq!(ground.count("directory_seen"), 0, "nothing is left of the import");

    // Another file that says the same changes nothing either.
    let ids = ground.rows("id, person, organisation", "situation");
    let mut other = people.to_vec();
    other.reverse();
    let done = ground.people(&other);
    assert!(!done.counts.changed_anything(), "{:?}", done.counts);
    assert_eq!(ground.rows("id, person, organisation", "situation"), ids);
}

#[test]
fn columns_may_stand_in_any_order_and_the_missing_ones_are_all_named() {
    let ground = Ground::new();
    let mut order = names();
    order.reverse();
    let order = order.join("|");
    let file = format!("\u{feff}{order}\r\n{}\r\n", person(1).row(&order));
    let ended = ground.import(file.as_bytes(), PEOPLE);
    assert_eq!(ended.rejects, []);
    assert_eq!(ended.done().counts.situations_added, 1);

    let fewer: Vec<_> = names()
        .into_iter()
        .filter(|name| !name.contains("FINESS site") && !name.starts_with("Nom"))
        .collect();
    let file = format!("{}\n", fewer.join("|"));
    let ended = ground.import(file.as_bytes(), PEOPLE);
    let said = ended.outcome.unwrap_err().to_string();
    assert!(said.contains("`Nom d'exercice`, `Numéro FINESS site`"), "{said}");

    let twice = format!("{}|Code profession\n", names().join("|"));
    let said = ground.import(twice.as_bytes(), PEOPLE).outcome.unwrap_err().to_string();
    assert!(said.contains("`Code profession` twice"), "{said}");
}

#[test]
fn a_person_of_several_rows_is_one_and_each_practice_another_situation() {
    let ground = Ground::new();
    let first = person(1);
    let rows = [
        first.clone(),
        first.clone(),
        Person { know_how: "SM26", ..first.clone() },
        Person { place: "CABINET  Invente", ..first.clone() },
        Person { place: "Autre cabinet", ..first.clone() },
        Person { profession: "40", ..first.clone() },
        Person { finess: "990000036", ..first.clone() },
        Person { finess: "990000036", place: "Même site, autre nom", ..first },
    ];
    let done = ground.people(&rows);
    assert_eq!((done.counts.professionals_added, done.counts.situations_added), (1, 4));
    assert_eq!(ground.count("professional"), 1);
    assert_eq!(
        ground.rows("profession, know_how, place_key, organisation is not null", "situation"),
        ["10/SM54//t", "10/SM54/AUTRECABINET/f", "10/SM54/CABINETINVENTE/f", "40/SM54/CABINETINVENTE/f"],
        "the first row about each counts"
    );
    assert_eq!(ground.rows("name", "organisation"), ["Cabinet inventé"]);
}

#[test]
fn rows_of_one_person_that_fall_into_two_batches_are_as_in_one() {
    let ground = Ground::new();
    let mut rows = vec![person(1)];
    rows.extend((2..2_001).map(person));
    rows.push(Person { family: "AUTRE", know_how: "SM26", place: "Cabinet Inventé", ..person(1) });
    let done = ground.people(&rows);
    assert_eq!((done.counts.professionals_added, done.counts.professionals_corrected), (2_000, 0));
    assert_eq!((done.counts.situations_added, done.counts.situations_corrected), (2_000, 0));
    assert_eq!(ground.count("professional where name like '%AUTRE%'"), 0);
}

#[test]
fn corrections_are_made_and_ids_stay() {
    let ground = Ground::new();
    ground.people(&[Person { finess: "990000036", ..person(1) }, person(2)]);
    let ids = ground.rows("id, person", "situation");
    let done = ground.people(&[
        Person { finess: "990000036", family: "NOUVEAU", know_how: "SM26", place: "Renommé", ..person(1) },
        Person { town: "QUIMPER", postcode: "29000", ..person(2) },
    ]);
    let counts = &done.counts;
    assert_eq!((counts.professionals_added, counts.professionals_corrected), (0, 1));
    assert_eq!((counts.organisations_added, counts.organisations_corrected), (0, 1));
    assert_eq!((counts.situations_added, counts.situations_corrected), (0, 2));
    assert_eq!(ground.rows("id, person", "situation"), ids);
    assert_eq!(ground.rows("name", "organisation"), ["Renommé"]);
}

#[test]
fn who_is_not_for_here_is_set_aside_and_a_profession_that_is_not_known_is_kept() {
    let ground = Ground::new();
    let student = Person { category: "E", ..person(1) };
    let unknown = Person { profession: "999", ..person(2) };
    let mut file = extract(&[student, unknown]);
    let mut adeli = crate::ground::row(&person(3));
    adeli = adeli.replacen(&format!("8{}", rpps(3)), "0759300001", 1);
    file.extend_from_slice(adeli.as_bytes());
    let ended = ground.import(&file, PEOPLE);
    assert_eq!(ended.rejects, []);
    let counts = ended.done().counts;
    assert_eq!(counts.aside.values().sum::<u64>(), 2);
    assert_eq!((counts.aside["student"], counts.aside["no RPPS number"]), (1, 1));
    assert_eq!(ground.rows("profession", "professional"), ["999"]);
}

#[test]
fn latin_1_is_told_from_utf_8_and_a_mixture_is_refused() {
    use identity::extract::{Encoding, SurveyFault, survey};
    let ground = Ground::new();
    let file =
        String::from_utf8(extract(&[Person { family: "LÉPINE", place: "Café", ..person(1) }])).unwrap();
    let latin: Vec<u8> = file.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    assert_eq!(survey(&mut latin.as_slice()).unwrap().encoding, Encoding::Latin1);
    let ended = ground.import(&latin, PEOPLE);
    assert_eq!(ended.rejects, []);
    ended.done();
    assert_eq!(ground.rows("name, search_family", "professional"), ["Dominique LÉPINE/LEPINE"]);
    assert_eq!(ground.rows("place", "situation"), ["Café"]);

    let mut mixed = latin;
    mixed.extend_from_slice("é".repeat(400).as_bytes());
    assert!(matches!(survey(&mut mixed.as_slice()), Err(SurveyFault::Mixed { .. })));
    for (bytes, word) in [
        (&b"PK\x03\x04...."[..], "unpack"),
        (b"\x1f\x8b....", "unpack"),
        (b"\xff\xfeT\0", "UTF-16"),
        (b"", "empty"),
    ] {
        let said = survey(&mut &*bytes).unwrap_err().to_string();
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn no_address_and_no_way_to_write_or_call_is_kept() {
    let ground = Ground::new();
    ground.people(&[person(1)]);
    let everything = [
        ground.rows("professional.*", "professional"),
        ground.rows("situation.*", "situation"),
        ground.rows("organisation.*", "organisation"),
    ];
    let everything = everything.concat().join("\n");
    assert!(everything.contains("BREST"));
    for private in ["private@example.org", "Paix"] {
        assert!(!everything.contains(private), "{everything}");
    }
}
