use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Begins to listen for SIGTERM and SIGINT, at once; the future ends with the first of them.
///
/// # Errors
/// When the operating system gives no signal handler.
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
