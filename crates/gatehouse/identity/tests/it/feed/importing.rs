use consent::Ask;
use identity::{
    FeedError, FeedOptions, FeedOutcome,
    feed::{Format, Why},
    service::PatientSearch,
};
use kernel::{Actor, Ins, InsOid};

use super::{Person, csv, number, options};
use crate::house::{House, Look, Server};

fn search(nth: u32) -> PatientSearch {
    PatientSearch::Ins(Ins::parse(&number(nth), InsOid::NirTest).unwrap().0)
}

fn find(server: &Server, doctor: &Actor, nth: u32) -> bool {
    server.desk.write(|tx| server.identity.find_patient(tx, doctor, &search(nth))).is_ok()
}

#[test]
fn rows_become_records_that_may_be_opposed_and_the_same_file_changes_nothing() {
    let house = House::new();
    let server = house.server();
    let people: Vec<Person> = (1..=10).map(Person::new).collect();
    let done = server.import(&people);
    assert!(matches!(done.outcome, FeedOutcome::Done(_)));
    assert_eq!((done.counts().rows, done.counts().new, done.counts().rejected), (10, 10, 0));
    assert_eq!(house.count("select count(*) as n from consent.space where state = 'opposition_running'"), 10);
    assert_eq!(house.count("select count(*) as n from identity.citizen_account where state = 'active'"), 10);
    assert_eq!(house.count("select count(*) as n from identity.citizens_seen"), 0, "forgotten at the end");
    let lines = house.count("select count(*) as n from journal.line");
    let again = server.import(&people);
    assert_eq!(again.outcome, FeedOutcome::SameFile(done.counts()));
    assert_eq!(house.count("select count(*) as n from journal.line"), lines, "not a line more");
    assert_eq!(journal::verify(&server.desk, &server.vault, None).unwrap().findings, []);
}

#[test]
fn a_changed_row_alone_is_written_again() {
    let house = House::new();
    let server = house.server();
    let mut people: Vec<Person> = (1..=6).map(Person::new).collect();
    server.import(&people);
    let lines = house.count("select count(*) as n from journal.line");
    people[2] = people[2].clone().with("usual_name", "Durand").with("commune", "97411");
    let done = server.import(&people);
    assert_eq!((done.counts().new, done.counts().changed, done.counts().same), (0, 1, 5));
    assert_eq!(
        house.count("select count(*) as n from journal.line"),
        lines + 2,
        "its own, and that of the import"
    );
    assert_eq!(house.count("select count(*) as n from consent.space where zone = 'Indian/Reunion'"), 1);
    people[2] = people[2].clone().with("first_names", "CAMILLE|LOUISE");
    assert_eq!(server.import(&people).counts().changed, 1, "traits are corrected");
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    let traits = |names: &str| {
        let traits = identity::StrictTraits {
            birth_name: "ESSAI D".into(),
            first_names: names.split('|').map(Into::into).collect(),
            birth_date: "1980-07-01".parse().unwrap(),
            sex: identity::Sex::Female,
            birthplace: Some("75056".into()),
        };
        let search = PatientSearch::Traits(Box::new(traits));
        house.run("update consent.space set state = 'created'");
        server.desk.write(|tx| server.identity.find_patient(tx, &doctor, &search)).is_ok()
    };
    assert!(traits("CAMILLE|LOUISE"));
    assert!(!traits("CAMILLE|ANNE"), "the old ones lead nowhere");
}

#[test]
fn both_formats_say_the_same() {
    let house = House::new();
    let server = house.server();
    let file = format!(
        "\u{feff}{{\"feed\":\"carnet-citizens\",\"version\":1}}\r\n{{\"ins\":\"{}\",\"ins_system\":\"NIR_TEST\",\
         \"birth_name\":\"D'ESSAI, L\\u00e9a\",\"first_names\":[\"Léa\",\"Anne\"],\"birth_date\":\"1980-07-01\",\"sex\":\"F\",\
         \"commune\":\"2A004\",\"identity_status\":\"qualifiée\"}}\r\n\r\n",
        number(1)
    );
    let json = FeedOptions { format: Format::JsonLines, ..options() };
    assert_eq!(server.try_import(file, &json).unwrap().counts().new, 1);
    let same = Person::new(1)
        .with("birth_name", "D'ESSAI, Léa")
        .with("first_names", "Léa|Anne")
        .with("birthplace", "")
        .with("commune", "2A004");
    let done = server.import(&[same]);
    assert_eq!((done.counts().new, done.counts().same), (0, 1), "written otherwise, and nothing is new");
}

