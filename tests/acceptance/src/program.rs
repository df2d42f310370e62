//! The binary under test.

use std::{
    env, fs,
    fs::File,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The path of `carnet`, built anew when a source is younger than it.
///
/// One process builds at a time; the others find it built.
pub(crate) fn carnet() -> PathBuf {
    let this = env::current_exe().expect("the path of the test");
    // <target>/<profile>/deps/<test>
    let profile = this.ancestors().nth(2).expect("a test lies in `deps`").to_owned();
    let program = profile.join("carnet");
    let lock = File::create(profile.join(".carnet-under-test")).expect("a file beside the program");
    lock.lock().expect("the lock of the build");
    if is_stale(&program) {
        build(&profile);
    }
    program
}

fn build(profile: &Path) {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--locked", "--offline", "--package", "carnet"]);
    if profile.file_name().is_some_and(|name| name == "release") {
        command.arg("--release");
    }
    command.env("CARGO_TARGET_DIR", profile.parent().expect("a profile lies in the target folder"));
    let status = command.current_dir(root()).status().expect("cargo starts");
    assert!(status.success(), "the program under test does not build");
    // Cargo leaves the file as it is where nothing changed for it.
    let program = File::options().append(true).open(profile.join("carnet")).expect("the program was built");
    program.set_modified(SystemTime::now()).expect("the time of the program");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("tests/acceptance is below the root")
}

fn is_stale(program: &Path) -> bool {
    let Ok(built) = fs::metadata(program).and_then(|found| found.modified()) else { return true };
    let root = root();
    let mut folders: Vec<PathBuf> = ["migrations", "config/reference"].map(|name| root.join(name)).to_vec();
    sources_below(&root.join("crates"), &mut folders);
    folders.iter().any(|folder| has_younger(folder, built))
}

/// Every folder `src`, with its neighbours that a program is made of.
fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.file_name().and_then(|name| name.to_str()) {
            Some("src" | "templates" | "static" | "locales" | "assets") => found.push(path),
            Some("tests" | "benches") => {}
            _ if path.is_dir() => sources_below(&path, found),
            _ => {}
        }
    }
}

fn has_younger(folder: &Path, built: SystemTime) -> bool {
    fs::read_dir(folder).into_iter().flatten().flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() {
            return has_younger(&path, built);
        }
        let modified = entry.metadata().and_then(|found| found.modified());
        modified.is_ok_and(|modified| modified > built)
    })
}
