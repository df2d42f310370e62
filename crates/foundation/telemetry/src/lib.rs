//! What the program says of itself: log lines and figures, and never anything of a person.
//!
//! **What must never be logged**: INS, names, birth dates, titles, file names, comments, messages, content, codes of
//! documents or of acts, words searched for, tokens, keys, passwords, addresses of mail. Nor may they be a label of a
//! metric, part of a span, or the payload of a panic. What may be: ids of the kernel, kinds, routes as templates,
//! statuses, sizes, counts and durations.
//!
//! This holds by construction as far as a program can see it, in [`LogLayer`] and [`install_metrics`]:
//!
//! 1. A message is a sentence written in the code; what varies goes into fields.
//! 2. A field that is text is written only when its name stands in a closed list and its value has the shape of
//!    that name (an id, a word, a route); any other reads `[withheld]`. A number is written up to ten digits.
//! 3. Sentences (messages, causes) are cleaned: quoted values, long numbers, addresses and long words are withheld.
//! 4. A library is heard from `warn` up, and only by its name, level and place: its sentences are not ours to trust.
//!    What libraries say through the `log` facade is not taken at all.
//! 5. A panic is told by its place and a fixed sentence; its payload may contain values.
//! 6. A label of a metric keeps a value of a closed set; any other becomes `other` and is counted.
//!
//! Cleaning is a second wall, not a licence: a name in lower case inside a sentence looks like any other word.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use config::{LogFormat, LogLevel, LogSettings};
//! use kernel::ManualClock;
//! use telemetry::LogLayer;
//! use tracing_subscriber::layer::SubscriberExt;
//!
//! let lines = Arc::new(Mutex::new(String::new()));
//! let sink = Arc::clone(&lines);
//! let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").expect("a valid instant"));
//! let settings = LogSettings { level: LogLevel::Info, format: LogFormat::Json };
//! let layer = LogLayer::new(&settings, clock, Box::new(move |line| sink.lock().unwrap().push_str(line)));
//!
//! tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
//!     tracing::info!(target: "documents", bytes = 20_480, title = "a title", "deposited");
//! });
//! let line = lines.lock().unwrap().clone();
//! assert!(line.contains(r#""at":"2026-03-01T08:00:00.000000Z""#));
//! assert!(line.contains(r#""bytes":20480"#));
//! assert!(line.contains(r#""title":"[withheld]""#));
//! ```

mod error;
mod fields;
mod init;
mod labels;
mod layer;
mod line;
mod metrics;
mod panic;
mod sentence;

pub use error::Error;
pub use init::init;
pub use labels::Vocabulary;
pub use layer::{LogLayer, Sink};
pub use metrics::{Guarded, install_metrics, metrics_text};
pub use sentence::cleaned;