#[test]
fn an_import_that_was_cut_goes_on_where_it_stood() {
    let house = House::new();
    let server = house.server();
    let people: Vec<Person> = (1..=20).map(Person::new).collect();
    // The third batch finds no key store, as if the program had been killed there.
    house.run(
        "create function public.cut() returns trigger language plpgsql as $$ begin
            if (select count(*) from consent.space) > 8 then raise exception 'cut'; end if; return null; end $$;
         create trigger cut after insert on consent.space for each statement execute function public.cut()",
    );
    let cut = server.try_import(csv(&people), &options());
    assert!(matches!(cut, Err(FeedError::Identity(_))), "cut");
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 8, "two batches are whole");
    assert_eq!(house.count("select lines as n from identity.citizens_import where state = 'running'"), 10);
    house.run("drop trigger cut on consent.space");
    let done = house.server().try_import(csv(&people), &options()).unwrap();
    assert_eq!((done.counts().rows, done.counts().new, done.counts().same), (20, 20, 0), "each row once");
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 20);
    assert_eq!(journal::verify(&server.desk, &server.vault, None).unwrap().findings, []);
}

#[test]
fn another_file_takes_the_place_of_one_that_was_cut() {
    let house = House::new();
    let server = house.server();
    house.run(
        "create function public.cut() returns trigger language plpgsql as $$ begin
            if (select count(*) from consent.space) > 4 then raise exception 'cut'; end if; return null; end $$;
         create trigger cut after insert on consent.space for each statement execute function public.cut()",
    );
    let people: Vec<Person> = (1..=9).map(Person::new).collect();
    assert!(server.try_import(csv(&people), &options()).is_err());
    house.run("drop trigger cut on consent.space");
    let newer: Vec<Person> = people.iter().map(|one| one.clone().with("usual_name", "Nouveau")).collect();
    let done = server.import(&newer);
    assert_eq!((done.counts().new, done.counts().changed), (5, 4));
    assert_eq!(
        house.count("select count(*) as n from identity.citizens_import where state = 'abandoned'"),
        1
    );
}

#[test]
fn an_import_that_another_one_has_overtaken_ends() {
    let house = House::new();
    let server = house.server();
    let mut people: Vec<Person> = (1..=12).map(Person::new).collect();
    people[1] = people[1].clone().with("sex", "X");
    let mut is_overtaken = false;
    let happens = || {
        if !is_overtaken && house.count("select count(*) as n from identity.citizen") == 3 {
            is_overtaken = true;
            house.run("update identity.citizens_import set read_to = read_to + 1");
        }
    };
    let file = Meanwhile { file: std::io::Cursor::new(csv(&people).into_bytes()), happens };
    let mut told = |_: &identity::feed::Reject| Ok(());
    let overtaken = server.identity.import_citizens(&server.desk, file, &options(), &mut told);
    assert!(matches!(overtaken, Err(FeedError::Another)), "{overtaken:?}");
    assert_eq!(house.count("select count(*) as n from identity.citizen"), 3, "the first batch alone");
}

#[test]
fn a_rehearsal_writes_nothing() {
    let house = House::new();
    let server = house.server();
    let mut wrong: Vec<Person> = (1..=5).map(Person::new).collect();
    wrong[3] = wrong[3].clone().with("sex", "X");
    let dry = FeedOptions { dry_run: true, ..options() };
    let done = server.try_import(csv(&wrong), &dry).unwrap();
    assert!(matches!(done.outcome, FeedOutcome::Rehearsed(_)));
    assert_eq!((done.counts().new, done.counts().rejected), (4, 1));
    assert_eq!(done.told(), [(6, "sex", Why::Sex)]);
    for table in ["identity.citizen", "identity.citizens_import", "identity.lookup", "consent.space"] {
        assert_eq!(house.count(&format!("select count(*) as n from {table}")), 0, "{table}");
    }
}

