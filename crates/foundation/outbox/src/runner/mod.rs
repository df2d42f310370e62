//! What does the jobs: claims and attempts (`turn`), the threads around them, and what keeps leases alive.

mod handlers;
mod keeper;
mod options;
mod threads;
mod turn;
mod wake;

pub use handlers::{Handlers, Periodic};
pub use options::RunnerOptions;
pub use threads::Running;
pub use turn::Runner;
