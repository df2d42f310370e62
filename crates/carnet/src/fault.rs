use std::{fmt::Display, process::ExitCode};

use thiserror::Error;

/// Why a command ends without having done its work.
#[derive(Debug, Error)]
pub(crate) enum Fault {
    /// The settings or the place are not right: every reason, each a line.
    #[error("{}", lines(.0))]
    Refused(Vec<String>),
    /// It could not be done.
    #[error("{0}")]
    Failed(String),
}

impl Fault {
    /// A failure with what was being done: for `map_err`.
    pub(crate) fn at<E: Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |error| Self::Failed(format!("{what}: {error}"))
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Refused(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::from(1),
        }
    }
}

impl From<config::Error> for Fault {
    fn from(error: config::Error) -> Self {
        Self::Refused(error.faults().iter().map(ToString::to_string).collect())
    }
}

fn lines(reasons: &[String]) -> String {
    let count = match reasons.len() {
        1 => "1 reason".to_owned(),
        many => format!("{many} reasons"),
    };
    let lines: String = reasons.iter().map(|reason| format!("\n  {reason}")).collect();
    format!("refuses to start, for {count}:{lines}")
}
