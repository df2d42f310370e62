//! Who may still decide, and what is no longer said of a record that went into another one.

use consent::service::Pair;
use identity::{Error, IdentityStatus, ProposalFault, ProposalReason, StrictTraits, Wanted};
use kernel::{AdminRole, ErrorKind};

use crate::house::{House, Server, camille};

fn two(server: &Server) -> Pair {
    let double = server.citizen(camille(), None).unwrap().space;
    let elsewhere = StrictTraits { birthplace: Some("13055".into()), ..camille() };
    Pair { double, stays: server.citizen(elsewhere, None).unwrap().space }
}

#[test]
fn what_an_admin_proposed_who_is_none_any_more_is_not_confirmed() {
    let house = House::new();
    let server = house.server();
    let pair = two(&server);
    let (one, other) = (server.support(&house), server.support(&house));
    let made = server.proposed(&one, &Wanted::Merge(pair), ProposalReason::RegisteredTwice).unwrap().id;
    let confirmed = || match server.confirmed(&other, made) {
        Err(Error::Proposal(ProposalFault::ProposerLeft)) => false,
        Ok(_) => true,
        Err(error) => panic!("{error:?}"),
    };
    let set = |roles: &[AdminRole]| {
        server.desk.write(|tx| server.identity.set_admin_roles(tx, one.person, roles)).unwrap();
    };
    set(&[AdminRole::Auditor]);
    assert!(!confirmed(), "another role");
    set(&[AdminRole::Support]);
    house.run(&format!("update identity.admin set active = false where person = '{}'", one.person));
    assert!(!confirmed(), "stopped");
    house.run("update identity.admin set active = true");
    assert!(confirmed());
}

#[test]
fn nothing_is_said_of_the_identity_of_a_double_any_more() {
    let house = House::new();
    let server = house.server();
    let pair = two(&server);
    server.merged(&house, pair);
    let support = server.support(&house);
    let set = |space| {
        server
            .desk
            .write(|tx| server.identity.set_identity_status(tx, &support, space, IdentityStatus::Qualified))
    };
    let refused = set(pair.double).unwrap_err();
    assert!(
        matches!(refused, Error::WentIntoAnother) && refused.kind() == ErrorKind::Conflict,
        "{refused:?}"
    );
    set(pair.stays).unwrap();
}
