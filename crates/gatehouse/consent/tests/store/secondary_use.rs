//! Answers about uses beyond care, in their rows: what one question about all spaces finds is what each holder said.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use chrono_tz::Tz;
use config::Category;
use consent::{
    Error, ProjectUse, Reason, SpaceState,
    rules::{SecondaryUseTerms, UseScope},
};
use kernel::{Actor, Clock, SpaceId};
use oracle::uses;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};

use crate::house::{House, refusal};

fn sure(house: &House) -> Actor {
    Actor { second_factor_at: Some(house.clock.now()), ..house.citizen() }
}

fn yes(about: UseScope) -> SecondaryUseTerms {
    SecondaryUseTerms { about, categories: Vec::new(), permits: true, deposited_from: None }
}

fn no(about: UseScope) -> SecondaryUseTerms {
    SecondaryUseTerms { permits: false, ..yes(about) }
}

fn cancer() -> UseScope {
    UseScope::Theme("cancer".to_owned())
}

/// What a project of cancer research asks for.
fn of_cancer() -> ProjectUse {
    let scope = uses::project(0);
    ProjectUse {
        project: scope.project,
        purpose: scope.purpose,
        theme: scope.theme,
        categories: vec![Category::Laboratory, Category::Report],
    }
}

fn answer(house: &House, holder: &Actor, space: SpaceId, new: &SecondaryUseTerms) -> Result<(), Error> {
    house.desk.write(|tx| house.consent.answer_use(tx, holder, space, new).map(drop))
}

/// The spaces that a use may use, page by page, and how many rows were found to be forged.
fn usable(house: &House, wanted: &ProjectUse) -> (Vec<SpaceId>, u64) {
    let (mut found, mut forged, mut after) = (Vec::new(), 0, None);
    loop {
        let page = house.desk.write(|tx| {
            let figures = house.consent.usable_spaces_without_permit(tx, wanted, after, 7)?;
            let spaces: Vec<SpaceId> = figures.usable.iter().map(|one| one.space()).collect();
            Ok::<_, Error>((spaces, figures.last, figures.forged))
        });
        let (spaces, last, bad) = page.unwrap();
        found.extend(spaces);
        forged += bad;
        match last {
            Some(last) => after = Some(last),
            None => return (found, forged),
        }
    }
}

#[test]
fn an_answer_counts_at_once_for_the_question_about_all_and_no_more_once_it_is_taken_back() {
    let house = House::new();
    let (camille, other) = (sure(&house), sure(&house));
    let (space, silent) = (house.space(&camille), house.space(&other));
    assert_eq!(usable(&house, &of_cancer()).0, [], "nobody was asked yet");
    answer(&house, &camille, space, &yes(cancer())).unwrap();
    assert_eq!(usable(&house, &of_cancer()).0, [space]);
    assert!(!usable(&house, &of_cancer()).0.contains(&silent));
    answer(&house, &camille, space, &no(UseScope::Everything)).unwrap();
    assert_eq!(usable(&house, &of_cancer()).0, []);
    let opposition = house.desk.write(|tx| {
        let (_, answers) = house.consent.use_answers(tx, &camille, space)?;
        Ok::<_, Error>(answers)
    });
    let opposition = opposition.unwrap();
    assert!(opposition.opposes_all && opposition.standing.len() == 2, "{opposition:?}");
    let id = opposition.standing.iter().find(|one| one.terms.opposes_all()).unwrap().id;
    house.desk.write(|tx| house.consent.take_back_use_answer(tx, &camille, space, id)).unwrap();
    assert_eq!(usable(&house, &of_cancer()).0, [space], "what had been said before counts again");
    house.journal_is_whole();
    let replayed = house.desk.write(|tx| house.consent.replay_without_permit(tx, space)).unwrap();
    assert_eq!(replayed.findings, []);
}

#[test]
fn permitting_asks_for_a_second_factor_and_refusing_does_not() {
    let house = House::new();
    let camille = house.citizen();
    let space = house.space(&camille);
    let permitted = answer(&house, &camille, space, &yes(cancer()));
    assert_eq!(refusal(permitted).1, Reason::SecondFactorNeeded);
    answer(&house, &camille, space, &no(UseScope::Everything)).unwrap();
    let id = house
        .desk
        .write(|tx| Ok::<_, Error>(house.consent.use_answers(tx, &camille, space)?.1.standing[0].id));
    let id = id.unwrap();
    // Where nothing is used by default, taking the no back permits nothing.
    house.desk.write(|tx| house.consent.take_back_use_answer(tx, &camille, space, id)).unwrap();
    let confident = Actor { second_factor_at: Some(house.clock.now()), ..camille.clone() };
    answer(&house, &confident, space, &yes(cancer())).unwrap();
    answer(&house, &camille, space, &no(cancer())).unwrap();
    let narrowed = SecondaryUseTerms { categories: vec![Category::Report], ..yes(cancer()) };
    assert_eq!(refusal(answer(&house, &camille, space, &narrowed)).1, Reason::SecondFactorNeeded);
}

