use std::{
    io::{self, Write},
    sync::Arc,
};

use config::LogSettings;
use kernel::SystemClock;
use tracing_subscriber::layer::SubscriberExt;

use crate::{Error, LogLayer, panic};

/// Takes the log of this process, written to its standard error, and the panics of all its threads.
///
/// Called once, first thing after the settings are read. A second call is refused and changes nothing.
///
/// # Errors
/// [`Error::LogTaken`] when the process already has a log.
pub fn init(settings: &LogSettings) -> Result<(), Error> {
    // Nobody is left to tell when standard error is closed.
    let sink = |line: &str| drop(io::stderr().lock().write_all(line.as_bytes()));
    let layer = LogLayer::new(settings, Arc::new(SystemClock), Box::new(sink));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))
        .map_err(|_| Error::LogTaken)?;
    panic::install_hook();
    Ok(())
}
