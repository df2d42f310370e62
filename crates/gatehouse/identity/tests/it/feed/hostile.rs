use identity::{
    FeedError, FeedOptions,
    feed::{Format, Unreadable, Why},
};

use super::{HEADER, Person, csv, number, options};
use crate::house::House;

#[test]
fn a_row_that_cannot_be_taken_is_told_by_line_field_and_reason_and_the_others_are_taken() {
    let house = House::new();
    let server = house.server();
    let cases: Vec<(Person, &str, Why)> = vec![
        (Person::new(2).with("ins", ""), "ins", Why::Missing),
        (Person::new(3).with("ins", "12 34"), "ins", Why::InsShape),
        (Person::new(4).with("ins_system", "RPPS"), "ins_system", Why::System),
        (Person::new(5).with("birth_name", " -' "), "birth_name", Why::NoLetter),
        (Person::new(6).with("first_names", ""), "first_names", Why::Missing),
        (Person::new(7).with("first_names", "A|"), "first_names", Why::NoLetter),
        (Person::new(8).with("birth_date", "1980-02-30"), "birth_date", Why::Date),
        (Person::new(9).with("birth_date", "2080-02-01"), "birth_date", Why::ToCome),
        (Person::new(10).with("sex", "H"), "sex", Why::Sex),
        (Person::new(11).with("birthplace", "PARIS"), "birthplace", Why::Birthplace),
        (Person::new(12).with("commune", "00001"), "commune", Why::Commune),
        (Person::new(13).with("identity_status", "sure"), "identity_status", Why::Status),
        (Person::new(14).with("attending_doctor", "12345"), "attending_doctor", Why::Rpps),
        (Person::new(15).with("opposed", "maybe"), "opposed", Why::YesNo),
        (Person::new(16).with("deceased_on", "1970-01-01"), "deceased_on", Why::BeforeBirth),
        (Person::new(17).with("told_on", "2099-01-01"), "told_on", Why::ToCome),
        (Person::new(18).with("representatives", "[{}]"), "representatives", Why::Shape),
        (Person::new(19).with("usual_name", "--"), "usual_name", Why::NoLetter),
        (Person::new(20).with("birth_name", "NUL\u{0}NUL"), "", Why::Control),
        (Person::new(21).with("birth_name", "E".repeat(201)), "birth_name", Why::LongName),
        (Person::new(22).with("birth_name", "E".repeat(70_000)), "", Why::TooLong),
        (Person::new(23).with("ins_system", "NIR").with("ins", wrong_key()), "ins", Why::InsKey),
        (Person::new(24).with("told_on", "2026-07"), "told_on", Why::Day),
        (Person::new(25).with("representatives", "[{"), "representatives", Why::NotJson),
        (
            Person::new(26).with("representatives", r#"[{"authority":"aunt","ins":"1"}]"#),
            "representatives",
            Why::Authority,
        ),
        (
            Person::new(27).with("representatives", r#"[{"authority":"parent"}]"#),
            "representatives",
            Why::NamedByBothOrNeither,
        ),
        (
            Person::new(28).with(
                "representatives",
                r#"[{"authority":"parent","traits":{"birth_name":"ESSAI","first_names":"A","birth_date":"1980","sex":"H"}}]"#,
            ),
            "representatives.sex",
            Why::Sex,
        ),
        (
            Person::new(29).with("representatives", format!("[{}]", [r#"{"authority":"parent"}"#; 9].join(","))),
            "representatives",
            Why::TooManyRepresentatives,
        ),
    ];
    let mut people: Vec<Person> = cases.iter().map(|(person, ..)| person.clone()).collect();
    people.extend((100..104).map(Person::new));
    let done = server.try_import(csv(&people), &options()).unwrap();
    let expected: Vec<_> =
        cases.iter().enumerate().map(|(at, (_, field, why))| (at as u64 + 3, *field, *why)).collect();
    assert_eq!(done.told(), expected);
    assert_eq!((done.counts().new, done.counts().rejected), (4, 28));
    for reject in &done.rejects {
        let said = format!("{reject:?} {}", reject.why);
        assert!(!said.contains("ESSAI") && !said.contains("1800775"), "{said}");
    }
}

#[test]
fn bytes_that_are_no_utf8_reject_their_line_alone() {
    let house = House::new();
    let server = house.server();
    let mut file = csv(&[Person::new(1)]).into_bytes();
    let latin: Vec<u8> = Person::new(2).with("birth_name", "LEPINE").line().into_bytes();
    file.extend(latin.into_iter().map(|byte| if byte == b'P' { 0xe9 } else { byte }));
    file.extend(Person::new(3).line().replace('\n', "\r\n").into_bytes());
    let done = server.try_import(file, &options()).unwrap();
    assert_eq!(done.told(), [(4, "", Why::NotText)]);
    assert_eq!(done.counts().new, 2);
}

/// A number of the production kind whose key is another one.
fn wrong_key() -> &'static str {
    "180077500000134"
}

#[test]
fn a_reason_says_what_is_wrong_and_what_would_be_right() {
    let all = [
        Why::NotText,
        Why::Control,
        Why::TooLong,
        Why::Quotes,
        Why::Fields,
        Why::NotJson,
        Why::Shape,
        Why::Missing,
        Why::InsShape,
        Why::InsKey,
        Why::System,
        Why::NoLetter,
        Why::LongName,
        Why::Date,
        Why::Day,
        Why::ToCome,
        Why::BeforeBirth,
        Why::Sex,
        Why::Birthplace,
        Why::Commune,
        Why::Status,
        Why::Rpps,
        Why::YesNo,
        Why::TooManyRepresentatives,
        Why::Authority,
        Why::NamedByBothOrNeither,
        Why::Twice,
        Why::TwoRecords,
        Why::TraitsTaken,
        Why::OldNumber,
        Why::Contradicts,
        Why::UnknownDoctor,
        Why::ToldLongAgo,
        Why::OpposedTooLate,
        Why::UnknownRepresentative,
        Why::OfAge,
    ];
    for why in all {
        let said = why.to_string();
        let parts: Vec<&str> = said.split("; ").collect();
        assert!(parts.len() == 2 && parts.iter().all(|part| part.len() > 3), "{why:?}: {said}");
        // The list of rejects has the reason in quotes.
        assert!(!said.contains(['"', '\n']), "{said}");
    }
    // Wrong in words of its own, wherever two faults may be in one field.
    assert!(Why::InsKey.to_string().starts_with("the key"), "{}", Why::InsKey);
}

#[test]
fn a_reason_of_the_directory_says_what_is_wrong_and_what_would_be_right() {
    use identity::extract::Reason;
    let all = [
        Reason::TooLongLine,
        Reason::Fields,
        Reason::Control,
        Reason::Empty,
        Reason::TooLong,
        Reason::Rpps,
        Reason::OtherNumber,
        Reason::Finess,
        Reason::Siret,
        Reason::Code,
        Reason::Name,
        Reason::Unknown,
        Reason::Standing,
        Reason::Date,
    ];
    for reason in all {
        let said = reason.to_string();
        let right = said.strip_prefix(reason.as_str()).and_then(|rest| rest.strip_prefix(": "));
        assert!(right.is_some_and(|right| right.len() > 3), "{said}");
        // The file of rejects is parted by semicolons.
        assert!(!said.contains([';', '\n']), "{said}");
    }
}

#[test]
fn lines_that_are_no_csv_or_no_json_are_told() {
    let house = House::new();
    let server = house.server();
    let file = format!("{HEADER}one,two\n\"open,{}\n{}", Person::new(1).line(), Person::new(2).line());
    let done = server.try_import(file, &options()).unwrap();
    assert_eq!(done.told(), [(3, "", Why::Fields), (4, "", Why::Quotes)]);
    let json = FeedOptions { format: Format::JsonLines, ..options() };
    let file = format!(
        "{{\"feed\":\"carnet-citizens\",\"version\":1}}\n{{\"ins\":1}}\nnull\n{{\"colour\":\"{}\"}}\n{}\n{{\"ins\":\n",
        number(9),
        "[".repeat(10_000)
    );
    let done = server.try_import(file, &json).unwrap();
    assert_eq!(
        done.told().into_iter().map(|(_, _, why)| why).collect::<Vec<_>>(),
        [Why::Shape, Why::Shape, Why::Shape, Why::Shape, Why::NotJson]
    );
}

#[test]
fn a_file_of_another_format_is_refused_whole() {
    let house = House::new();
    let server = house.server();
    let refused = |file: &str| match server.try_import(file, &options()) {
        Err(FeedError::Unreadable(fault)) => fault,
        other => panic!("taken: {:?}", other.map(|_| ())),
    };
    assert!(matches!(refused(""), Unreadable::NoHeader));
    assert!(matches!(refused("ins,ins_system\n"), Unreadable::NoHeader));
    assert!(matches!(refused("carnet-citizens,2\n"), Unreadable::OtherVersion));
    assert!(matches!(refused("carnet-citizens,1\nins,colour\n"), Unreadable::Columns));
    assert!(matches!(refused("carnet-citizens,1\nins,ins\n"), Unreadable::Columns));
    assert!(matches!(refused("carnet-citizens,1\n"), Unreadable::Columns));
    assert_eq!(house.count("select count(*) as n from identity.citizens_import"), 0);
}

#[test]
fn of_two_rows_about_one_citizen_the_first_counts_in_a_batch_and_far_from_each_other() {
    let house = House::new();
    let server = house.server();
    let near = [Person::new(1), Person::new(1).with("usual_name", "Autre")];
    let same_traits = Person::new(2).with("ins", number(77));
    let mut people = near.to_vec();
    people.push(Person::new(2));
    people.push(same_traits.clone());
    people.extend((10..20).map(Person::new));
    people.push(Person::new(1).with("usual_name", "Encore"));
    people.push(same_traits);
    let done = server.import(&people);
    assert_eq!(done.counts().new, 12);
    assert_eq!(
        done.told(),
        [(4, "", Why::Twice), (6, "", Why::Twice), (17, "", Why::Twice), (18, "", Why::Twice)]
    );
}

#[test]
fn a_row_that_contradicts_a_known_record_changes_nothing() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1), Person::new(2)]);
    // The identity, how sure it is, what finds it, the life of the record and what is consented to.
    let all = || {
        [
            "select string_agg(c::text, ' ' order by space_id) as t from identity.citizen c",
            "select string_agg(l::text, ' ' order by tag) as t from identity.lookup l",
            "select string_agg(s::text, ' ' order by space_id) as t from consent.space s",
            "select string_agg(a::text, ' ' order by person) as t from identity.citizen_account a",
            "select count(*)::text as t from consent.provision",
        ]
        .map(|rows| house.text(rows))
    };
    let before = all();
    let other = Person::new(1).with("birth_name", "AUTRE").with("birth_date", "1955-01-01");
    let traits_of_two = Person::new(2).with("ins", number(50));
    let both = Person::new(1).with("birth_name", "ESSAI C");
    for (row, expected) in [
        (other, ("", Why::Contradicts)),
        (traits_of_two, ("ins", Why::TraitsTaken)),
        (both, ("", Why::TwoRecords)),
    ] {
        let row = row.with("identity_status", "validated").with("commune", "97411").with("opposed", "yes");
        for row in [row.clone(), row.with("deceased_on", "2026-03-01")] {
            let done = server.import(&[row]);
            assert_eq!(done.told(), [(3, expected.0, expected.1)]);
        }
    }
    assert_eq!(before, all());
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 2);
}

