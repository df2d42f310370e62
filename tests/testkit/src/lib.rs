//! What tests stand on: a PostgreSQL for the run and a database of its own for each test.
//!
//! `make test` and `cargo nextest run -p <crate>` both work: the first starts one cluster for the whole run with
//! `testkit cluster -- <command>`, the second does the same through nextest's set-up script. The cluster's address
//! is in `CARNET_TEST_CLUSTER`. Each test then copies a template database that has the roles and all migrations:
//!
//! ```no_run
//! let database = testkit::TestDatabase::new();
//! let mut conn = database.connect(database::SERVER);
//! ```
//!
//! With the feature `house`, a `TestHouse` is every service wired over such a database, with a clock that stands still and
//! people to log in as; with `openapi`, a `Contract` compares answers with the description of the API;
//! with `letters` the mails that a house is about to send are read; with `provider`, a `FakeProvider` is an identity provider
//! that answers whatever a test wants, and a `CertifiedProvider` is the certified one of npm.
//!
//! [`meet`] lets two who write at the same moment do so in the order that a test wants.
//!
//! An [`ObjectServer`] is an S3-compatible server of the test's own, an [`SmtpServer`] a mail server; a [`Between`] stands in front of it, or of any other
//! peer, and is slow, silent, wrong or gone when a test says so. An [`Authority`] vouches for servers and clients of a test.
//!
//! A story that kills PostgreSQL takes a [`DurableCluster`] and has `own_cluster` in the name of its file or its own,
//! so that nextest runs one of them at a time. A story that loads the whole machine has `alone` in its name: nothing
//! runs beside it, and `make soak` runs it at full length (`CARNET_SOAK` is set then).

#![expect(clippy::panic, reason = "a test that has no database cannot go on, and says why")]

mod authority;
mod between;
#[cfg(feature = "provider")]
mod certified;
mod cluster;
pub mod fixtures;
#[cfg(feature = "house")]
mod house;
#[cfg(feature = "letters")]
mod letters;
mod meeting;
mod meter;
mod object_server;
#[cfg(feature = "openapi")]
mod openapi;
#[cfg(feature = "house")]
mod people;
#[cfg(feature = "provider")]
mod provider;
#[cfg(feature = "house")]
mod remote_blobs;
mod smtp_server;
mod template;
mod test_database;
mod tool;

pub use authority::{Authority, Vouched};
pub use between::{Between, Mischief};
#[cfg(feature = "provider")]
pub use certified::CertifiedProvider;
pub use cluster::{DurableCluster, RunCluster};
#[cfg(feature = "house")]
pub use house::{TestHouse, adopt};
#[cfg(feature = "letters")]
pub use letters::{last_link_to, letters_to};
pub use meeting::meet;
pub use meter::{Cost, Meter};
pub use object_server::{BUCKET, ObjectServer};
#[cfg(feature = "openapi")]
pub use openapi::{Contract, Operation};
#[cfg(feature = "house")]
pub use people::{Citizen, Login, Worker};
#[cfg(feature = "provider")]
pub use provider::{FakeProvider, Reply, SigningKey, unsigned};
#[cfg(feature = "house")]
pub use remote_blobs::RemoteBlobs;
pub use smtp_server::{MailServerMode, ReceivedMail, SmtpServer};
pub use test_database::TestDatabase;
pub use tool::tool;
