//! `carnet doctor`: what is wrong with an installation, and what would be right, a line for each thing looked at.

mod certificate;
mod database;
mod jobs;
mod journal;
mod keys;
mod mail;
mod place;
mod settings;
mod store;

use std::{fmt, process::ExitCode};

use clap::Args;

use crate::{
    beside,
    fault::Fault,
    reached::Reached,
    say,
    start::{Decided, master_keys},
};

/// How far it looks.
#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// Open every content and work out every seal of the journal, which reads all of both.
    #[arg(long)]
    deep: bool,
}

/// What a look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Ok,
    Warn,
    Fail,
}

/// One thing that was looked at.
#[derive(Debug)]
struct Line {
    level: Level,
    topic: &'static str,
    text: String,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        };
        write!(f, "{level:<4}  {}: {}", self.topic, self.text)
    }
}

/// The lines of one topic.
struct Lines {
    topic: &'static str,
    lines: Vec<Line>,
}

impl Lines {
    fn of(topic: &'static str) -> Self {
        Self { topic, lines: Vec::new() }
    }

    fn add(&mut self, level: Level, text: impl Into<String>) {
        self.lines.push(Line { level, topic: self.topic, text: text.into() });
    }

    fn ok(&mut self, text: impl Into<String>) {
        self.add(Level::Ok, text);
    }

    fn warn(&mut self, text: impl Into<String>) {
        self.add(Level::Warn, text);
    }

    fn fail(&mut self, text: impl Into<String>) {
        self.add(Level::Fail, text);
    }

    /// Says that all is well where nothing was said.
    fn or_ok(mut self, text: impl Into<String>) -> Vec<Line> {
        if self.lines.is_empty() {
            self.ok(text);
        }
        self.lines
    }
}

/// What was said so far: each line is printed when it is found, since a look may wait for what does not answer.
#[derive(Default)]
struct Report {
    fails: usize,
    warns: usize,
}

impl Report {
    fn say(&mut self, lines: &[Line]) {
        for line in lines {
            say::line(line);
            self.fails += usize::from(line.level == Level::Fail);
            self.warns += usize::from(line.level == Level::Warn);
        }
    }
}

/// Looks at everything; exit code 1 when a line says `fail`.
pub(super) fn run(doctor: &Doctor) -> Result<ExitCode, Fault> {
    let mut report = Report::default();
    match Decided::read() {
        Ok(decided) => look(decided, doctor.deep, &mut report),
        Err(Fault::Refused(reasons)) => {
            let mut of = Lines::of("settings");
            reasons.into_iter().for_each(|reason| of.fail(reason));
            report.say(&of.lines);
        }
        Err(fault) => return Err(fault),
    }
    let Report { fails, warns } = report;
    say::line(format_args!("{fails} to mend now, {warns} to look at"));
    Ok(if fails == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn look(decided: Decided, deep: bool, report: &mut Report) {
    let settings = &decided.settings;
    report.say(&settings::look(&decided));
    report.say(&place::ports(settings));
    report.say(&certificate::look(settings));
    let of_keys = keys::look(settings);
    let mut has_keys = of_keys.iter().all(|line| line.level == Level::Ok);
    report.say(&of_keys);
    let beside = beside::reach(&decided);
    let (of_database, readable) = database::look(&decided, &beside);
    report.say(&of_database);
    report.say(&keys::store(settings));
    let url = beside.as_ref().ok().map(Reached::url).filter(|_| readable);
    if let Some(url) = url {
        let compared = keys::compare(settings, url);
        has_keys &= compared.iter().all(|line| line.level == Level::Ok);
        report.say(&compared);
    }
    report.say(&place::space(settings));
    report.say(&mail::look(settings));
    let blobs = crate::store::open_as_it_is(&settings.blobs);
    report.say(&store::probe(settings, &blobs, url));
    match (url, blobs) {
        (Some(url), Ok(blobs)) if has_keys => {
            let opened = master_keys(&settings.keys.folder)
                .and_then(|master| decided.open_house_over(url, master, blobs));
            match opened {
                Ok(house) => {
                    report.say(&store::rows(&house, deep));
                    report.say(&journal::look(&house, deep));
                    report.say(&jobs::look(&house));
                }
                Err(fault) => {
                    let mut of = Lines::of("house");
                    of.fail(fault.to_string());
                    report.say(&of.lines);
                }
            }
        }
        _ => {
            let mut of = Lines::of("rest");
            of.warn("rows, journal and jobs were not looked at: mend keys, database and blobs first");
            report.say(&of.lines);
        }
    }
    if let Err(fault) = beside.map_or(Ok(()), Reached::close) {
        let mut of = Lines::of("database");
        of.warn(fault.to_string());
        report.say(&of.lines);
    }
}