#[test]
fn given_names_of_which_none_is_the_same_are_those_of_two_people_under_one_number() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    let named = |names: &str| Person::new(1).with("first_names", names);
    let twin = server.import(&[named("SACHA")]);
    assert_eq!(twin.told(), [(3, "", Why::Contradicts)]);
    // The rest of the names, another spelling, another order, one more.
    for names in ["CAMILLE|LOUISE", "Louise-Camille", "Camille", "ANNE|CAMILLE", "Anne", "Anne-Lise"] {
        let done = server.import(&[named(names)]);
        assert_eq!((done.told(), done.counts().changed), (Vec::new(), 1), "{names}");
    }
}

#[test]
fn a_new_citizen_who_was_told_long_ago_is_rejected_and_a_known_one_is_not() {
    let house = House::new();
    let server = house.server();
    let told = |nth: u32, day: &str| Person::new(nth).with("told_on", day);
    let done = server.import(&[told(1, "2024-02-29"), told(2, "2025-09-01"), told(3, "2025-09-02")]);
    assert_eq!(done.told(), [(3, "told_on", Why::ToldLongAgo), (4, "told_on", Why::ToldLongAgo)]);
    assert_eq!((done.counts().new, done.counts().rejected), (1, 2));
    let known = server.import(&[told(3, "2024-02-29")]);
    assert_eq!(known.told(), [], "it counts the first time alone");
}
