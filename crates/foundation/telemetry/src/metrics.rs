use std::{sync::OnceLock, thread, time::Duration};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Label, Metadata, Recorder, SharedString, Unit};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use crate::{
    Error,
    labels::{OTHER, Vocabulary},
};

/// Bounds of durations, in seconds: from a decision in memory to a request that times out.
const BOUNDS: &[f64] =
    &[0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// How often samples are folded into their buckets, so that memory does not grow when nobody asks for the figures.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// Counts labels and values that were not of the vocabulary.
const REFUSED: &str = "telemetry_labels_refused_total";

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Takes the figures of this process, with labels of this vocabulary only.
///
/// # Errors
/// [`Error::MetricsTaken`] when the process already has a recorder; [`Error::Thread`] when the thread that tidies
/// it does not start.
pub fn install_metrics(vocabulary: Vocabulary) -> Result<(), Error> {
    let recorder = PrometheusBuilder::new().set_buckets(BOUNDS)?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(Guarded::new(recorder, vocabulary)).map_err(|_| Error::MetricsTaken)?;
    HANDLE.set(handle.clone()).map_err(|_| Error::MetricsTaken)?;
    thread::Builder::new().name("metrics".to_owned()).spawn(move || {
        loop {
            thread::sleep(TIDY_EVERY);
            handle.run_upkeep();
        }
    })?;
    Ok(())
}

/// All figures in the text format of Prometheus; empty before [`install_metrics`].
pub fn metrics_text() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// A recorder that lets labels of a closed vocabulary through to another recorder.
pub struct Guarded<R> {
    inner: R,
    vocabulary: Vocabulary,
}

impl<R: Recorder> Guarded<R> {
    /// Guards a recorder.
    pub fn new(inner: R, vocabulary: Vocabulary) -> Self {
        Self { inner, vocabulary }
    }

    /// The key with labels of the vocabulary only, and a count where there were others.
    fn guarded(&self, key: &Key, metadata: &Metadata<'_>) -> Option<Key> {
        let all_known = key.labels().all(|label| self.vocabulary.takes(label.key(), label.value()));
        if all_known && key.labels().all(|label| self.vocabulary.knows(label.key())) {
            return None;
        }
        self.inner.register_counter(&Key::from_static_name(REFUSED), metadata).increment(1);
        let labels: Vec<Label> = key
            .labels()
            .filter(|label| self.vocabulary.knows(label.key()))
            .map(|label| match self.vocabulary.takes(label.key(), label.value()) {
                true => label.clone(),
                false => Label::new(label.key().to_owned(), OTHER),
            })
            .collect();
        Some(Key::from_parts(key.name().to_owned(), labels))
    }
}

impl<R: Recorder> Recorder for Guarded<R> {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_counter(key, unit, description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_gauge(key, unit, description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.inner.describe_histogram(key, unit, description);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        self.inner.register_counter(self.guarded(key, metadata).as_ref().unwrap_or(key), metadata)
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        self.inner.register_gauge(self.guarded(key, metadata).as_ref().unwrap_or(key), metadata)
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        self.inner.register_histogram(self.guarded(key, metadata).as_ref().unwrap_or(key), metadata)
    }
}
