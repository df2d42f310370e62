use diesel::{Connection, PgConnection, connection::SimpleConnection};

use crate::{DatabaseUrl, Error};

/// Hears the notifications of one channel, on a connection of its own.
///
/// PostgreSQL keeps a subscription for one session, so this does not go through a pool; a connection pooler that
/// shares sessions must be passed by.
pub struct Listener {
    conn: PgConnection,
}

impl Listener {
    /// Connects and subscribes. `channel` is a fixed word of the caller, in small letters and `_`.
    ///
    /// # Errors
    /// [`Error::NoConnection`], or the database's.
    pub fn connect(url: &DatabaseUrl, channel: &'static str) -> Result<Self, Error> {
        let mut conn = alone(url, "carnet listen")?;
        conn.batch_execute(&format!("listen {}", word(channel)?))?;
        Ok(Self { conn })
    }

    /// Takes what has arrived, without waiting, and says how many notifications there were.
    ///
    /// # Errors
    /// [`Error::Gone`]: connect again, and look for what was announced meanwhile.
    pub fn heard(&mut self) -> Result<usize, Error> {
        self.conn.notifications_iter().try_fold(0, |count, notification| match notification {
            Ok(_) => Ok(count + 1),
            Err(_) => Err(Error::Gone),
        })
    }
}

/// Sends notifications without content on one channel, on a connection of its own and never in a business
/// transaction: a NOTIFY there takes a lock that lets one transaction commit at a time.
pub struct Notifier {
    conn: PgConnection,
    statement: String,
}

impl Notifier {
    /// Connects. `channel` is a fixed word of the caller, in small letters and `_`.
    ///
    /// # Errors
    /// [`Error::NoConnection`], or the database's.
    pub fn connect(url: &DatabaseUrl, channel: &'static str) -> Result<Self, Error> {
        let statement = format!("notify {}", word(channel)?);
        Ok(Self { conn: alone(url, "carnet notify")?, statement })
    }

    /// Sends one notification.
    ///
    /// # Errors
    /// The database's; connect again after one.
    pub fn notify(&mut self) -> Result<(), Error> {
        Ok(self.conn.batch_execute(&self.statement)?)
    }
}

/// A connection outside the pools.
fn alone(url: &DatabaseUrl, name: &str) -> Result<PgConnection, Error> {
    let mut conn = PgConnection::establish(&url.reveal()).map_err(|_| Error::NoConnection)?;
    conn.batch_execute(&format!("set application_name = '{name}'; set statement_timeout = '5s'"))?;
    Ok(conn)
}

/// The channel, when it is a word that needs no quotes.
fn word(channel: &'static str) -> Result<&'static str, Error> {
    let plain = !channel.is_empty() && channel.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    plain.then_some(channel).ok_or(Error::Statement("a channel is named by small letters"))
}
