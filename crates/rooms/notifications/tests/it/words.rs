use std::collections::HashSet;

use consent::Language;
use notifications::Told;
use testkit::TestHouse;

use crate::{all, own, told};

#[test]
fn every_notice_has_words_of_its_own_in_both_languages() {
    let house = TestHouse::new();
    let camille = house.citizen();
    for what in all(&house) {
        told(&house, camille.space, what);
    }
    let (mut titles, mut texts) = (HashSet::new(), HashSet::new());
    for notice in own(&house, &camille).items {
        for language in Language::ALL {
            let words = notice.words(language);
            assert!(words.text.ends_with('.'), "{}", words.text);
            // A narrow page ends no line within the word.
            assert!(!format!("{} {}", words.title, words.text).contains("e-mail"), "{}", words.text);
            titles.insert(words.title);
            texts.insert(words.text);
        }
    }
    assert_eq!((titles.len(), texts.len()), (76, 76));
}

#[test]
fn what_a_notice_names_is_in_its_words() {
    let house = TestHouse::new();
    let camille = house.citizen();
    for what in all(&house) {
        told(&house, camille.space, what);
    }
    let said = |wanted: fn(&Told) -> bool, language| {
        let page = own(&house, &camille);
        page.items.iter().find(|notice| wanted(&notice.told)).unwrap().words(language).text
    };
    let device = said(|told| matches!(told, Told::DeviceNew { .. }), Language::French);
    assert!(device.contains("Firefox sous Linux") && device.contains("Si ce n’était pas vous"));
    let care = said(|told| matches!(told, Told::CareRelationshipDeclared { .. }), Language::English);
    assert!(care.contains("Dominique Fictif") && care.contains("23\u{a0}November 2026"), "{care}");
    let code = said(|told| matches!(told, Told::CodeUsed { .. }), Language::English);
    assert!(code.contains("says to be Dominique Fictif") && code.contains("10:00"), "{code}");
    let recovery = said(|told| matches!(told, Told::RecoveryBegun { .. }), Language::French);
    assert!(recovery.contains("23\u{a0}novembre 2026 à 10\u{a0}h\u{a0}00 (Europe/Paris)"), "{recovery}");
}

#[test]
fn a_suspension_by_a_judge_is_said_to_be_a_judges() {
    let house = TestHouse::new();
    let child = house.citizen();
    let suspended = all(&house).into_iter().find_map(|what| match what {
        Told::RepresentativeSuspended { until, .. } => Some(until),
        _ => None,
    });
    for by_judge in [true, false] {
        told(&house, child.space, Told::RepresentativeSuspended { until: suspended.unwrap(), by_judge });
    }
    let said: Vec<String> =
        own(&house, &child).items.iter().map(|notice| notice.words(Language::English).text).collect();
    assert_eq!(said.iter().filter(|text| text.contains("by a decision of a judge")).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|text| text.contains("This can be done once")).count(), 1, "{said:?}");
}
