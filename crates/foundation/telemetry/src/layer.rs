use std::sync::Arc;

use config::{LogFormat, LogLevel, LogSettings};
use kernel::Clock;
use tracing::{
    Event, Level, Metadata, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    layer::{Context, Layer},
    registry::LookupSpan,
};

use crate::{fields::Fields, line::Line};

/// Where a finished line goes; it ends with a line feed.
pub type Sink = Box<dyn Fn(&str) + Send + Sync>;

/// The crates whose sentences are written; every other one is a library.
const HOUSE: &[&str] = &[
    "api",
    "blobs",
    "carnet",
    "config",
    "consent",
    "database",
    "documents",
    "flows",
    "identity",
    "journal",
    "kernel",
    "outbox",
    "sandbox",
    "telemetry",
    "vault",
    "web",
    "webkit",
];

/// What stands in place of a library's sentence.
const NOT_OURS: &str = "a library says something; its words are withheld";

/// Turns events into log lines, leaving out what the crate's docs name.
pub struct LogLayer {
    level: Level,
    format: LogFormat,
    clock: Arc<dyn Clock>,
    sink: Sink,
}

impl LogLayer {
    /// A layer that writes to this sink with the time of this clock.
    pub fn new(settings: &LogSettings, clock: Arc<dyn Clock>, sink: Sink) -> Self {
        let level = match settings.level {
            LogLevel::Error => Level::ERROR,
            LogLevel::Warn => Level::WARN,
            LogLevel::Info => Level::INFO,
            LogLevel::Debug => Level::DEBUG,
        };
        Self { level, format: settings.format, clock, sink }
    }

    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        // A span carries the request id for the lines inside it, so it lives even when `info` is not written.
        if metadata.is_span() {
            return *metadata.level() <= self.level.max(Level::INFO);
        }
        let most = if is_ours(metadata.target()) { self.level } else { self.level.min(Level::WARN) };
        *metadata.level() <= most
    }
}

fn is_ours(target: &str) -> bool {
    HOUSE.contains(&target.split_once("::").map_or(target, |(name, _)| name))
}

fn word(level: Level) -> &'static str {
    match level {
        Level::ERROR => "error",
        Level::WARN => "warn",
        Level::INFO => "info",
        Level::DEBUG => "debug",
        Level::TRACE => "trace",
    }
}

impl<S: Subscriber + for<'span> LookupSpan<'span>> Layer<S> for LogLayer {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.wants(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.level.max(Level::INFO)))
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().replace(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let (mut fields, mut spans) = (Fields::default(), Vec::new());
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if is_ours(span.metadata().target()) {
                spans.push(span.name());
                if let Some(recorded) = span.extensions().get::<Fields>() {
                    recorded.iter().for_each(|(name, value)| fields.put(name, value.clone()));
                }
            }
        }
        let message = if is_ours(metadata.target()) {
            event.record(&mut fields);
            fields.take_message().unwrap_or_default()
        } else {
            if let Some(line) = metadata.line() {
                fields.put("line", line.into());
            }
            NOT_OURS.into()
        };
        let line = Line {
            at: self.clock.now(),
            level: word(*metadata.level()),
            target: metadata.target(),
            message,
            spans,
            fields,
        };
        (self.sink)(&match self.format {
            LogFormat::Json => line.json(),
            LogFormat::Text => line.text(),
        });
    }
}
