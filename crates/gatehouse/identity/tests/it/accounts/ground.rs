//! A person with a browser and a mailbox.

use std::{net::IpAddr, sync::Mutex, time::Instant};

use identity::{
    Error, Session,
    account::{AccountFault, Checked, CodeSecret, LinkSecret, Network, Password, Phc},
    service::account::{Bearing, Entered, Entry, PasswordCheck, Shown},
};
use kernel::{Actor, Language, PersonId, Private};
use mail::Address;
use secrecy::{ExposeSecret, SecretString};

use crate::house::{House, Server};

pub(crate) const GOOD: &str = "correct cheval agrafe pile";
pub(crate) const OTHER: &str = "sept lunes rouges dans la vallée";
pub(crate) const CAMILLE: &str = "camille.lepine@example.org";

pub(crate) fn address(text: &str) -> Address {
    text.parse().unwrap()
}

pub(crate) fn secret(text: &str) -> SecretString {
    SecretString::from(text)
}

pub(crate) fn code(text: &str) -> Bearing {
    Bearing::Code(secret(text))
}

/// Somebody at a browser.
pub(crate) struct Browser<'a> {
    pub(crate) server: &'a Server,
    network: Network,
    pub(crate) device: Mutex<Option<LinkSecret>>,
}

impl Server {
    pub(crate) fn browser_at(&self, address: &str) -> Browser<'_> {
        let network = Network::of(address.parse::<IpAddr>().unwrap());
        Browser { server: self, network, device: Mutex::default() }
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        self.browser_at("192.0.2.7")
    }

    /// Chooses a password, as a page does.
    pub(crate) fn choose(&self, text: &str) -> Result<Phc, Error> {
        let chosen = Password::read(&secret(text))?;
        wait(self.identity.passwords().choose(chosen, CAMILLE.to_owned()))
    }

    /// What the mails to an address are.
    pub(crate) fn letters(&self, house: &House, to: &str) -> Vec<String> {
        let letters = testkit::letters_to(&house.database, &self.vault, to);
        letters.iter().map(|letter| letter["letter"].as_str().unwrap().to_owned()).collect()
    }

    /// The secret of the link in the last mail to an address that has one.
    pub(crate) fn last_link(&self, house: &House, to: &str) -> LinkSecret {
        let link = testkit::last_link_to(&house.database, &self.vault, to);
        LinkSecret::brought(link.rsplit('/').next().unwrap()).unwrap()
    }
}

pub(crate) fn wait<R>(work: impl Future<Output = R>) -> R {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(work)
}

