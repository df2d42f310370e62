//! A private PostgreSQL that starts and stops with the program, for `carnet sandbox` and the tests.
//!
//! ```no_run
//! use database::embedded::{Cluster, Options};
//!
//! let cluster = Cluster::start(Options::new("var/postgresql"))?;
//! database::ensure_roles(&cluster.superuser("postgres"), "carnet")?;
//! database::migrate(&cluster.superuser("carnet"))?;
//! let url = cluster.url(database::SERVER, "carnet");
//! cluster.stop()?;
//! # let _ = url;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! - It listens on a Unix socket in a folder of its own (0700) and on no port, so nothing clashes and no password is
//!   needed.
//! - It never outlives the program for long: a supervising thread stops it in order, the kernel interrupts it when
//!   the program is killed, and an orphan that is left all the same is stopped by the next start.
//! - Killed, it is started again by the supervising thread while the program lives.
//! - PostgreSQL refuses to run as root, so root's program runs it as the folder's owner, `postgres` or `nobody`.
//! - Its log holds no statement, no parameter and no row: none of its error messages is logged, since the program
//!   that asked receives them.

mod account;
mod binaries;
mod cluster;
mod fault;
mod initial;
mod options;
mod orphan;
mod postmaster;
mod process;
mod said;
mod socket;
mod supervisor;

pub(crate) use binaries::usual_folders;
pub use cluster::Cluster;
pub use fault::Fault;
pub use options::Options;
