use chrono::TimeDelta;
use consent::{Ask, rules::Evidence, service::RelationshipCommand};
use flows::{
    declare_care, life,
    notices::{self, PageRequest},
    notify::{NewNotice, Notified, Told, notify},
};
use identity::{
    ReturnPath, Session,
    account::{LinkSecret, Network, Password},
    service::account::{Entered, Entry},
};
use kernel::{AccountId, Actor, Language};
use mail::Posted;
use testkit::Citizen;

use crate::posting::{Posting, text};

const CAMILLE: &str = "camille@example.org";
pub(crate) const GOOD: &str = "correct cheval agrafe pile";

/// What a browser shows of itself.
pub(crate) fn entry() -> Entry {
    let agent = Some("Firefox of Camille".to_owned());
    Entry { agent, before: None, device: None, return_to: ReturnPath::default() }
}

impl Posting {
    pub(crate) fn network() -> Network {
        Network::of("192.0.2.7".parse().unwrap())
    }

    /// Gives a citizen an account of their own, whose address is confirmed by the link of its mail.
    fn account_for(&self, citizen: &Citizen, language: Language) {
        self.account_at(CAMILLE, citizen, language);
    }

    pub(crate) fn account_at(
        &self,
        text: &str,
        citizen: &Citizen,
        language: Language,
    ) -> (AccountId, Session) {
        let house = self.house.house();
        let identity = &house.identity;
        let address = text.parse().unwrap();
        let network = Self::network();
        house.desk.write(|tx| identity.register_account(tx, &address, language, network)).unwrap();
        let link = testkit::last_link_to(self.house.database(), &house.vault, text);
        let link = LinkSecret::brought(link.rsplit('/').next().unwrap()).unwrap();
        let password = Password::read(&GOOD.into()).unwrap();
        let chosen = identity.passwords().choose(password, text.to_owned());
        let phc = self.runtime.block_on(chosen).unwrap();
        let made = house.desk.write(|tx| identity.confirm_account(tx, &link, &phc, &entry())).unwrap();
        let bound = house.desk.write(|tx| identity.raise_by_mediator(tx, made.account, citizen.person));
        bound.unwrap();
        match made.entered {
            Entered::Session { session, .. } => (made.account, session),
            other => panic!("expected a session, got {other:?}"),
        }
    }

    /// Logs in with the password on a device that was never seen.
    fn log_in_elsewhere(&self) {
        let house = self.house.house();
        let identity = &house.identity;
        let (address, network) = (CAMILLE.parse().unwrap(), Self::network());
        let check =
            house.desk.write(|tx| identity.begin_log_in(tx, &address, &GOOD.into(), network, None)).unwrap();
        let (stored, given) = check.comparison();
        let checked = self.runtime.block_on(identity.passwords().check(stored, given)).unwrap();
        house.desk.write(|tx| identity.end_log_in(tx, &check, &checked, &entry())).unwrap();
    }

    /// The notices of a citizen, as they read them.
    pub(crate) fn notices(&self, citizen: &Citizen) -> Vec<Told> {
        let house = self.house.house();
        let actor = self.house.actor(&citizen.login);
        let page = house.desk.write(|tx| {
            notices::list(house, tx, &actor, citizen.space, Ask::default(), PageRequest::default())
        });
        page.unwrap().items.into_iter().map(|notice| notice.told).collect()
    }
}

#[test]
fn a_notice_brings_a_mail_that_says_nothing_to_who_confirmed_an_address_once() {
    let posting = Posting::new();
    let runner = posting.runner();
    let (camille, other) = (posting.house.citizen(), posting.house.citizen());
    posting.account_for(&camille, Language::English);
    while runner.turn().unwrap() > 0 {}
    posting.server.wait_for(1);
    let house = posting.house.house();
    let name = mail::Line::new("Dominique Fictif");
    let notice = |event| {
        let told = Told::CareRelationshipDeclared { name: name.clone(), until: None };
        NewNotice { event, person: None, told, secret: false }
    };
    let event = posting.house.id();
    let tell = |space, event| house.desk.write(|tx| notify(house, tx, space, &notice(event))).unwrap();
    let Notified { told: true, posted: Some(Posted::Waits(_)) } = tell(camille.space, event) else {
        panic!("nothing was told")
    };
    assert_eq!(tell(camille.space, event), Notified { told: false, posted: None }, "told once");
    assert_eq!(tell(other.space, posting.house.id()), Notified { told: true, posted: None });
    while runner.turn().unwrap() > 0 {}
    let mails = posting.server.wait_for(2);
    let said = text(&mails[1]);
    assert!(said.contains("Subject: Carnet: something new for you\r\n"), "{said}");
    assert!(!said.contains("Dominique") && !said.contains("cares") && !said.contains("CAMILLE"), "{said}");
}