impl Browser<'_> {
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            agent: Some("Firefox, Linux".to_owned()),
            before: None,
            device: self.device.lock().unwrap().clone(),
            return_to: identity::ReturnPath::default(),
        }
    }

    pub(crate) fn register(&self, text: &str) -> Result<(), Error> {
        let Server { desk, identity, .. } = self.server;
        desk.write(|tx| identity.register_account(tx, &address(text), Language::French, self.network))
    }

    /// Makes an account and comes in by the link of its mail.
    pub(crate) fn new_account(&self, house: &House, text: &str) -> Session {
        self.register(text).unwrap();
        let link = self.server.last_link(house, text);
        let password = self.server.choose(GOOD).unwrap();
        self.confirm(&link, &password).unwrap()
    }

    pub(crate) fn confirm(&self, link: &LinkSecret, password: &Phc) -> Result<Session, Error> {
        let Server { desk, identity, .. } = self.server;
        let entry = self.entry();
        let invited = desk.write(|tx| identity.confirm_account(tx, link, password, &entry))?;
        Ok(self.session_of(invited.entered))
    }

    /// The first step of a log-in.
    pub(crate) fn log_in(&self, to: &str, password: &str) -> Result<Entered, Error> {
        self.ends(&self.compares(to, password)?)
    }

    /// A password that was compared, of a log-in that has not ended yet.
    pub(crate) fn compares(&self, to: &str, password: &str) -> Result<(PasswordCheck, Checked), Error> {
        let Server { desk, identity, .. } = self.server;
        let device = self.device.lock().unwrap().clone();
        let check = desk.write(|tx| {
            identity.begin_log_in(tx, &address(to), &secret(password), self.network, device.as_ref())
        })?;
        let (stored, given) = check.comparison();
        let checked = wait(identity.passwords().check(stored, given))?;
        Ok((check, checked))
    }

    pub(crate) fn ends(&self, (check, checked): &(PasswordCheck, Checked)) -> Result<Entered, Error> {
        let Server { desk, identity, .. } = self.server;
        let entry = self.entry();
        desk.write(|tx| identity.end_log_in(tx, check, checked, &entry))
    }

    pub(crate) fn log_in_weakly(&self, to: &str) -> Session {
        self.session_of(self.log_in(to, GOOD).unwrap())
    }

    pub(crate) fn second_step(&self, to: &str) -> LinkSecret {
        match self.log_in(to, GOOD).unwrap() {
            Entered::SecondFactor(step) => step,
            other => panic!("expected a second step, got {other:?}"),
        }
    }

    pub(crate) fn show(&self, step: &LinkSecret, bearing: &Bearing) -> Result<Shown<Entered>, Error> {
        let Server { desk, identity, .. } = self.server;
        let device = self.device.lock().unwrap().clone();
        desk.write(|tx| identity.end_second_step(tx, step, bearing, device.as_ref(), None))
    }

    pub(crate) fn session_of(&self, entered: Entered) -> Session {
        let Entered::Session { session, device, .. } = entered else { panic!("expected a session") };
        if let Some(device) = device {
            *self.device.lock().unwrap() = Some(device);
        }
        session
    }

    pub(crate) fn actor(&self, session: &Session) -> Actor {
        self.server.actor(session)
    }

    /// Adds an application that shows codes.
    pub(crate) fn add_code(&self, house: &House, session: &Session) -> Result<CodeSecret, Error> {
        let Server { desk, identity, .. } = self.server;
        let actor = self.actor(session);
        let new = desk.write(|tx| identity.begin_code(tx, &actor))?;
        let first = secret(&new.secret.code_at(house.now()));
        let name = Private::from("Téléphone");
        let added = desk.write(|tx| identity.add_code(tx, &actor, &new.step, &name, &first))?;
        assert!(matches!(added, Shown::Right(_)));
        Ok(new.secret)
    }

    /// Logs in with a code of this moment, after a step has passed so that it was not used yet.
    pub(crate) fn log_in_strongly(&self, house: &House, to: &str, codes: &CodeSecret) -> Session {
        house.seconds_pass(30);
        let step = self.second_step(to);
        match self.show(&step, &code(&codes.code_at(house.now()))).unwrap() {
            Shown::Right(entered) => self.session_of(entered),
            Shown::Wrong => panic!("the code was not taken"),
        }
    }
}

impl House {
    pub(crate) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        kernel::Clock::now(&*self.clock)
    }

    /// Binds an account to a person, as a substantial log-in does.
    pub(crate) fn bind(&self, person: PersonId) {
        self.run(&format!(
            "update identity.account set person = '{person}', raised_at = now(), raised_by = 'provider'"
        ));
    }
}

/// Waits until so many transactions wait for another one, for tests of what is done at once.
pub(crate) fn until_waiting(house: &House, most: i64) {
    let waiting = "select count(*) as n from pg_stat_activity where datname = current_database() and \
        wait_event_type = 'Lock'";
    for _ in 0..1_000 {
        if house.count(waiting) >= most {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    panic!("nobody waits");
}

/// Why something was not done with an account.
pub(crate) fn fault<T: std::fmt::Debug>(outcome: Result<T, Error>) -> AccountFault {
    match outcome {
        Err(Error::Account(fault)) => fault,
        other => panic!("expected a fault of an account, got {other:?}"),
    }
}

/// How long something takes: the median of several times, in microseconds.
pub(crate) fn median(times: usize, mut work: impl FnMut()) -> u128 {
    let mut took: Vec<u128> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_micros()
        })
        .collect();
    took.sort_unstable();
    took[times / 2]
}

pub(crate) fn revealed(link: &LinkSecret) -> String {
    link.reveal().expose_secret().to_owned()
}
