//! Two records become one and are parted again: whom mails and notices reach.

use consent::{
    Ask,
    rules::Evidence,
    service::{Pair, RelationshipCommand},
};
use flows::{
    declare_care, doubles,
    notices::{self, PageRequest},
    notify::Told,
};
use identity::{
    ProposalReason, SessionCapacity, Wanted,
    account::LinkSecret,
    service::{
        NewSession,
        account::{Entered, Shown},
    },
};
use kernel::{AccountId, Actor, AdminRole, Assurance, Language, PersonId};
use testkit::Citizen;

use crate::{
    notices::{GOOD, entry},
    posting::Posting,
};

const DOUBLE: &str = "double@example.org";
const STAYS: &str = "stays@example.org";

impl Posting {
    fn works(&self) {
        let runner = self.runner();
        while runner.turn().unwrap() > 0 {}
    }

    fn support(&self) -> Actor {
        self.house.actor(&self.house.admin(&[AdminRole::Support]).1)
    }

    fn decided(&self, wanted: &Wanted, reason: ProposalReason) {
        let house = self.house.house();
        let (one, other) = (self.support(), self.support());
        let made = house.desk.write(|tx| doubles::propose(house, tx, &one, (wanted, reason), None)).unwrap();
        house.desk.write(|tx| doubles::confirm(house, tx, &other, made.id)).unwrap();
    }

    /// How many mails to an address wait that say only that there is something new.
    fn something_new(&self, to: &str) -> usize {
        let house = self.house.house();
        let letters = testkit::letters_to(self.house.database(), &house.vault, to);
        letters.iter().filter(|letter| letter["letter"] == "something_new").count()
    }

    /// The notices of a record as its holder reads them in a session that begins now.
    fn told_in(&self, record: &Citizen, person: PersonId) -> Vec<Told> {
        let house = self.house.house();
        let login = self.house.login(SessionCapacity::Citizen { person }, None, Assurance::Substantial);
        let actor = self.house.actor(&login);
        let page = house.desk.write(|tx| {
            notices::list(house, tx, &actor, record.space, Ask::default(), PageRequest::default())
        });
        page.unwrap().items.into_iter().map(|notice| notice.told).collect()
    }

    /// Adds a code application to an account, and begins the recovery of whoever has lost it.
    fn recovers(&self, account: AccountId, owner: PersonId, address: &str) {
        let house = self.house.house();
        let identity = &house.identity;
        let new = NewSession {
            account: Some(account),
            second_factor_at: Some(house.clock.now()),
            ..NewSession::new(SessionCapacity::Citizen { person: owner }, Assurance::Substantial)
        };
        let session = house.desk.write(|tx| identity.open_session(tx, &new)).unwrap();
        let actor = self.actor_in(&session);
        let code = house.desk.write(|tx| identity.begin_code(tx, &actor)).unwrap();
        let shown = code.secret.code_at(house.clock.now()).as_str().into();
        let added =
            house.desk.write(|tx| identity.add_code(tx, &actor, &code.step, &"Téléphone".into(), &shown));
        assert!(matches!(added.unwrap(), Shown::Right(_)));
        let (to, network) = (address.parse().unwrap(), Self::network());
        let check =
            house.desk.write(|tx| identity.begin_log_in(tx, &to, &GOOD.into(), network, None)).unwrap();
        let (stored, given) = check.comparison();
        let checked = self.runtime.block_on(identity.passwords().check(stored, given)).unwrap();
        let entered = house.desk.write(|tx| identity.end_log_in(tx, &check, &checked, &entry())).unwrap();
        let Entered::SecondFactor(step) = entered else { panic!("a second step") };
        house.desk.write(|tx| identity.ask_for_recovery(tx, &step)).unwrap();
        let link = testkit::last_link_to(self.house.database(), &house.vault, address);
        let link = LinkSecret::brought(link.rsplit('/').next().unwrap()).unwrap();
        house.desk.write(|tx| identity.begin_recovery(tx, &link)).unwrap();
    }

    fn actor_in(&self, session: &identity::Session) -> Actor {
        let house = self.house.house();
        let row = house.identity.issue(session).unwrap();
        let token = secrecy::ExposeSecret::expose_secret(&row.access_token).to_owned();
        let claims = house.identity.verify(&token).unwrap();
        let request = self.house.id();
        house.desk.read(|rtx| house.identity.authenticate(rtx, &claims, request)).unwrap().actor
    }
}

/// Two citizens, of whom the first one is taken for a double of the second one.
fn two(posting: &Posting) -> (Citizen, Citizen, Pair) {
    let (double, stays) = (posting.house.citizen(), posting.house.citizen());
    let pair = Pair { double: double.space, stays: stays.space };
    (double, stays, pair)
}

