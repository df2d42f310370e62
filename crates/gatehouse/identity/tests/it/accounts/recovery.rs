use diesel::connection::SimpleConnection;
use identity::{
    Error, Session, Unrecognised,
    account::{AccountFault, CodeSecret, LinkSecret},
    service::account::RunningRecovery,
};
use kernel::Assurance;

use super::ground::{Browser, CAMILLE, fault, until_waiting};
use crate::house::{House, Server, camille, cause};

/// Somebody with a record, a bound account and an application that shows codes.
fn bound(house: &House, server: &Server, browser: &Browser<'_>) -> (Session, CodeSecret) {
    let citizen = server.citizen(camille(), None).unwrap();
    let session = browser.new_account(house, CAMILLE);
    let codes = browser.add_code(house, &session).unwrap();
    house.bind(citizen.person);
    (browser.log_in_strongly(house, CAMILLE, &codes), codes)
}

fn begin(server: &Server, link: &LinkSecret) -> Result<RunningRecovery, Error> {
    server.desk.write(|tx| server.identity.begin_recovery(tx, link))
}

/// Asks with the password, and follows the link of the mail.
fn begun(house: &House, server: &Server, browser: &Browser<'_>) -> RunningRecovery {
    begun_for(house, server, browser, CAMILLE)
}

fn begun_for(house: &House, server: &Server, browser: &Browser<'_>, to: &str) -> RunningRecovery {
    let step = browser.second_step(to);
    server.desk.write(|tx| server.identity.ask_for_recovery(tx, &step)).unwrap();
    begin(server, &server.last_link(house, to)).unwrap()
}

fn run(server: &Server) -> usize {
    server.identity.run_recoveries(&server.desk).unwrap()
}

#[test]
fn a_recovery_needs_the_password_and_the_mail_and_waits_three_days() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let (session, _) = bound(&house, &server, &browser);
    let token = server.token(&session);
    let guessed = LinkSecret::brought("guessed").unwrap();
    let asked = server.desk.write(|tx| server.identity.ask_for_recovery(tx, &guessed));
    assert_eq!(fault(asked), AccountFault::StepOver, "without the password there is no step");
    let running = begun(&house, &server, &browser);
    assert_eq!((running.effective_at - running.begun_at).num_hours(), 72);
    let used = server.last_link(&house, CAMILLE);
    assert_eq!(fault(begin(&server, &used)), AccountFault::LinkOver, "the link that stops begins nothing");
    let letters = server.letters(&house, CAMILLE);
    assert_eq!(letters[letters.len() - 2..], ["recovery_asked", "recovery_begun"]);
    for hours in [1, 46] {
        house.minutes_pass(hours * 60);
        assert_eq!(run(&server), 0);
        browser.second_step(CAMILLE);
    }
    let told = || server.letters(&house, CAMILLE).iter().filter(|one| *one == "recovery_begun").count();
    assert_eq!(told(), 1);
    house.minutes_pass(60);
    assert_eq!((run(&server), run(&server), told()), (0, 0, 2), "told again a day before, once");
    house.minutes_pass(24 * 60);
    assert_eq!((run(&server), run(&server)), (1, 0));
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "recovery_done");
    assert_eq!(cause(house.server().recognise(&token)), Unrecognised::Expired);
    let low = browser.actor(&browser.log_in_weakly(CAMILLE));
    assert_eq!(low.assurance, Assurance::Low, "until it is raised again");
    let account = server.desk.read(|rtx| server.identity.account_of(rtx, &low)).unwrap();
    assert!(account.raised.is_none() && account.person.is_some());
    browser.add_code(&house, &browser.log_in_weakly(CAMILLE)).unwrap();
}

#[test]
fn a_factor_that_is_added_after_a_recovery_makes_nobody_substantial() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    bound(&house, &server, &browser);
    begun(&house, &server, &browser);
    house.minutes_pass(72 * 60);
    assert_eq!(run(&server), 1);
    let thief = server.browser_at("203.0.113.9");
    let codes = thief.add_code(&house, &thief.log_in_weakly(CAMILLE)).unwrap();
    let session = thief.log_in_strongly(&house, CAMILLE, &codes);
    assert_eq!(thief.actor(&session).assurance, Assurance::Low);
}

