//! Reading what the process was started with. Each case is a child of its own, with an environment of its own.
#![allow(clippy::allow_attributes, clippy::unwrap_used, reason = "tests")]

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt, path::PathBuf, process::Command};

use config::Settings;

/// An empty folder, or one with a `config/carnet.toml`.
fn folder(name: &str, text: Option<&str>) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("process-{name}"));
    fs::create_dir_all(folder.join("config")).unwrap();
    if let Some(text) = text {
        fs::write(folder.join("config/carnet.toml"), text).unwrap();
    }
    folder
}

/// What a child says that was started in this folder with this variable.
fn child(folder: PathBuf, name: &str, value: &OsStr) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "says_its_address", "--ignored", "--nocapture"])
        .env_clear()
        .env(name, value)
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "runs as the child of the tests below"]
fn says_its_address() {
    #[expect(clippy::print_stdout, reason = "how the child answers")]
    match Settings::from_process() {
        Ok(settings) => println!("listens on {}", settings.server.listen),
        Err(error) => println!("{error}"),
    }
}

#[test]
fn the_usual_file_is_read_where_it_exists() {
    let text = Some("[server]\nlisten = \"127.0.0.1:9001\"");
    assert!(child(folder("usual", text), "LANG", "C".as_ref()).contains("listens on 127.0.0.1:9001"));
    assert!(child(folder("none", None), "LANG", "C".as_ref()).contains("listens on 127.0.0.1:8080"));
}

#[test]
fn the_file_that_is_named_is_read_instead_of_the_usual_one() {
    let other = folder("other", Some("[server]\nlisten = \"127.0.0.1:9002\"")).join("config/carnet.toml");
    let here = folder("here", Some("[server]\nlisten = \"127.0.0.1:9003\""));
    assert!(child(here.clone(), "CARNET_CONFIG", other.as_os_str()).contains("listens on 127.0.0.1:9002"));
    assert!(child(here, "CARNET_CONFIG", "gone.toml".as_ref()).contains("found no file"));
}

#[test]
fn a_variable_that_is_not_unicode_is_a_fault_not_a_panic() {
    let said = child(folder("bytes", None), "CARNET_KEYS__FOLDER", OsStr::from_bytes(b"keys\xff"));
    assert!(said.contains("`keys.folder`") && said.contains("expected a path"), "{said}");
}
