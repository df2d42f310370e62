//! What the machine is, how busy it is, and what its processes used: all from `/proc`.

use std::{fs, process::Command, thread, time::Duration};

use crate::{Outcome, say};

/// Linux counts processor time for programs in hundredths of a second on every architecture.
const TICKS: f64 = 100.0;

/// One line of `/proc/<pid>/stat`, as far as it is needed.
struct Stat {
    parent: u32,
    /// Seconds of its own, user and system.
    own: f64,
    /// Seconds of children that have ended and were waited for.
    ended: f64,
}

fn stat(pid: &str) -> Option<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may itself hold spaces and parentheses.
    let rest = text.rsplit_once(')')?.1;
    let mut words = rest.split_whitespace();
    let parent = words.nth(1)?.parse().ok()?;
    let mut ticks = words.skip(9).map_while(|word| word.parse::<f64>().ok());
    let (user, system) = (ticks.next()?, ticks.next()?);
    let (children_user, children_system) = (ticks.next()?, ticks.next()?);
    Some(Stat { parent, own: (user + system) / TICKS, ended: (children_user + children_system) / TICKS })
}

/// Seconds of processor that a process has used.
pub(crate) fn cpu(pid: u32) -> f64 {
    stat(&pid.to_string()).map_or(0.0, |stat| stat.own)
}

/// Seconds of processor that this process has used.
pub(crate) fn own_cpu() -> f64 {
    stat("self").map_or(0.0, |stat| stat.own)
}

/// Seconds of processor that a process and its children, ended or not, have used.
pub(crate) fn cpu_with_children(pid: u32) -> f64 {
    let own = stat(&pid.to_string()).map_or(0.0, |stat| stat.own + stat.ended);
    let running: f64 = processes()
        .filter_map(|child| stat(&child))
        .filter(|child| child.parent == pid)
        .map(|child| child.own + child.ended)
        .sum();
    own + running
}

fn processes() -> impl Iterator<Item = String> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Resident memory of a process in MiB.
pub(crate) fn resident(pid: u32) -> Outcome<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib / 1024.0)
}

/// Load of the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(f64::NAN)
}

/// Waits until what runs beside us uses less than a tenth of one processor, so many seconds at most.
///
/// The load average remembers our own work, so processor time that was used in one second is looked at. Gives what was
/// busy in the last second.
pub(crate) fn wait_until_quiet(seconds: u32) -> f64 {
    let mut busy = busy_share();
    for second in 0..seconds {
        if busy < 0.1 {
            return busy;
        }
        if second == 0 {
            say(&format!("the machine is busy ({busy:.2} processors): waiting for it to be quiet"));
        }
        busy = busy_share();
    }
    if busy >= 0.1 {
        say(&format!("the machine is still busy ({busy:.2} processors): the figures are what they are"));
    }
    busy
}

/// How many processors were busy during one second.
fn busy_share() -> f64 {
    let before = busy_ticks();
    thread::sleep(Duration::from_secs(1));
    (busy_ticks() - before) / TICKS
}

fn busy_ticks() -> f64 {
    let text = fs::read_to_string("/proc/stat").unwrap_or_default();
    let first = text.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = first.split_whitespace().skip(1).filter_map(|word| word.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal
    ticks.iter().take(8).sum::<f64>() - ticks.iter().skip(3).take(2).sum::<f64>()
}

/// What the figures depend on, each with its name.
pub(crate) fn facts() -> Vec<(String, String)> {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let model = model.trim_start_matches([' ', '\t', ':']).to_owned();
    let processors = thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().next().unwrap_or_default().trim_start_matches("MemTotal:").trim().to_owned();
    let kernel = Command::new("uname").arg("-sr").output();
    let kernel = kernel.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    vec![
        ("processor".to_owned(), format!("{processors} × {model}")),
        ("memory".to_owned(), memory),
        ("system".to_owned(), kernel),
        ("load at the beginning".to_owned(), format!("{:.2}", load())),
    ]
}
