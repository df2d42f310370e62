//! The bench itself, at a hundredth: right bodies, a journal line for each operation, a journal that verifies. No
//! figure is asserted.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

use std::{path::Path, process::Command};

#[test]
fn bench_rows_hold_together() {
    let bench = Path::new(env!("CARGO_BIN_EXE_bench"));
    let carnet = bench.with_file_name("carnet");
    if !carnet.is_file() {
        let cargo = std::env::var("CARGO").unwrap();
        let built =
            Command::new(cargo).args(["build", "--locked", "--offline", "--package", "carnet"]).status();
        assert!(built.unwrap().success(), "the program does not build");
    }
    let output = Command::new(bench).arg("--quick").output().unwrap();
    let (told, said) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{said}");
    for row in [
        "deposit",
        "consult",
        "read",
        "bulk",
        "log-in",
        "decision",
        "token",
        "session",
        "exchange",
        "start",
        "MB over HTTP",
        "under 200 preferences",
        "a topic over",
        "spaces a project may use",
        "made ready",
        "export of",
    ] {
        assert!(told.contains(row), "no row `{row}`:\n{told}");
    }
}
