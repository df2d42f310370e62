//! `testkit cluster -- <command>`: one PostgreSQL for everything that the command starts.

use std::{
    env,
    io::{self, BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    process::{Command, ExitCode, Stdio},
    thread,
    time::Duration,
};

use testkit::RunCluster;

const USAGE: &str = "usage:\n  \
    testkit cluster -- <command> [arguments]   run the command with a PostgreSQL for its tests\n  \
    testkit cluster --for <pid>                start one in the background, until that process ends, and print\n                                             \
    the variable that names it";

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["cluster", "--", program, arguments @ ..] => run(program, arguments),
        ["cluster", "--for", pid] => begin(pid),
        ["cluster", "--hold", pid] => hold(pid),
        _ => Err(USAGE.to_owned()),
    };
    outcome.unwrap_or_else(|fault| {
        // Standard error is all there is to say it on.
        let _ = writeln!(io::stderr(), "testkit: {fault}");
        ExitCode::from(2)
    })
}

/// Runs a command with the cluster's address in its environment, and ends as it ended.
fn run(program: &str, arguments: &[&str]) -> Result<ExitCode, String> {
    let cluster = RunCluster::start()?;
    let (name, value) = cluster.environment();
    let status = Command::new(program).args(arguments).env(name, value).status();
    cluster.stop()?;
    let code = status.map_err(|e| format!("`{program}`: {e}"))?.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

/// Leaves a process behind that holds the cluster, and prints the variable that names it.
fn begin(pid: &str) -> Result<ExitCode, String> {
    let this = env::current_exe().map_err(|e| e.to_string())?;
    let mut holder = Command::new(this)
        .args(["cluster", "--hold", pid])
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let mut line = String::new();
    if let Some(output) = holder.stdout.take() {
        BufReader::new(output).read_line(&mut line).map_err(|e| e.to_string())?;
    }
    if line.is_empty() {
        let output = holder.wait_with_output().map_err(|e| e.to_string())?;
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    io::stdout().write_all(line.as_bytes()).map_err(|e| e.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Holds the cluster until the process with this number ends.
fn hold(pid: &str) -> Result<ExitCode, String> {
    let pid = pid.parse().map_err(|_| format!("`{pid}` is not the number of a process"))?;
    let cluster = RunCluster::start()?;
    let (name, value) = cluster.environment();
    writeln!(io::stdout(), "{name}={value}").map_err(|e| e.to_string())?;
    while nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok() {
        thread::sleep(Duration::from_millis(200));
    }
    cluster.stop()?;
    Ok(ExitCode::SUCCESS)
}
