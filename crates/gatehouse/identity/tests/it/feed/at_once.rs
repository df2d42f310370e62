//! Those who write one identity at the same moment: the second reads what the first has written.

use consent::service::Pair;
use identity::{IdentityStatus, ProposalReason, Wanted};
use kernel::SpaceId;
use testkit::meet;

use super::{
    Person,
    doubles::{record_of, support},
    number,
};
use crate::house::{House, Server};

fn set_status(house: &House, server: &Server, space: SpaceId, status: IdentityStatus) {
    let admin = support(house, server);
    server.desk.write(|tx| server.identity.set_identity_status(tx, &admin, space, status)).unwrap();
}

/// The tags under the newest key, as they lie there.
fn tags(house: &House) -> String {
    house.text(
        "select string_agg(kind || ' ' || space_id || ' ' || encode(tag, 'hex'), ' ' order by space_id, tag) as t
            from identity.lookup where index_key_id = (select max(index_key_id) from identity.lookup)",
    )
}

/// Whether the tags of a record are those of the identity that lies sealed there: they are made anew from it.
fn assert_tagged_as_sealed(house: &House, server: &Server, space: SpaceId) {
    let before = tags(house);
    let status = house.text(&format!("select status as t from identity.citizen where space_id = '{space}'"));
    set_status(house, server, space, IdentityStatus::parse(&status).unwrap());
    assert_eq!(before, tags(house));
}

fn renumbered(nth: u32, before: u32) -> Person {
    Person::new(before)
        .with("ins", number(nth))
        .with("previous_ins", number(before))
        .with("previous_ins_system", "NIR_TEST")
}

const CHANGES_OF_CITIZENS: &str = "update on identity.citizen";

#[test]
fn a_status_that_is_set_while_a_row_is_written_is_that_of_the_new_number() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    let space = record_of(&house, &server, 1).unwrap();
    meet(
        &house.database,
        CHANGES_OF_CITIZENS,
        || drop(server.import(&[renumbered(2, 1)])),
        || set_status(&house, &server, space, IdentityStatus::Validated),
    );
    assert_tagged_as_sealed(&house, &server, space);
    assert_eq!(house.text("select status as t from identity.citizen"), "validated");
    set_status(&house, &server, space, IdentityStatus::Qualified);
    assert_eq!(record_of(&house, &server, 2), Some(space));
}

#[test]
fn a_record_that_takes_a_double_in_while_a_row_is_written_keeps_both() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1), Person::new(2)]);
    let (double, stays) = (record_of(&house, &server, 1).unwrap(), record_of(&house, &server, 2).unwrap());
    house.run("update consent.space set state = 'active'");
    let wanted = Wanted::Merge(Pair { double, stays });
    let (one, other) = (support(&house, &server), support(&house, &server));
    let proposed = server
        .desk
        .write(|tx| {
            let reason = ProposalReason::NumberReplaced;
            Ok::<_, identity::Error>(server.identity.propose(tx, &one, (&wanted, reason), None)?.1.id)
        })
        .unwrap();
    meet(
        &house.database,
        CHANGES_OF_CITIZENS,
        || drop(server.import(&[renumbered(3, 2)])),
        || {
            server.desk.write(|tx| server.identity.confirm_proposal(tx, &other, proposed).map(drop)).unwrap();
        },
    );
    assert_tagged_as_sealed(&house, &server, stays);
    for nth in [1, 2, 3] {
        assert_eq!(record_of(&house, &server, nth), Some(stays), "{nth}");
    }
}

#[test]
fn an_index_that_is_made_anew_while_a_row_is_written_has_the_traits_of_the_row() {
    let house = House::new();
    let server = house.server();
    server.import(&[Person::new(1)]);
    let space = record_of(&house, &server, 1).unwrap();
    server.vault.rotate(vault::Purpose::BlindIndex).unwrap();
    house.seconds_pass(30);
    meet(
        &house.database,
        "insert on identity.lookup",
        || {
            server.identity.reindex(&server.desk).unwrap();
        },
        || drop(server.import(&[Person::new(1).with("birth_name", "NOUVEAU")])),
    );
    assert_tagged_as_sealed(&house, &server, space);
}