#[test]
fn situation_16_nobody_is_written_to_about_a_record_that_is_kept_discreet() {
    let posting = Posting::new();
    let camille = posting.house.citizen();
    posting.account_for(&camille, Language::French);
    let house = posting.house.house();
    let (actor, space) = (posting.house.actor(&posting.house.sure(&camille)), camille.space);
    let tell = |told: Told| {
        let notice = NewNotice { event: posting.house.id(), person: None, told, secret: false };
        house.desk.write(|tx| notify(house, tx, space, &notice)).unwrap()
    };
    assert!(tell(Told::RecordResumed).posted.is_some());
    house.desk.write(|tx| house.consent.be_discreet(tx, &actor, space, Ask::default())).unwrap();
    assert_eq!(tell(Told::RecordResumed), Notified { told: true, posted: None }, "it is told in the record");
    assert!(tell(Told::PasswordChanged).posted.is_some(), "what happens to the account is told all the same");
    let own = NewNotice {
        event: posting.house.id(),
        person: Some(camille.person),
        told: Told::RecordResumed,
        secret: false,
    };
    let own = house.desk.write(|tx| notify(house, tx, space, &own)).unwrap();
    assert!(own.posted.is_some(), "whoever is told of what is theirs is written to as ever");
    house.desk.write(|tx| house.consent.end_discretion(tx, &actor, space)).unwrap();
    assert!(tell(Told::RecordResumed).posted.is_some());
}

#[test]
fn a_notice_and_its_mail_are_there_together_or_not_at_all() {
    let posting = Posting::new();
    let camille = posting.house.citizen();
    posting.account_for(&camille, Language::French);
    let house = posting.house.house();
    let before = posting.waiting().len();
    let notice =
        NewNotice { event: posting.house.id(), person: None, told: Told::RecordActivated, secret: false };
    let given_up: Result<(), flows::notify::Fault> = house.desk.write(|tx| {
        notify(house, tx, camille.space, &notice)?;
        Err(flows::notify::Fault::Outbox(outbox::Error::Overtaken))
    });
    assert!(given_up.is_err());
    assert_eq!(posting.waiting().len(), before);
    let told = house.desk.write(|tx| notify(house, tx, camille.space, &notice)).unwrap();
    assert!(told.told, "it was not told before");
}

#[test]
fn what_happens_to_an_account_is_told_in_the_record_too_once() {
    let posting = Posting::new();
    let runner = posting.runner();
    let camille = posting.house.citizen();
    posting.account_for(&camille, Language::French);
    posting.log_in_elsewhere();
    while runner.turn().unwrap() > 0 {}
    let device = mail::Line::new("Firefox of Camille");
    assert_eq!(posting.notices(&camille), [Told::DeviceNew { device }]);
    // The mail that went by itself, and none that says only that there is something new.
    let mails = posting.server.wait_for(2);
    assert_eq!(mails.iter().filter(|mail| text(mail).contains("Firefox of Camille")).count(), 1);
    assert_eq!(posting.server.mails().len(), 2);
}

#[test]
fn whoever_is_cared_for_is_told_by_whom_and_not_again_when_it_goes_on() {
    let posting = Posting::new();
    let (camille, doctor) = (posting.house.citizen(), posting.house.doctor());
    let house = posting.house.house();
    let actor = posting.house.actor(&doctor.login);
    let command = RelationshipCommand {
        evidence: Evidence::TeamInCharge,
        days: Some(7),
        code: None,
        collected_by: None,
        idempotency: None,
    };
    for _ in 0..2 {
        let declared =
            house.desk.write(|tx| declare_care(house, tx, &actor, camille.space, Ask::default(), &command));
        declared.unwrap();
    }
    let [Told::CareRelationshipDeclared { name, until: Some(until) }] = &posting.notices(&camille)[..] else {
        panic!("it is told once")
    };
    assert_eq!(name.reveal(), actor.name.reveal());
    assert!(until.at > house.clock.now() + TimeDelta::days(6));
}

#[test]
fn each_step_in_the_life_of_a_record_is_told_in_it() {
    let posting = Posting::new();
    let camille = posting.house.citizen();
    let house = posting.house.house();
    let just_shown = Some(house.clock.now());
    let actor = &Actor { second_factor_at: just_shown, ..posting.house.actor(&camille.login) };
    let space = camille.space;
    house.desk.write(|tx| life::close(house, tx, actor, space)).unwrap();
    house.desk.write(|tx| life::reopen(house, tx, actor, space)).unwrap();
    assert_eq!(posting.notices(&camille), [Told::RecordReopened, Told::RecordClosed]);
    let refused = house.desk.write(|tx| life::activate(house, tx, actor, space));
    assert!(refused.is_err());
    assert_eq!(posting.notices(&camille).len(), 2, "what did not happen is not told");
}
