use std::sync::atomic::{AtomicBool, Ordering};

use identity::{BirthDate, Error, StrictTraits, service::PatientSearch};
use kernel::{Ins, InsOid};
use vault::Purpose;

use crate::house::{House, camille, test_ins};

fn born_in(year: i32) -> StrictTraits {
    StrictTraits { birth_date: BirthDate::parse(&format!("{year}-05-06")).unwrap(), ..camille() }
}

#[test]
fn patients_are_found_before_during_and_after_a_rotation_of_the_index_key() {
    let house = House::new();
    let (server, second) = (house.server(), house.server());
    let citizen = server.citizen(camille(), Some(test_ins())).unwrap();
    for year in 1900..1960 {
        server.citizen(born_in(year), None).unwrap();
    }
    let doctor = server.doctor();
    let actor = server.actor(&server.open_doctor(&doctor));
    let search = PatientSearch::Ins(Ins::parse("279035121518989", InsOid::NirTest).unwrap().0);
    let found = |by: &crate::house::Server| {
        by.desk.write(|tx| by.identity.find_patient(tx, &actor, &search)).unwrap() == citizen.space
    };
    assert!(found(&server) && found(&second));

    assert_eq!(server.vault.rotate(Purpose::BlindIndex).unwrap(), 2);
    assert!(found(&server) && found(&second), "the new key is not in force yet");
    assert_eq!(server.identity.reindex(&server.desk).unwrap().spaces, 0, "nothing to do until it is");
    house.seconds_pass(30);
    assert!(found(&server) && found(&second), "only old tags");
    assert!(
        matches!(second.citizen(camille(), None), Err(Error::IdentityTaken)),
        "an old tag still keeps its place"
    );

    let over = AtomicBool::new(false);
    let reindexed = std::thread::scope(|scope| {
        let finder = scope.spawn(|| {
            let mut finds = 0;
            while !over.load(Ordering::Relaxed) || finds < 3 {
                assert!(found(&second), "found while tags are made anew");
                finds += 1;
            }
        });
        let reindexed = server.identity.reindex(&server.desk).unwrap();
        over.store(true, Ordering::Relaxed);
        finder.join().unwrap();
        reindexed
    });
    assert_eq!(reindexed.spaces, 61);
    assert_eq!(house.count("select count(*) as n from identity.lookup where index_key_id <> 2"), 0);
    assert_eq!(house.count("select count(*) as n from identity.lookup"), 61 * 2 + 1);
    assert_eq!(second.identity.reindex(&second.desk).unwrap().spaces, 0, "run again, it has nothing to do");

    server.vault.retire(Purpose::BlindIndex, 1).unwrap();
    house.seconds_pass(30);
    assert!(found(&server) && found(&second), "without the old key");
    assert!(matches!(second.citizen(camille(), None), Err(Error::IdentityTaken)));
}

#[test]
fn a_reindexing_that_was_broken_off_goes_on_where_it_stopped() {
    let house = House::new();
    let server = house.server();
    for year in 1900..1955 {
        server.citizen(born_in(year), None).unwrap();
    }
    server.vault.rotate(Purpose::BlindIndex).unwrap();
    house.seconds_pass(30);
    // The second batch of fifty meets an identity that cannot be read.
    let last = "(select space_id from identity.citizen order by space_id desc limit 1)";
    house.run(&format!("create table public.kept as select * from identity.citizen where space_id = {last}"));
    house.run(&format!("update identity.citizen set sealed = '\\x00' where space_id = {last}"));
    assert!(matches!(server.identity.reindex(&server.desk), Err(Error::Vault(vault::Error::Broken))));
    let left = "select count(distinct space_id) as n from identity.lookup where index_key_id = 1";
    assert_eq!(house.count(left), 5, "what was done stays done");
    house.run(
        "update identity.citizen c set sealed = k.sealed from public.kept k where k.space_id = c.space_id",
    );
    assert_eq!(server.identity.reindex(&server.desk).unwrap().spaces, 5);
    assert_eq!(house.count(left), 0);
}