#[test]
fn an_attending_doctor_is_noted_and_an_unknown_one_is_told() {
    let house = House::new();
    let server = house.server();
    let doctor = server.doctor();
    let of = |person: Person, rpps: &str| person.with("attending_doctor", rpps);
    let done = server.import(&[of(Person::new(1), doctor.rpps.as_str()), of(Person::new(2), "10100997245")]);
    assert_eq!((done.counts().new, done.counts().warned), (2, 1));
    assert_eq!(done.told(), [(4, "attending_doctor", Why::UnknownDoctor)]);
    let named = format!(
        "select count(*) as n from consent.provision where kind = 'attending_doctor' and person = '{}' and ends_at is null",
        doctor.person
    );
    assert_eq!(house.count(&named), 1);
    // It gives no right.
    let actor = server.actor(&server.open_doctor(&doctor));
    house.run("update consent.space set state = 'active'");
    let space = house.text("select space_id::text as t from consent.provision").parse().unwrap();
    let looked = server.desk.write(|tx| {
        server
            .consent
            .check::<Look>(tx, &actor, space, Ask::default())
            .map(|_| ())
            .map_err(identity::Error::from)
    });
    assert!(looked.is_err());
    // Gone from the feed, gone from the record.
    server.import(&[Person::new(1), Person::new(2)]);
    assert_eq!(house.count(&named), 0);
}

#[test]
fn nobody_is_found_before_the_record_is_made() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    let doctor = server.actor(&server.open_doctor(&server.doctor()));
    assert!(!find(&server, &doctor, 1));
    house.run("update consent.space set state = 'created'");
    assert!(find(&server, &doctor, 1));
}

#[test]
fn what_could_not_be_told_is_told_by_the_same_command_again() {
    let house = House::new();
    let server = house.server();
    let mut people: Vec<Person> = (1..=9).map(Person::new).collect();
    people[1] = people[1].clone().with("sex", "X");
    people[5] = people[5].clone().with("attending_doctor", "10100997245");
    for (told_before, line) in [(0, 4), (1, 8)] {
        let left = std::cell::Cell::new(told_before);
        let mut full = |_: &identity::feed::Reject| match left.replace(left.get() - 1) {
            0 => Err(std::io::Error::other("no place")),
            _ => Ok(()),
        };
        let file = std::io::Cursor::new(csv(&people).into_bytes());
        let cut = server.identity.import_citizens(&server.desk, file, &options(), &mut full);
        assert!(matches!(cut, Err(FeedError::Rejects(_))), "line {line}: {cut:?}");
    }
    let done = server.try_import(csv(&people), &options()).unwrap();
    assert_eq!(done.told(), [(8, "attending_doctor", Why::UnknownDoctor)]);
    assert_eq!((done.counts().rejected, done.counts().warned, done.counts().new), (1, 1, 8));
}

/// A file that lets something else happen whenever some of it is read.
struct Meanwhile<F> {
    file: std::io::Cursor<Vec<u8>>,
    happens: F,
}

impl<F: FnMut()> std::io::Read for Meanwhile<F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

impl<F: FnMut()> std::io::BufRead for Meanwhile<F> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        (self.happens)();
        self.file.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.file.consume(amount);
    }
}

