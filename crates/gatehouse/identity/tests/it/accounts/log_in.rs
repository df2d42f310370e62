use identity::{
    Unrecognised,
    account::{AccountFault, AccountKind},
    service::account::{Entered, Shown},
};
use kernel::{AdminRole, Assurance, Capacity, Language, PersonId};

use super::ground::{CAMILLE, GOOD, OTHER, address, code, fault, median, revealed};
use crate::house::{House, camille, cause};

#[test]
fn an_account_without_a_record_reaches_its_own_pages_alone() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let first = browser.new_account(&house, CAMILLE);
    for session in [first, browser.log_in_weakly(CAMILLE)] {
        let actor = browser.actor(&session);
        assert_eq!((actor.assurance, &actor.capacity), (Assurance::Low, &Capacity::Citizen));
        assert_eq!(actor.second_factor_at, None);
        let account = server.desk.read(|rtx| server.identity.account_of(rtx, &actor)).unwrap();
        assert_eq!((account.person, account.kind), (None, AccountKind::Citizen));
        assert_eq!(account.address.reveal(), CAMILLE);
        assert!(server.desk.read(|rtx| server.identity.spaces_of(rtx, actor.person)).unwrap().is_empty());
    }
}

#[test]
fn two_log_ins_at_the_same_moment_go_through_while_an_old_hash_is_renewed() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    // Both read the older hash; the first to end puts a newer one in its place.
    let mut both = [browser.compares(CAMILLE, GOOD).unwrap(), browser.compares(CAMILLE, GOOD).unwrap()];
    let before = house.text("select encode(password, 'hex') as t from identity.account");
    for compared in &mut both {
        compared.1.renewed = Some(server.choose(GOOD).unwrap());
        browser.session_of(browser.ends(compared).unwrap());
    }
    assert_ne!(house.text("select encode(password, 'hex') as t from identity.account"), before);
    browser.log_in_weakly(CAMILLE);
    // Another password that is chosen at this very instant is another one.
    let late = browser.compares(CAMILLE, GOOD).unwrap();
    browser.register(CAMILLE).unwrap();
    let link = server.last_link(&house, CAMILLE);
    let other = server.choose(OTHER).unwrap();
    server.desk.write(|tx| server.identity.reset_password(tx, &link, &other)).unwrap();
    assert_eq!(fault(browser.ends(&late)), AccountFault::NotTogether);
}

#[test]
fn a_bound_account_is_substantial_with_its_second_factor_and_low_without() {
    let house = House::new();
    let server = house.server();
    let citizen = server.citizen(camille(), None).unwrap();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    house.bind(citizen.person);
    let low = browser.actor(&browser.log_in_weakly(CAMILLE));
    assert_eq!(low.assurance, Assurance::Low);
    assert_ne!(low.person, citizen.person, "a password alone is nobody's record");
    house.run("update identity.account set raised_at = null, raised_by = null");
    let codes = browser.add_code(&house, &session).unwrap();
    house.bind(citizen.person);
    let actor = browser.actor(&browser.log_in_strongly(&house, CAMILLE, &codes));
    assert_eq!((actor.person, actor.assurance), (citizen.person, Assurance::Substantial));
    assert_eq!(actor.second_factor_at, Some(house.now()));
    house.run("update identity.citizen_account set state = 'suspended'");
    let suspended = browser.actor(&browser.log_in_strongly(&house, CAMILLE, &codes));
    assert_eq!(suspended.assurance, Assurance::Low, "whose record is suspended reaches the account alone");
}

#[test]
fn an_admin_comes_by_invitation_and_logs_in_with_a_second_factor_or_not_at_all() {
    let house = House::new();
    let server = house.server();
    let person: PersonId = server.id();
    house.run(&format!(
        "insert into identity.admin values ('{person}', 'Aline Roche', true, now());
         insert into identity.admin_role values ('{person}', 'support', null, now());"
    ));
    let invited = "aline@example.org";
    let invite = || {
        server.desk.write(|tx| server.identity.invite_admin(tx, person, &address(invited), Language::French))
    };
    invite().unwrap();
    let link = server.last_link(&house, invited);
    let asked = server.desk.read(|rtx| server.identity.invitation(rtx, &link)).unwrap();
    assert_eq!(asked.kind, AccountKind::Admin);
    let browser = server.browser();
    let first = browser.confirm(&link, &server.choose(GOOD).unwrap()).unwrap();
    assert_eq!(browser.actor(&first).assurance, Assurance::Low);
    // The password alone gives nothing, and no way to a first factor either.
    let alone = browser.log_in_weakly(invited);
    assert_eq!(browser.actor(&alone).capacity, Capacity::Citizen);
    assert_eq!(fault(browser.add_code(&house, &alone).map(drop)), AccountFault::NotSureEnough);
    let codes = browser.add_code(&house, &first).unwrap();
    let strong = browser.actor(&browser.log_in_strongly(&house, invited, &codes));
    assert_eq!((strong.person, strong.assurance), (person, Assurance::Substantial));
    assert!(strong.has_role(AdminRole::Support));
    // Without a role there is nothing to run.
    house.run("delete from identity.admin_role");
    assert_eq!(browser.actor(&browser.log_in_strongly(&house, invited, &codes)).capacity, Capacity::Citizen);
}

