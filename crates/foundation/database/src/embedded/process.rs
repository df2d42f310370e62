//! What the system says of a process: `/proc` where there is one, else `ps`.

use std::{fs, path::Path, process::Command};

/// What is known of a process number.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Process {
    /// Nobody has the number, or only a zombie that nobody waited for.
    Gone,
    /// A running process with this command line.
    Running(String),
}

/// Looks at one process.
pub(crate) fn look(pid: i32) -> Process {
    if Path::new("/proc/self/stat").exists() { look_in_proc(pid) } else { look_with_ps(pid) }
}

/// Whether any process works in `folder`; backends do until they end, even after their postmaster.
pub(crate) fn any_works_in(folder: &Path) -> bool {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .any(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == folder))
}

fn look_in_proc(pid: i32) -> Process {
    // The state letter follows the name in parentheses, which may itself hold parentheses.
    let state = fs::read_to_string(format!("/proc/{pid}/stat"))
        .ok()
        .and_then(|stat| stat.rsplit(')').next().and_then(|rest| rest.trim_start().chars().next()));
    match state {
        None | Some('Z' | 'X') => Process::Gone,
        Some(_) => {
            let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            Process::Running(String::from_utf8_lossy(&command).replace('\0', " "))
        }
    }
}

fn look_with_ps(pid: i32) -> Process {
    let output = Command::new("ps").args(["-o", "stat=", "-o", "command=", "-p", &pid.to_string()]).output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned()).unwrap_or_default();
    match text.split_once(char::is_whitespace) {
        Some((state, command)) if !state.starts_with('Z') => Process::Running(command.trim().to_owned()),
        _ => Process::Gone,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::process::Stdio;

    use super::*;

    #[test]
    fn a_living_process_is_seen_with_its_command_and_a_zombie_is_gone() {
        let mut child = Command::new("sleep").arg("61").stdin(Stdio::null()).spawn().unwrap();
        let pid = i32::try_from(child.id()).unwrap();
        // The command line is the old program's until the new one is loaded.
        while look(pid) != Process::Running("sleep 61 ".to_owned()) {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        while look(pid) != Process::Gone {
            std::thread::yield_now();
        }
        child.wait().unwrap();
    }
}
