use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::{Address, Error, Message, compose::Composer, folder::Folder, smtp::Smtp, smtp::SmtpSettings};

/// How mail leaves, as the operator set it.
pub struct Settings {
    /// Our own address, which mails come from.
    pub from: Address,
    /// Scheme, host and port of the site, without a trailing slash.
    pub origin: String,
    /// By what they leave.
    pub carrier: Carrier,
}

/// By what mails leave.
pub enum Carrier {
    /// An SMTP server.
    Smtp(SmtpSettings),
    /// A folder in which each mail is a file: for the sandbox.
    Folder(PathBuf),
}

/// Sends mails. It waits for the server, so it is used outside of transactions and of asynchronous code.
pub struct Mailer {
    composer: Composer,
    way: Way,
}

enum Way {
    Smtp(Box<Smtp>),
    Folder(Folder),
}

impl Mailer {
    /// Makes the mailer; no server is asked yet. A folder is made where it is missing.
    ///
    /// # Errors
    /// [`Error::Setting`] for certificates that cannot be read; [`Error::Folder`].
    pub fn open(settings: Settings) -> Result<Self, Error> {
        let Settings { from, origin, carrier } = settings;
        let composer = Composer::new(&from, origin)?;
        let way = match carrier {
            Carrier::Smtp(smtp) => Way::Smtp(Box::new(Smtp::open(smtp)?)),
            Carrier::Folder(path) => Way::Folder(Folder::open(path)?),
        };
        Ok(Self { composer, way })
    }

    /// Sends a mail that was written at this time. The same message makes the same bytes at every try.
    ///
    /// # Errors
    /// Why it did not leave; after [`Error::Silent`] it may have.
    pub fn send(&self, message: &Message, written_at: DateTime<Utc>) -> Result<(), Error> {
        let mail = self.composer.compose(message, written_at)?;
        match &self.way {
            Way::Smtp(smtp) => smtp.send(mail.envelope(), &mail.formatted()),
            Way::Folder(folder) => folder.write(message.event, &mail.formatted()),
        }
    }

    /// Greets the server, up to the encryption and the log-in, and sends nothing; writes nothing to a folder.
    ///
    /// # Errors
    /// Why no mail could leave.
    pub fn probe(&self) -> Result<(), Error> {
        match &self.way {
            Way::Smtp(smtp) => smtp.probe(),
            Way::Folder(folder) => folder.probe(),
        }
    }
}
