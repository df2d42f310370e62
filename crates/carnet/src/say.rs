//! What the program says to whoever typed a command. The log is another thing: see the crate `telemetry`.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// Says a line on standard output.
pub(crate) fn line(text: impl Display) {
    // Nobody is left to tell when the reader has gone (`carnet jobs list | head`).
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Says on standard error why a command ends.
pub(crate) fn error(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "carnet: {text}");
}
