use kernel::ErrorKind;

/// Why logging or measuring did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something else already takes the log of this process.
    #[error("the log of this process is already taken")]
    LogTaken,
    /// Something else already takes the figures of this process.
    #[error("the metrics of this process are already taken")]
    MetricsTaken,
    /// The recorder refused its bounds of durations.
    #[error("the metrics recorder cannot be built")]
    Recorder(#[from] metrics_exporter_prometheus::BuildError),
    /// The thread that tidies the recorder did not start.
    #[error("the thread of the metrics recorder cannot be started")]
    Thread(#[from] std::io::Error),
}

impl Error {
    /// Always [`ErrorKind::Internal`].
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Internal
    }
}
