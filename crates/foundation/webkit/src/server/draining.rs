use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether the server has been told to stop; shared with the readiness check, which then says so.
#[derive(Debug, Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// Says that the server is on its way out; there is no way back.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether the server is on its way out.
    pub fn begun(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