#[test]
fn answers_that_cannot_be_are_told_what_would_be_right() {
    let house = House::new();
    let camille = sure(&house);
    let space = house.space(&camille);
    let later = house.clock.now() + TimeDelta::days(3);
    let wrong = [
        (yes(UseScope::Everything), "name a `purpose`"),
        (yes(UseScope::Purpose("marketing".to_owned())), "there are `public_health`"),
        (no(UseScope::Theme("cancers".to_owned())), "there are `cancer`"),
        (SecondaryUseTerms { categories: vec![Category::Wishes], ..no(cancer()) }, "never used"),
        (SecondaryUseTerms { categories: vec![Category::Report; 2], ..no(cancer()) }, "named twice"),
        (SecondaryUseTerms { deposited_from: Some(later), ..no(cancer()) }, "leave it out"),
        (SecondaryUseTerms { deposited_from: Some(later), ..yes(cancer()) }, "yet to come"),
    ];
    for (terms, says) in wrong {
        let told = answer(&house, &camille, space, &terms).unwrap_err().to_string();
        assert!(told.contains(says), "{told}");
    }
    assert_eq!(house.number("select count(*) from consent.provision where kind = 'secondary_use'"), 0);
}

#[test]
fn only_records_that_are_used_count_and_one_whose_holder_has_died_does_not() {
    let house = House::new();
    let mut spaces = Vec::new();
    for state in SpaceState::ALL {
        let holder = sure(&house);
        let space = house.space(&holder);
        answer(&house, &holder, space, &yes(cancer())).unwrap();
        spaces.push((state, space));
    }
    for (state, space) in &spaces {
        house.sql(&format!(
            "update consent.space set state = '{}' where space_id = '{space}'",
            state.as_str()
        ));
    }
    house.arrange("select 1");
    let (found, forged) = usable(&house, &of_cancer());
    let open = |state: &SpaceState| matches!(state, SpaceState::Active | SpaceState::Created);
    let expected: BTreeSet<SpaceId> =
        spaces.iter().filter(|(state, _)| open(state)).map(|(_, space)| *space).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(forged, 0);
}

#[test]
fn a_row_that_was_forged_in_sql_is_refused_raised_and_mended() {
    let house = House::new();
    let (camille, opposed) = (sure(&house), sure(&house));
    let (space, left_out) = (house.space(&camille), house.space(&opposed));
    answer(&house, &camille, space, &yes(cancer())).unwrap();
    answer(&house, &opposed, left_out, &no(UseScope::Everything)).unwrap();
    house.sql(
        "update consent.secondary_use set yes = (select max(yes) from consent.secondary_use), no = '{}'",
    );
    let (found, forged) = usable(&house, &of_cancer());
    assert_eq!((found, forged), (vec![], 2));
    let mended = house.desk.write(|tx| house.consent.rebuild_uses_without_permit(tx, None, 100)).unwrap();
    assert_eq!(mended.mended, 2);
    assert_eq!(usable(&house, &of_cancer()), (vec![space], 0));
    let again = house.desk.write(|tx| house.consent.rebuild_uses_without_permit(tx, None, 100)).unwrap();
    assert_eq!(again.mended, 0, "what is right is let alone");
    house.journal_is_whole();
}

#[test]
fn one_question_about_all_spaces_finds_what_each_holder_said() {
    let house = House::new();
    let mut runner = TestRunner::deterministic();
    let answers = uses::arbitrary_answers(house.consent.reference());
    let mut said = Vec::new();
    for number in 0..60 {
        let holder = sure(&house);
        let state = if number % 5 == 0 { SpaceState::Created } else { SpaceState::Active };
        let space = house.space_in(&holder, state, Tz::Europe__Paris);
        let mut stands: Vec<SecondaryUseTerms> = Vec::new();
        for terms in answers.new_tree(&mut runner).unwrap().current() {
            // What is said of the same takes the place of what was said before.
            stands.retain(|one| !one.is_about_the_same(&terms));
            let terms = SecondaryUseTerms { deposited_from: None, ..terms };
            answer(&house, &holder, space, &terms).unwrap();
            stands.push(terms);
        }
        said.push((space, stands));
    }
    let shelf = |at: usize| house.consent.reference().secondary_use().shelves[at].category;
    let mut met = 0;
    for number in 0..3 {
        let scope = uses::project(number);
        for category in [shelf(0), shelf(1), shelf(3)] {
            let wanted = ProjectUse {
                project: scope.project,
                purpose: scope.purpose.clone(),
                theme: scope.theme.clone(),
                categories: vec![category],
            };
            let asked = (scope.purpose.as_str(), scope.theme.as_deref(), Some(scope.project));
            let may = |stands: &[SecondaryUseTerms]| {
                uses::may_be_used(&uses::as_provisions(stands), asked, category).is_some()
            };
            let expected: BTreeSet<SpaceId> =
                said.iter().filter(|(_, stands)| may(stands)).map(|(space, _)| *space).collect();
            let numbers = house.consent.reference().secondary_use();
            let wide = numbers.purpose(&scope.purpose).unwrap().number;
            let of = scope.theme.as_deref().map_or(wide, |theme| numbers.theme(theme).unwrap().number);
            let bits = numbers.bits(|one| one == category);
            let question = format!(
                "select count(*) from consent.secondary_use_of('{}', {of}, {wide}, {bits}, 0, now())",
                scope.project
            );
            let by_sql = house.number(&question);
            let (found, forged) = usable(&house, &wanted);
            assert_eq!(forged, 0);
            assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), expected);
            assert_eq!(usize::try_from(by_sql).unwrap(), expected.len(), "SQL alone says the same");
            met += expected.len();
        }
    }
    assert!(met > 40, "{met}");
}
