use diesel::result::{DatabaseErrorKind, Error as DieselError};
use kernel::ErrorKind;
use thiserror::Error;

/// What can go wrong between a room and PostgreSQL. No variant shows a value of a row.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// No row where one must be.
    #[error("no such row")]
    NotFound,
    /// A unique constraint refused the row; the name is the constraint's.
    #[error("unique constraint `{0}` refused the row")]
    Unique(String),
    /// Another constraint refused the row.
    #[error("constraint `{0}` refused the row")]
    Constraint(String),
    /// Two transactions stood in each other's way; the work may be done again from its beginning.
    #[error("the transaction must be done again: {0}")]
    Transient(&'static str),
    /// The statement or the wait for a lock took longer than the limit.
    #[error("the database took too long")]
    Timeout,
    /// The disk of the database is full; nothing of the transaction is there.
    #[error("the disk of the database is full")]
    Full,
    /// The connection is gone. When it went during COMMIT the outcome is unknown.
    #[error("the connection to the database is gone")]
    Gone,
    /// No connection came free in time, or none can be made.
    #[error("no connection to the database is free")]
    NoConnection,
    /// A row was read that cannot be what it should be.
    #[error("a row of `{table}` cannot be read: {what}")]
    Row {
        /// Table, with its schema.
        table: &'static str,
        /// What is wrong, without the value.
        what: &'static str,
    },
    /// The journal could not take its lines, so the transaction was given up.
    #[error("the journal did not take the lines of the transaction: {0}")]
    Ledger(&'static str),
    /// Anything else; the SQLSTATE class only, since messages can repeat values.
    #[error("the database refused a statement ({0})")]
    Statement(&'static str),
}

impl Error {
    /// The kind a door turns into a status.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Unique(_) => ErrorKind::Conflict,
            Self::Transient(_) | Self::Timeout | Self::Full | Self::Gone | Self::NoConnection => {
                ErrorKind::Overloaded
            }
            Self::Constraint(_) | Self::Row { .. } | Self::Ledger(_) | Self::Statement(_) => {
                ErrorKind::Internal
            }
        }
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, info) => {
                let constraint = || info.constraint_name().unwrap_or("unnamed").to_owned();
                match kind {
                    DatabaseErrorKind::UniqueViolation => Self::Unique(constraint()),
                    DatabaseErrorKind::ForeignKeyViolation
                    | DatabaseErrorKind::CheckViolation
                    | DatabaseErrorKind::NotNullViolation
                    | DatabaseErrorKind::ExclusionViolation => Self::Constraint(constraint()),
                    DatabaseErrorKind::SerializationFailure => Self::Transient("serialisation failure"),
                    DatabaseErrorKind::ClosedConnection => Self::Gone,
                    DatabaseErrorKind::ReadOnlyTransaction => {
                        Self::Statement("a write in a read-only transaction")
                    }
                    _ => Self::from_message(info.message()),
                }
            }
            DieselError::BrokenTransactionManager => Self::Gone,
            DieselError::DeserializationError(_) => Self::Statement("a value came back in another shape"),
            DieselError::SerializationError(_) => Self::Statement("a value could not be sent"),
            DieselError::QueryBuilderError(_) => Self::Statement("a statement could not be built"),
            _ => Self::Statement("transaction state"),
        }
    }
}

impl Error {
    /// PostgreSQL's own fixed sentences (`lc_messages=C`), for the conditions that diesel gives no kind to.
    fn from_message(message: &str) -> Self {
        let says = |text: &str| message.contains(text);
        if says("deadlock detected") {
            Self::Transient("deadlock")
        } else if says("canceling statement due to") || says("lock timeout") {
            Self::Timeout
        } else if says("No space left on device") || says("Disk quota exceeded") {
            Self::Full
        } else if says("server closed the connection")
            || says("terminating connection")
            || says("connection to server")
            || says("no connection to the server")
            || says("could not receive data")
            || says("could not send data")
            || says("SSL connection has been closed")
            || says("the database system is")
        {
            Self::Gone
        } else if says("permission denied") {
            Self::Statement("permission denied")
        } else {
            Self::Statement("unclassified")
        }
    }
}

/// An error of a room that may hold an error of the database, so that [`crate::Desk`] can tell whether the work
/// may be done again and whether its connection is still good.
pub trait Failure: From<Error> {
    /// The database's error inside, if that is what it is.
    fn database(&self) -> Option<&Error>;
}

impl Failure for Error {
    fn database(&self) -> Option<&Error> {
        Some(self)
    }
}
