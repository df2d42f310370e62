//! A whole extract: who is in it no more.

use std::collections::BTreeSet;

use identity::{Error, NotAdmitted};
use kernel::Standing;

use crate::{
    ground::{Ground, PEOPLE, Person, WHOLE, extract, lines, person, row, rpps},
    log_ins::log_in,
};

fn hundred() -> Vec<Person> {
    (1..=100).map(person).collect()
}

#[test]
fn who_is_in_a_whole_extract_no_more_practises_no_more_and_comes_back_with_the_next_one() {
    let ground = Ground::new();
    let all = hundred();
    ground.people(&all);
    log_in(&ground, 1).unwrap();
    let ids = ground.rows("id, person", "situation");

    let done = ground.import(&extract(&all[1..]), WHOLE).done();
    assert_eq!((done.counts.situations_ended, done.counts.suspended), (1, 1));
    assert_eq!(
        ground.rows("rpps, standing_from", "professional where standing = 'suspended'"),
        [format!("{}/directory", rpps(1))]
    );
    assert_eq!(ground.count("situation where not active"), 1);
    assert!(matches!(log_in(&ground, 1), Err(Error::NotAdmitted(NotAdmitted::NotInGoodStanding))));
    let lines = ground.lines("directory.standing");
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].detail["suspended"].as_u64(), lines[0].things.len()), (Some(1), 0));

    let done = ground.import(&extract(&all), WHOLE).done();
    assert_eq!((done.counts.professionals_back, done.counts.situations_corrected), (1, 1));
    assert_eq!(ground.rows("id, person", "situation"), ids, "the very situation goes on again");
    let lines = ground.lines("directory.standing");
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0].detail["good"].as_u64(), lines[0].detail["because"].as_str()),
        (Some(1), Some("listed again"))
    );
    assert_eq!(ground.count("professional where standing <> 'good' or standing_from is not null"), 0);
    log_in(&ground, 1).unwrap();
}

#[test]
fn a_file_that_was_cut_takes_nothing_from_anybody_until_an_operator_says_so() {
    let ground = Ground::new();
    let all = hundred();
    ground.people(&all);
    let cut = extract(&all[..94]);
    let missing = ground.import(&cut, WHOLE).held_back();
    assert_eq!((missing.situations, missing.situations_before), (6, 100));
    assert_eq!((missing.professionals, missing.professionals_before), (6, 100));
    assert_eq!(ground.count("situation where not active"), 0);
    assert_eq!(ground.count("professional where standing <> 'good'"), 0);

    let accepting = |most| flows::directory::Order { accept_removals: Some(most), ..WHOLE };
    ground.import(&cut, accepting(11)).held_back();
    let done = ground.import(&cut, accepting(12)).done();
    assert_eq!((done.counts.situations_ended, done.counts.suspended, done.counts.taken), (6, 6, 94));
    // Within the share it needs nobody's leave.
    assert_eq!(ground.import(&extract(&all[..90]), WHOLE).done().counts.suspended, 4);
}

#[test]
fn new_people_do_not_hide_how_many_have_vanished() {
    let ground = Ground::new();
    ground.people(&hundred());
    let strangers: Vec<Person> = (1_000..4_000).map(person).collect();
    let missing = ground.import(&extract(&strangers), WHOLE).held_back();
    assert_eq!((missing.professionals, missing.professionals_before), (100, 100));
}

#[test]
fn without_whole_nobody_vanishes() {
    let ground = Ground::new();
    ground.people(&hundred());
    ground.import(&extract(&[person(1)]), PEOPLE).done();
    assert_eq!(ground.count("situation where active"), 100);
    assert_eq!(ground.count("professional where standing = 'good'"), 100);
}

#[test]
fn a_row_that_cannot_be_taken_takes_nothing_from_whom_it_is_about() {
    let ground = Ground::new();
    let all = hundred();
    ground.people(&all);
    let mut with_fault = all;
    with_fault[0].sector = "";
    let ended = ground.import(&extract(&with_fault), WHOLE);
    assert_eq!(ended.rejects.len(), 1);
    let done = ended.done();
    assert_eq!((done.counts.situations_ended, done.counts.suspended), (0, 0));
    assert_eq!(ground.count("situation where active"), 100);
}

#[test]
fn a_row_with_a_field_too_many_or_too_few_takes_nothing_from_whom_it_is_about() {
    let ground = Ground::new();
    let all = hundred();
    ground.people(&all);
    let mut rows: Vec<String> = all.iter().map(row).collect();
    rows[0] = rows[0].replacen("Cabinet inventé", "Cabinet|inventé", 1);
    rows[1] = rows[1].replacen("|||", "|", 1);
    let ended = ground.import(&lines(&rows), WHOLE);
    let width = "not as many fields as the first line";
    assert_eq!(ended.rejects, [(2, "", width), (3, "", width)]);
    let done = ended.done();
    assert_eq!((done.counts.situations_ended, done.counts.suspended), (0, 0));
}

