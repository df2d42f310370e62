use std::{
    fs::File,
    io::{self, BufRead, BufReader, PipeReader, Write},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

/// How long is waited for what PostgreSQL said at its end: a process of it may hold the pipe a little longer.
const LAST_WORDS_WITHIN: Duration = Duration::from_secs(1);

/// Nobody sends one: the end of the channel says that nothing more comes.
enum Never {}

/// What PostgreSQL says while it runs. Every line goes to its log; the last ones are kept here too, since the disk that
/// ended it may be the one of the log.
#[derive(Debug)]
pub(crate) struct Said {
    last: Arc<Mutex<Last>>,
    more: Receiver<Never>,
}

#[derive(Debug, Default)]
struct Last {
    fatal: Option<String>,
    line: String,
}

impl Said {
    /// Listens on a pipe until nobody holds its other end.
    pub(crate) fn listen(pipe: PipeReader, log: File) -> io::Result<Self> {
        let (last, (open, more)) = (Arc::<Mutex<Last>>::default(), mpsc::channel());
        let kept = Arc::clone(&last);
        let listener = thread::Builder::new().name("postgresql-log".to_owned());
        listener.spawn(move || carry(pipe, log, &kept, open))?;
        Ok(Self { last, more })
    }

    /// Waits until PostgreSQL, which has ended, has nothing more to say.
    pub(crate) fn wait_for_the_end(&self) {
        // Whether it came to its end or the time is over, what was said is taken as it is.
        let _ = self.more.recv_timeout(LAST_WORDS_WITHIN);
    }

    /// Why it ended: the last line that was fatal, else the last one.
    pub(crate) fn why(&self) -> String {
        self.wait_for_the_end();
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.fatal.as_ref().unwrap_or(&last.line).clone()
    }
}

fn carry(pipe: PipeReader, mut log: File, last: &Mutex<Last>, _open: Sender<Never>) {
    let (mut pipe, mut line) = (BufReader::new(pipe), Vec::new());
    while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        // A log whose disk is full misses a line; PostgreSQL must not wait for it.
        let _ = log.write_all(&line);
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        if text.contains("FATAL:") || text.contains("PANIC:") {
            last.fatal = Some(text.clone());
        }
        last.line = text;
        line.clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_line_that_ended_it_is_known_whole_though_the_disk_of_the_log_is_full() {
        let (pipe, mut postgresql) = io::pipe().unwrap();
        let said = Said::listen(pipe, File::options().write(true).open("/dev/full").unwrap()).unwrap();
        for line in [
            "LOG:  starting",
            "PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device",
            "LOG:  server process was terminated by signal 6: Aborted",
        ] {
            writeln!(postgresql, "2026-11-26 12:00:00.000 UTC [29] {line}").unwrap();
        }
        drop(postgresql);
        let why = said.why();
        assert!(
            why.ends_with("PANIC:  could not write to file \"pg_wal/xlogtemp.29\": No space left on device"),
            "{why}"
        );
    }

    #[test]
    fn without_a_fatal_line_the_last_one_is_told_and_the_log_has_all() {
        let path = std::env::temp_dir().join(format!("carnet-said-{}", std::process::id()));
        let (pipe, mut postgresql) = io::pipe().unwrap();
        let said = Said::listen(pipe, File::create(&path).unwrap()).unwrap();
        postgresql.write_all(b"one\ntwo").unwrap();
        drop(postgresql);
        assert_eq!(said.why(), "two");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one\ntwo");
        std::fs::remove_file(&path).unwrap();
    }
}
