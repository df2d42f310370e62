//! Finding a professional by name.

use identity::service::{NameWords, NamedSearch, ProfessionalSearch, SearchFault};
use kernel::Standing;

use crate::{
    ground::{Ground, Person, person, rpps},
    log_ins::{known, log_in},
};

fn words(family: &str, given: &str) -> NameWords {
    NameWords { family: family.into(), given: given.into(), ..NameWords::default() }
}

fn found(ground: &Ground, words: &NameWords) -> Vec<String> {
    let search = ProfessionalSearch::Named(Box::new(NamedSearch::new(words).unwrap()));
    let house = ground.house.house();
    let found = house.desk.read(|rtx| house.identity.search_professionals(rtx, &search)).unwrap();
    found.into_iter().map(|one| one.name.reveal().clone()).collect()
}

fn directory() -> Ground {
    let ground = Ground::new();
    let named = |number, family, given| Person { family, given, ..person(number) };
    ground.people(&[
        named(1, "LE GALL", "Anne-Élise"),
        named(2, "LEGALLOIS", "Yann"),
        Person { town: "SAINT-BRIEUC", postcode: "22000", ..named(3, "Lépine d'Arc", "Zoé") },
        Person { profession: "40", ..named(4, "LE GALL", "Marc") },
        named(5, "LY", "Anh"),
        named(6, "LYON", "Anh"),
        named(7, "ŒUVRARD", "Luc"),
    ]);
    ground
}

#[test]
fn names_are_found_by_their_beginning_whatever_their_case_accents_and_signs() {
    let ground = directory();
    assert_eq!(
        found(&ground, &words("le gall", "")),
        ["Anne-Élise LE GALL", "Marc LE GALL", "Yann LEGALLOIS"]
    );
    assert_eq!(found(&ground, &words("LE-GALL", "anne elise")), ["Anne-Élise LE GALL"]);
    assert_eq!(found(&ground, &words("lepine", "")), ["Zoé Lépine d'Arc"]);
    assert_eq!(found(&ground, &words("oeuv", "")), ["Luc ŒUVRARD"]);
    assert_eq!(found(&ground, &words("gall", "")), Vec::<String>::new(), "from the beginning");
    assert_eq!(found(&ground, &words("ly", "anh")), ["Anh LY"], "a short name whole");
    assert_eq!(found(&ground, &words("%%%_le", "x")), Vec::<String>::new());
}

#[test]
fn town_postcode_and_profession_narrow_it_down() {
    let ground = directory();
    let narrowed = |change: fn(&mut NameWords)| {
        let mut words = words("le gall", "");
        change(&mut words);
        found(&ground, &words)
    };
    assert_eq!(narrowed(|words| words.profession = Some("40".to_owned())), ["Marc LE GALL"]);
    assert_eq!(narrowed(|words| words.town = Some("brest".into())).len(), 3);
    assert_eq!(narrowed(|words| words.town = Some("saint brieuc".into())).len(), 0);
    assert_eq!(narrowed(|words| words.postcode = Some("29".to_owned())).len(), 3);
    assert_eq!(narrowed(|words| words.postcode = Some("22000".to_owned())).len(), 0);
    let lepine = NameWords { town: Some("St-Brieuc".into()), ..words("lepine", "") };
    assert_eq!(found(&ground, &lepine).len(), 0, "as it is written");
    let lepine = NameWords { town: Some("Saint Brieuc".into()), ..words("lepine", "") };
    assert_eq!(found(&ground, &lepine).len(), 1);
}

#[test]
fn too_little_to_look_for_is_said_and_twenty_are_found_at_most() {
    for (words, fault) in [
        (words("le", ""), SearchFault::Family),
        (words("", "anne"), SearchFault::Family),
        (words("' -", "anne"), SearchFault::Family),
        (NameWords { postcode: Some("2".to_owned()), ..words("legall", "") }, SearchFault::Postcode),
        (NameWords { postcode: Some("2A000".to_owned()), ..words("legall", "") }, SearchFault::Postcode),
        (NameWords { town: Some("--".into()), ..words("legall", "") }, SearchFault::Town),
        (NameWords { profession: Some("10'".to_owned()), ..words("legall", "") }, SearchFault::Profession),
        (words(&"a".repeat(201), ""), SearchFault::Family),
        (words("legall", &"a".repeat(201)), SearchFault::Given),
    ] {
        assert_eq!(NamedSearch::new(&words).err(), Some(fault));
    }
    let ground = Ground::new();
    ground.people(&(1..50).map(person).collect::<Vec<_>>());
    assert_eq!(found(&ground, &words("fictif", "")).len(), 20);
}

#[test]
fn a_number_finds_one_with_the_places_that_go_on_and_nothing_of_the_standing() {
    let ground = Ground::new();
    let hospital = Person { finess: "990000036", place: "Hôpital inventé", sector: "SA01", ..person(1) };
    ground.people(&[person(1), hospital]);
    let house = ground.house.house();
    let search = ProfessionalSearch::Rpps(rpps(1).parse().unwrap());
    let look = || house.desk.read(|rtx| house.identity.search_professionals(rtx, &search)).unwrap();
    let before = look();
    assert_eq!(before.len(), 1);
    let places: Vec<_> = before[0].places.iter().map(|place| place.name.as_deref().unwrap()).collect();
    assert_eq!(places, ["Cabinet inventé", "Hôpital inventé"]);
    assert_eq!(before[0].places[1].town.as_deref(), Some("BREST"));
    assert_eq!(before[0].places[1].know_how.as_deref(), Some("SM54"));
    let (person, _) = known(&ground, 1);
    house.desk.write(|tx| house.identity.set_standing(tx, person, Standing::StruckOff)).unwrap();
    assert_eq!(look(), before);
    let nobody = ProfessionalSearch::Rpps(rpps(2).parse().unwrap());
    assert!(house.desk.read(|rtx| house.identity.search_professionals(rtx, &nobody)).unwrap().is_empty());
}

#[test]
fn who_is_known_from_a_log_in_is_found_before_an_extract_lists_them() {
    let ground = Ground::new();
    log_in(&ground, 1).unwrap();
    assert_eq!(found(&ground, &words("fict", "dom")), ["Dominique Fictif"]);
}