#[test]
fn a_row_that_does_not_say_whom_it_is_about_holds_back_what_would_vanish() {
    let width_of_nobody = || "8|99".to_owned();
    let too_long = || format!("{}{}", row(&person(1)), "x".repeat(70_000));
    let bad_number = || row(&person(1)).replacen(&rpps(1), "12", 1);
    for unnamed in [width_of_nobody(), too_long(), bad_number()] {
        let ground = Ground::new();
        let all = hundred();
        ground.people(&all);
        let mut rows: Vec<String> = all.iter().map(row).collect();
        // Nobody vanishes, whoever that row is about.
        rows.push(unnamed.clone());
        assert_eq!(ground.import(&lines(&rows), WHOLE).done().counts.suspended, 0);
        rows.remove(0);
        let missing = ground.import(&lines(&rows), WHOLE).held_back();
        assert_eq!((missing.professionals, missing.situations, missing.unnamed), (1, 1, 1));
        assert_eq!(ground.count("professional where standing <> 'good'"), 0);
        let accepting = flows::directory::Order { accept_removals: Some(2), ..WHOLE };
        assert_eq!(ground.import(&lines(&rows), accepting).done().counts.suspended, 1);
    }
}

#[test]
fn who_is_known_from_a_log_in_alone_does_not_vanish_from_an_extract_that_is_older() {
    let ground = Ground::new();
    ground.people(&hundred());
    log_in(&ground, 500).unwrap();
    let done = ground.import(&extract(&hundred()), WHOLE).done();
    assert_eq!((done.counts.situations_ended, done.counts.suspended), (0, 0));
    log_in(&ground, 500).unwrap();
}

#[test]
fn what_an_operator_has_said_no_extract_undoes() {
    let ground = Ground::new();
    ground.people(&hundred());
    for (number, standing) in [(1, Standing::Suspended), (2, Standing::StruckOff)] {
        let house = ground.house.house();
        let known = house.desk.write(|tx| {
            let (person, _) = crate::log_ins::known(&ground, number);
            house.identity.set_standing(tx, person, standing)
        });
        known.unwrap();
    }
    let done = ground.import(&extract(&hundred()), WHOLE).done();
    assert_eq!(done.counts.professionals_back, 0);
    assert_eq!(ground.rows("standing", "professional where standing <> 'good'"), ["struck_off", "suspended"]);
    // Nor does their absence make anything of it.
    ground.import(&extract(&hundred()[2..]), WHOLE).done();
    ground.import(&extract(&hundred()[1..]), WHOLE).done();
    assert_eq!(ground.rows("standing", "professional where standing <> 'good'"), ["struck_off", "suspended"]);
}

/// Draws numbers below a bound.
struct Draw(kernel::SeededRng);

impl Draw {
    fn below(&self, bound: u32) -> u32 {
        let mut bytes = [0; 4];
        kernel::Rng::fill(&self.0, &mut bytes);
        u32::from_be_bytes(bytes) % bound
    }
}

#[test]
fn extracts_at_random_one_after_the_other_leave_what_a_simple_model_says() {
    const PLACES: [(&str, &str, &str); 4] = [
        ("", "", "Cabinet A"),
        ("", "", "Cabinet B"),
        ("990000036", "", "Site"),
        ("", "99000000000012", "Structure"),
    ];
    let ground = Ground::new();
    let draw = Draw(kernel::SeededRng::new(20_261_126));
    let accepting = flows::directory::Order { accept_removals: Some(10_000), ..WHOLE };
    let mut ever: BTreeSet<u32> = BTreeSet::new();
    for round in 0..25 {
        // One person stays, so that no extract is without a row, and each round another, so that no two are equal.
        let mut rows = vec![(0, 0), (1_000 + round, 1)];
        rows.extend((0..draw.below(60)).map(|_| (1 + draw.below(12), draw.below(4) as usize)));
        let people: Vec<Person> = rows
            .iter()
            .map(|(number, at)| {
                let (finess, siret, place) = PLACES[*at];
                Person { finess, siret, place, ..person(*number) }
            })
            .collect();
        ground.import(&extract(&people), accepting).done();

        let listed: BTreeSet<u32> = rows.iter().map(|(number, _)| *number).collect();
        ever.extend(&listed);
        let mut running: Vec<String> = rows
            .iter()
            .map(|(number, at)| {
                let (finess, siret, place) = PLACES[*at];
                let key = if finess.is_empty() && siret.is_empty() {
                    identity::normalise(place).reveal().clone()
                } else {
                    String::new()
                };
                format!("{}/{finess}{siret}{key}", rpps(*number))
            })
            .collect();
        running.sort();
        running.dedup();
        let found = ground.rows(
            "p.rpps, coalesce(o.finess, '') || coalesce(o.siret, '') || t.place_key",
            "situation t join identity.professional p using (person) left join identity.organisation o \
             on o.id = t.organisation where t.active",
        );
        assert_eq!(found, running, "round {round}");
        let mut standings: Vec<String> = ever
            .iter()
            .map(|number| {
                let standing = if listed.contains(number) { "good" } else { "suspended" };
                format!("{}/{standing}", rpps(*number))
            })
            .collect();
        standings.sort();
        assert_eq!(ground.rows("rpps, standing", "professional"), standings, "round {round}");
    }
    let twice = ground.rows(
        "person",
        "situation group by person, organisation, place_key, profession, sector having count(*) > 1",
    );
    assert_eq!(twice, Vec::<String>::new());
}
