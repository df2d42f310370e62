//! PostgreSQL: the pool, transactions and their desk, migrations, roles, and the private cluster of `carnet sandbox`.
//!
//! A door, a flow or a job holds a [`Desk`] and never a pool. `desk.write` lends a [`Tx`] for one transaction;
//! what the transaction owes to the journal is written as its last statement, so nothing commits without its
//! trace. `desk.write_together` does the same for several callers at once, `desk.rehearse` leaves nothing but a
//! refusal. `desk.read` lends a connection on which PostgreSQL refuses every write. This is the only crate that names
//! r2d2 and the only one that begins, commits or rolls back.
//!
//! A store writes diesel statements on `tx.conn()`; they are prepared once per connection. `diesel::sql_query` is
//! not prepared and is therefore kept out of stores by a house rule: use a function in SQL instead.

mod condition;
mod desk;
mod dump;
pub mod embedded;
mod eraser;
mod error;
mod filled;
/// `Idempotency-Key` in the business transaction.
pub mod idempotency;
mod known_passwords;
mod listen;
mod migrate;
mod pool;
mod roles;
mod schema;
mod snapshot;
mod together;
mod tx;
mod url;

pub use condition::Condition;
pub use desk::{Desk, Ledger};
pub use dump::{DumpError, Part, Programs};
pub use eraser::Eraser;
pub use error::{Error, Failure};
pub use filled::{Empty, Filled, is_same_database};
pub use listen::{Listener, Notifier};
pub use migrate::{
    MigrateError, has_schema, migrate, migrations_fingerprint, newest_migration, schema_faults,
};
pub use pool::{Pool, PoolOptions};
pub use roles::{OWNER, RETENTION, SERVER, ensure_roles, role_faults};
pub use snapshot::{Snapshot, SnapshotError};
pub use together::{Errand, Halt, Laid};
pub use tx::{BLOBS, Brand, Due, DueId, Head, ReadTx, Tx};
pub use url::{DatabaseUrl, UrlFault};
