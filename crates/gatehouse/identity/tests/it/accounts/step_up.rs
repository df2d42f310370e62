use identity::{
    SessionCapacity,
    account::{AccountFault, FactorKind},
    service::account::Shown,
};

use super::ground::{CAMILLE, code, fault};
use crate::house::{House, camille};

#[test]
fn a_factor_that_is_shown_anew_counts_as_just_shown_for_five_minutes() {
    let house = House::new();
    let server = house.server();
    let (desk, identity) = (&server.desk, &server.identity);
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.bind(citizen.person);
    // Whoever logged in through a provider may use a factor of their own account too.
    let provided = server.open(SessionCapacity::Citizen { person: citizen.person }, None);
    for session in [browser.log_in_strongly(&house, CAMILLE, &codes), provided] {
        house.minutes_pass(5);
        let actor = browser.actor(&session);
        assert!(!identity.is_fresh(&actor));
        let ways = desk.read(|rtx| identity.ways_to_step_up(rtx, &actor)).unwrap();
        assert_eq!((ways.kinds, ways.provider), (vec![FactorKind::Totp], None));
        let wrong = desk.write(|tx| identity.step_up(tx, &actor, &code("000000"), None)).unwrap();
        assert!(matches!(wrong, Shown::Wrong));
        assert!(!identity.is_fresh(&browser.actor(&session)));
        let right = code(&codes.code_at(house.now()));
        assert!(matches!(
            desk.write(|tx| identity.step_up(tx, &actor, &right, None)).unwrap(),
            Shown::Right(())
        ));
        assert!(identity.is_fresh(&browser.actor(&session)));
        let replayed = desk.write(|tx| identity.step_up(tx, &actor, &right, None)).unwrap();
        assert!(matches!(replayed, Shown::Wrong));
        house.minutes_pass(5);
        assert!(!identity.is_fresh(&browser.actor(&session)));
    }
}

#[test]
fn whoever_has_no_account_has_no_factor_to_show() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), None).unwrap();
    let session = server.open(SessionCapacity::Citizen { person: citizen.person }, None);
    let actor = server.actor(&session);
    let ways = server.desk.read(|rtx| server.identity.ways_to_step_up(rtx, &actor)).unwrap();
    assert!(ways.kinds.is_empty());
    let refused = server.desk.write(|tx| server.identity.step_up(tx, &actor, &code("000000"), None));
    assert_eq!(fault(refused.map(drop)), AccountFault::NoAccount);
    server.desk.write(|tx| server.identity.was_shown_anew(tx, session.id)).unwrap();
    assert!(server.identity.is_fresh(&server.actor(&session)), "as a fresh log-in at the provider does");
}
