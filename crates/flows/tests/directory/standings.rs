//! A file of standings.

use std::io::{self, Cursor};

use flows::directory::{File, Started, go, start};
use identity::{
    ImportKind,
    extract::{Reject, survey},
};
use kernel::Standing;

use crate::{
    ground::{Ground, PEOPLE, person, rpps},
    log_ins::{known, log_in},
};

const STANDING: flows::directory::Order = flows::directory::Order { kind: ImportKind::Standing, ..PEOPLE };

#[test]
fn who_is_struck_off_by_an_import_is_refused_at_the_next_call_and_the_journal_says_whom() {
    let ground = Ground::new();
    ground.people(&[person(1), person(2), person(3)]);
    let session = log_in(&ground, 1).unwrap();
    let house = ground.house.house();
    let token = house.identity.issue(&session).unwrap();
    let standing = || {
        let token = secrecy::ExposeSecret::expose_secret(&token.access_token);
        let actor = house.identity.recognise(&house.desk, token, ground.house.id()).unwrap();
        actor.practice().unwrap().standing
    };
    assert_eq!(standing(), Standing::Good);
    let file = format!(
        "rpps,standing,since\n{},struck_off,2026-11-20\n{},suspended,2026-11-21T10:00:00Z\n",
        rpps(1),
        rpps(2)
    );
    let done = ground.import(file.as_bytes(), STANDING).done();
    assert_eq!((done.counts.standings, done.counts.taken), (2, 2));
    assert_eq!(standing(), Standing::StruckOff, "the session is read on each call");
    assert!(log_in(&ground, 1).is_err());
    assert_eq!(
        ground.rows("standing, standing_at::date, standing_from", "professional"),
        ["good/2026-11-23", "struck_off/2026-11-20/operator", "suspended/2026-11-21/operator"]
    );
    let lines = ground.lines("directory.standing");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].things, [known(&ground, 1).0.uuid()]);
    assert_eq!(
        (lines[0].detail["struck_off"].as_u64(), lines[0].detail["suspended"].as_u64()),
        (Some(1), Some(1))
    );
    let imports = ground.lines("directory.import");
    assert_eq!(imports.len(), 2);
    let text = serde_json::to_string(&imports[0].detail).unwrap();
    assert_eq!(imports[0].detail["file"], hex::encode(done.digest));
    assert!(!text.contains(&rpps(1)) && !text.contains("FICTIF"), "{text}");

    let back = format!("rpps,standing,since\n{},good,2026-11-22\n", rpps(1));
    assert_eq!(ground.import(back.as_bytes(), STANDING).done().counts.standings, 1);
    assert_eq!(standing(), Standing::Good);
    log_in(&ground, 1).unwrap();
    let line = &ground.lines("directory.standing")[0];
    assert_eq!(line.things, [known(&ground, 1).0.uuid()], "who was struck off and is no more");
    assert_eq!((line.detail["good"].as_u64(), line.detail["reinstated"].as_u64()), (Some(1), Some(1)));
    // Whoever was suspended is counted alone.
    let back = format!("rpps,standing,since\n{},good,2026-11-22\n", rpps(2));
    ground.import(back.as_bytes(), STANDING).done();
    let line = &ground.lines("directory.standing")[0];
    assert_eq!((line.things.len(), line.detail["good"].as_u64()), (0, Some(1)));
}

#[test]
fn a_stranger_of_whom_could_not_be_told_is_told_by_the_same_command_again() {
    let ground = Ground::new();
    ground.people(&[person(1)]);
    let file =
        format!("rpps,standing,since\n{},suspended,2026-11-20\n{},good,2026-11-20\n", rpps(1), rpps(9));
    let survey = || survey(&mut Cursor::new(&file)).unwrap();
    let house = ground.house.house();
    let source = || File { source: Cursor::new(file.clone().into_bytes()), survey: survey() };
    let Started::Goes(begun) = start(house, &survey(), &STANDING).unwrap() else { panic!("it begins") };
    let mut full = |_: &Reject| Err(io::Error::other("no place"));
    let cut = go(house, begun, source(), &STANDING, &mut full).unwrap_err();
    assert!(cut.to_string().contains("no place"), "{cut}");
    let again = ground.import(file.as_bytes(), STANDING);
    assert_eq!(again.rejects, [(3, "rpps", "nobody known has this number")]);
    assert_eq!(again.done().counts.standings, 1);
}

#[test]
fn rows_of_standings_that_cannot_be_taken_say_why() {
    let ground = Ground::new();
    ground.people(&[person(1)]);
    let (one, stranger) = (rpps(1), rpps(9));
    let file = format!(
        "since,standing,rpps\n2026-11-20,good,{stranger}\n2026-11-20,away,{one}\n2027-01-01,suspended,{one}\n\
         gestern,suspended,{one}\n2026-11-20,suspended,12\n2026-11-20,suspended\n2026-11-20,suspended,{one}\n"
    );
    let ended = ground.import(file.as_bytes(), STANDING);
    let mut rejects = ended.rejects.clone();
    rejects.sort_unstable();
    assert_eq!(
        rejects,
        [
            (2, "rpps", "nobody known has this number"),
            (3, "standing", "none of good, suspended, struck_off"),
            (4, "since", "no date that has come"),
            (5, "since", "no date that has come"),
            (6, "rpps", "no RPPS number"),
            (7, "", "not as many fields as the first line"),
        ]
    );
    let counts = ended.done().counts;
    assert_eq!((counts.taken, counts.all_rejected(), counts.standings), (1, 6, 1));
}