#[test]
fn a_recovery_is_stopped_by_its_owner_from_any_session_or_mail() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    let (session, codes) = bound(&house, &server, &browser);
    let actor = browser.actor(&session);
    let stop_own = || server.desk.write(|tx| server.identity.stop_own_recovery(tx, &actor));
    assert_eq!(fault(stop_own()), AccountFault::NothingRuns);
    begun(&house, &server, &browser);
    stop_own().unwrap();
    assert_eq!(server.letters(&house, CAMILLE).last().unwrap(), "recovery_stopped");
    begun(&house, &server, &browser);
    let link = server.last_link(&house, CAMILLE);
    let stop = || server.desk.write(|tx| server.identity.stop_recovery_by_link(tx, &link));
    let token = server.token(&session);
    stop().unwrap();
    assert_eq!(
        cause(house.server().recognise(&token)),
        Unrecognised::Revoked,
        "whoever knows the password is out"
    );
    assert_eq!(fault(stop()), AccountFault::LinkOver);
    house.minutes_pass(80 * 60);
    assert_eq!(run(&server), 0);
    browser.log_in_strongly(&house, CAMILLE, &codes);
}

#[test]
fn one_recovery_runs_and_its_time_is_not_moved() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    bound(&house, &server, &browser);
    let first = begun(&house, &server, &browser);
    house.minutes_pass(60);
    assert_eq!(begun(&house, &server, &browser), first);
    assert_eq!(house.count("select count(*) as n from identity.recovery"), 1);
}

#[test]
fn of_a_stop_and_an_end_at_once_one_counts_and_that_one_is_told() {
    let house = House::new();
    let server = house.server();
    let browser = server.browser();
    bound(&house, &server, &browser);
    begun(&house, &server, &browser);
    let link = server.last_link(&house, CAMILLE);
    house.minutes_pass(72 * 60);
    let mut other = house.database.connect_superuser();
    let stopped = std::thread::scope(|scope| {
        other.batch_execute("begin; select id from identity.account for update").unwrap();
        let ending = scope.spawn(|| run(&server));
        until_waiting(&house, 1);
        let stopping = scope.spawn(|| {
            server.desk.write(|tx| server.identity.stop_recovery_by_link(tx, &link)).map_err(|error| {
                match error {
                    Error::Account(fault) => fault,
                    other => panic!("{other}"),
                }
            })
        });
        until_waiting(&house, 2);
        other.batch_execute("commit").unwrap();
        let (ended, stopped) = (ending.join().unwrap(), stopping.join().unwrap());
        assert_eq!((ended == 1, stopped.is_ok()), (stopped.is_err(), ended == 0));
        stopped.is_ok()
    });
    let letters = server.letters(&house, CAMILLE);
    let told = |what: &str| letters.iter().any(|one| one == what);
    assert_eq!((told("recovery_stopped"), told("recovery_done")), (stopped, !stopped));
    let both =
        "select count(*) as n from identity.recovery where stopped_at is not null and done_at is not null";
    assert_eq!(house.count(both), 0);
}

#[test]
fn an_account_that_cannot_be_read_holds_up_nobody_elses_recovery() {
    let house = House::new();
    let server = house.server();
    let broken = server.browser();
    let session = broken.new_account(&house, CAMILLE);
    broken.add_code(&house, &session).unwrap();
    begun(&house, &server, &broken);
    let other = server.browser_at("192.0.2.80");
    let address = "other@example.org";
    let session = other.new_account(&house, address);
    other.add_code(&house, &session).unwrap();
    begun_for(&house, &server, &other, address);
    house.run(
        "update identity.account set sealed = '\\x00'
         where id = (select account from identity.recovery order by effective_at, id limit 1)",
    );
    house.minutes_pass(72 * 60);
    assert_eq!(run(&server), 1);
    assert_eq!(server.letters(&house, address).last().unwrap(), "recovery_done");
    assert_eq!(house.count("select count(*) as n from identity.second_factor"), 1, "the other one is left");
}
