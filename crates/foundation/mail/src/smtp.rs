use std::time::Duration;

use lettre::{
    address::Envelope,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{Certificate, SmtpConnection, TlsParameters},
        commands::{Data, Mail, Noop, Rcpt},
        extension::ClientId,
    },
};
use secrecy::{ExposeSecret, SecretString};

use crate::Error;

/// An SMTP server and how it is spoken to.
pub struct SmtpSettings {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// When the encryption begins.
    pub security: Security,
    /// Who we are to it, where it asks.
    pub log_in: Option<LogIn>,
    /// Certificates in PEM that are trusted beside those of the system.
    pub authorities: Option<Vec<u8>>,
    /// Longest time that it may take for a connection or an answer.
    pub timeout: Duration,
}

/// User and password at the server.
pub struct LogIn {
    /// The user.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// When the encryption begins. There is no third choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// After the greeting, by `STARTTLS`, without which nothing more is said.
    StartTls,
    /// With the first byte.
    Implicit,
}

/// A server that mails are given to, one connection for each.
pub(crate) struct Smtp {
    settings: SmtpSettings,
    tls: TlsParameters,
    hello: ClientId,
}

/// Refusals of `RCPT TO` that are about the address: no such mailbox, not here, not one that can be (RFC 5321).
const ABOUT_ADDRESS: [u16; 5] = [501, 550, 551, 553, 556];

impl Smtp {
    pub(crate) fn open(settings: SmtpSettings) -> Result<Self, Error> {
        let fault = |_| Error::Setting("`mail.authorities_file` does not hold certificates in PEM");
        let mut tls = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.authorities {
            tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(fault)?);
        }
        Ok(Self { settings, tls: tls.build().map_err(fault)?, hello: ClientId::default() })
    }

    pub(crate) fn probe(&self) -> Result<(), Error> {
        let mut server = self.reach()?;
        // It has let us in; how it says farewell changes nothing.
        let _ = server.quit();
        Ok(())
    }

    pub(crate) fn send(&self, envelope: &Envelope, mail: &[u8]) -> Result<(), Error> {
        let mut server = self.reach()?;
        let sent = converse(&mut server, envelope, mail);
        match sent {
            Ok(()) => {
                // The mail was taken; how the server says farewell changes nothing.
                let _ = server.quit();
            }
            Err(_) => server.abort(),
        }
        sent
    }

    /// A connection that is encrypted, to a server that was proven, which has let us in.
    fn reach(&self) -> Result<SmtpConnection, Error> {
        let SmtpSettings { host, port, security, log_in, timeout, .. } = &self.settings;
        let implicit = (*security == Security::Implicit).then_some(&self.tls);
        let address = (host.as_str(), *port);
        let greeted = SmtpConnection::connect(address, Some(*timeout), &self.hello, implicit, None);
        let mut server =
            greeted.map_err(|error| if implicit.is_some() { tls(&error) } else { before(&error) })?;
        if *security == Security::StartTls {
            if !server.can_starttls() {
                server.abort();
                return Err(Error::ClearText);
            }
            server.starttls(&self.tls, &self.hello).map_err(|error| tls(&error))?;
        }
        if *security == Security::StartTls && !answers_what_it_is_asked(&mut server) {
            server.abort();
            return Err(Error::Untrusted);
        }
        if !server.is_encrypted() {
            server.abort();
            return Err(Error::ClearText);
        }
        if let Some(LogIn { user, password }) = log_in {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let let_in = server.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            let_in.map_err(|error| match error.status() {
                Some(_) if error.is_transient() => before(&error),
                Some(code) => Error::LogIn(code.into()),
                None if error.is_client() => Error::LogIn(504),
                None => Error::Silent,
            })?;
        }
        Ok(server)
    }
}

/// Whether the next answer is the one to the next question. An answer that somebody slipped in behind the clear text
/// `220` of `STARTTLS` would have been taken for the answer to `EHLO`, and that one, which has several lines, for this.
fn answers_what_it_is_asked(server: &mut SmtpConnection) -> bool {
    server.command(Noop).is_ok_and(|answer| answer.message().count() == 1)
}

fn converse(server: &mut SmtpConnection, envelope: &Envelope, mail: &[u8]) -> Result<(), Error> {
    server.command(Mail::new(envelope.from().cloned(), Vec::new())).map_err(|error| refusal(&error))?;
    for to in envelope.to() {
        server.command(Rcpt::new(to.clone(), Vec::new())).map_err(|error| match refusal(&error) {
            Error::Refused(code) if ABOUT_ADDRESS.contains(&code) => Error::AddressRefused(code),
            other => other,
        })?;
    }
    server.command(Data).map_err(|error| refusal(&error))?;
    server.message(mail).map_err(|error| refusal(&error))?;
    Ok(())
}

type SmtpError = lettre::transport::smtp::Error;

/// What a server's answer to a mail comes to.
fn refusal(error: &SmtpError) -> Error {
    match error.status().map(u16::from) {
        Some(code) if error.is_permanent() => Error::Refused(code),
        Some(code) => Error::Deferred(code),
        None => Error::Silent,
    }
}

/// What a fault before any mail comes to: a server that turns us away at the door may take us later.
fn before(error: &SmtpError) -> Error {
    error.status().map_or(Error::Silent, |code| Error::Deferred(code.into()))
}

/// What a fault while the encryption begins comes to. The handshake runs with the first bytes, so that what is wrong with
/// a certificate comes as a fault of the network whose cause is one of TLS.
fn tls(error: &SmtpError) -> Error {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(now) = cause {
        let data = now.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if data == Some(std::io::ErrorKind::InvalidData) {
            return Error::Untrusted;
        }
        cause = now.source();
    }
    if error.is_tls() { Error::Untrusted } else { before(error) }
}