#[test]
fn whether_an_address_is_known_shows_in_no_answer() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    let stranger = server.browser_at("192.0.2.9");
    for (to, password) in [(CAMILLE, OTHER), ("nobody@example.org", OTHER), ("nobody@example.org", GOOD)] {
        assert_eq!(fault(stranger.log_in(to, password)), AccountFault::NotTogether);
    }
    for to in [CAMILLE, "nobody@example.org"] {
        stranger.register(to).unwrap();
        let mails = testkit::letters_to(&house.database, &server.vault, to);
        assert!(mails.last().unwrap()["link"].is_string(), "each gets one mail with one link");
    }
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "password_forgotten");
    assert_eq!(server.letters(&house, "nobody@example.org"), ["confirm_address"]);
    house.run("update identity.account set state = 'suspended'");
    assert_eq!(fault(stranger.log_in(CAMILLE, GOOD)), AccountFault::NotTogether, "nor that it is suspended");
}

#[test]
fn a_known_address_takes_as_long_as_an_unknown_one() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    browser.new_account(&house, CAMILLE);
    let stranger = server.browser_at("192.0.2.9");
    // Many tries of one stranger would be held off, and that is another answer.
    let try_with = |to: &str| {
        house.run("delete from identity.throttle");
        assert_eq!(fault(stranger.log_in(to, OTHER)), AccountFault::NotTogether);
    };
    // One after the other, and the quickest of each: another program on the machine slows down some tries, not all.
    let (mut known, mut unknown) = (u128::MAX, u128::MAX);
    for _ in 0..15 {
        known = known.min(median(1, || try_with(CAMILLE)));
        unknown = unknown.min(median(1, || try_with("nobody@example.org")));
    }
    let (less, more) = (known.min(unknown), known.max(unknown));
    assert!(more * 3 < less * 4, "known {known} µs, unknown {unknown} µs: the hash is most of either");
}

#[test]
fn a_log_in_is_a_new_session_and_ends_the_one_before() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let before = browser.new_account(&house, CAMILLE);
    let token = server.token(&before);
    let Entered::Session { session, .. } = browser.log_in(CAMILLE, GOOD).unwrap() else { panic!() };
    assert_ne!(session.id, before.id, "no session is carried over");
    assert!(server.recognise(&token).is_ok(), "another browser's goes on");
    let device = browser.device.lock().unwrap().clone();
    let check = server.desk.write(|tx| {
        let network = identity::account::Network::of("192.0.2.7".parse().unwrap());
        let password = super::ground::secret(GOOD);
        server.identity.begin_log_in(tx, &address(CAMILLE), &password, network, device.as_ref())
    });
    let check = check.unwrap();
    let (stored, given) = check.comparison();
    let checked = super::ground::wait(server.identity.passwords().check(stored, given)).unwrap();
    let mut entry = browser.entry();
    entry.before = Some(before.id);
    server.desk.write(|tx| server.identity.end_log_in(tx, &check, &checked, &entry)).unwrap();
    assert_eq!(cause(server.recognise(&token)), Unrecognised::Revoked);
}

#[test]
fn the_second_step_belongs_to_its_browser_ends_in_time_and_is_taken_once() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    let codes = browser.add_code(&house, &session).unwrap();
    house.seconds_pass(30);
    let step = browser.second_step(CAMILLE);
    let guessed = identity::account::LinkSecret::brought("guessed").unwrap();
    let right = || code(&codes.code_at(house.now()));
    assert_eq!(fault(browser.show(&guessed, &right())), AccountFault::StepOver);
    assert!(matches!(browser.show(&step, &right()).unwrap(), Shown::Right(_)));
    house.seconds_pass(30);
    assert_eq!(fault(browser.show(&step, &right())), AccountFault::StepOver, "taken once");
    let late = browser.second_step(CAMILLE);
    house.minutes_pass(10);
    assert_eq!(fault(browser.show(&late, &right())), AccountFault::StepOver);
    assert!(server.desk.write(|tx| server.identity.prune_accounts(tx)).unwrap() > 0);
    assert_eq!(house.count("select count(*) as n from identity.account_step"), 0);
}

#[test]
fn nothing_of_an_account_stands_in_clear_in_its_rows() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let session = browser.new_account(&house, CAMILLE);
    browser.add_code(&house, &session).unwrap();
    let step = browser.second_step(CAMILLE);
    for (table, secrets) in [
        ("account", vec![CAMILLE.to_owned(), "argon2id".to_owned()]),
        ("second_factor", vec!["Téléphone".to_owned()]),
        ("account_step", vec![revealed(&step)]),
        ("known_device", vec![revealed(browser.device.lock().unwrap().as_ref().unwrap())]),
    ] {
        for secret in secrets {
            let bytes = hex(secret.as_bytes());
            let found = house.count(&format!(
                "select count(*) as n from identity.{table} t where t::text like '%{bytes}%' or t::text like '%{secret}%'"
            ));
            assert_eq!(found, 0, "{table}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
