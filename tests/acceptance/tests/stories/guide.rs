//! The publishers' guide: what stands in it is done, in a shell, from its first command to its last.

use std::{
    fs,
    process::{Command, Stdio},
};

use acceptance::Site;

const GUIDE: &str = include_str!("../../../../docs/api-guide.md");
/// Where the guide says that the sandbox is.
const THERE: &str = "CARNET=http://localhost:8080";
/// Where it says that the key of the software of the sandbox is.
const KEY: &str = "KEY=var/sandbox-software.key";

/// The commands of the guide, in order.
fn commands() -> Vec<&'static str> {
    GUIDE.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[test]
fn the_commands_of_the_publishers_guide_do_what_it_says() {
    let site = Site::new();
    let server = site.sandbox();
    let commands = commands();
    assert!(commands.len() >= 5, "the guide has its commands in blocks of `sh`");
    let script = commands.join("\n");
    assert_eq!(script.matches(THERE).count(), 1, "the guide says once where the sandbox is");
    let script = script.replace(THERE, &format!("CARNET=http://{}", server.address()));
    assert_eq!(script.matches(KEY).count(), 1, "and once where the key of its software lies");
    let script =
        script.replace(KEY, &format!("KEY={}", site.folder().join("sandbox-software.key").display()));
    let folder = site.folder().join("publisher");
    fs::create_dir(&folder).unwrap();
    let shell = Command::new("bash")
        .args(["-euo", "pipefail", "-c", &script])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, failed) = (String::from_utf8_lossy(&shell.stdout), String::from_utf8_lossy(&shell.stderr));
    assert!(shell.status.success(), "{said}\n{failed}");
    assert!(said.contains("404\n"), "before the care relationship there is no way in: {said}");
    assert!(said.contains("\"capacity\":\"professional\""), "{said}");
}
