//! Mails as they leave: what they look like, and what a real mail server gets of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod folder;
mod letters;
mod look;
mod server;
mod values;

use std::{fs, time::Duration};

use chrono::{DateTime, Utc};
use kernel::{EventId, Language};
use mail::{Carrier, Letter, LogIn, Mailer, Message, Security, Settings, SmtpSettings};
use testkit::{MailServerMode, SmtpServer};

pub(crate) const ORIGIN: &str = "https://carnet.example.org";

pub(crate) fn written_at() -> DateTime<Utc> {
    "2026-11-26T09:30:00Z".parse().unwrap()
}

pub(crate) fn message(to: &str, letter: Letter) -> Message {
    let event: EventId = "01990000-0000-7000-8000-0000000000aa".parse().unwrap();
    Message { event, to: to.parse().unwrap(), language: Language::French, letter }
}

/// A mailer to a server that waits a second for each answer.
pub(crate) fn mailer(server: &SmtpServer, security: Security, trusts: bool) -> Mailer {
    mailer_as(server, security, trusts, None)
}

pub(crate) fn mailer_as(
    server: &SmtpServer,
    security: Security,
    trusts: bool,
    log_in: Option<(&str, &str)>,
) -> Mailer {
    mailer_at(server.port(), server, security, trusts, log_in)
}

/// The same through somebody who listens at another port.
pub(crate) fn mailer_at(
    port: u16,
    server: &SmtpServer,
    security: Security,
    trusts: bool,
    log_in: Option<(&str, &str)>,
) -> Mailer {
    let smtp = SmtpSettings {
        host: "localhost".to_owned(),
        port,
        security,
        log_in: log_in.map(|(user, password)| LogIn { user: user.to_owned(), password: password.into() }),
        authorities: trusts.then(|| fs::read(server.authority()).unwrap()),
        timeout: Duration::from_secs(2),
    };
    let from = "carnet@example.org".parse().unwrap();
    Mailer::open(Settings { from, origin: ORIGIN.to_owned(), carrier: Carrier::Smtp(smtp) }).unwrap()
}

pub(crate) fn start_tls() -> (SmtpServer, Mailer) {
    let server = SmtpServer::new(MailServerMode::StartTls);
    let mailer = mailer(&server, Security::StartTls, true);
    (server, mailer)
}