impl<F> std::io::Seek for Meanwhile<F> {
    fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn a_process_that_another_import_has_overtaken_does_not_end_that_one() {
    let house = House::new();
    let server = house.server();
    let people: Vec<Person> = (1..=8).map(Person::new).collect();
    let newer: Vec<Person> = people.iter().map(|one| one.clone().with("usual_name", "Nouveau")).collect();
    let at_its_end = "select count(*) as n from identity.citizens_import where state = 'running' and pass = 2
        and lines = 10";
    let state =
        "select string_agg(state || ' ' || lines, ', ' order by began_at) as t from identity.citizens_import";
    let happens = || {
        if house.count(at_its_end) == 1 {
            house.minutes_pass(1);
            house.run(
                "create function public.cut() returns trigger language plpgsql as $$ begin
                    if (select count(*) from identity.citizens_seen) > 4 then raise exception 'cut'; end if;
                    return null; end $$;
                 create trigger cut after insert on identity.citizens_seen
                    for each statement execute function public.cut()",
            );
            assert!(house.server().try_import(csv(&newer), &options()).is_err());
            house.run("drop trigger cut on identity.citizens_seen");
            assert_eq!(house.text(state), "abandoned 10, running 6");
        }
    };
    let file = Meanwhile { file: std::io::Cursor::new(csv(&people).into_bytes()), happens };
    let mut told = |_: &identity::feed::Reject| Ok(());
    let stale = server.identity.import_citizens(&server.desk, file, &options(), &mut told);
    assert!(matches!(stale, Err(FeedError::Another)), "{stale:?}");
    assert_eq!(house.text(state), "abandoned 10, running 6");
    assert_eq!(house.count("select count(*) as n from identity.citizens_seen"), 4, "of the other one");
}

#[test]
fn a_batch_that_is_begun_again_leaves_no_key_of_a_space_that_never_was() {
    let keys = |is_begun_again: bool| {
        let house = House::new();
        let server = house.server();
        if is_begun_again {
            house.run(
                "create sequence public.turn;
                 create function public.taken() returns trigger language plpgsql security definer as $$ begin
                    if nextval('public.turn') = 1 then
                        raise exception using errcode = '23505', constraint = 'lookup_one_space', message = 'taken';
                    end if;
                    return null; end $$;
                 create trigger taken after insert on identity.lookup
                    for each statement execute function public.taken()",
            );
        }
        assert_eq!(server.import(&[Person::new(1), Person::new(2)]).counts().new, 2);
        if is_begun_again {
            assert_eq!(house.count("select last_value as n from public.turn"), 2);
        }
        house.count("select count(*) as n from vault.space_key")
    };
    assert_eq!(keys(true), keys(false));
}

#[test]
fn each_import_leaves_a_line_of_what_came_of_it() {
    let house = House::new();
    let server = house.server();
    let lines = || {
        let chain = journal::system_chain(uuid::Uuid::nil());
        let lines = server
            .desk
            .write(|tx| journal::lines_without_permit(tx, &server.vault, chain, None, 1_000))
            .unwrap();
        let lines = lines.into_iter().map(|line| line.entry).filter(|entry| entry.act == "citizens.import");
        lines.collect::<Vec<_>>()
    };
    let people = [Person::new(1), Person::new(2).with("sex", "X"), Person::new(3)];
    server.import(&people);
    let [line] = &lines()[..] else { panic!("{:?}", lines()) };
    assert_eq!(line.detail["state"], "done");
    assert_eq!((&line.detail["counts"]["new"], &line.detail["counts"]["rejected"]), (&2.into(), &1.into()));
    assert_eq!(line.detail["file"].as_str().map(str::len), Some(64));
    let said = format!("{:?}", line.detail);
    assert!(!said.contains("ESSAI") && !said.contains("1800775"), "{said}");
    // One that was cut and given up for another file is told of when that one begins.
    let mut full = |_: &identity::feed::Reject| Err(std::io::Error::other("no place"));
    let file = std::io::Cursor::new(csv(&[Person::new(4).with("sex", "X")]).into_bytes());
    server.identity.import_citizens(&server.desk, file, &options(), &mut full).unwrap_err();
    server.import(&[Person::new(1)]);
    let states: Vec<String> = lines().iter().map(|line| line.detail["state"].to_string()).collect();
    assert_eq!(states, ["\"done\"", "\"abandoned\"", "\"done\""]);
}