#[test]
fn the_person_of_the_double_is_written_to_with_the_merge_and_with_its_undoing() {
    let posting = Posting::new();
    let (double, stays, pair) = two(&posting);
    posting.account_at(DOUBLE, &double, Language::French);
    posting.account_at(STAYS, &stays, Language::French);
    posting.works();
    // Whatever is bound from the moment of the merge on is taken back with it.
    posting.house.clock().advance(chrono::TimeDelta::seconds(1));
    posting.decided(&Wanted::Merge(pair), ProposalReason::NumberReplaced);
    assert_eq!((posting.something_new(DOUBLE), posting.something_new(STAYS)), (1, 1));
    assert_eq!(posting.told_in(&stays, stays.person), [Told::RecordsMerged]);
    posting.works();
    posting.decided(&Wanted::Split(pair), ProposalReason::TwoPeople);
    assert_eq!((posting.something_new(DOUBLE), posting.something_new(STAYS)), (1, 1));
    posting.works();
    assert_eq!(posting.told_in(&double, double.person), [Told::RecordsSplit, Told::RecordMergedAway]);
    assert_eq!(posting.told_in(&stays, stays.person), [Told::RecordsSplit, Told::RecordsMerged]);
}

#[test]
fn what_happens_to_the_account_of_a_double_is_told_in_the_record_that_stays() {
    let posting = Posting::new();
    let (double, stays, pair) = two(&posting);
    let (account, _) = posting.account_at(DOUBLE, &double, Language::French);
    posting.works();
    posting.decided(&Wanted::Merge(pair), ProposalReason::NumberReplaced);
    posting.works();
    posting.recovers(account, double.person, DOUBLE);
    posting.works();
    let told = posting.told_in(&stays, stays.person);
    assert!(told.iter().any(|told| matches!(told, Told::RecoveryBegun { .. })), "{told:?}");
    // It is stopped from a session that the account knows nothing of.
    let house = posting.house.house();
    let by_provider = || {
        let capacity = SessionCapacity::Citizen { person: double.person };
        posting.house.login(capacity, None, Assurance::Substantial)
    };
    let actor = posting.house.actor(&by_provider());
    house.desk.write(|tx| house.identity.stop_own_recovery(tx, &actor)).unwrap();
    let running = house.desk.read(|rtx| house.identity.recovery_of(rtx, account)).unwrap();
    assert!(running.is_none());
}

#[test]
fn news_of_the_record_that_stays_reaches_the_address_of_the_double_once() {
    let posting = Posting::new();
    let (double, stays, pair) = two(&posting);
    posting.account_at(DOUBLE, &double, Language::French);
    let doctor = posting.house.doctor();
    posting.works();
    posting.decided(&Wanted::Merge(pair), ProposalReason::NumberReplaced);
    posting.works();
    let house = posting.house.house();
    let actor = posting.house.actor(&doctor.login);
    let command = RelationshipCommand {
        evidence: Evidence::TeamInCharge,
        days: Some(7),
        code: None,
        collected_by: None,
        idempotency: None,
    };
    let declared =
        house.desk.write(|tx| declare_care(house, tx, &actor, stays.space, Ask::default(), &command));
    declared.unwrap();
    assert_eq!(posting.something_new(DOUBLE), 1);
    // Where the record that stays has an account of its own, that one is written to.
    posting.works();
    posting.account_at(STAYS, &stays, Language::French);
    let notice = flows::notify::NewNotice {
        event: posting.house.id(),
        person: None,
        told: Told::RecordActivated,
        secret: false,
    };
    house.desk.write(|tx| flows::notify::notify(house, tx, stays.space, &notice)).unwrap();
    assert_eq!((posting.something_new(DOUBLE), posting.something_new(STAYS)), (0, 1));
}

#[test]
fn signing_out_everywhere_ends_every_session_of_the_one_person() {
    let posting = Posting::new();
    let (double, stays, pair) = two(&posting);
    let (account, _) = posting.account_at(DOUBLE, &double, Language::French);
    posting.decided(&Wanted::Merge(pair), ProposalReason::NumberReplaced);
    let house = posting.house.house();
    let identity = &house.identity;
    let of = |account| {
        let new = NewSession {
            account,
            ..NewSession::new(SessionCapacity::Citizen { person: double.person }, Assurance::Substantial)
        };
        house.desk.write(|tx| identity.open_session(tx, &new)).unwrap()
    };
    for (from, other) in [(Some(account), None), (None, Some(account))] {
        let (from, other) = (of(from), of(other));
        assert_eq!((from.person, other.person), (stays.person, stays.person));
        let actor = posting.actor_in(&from);
        let seen = house.desk.read(|rtx| identity.sessions_of(rtx, &actor)).unwrap();
        assert!(seen.iter().any(|session| session.id == other.id), "{seen:?}");
        house.desk.write(|tx| identity.end_own_sessions(tx, &actor, false)).unwrap();
        let left = house.desk.read(|rtx| identity.sessions_of(rtx, &actor)).unwrap();
        assert_eq!(left.iter().map(|session| session.id).collect::<Vec<_>>(), [from.id]);
    }
}
