use std::{env, path::PathBuf};

/// A program that `make setup` has installed, of the version that the scripts name.
///
/// # Panics
/// When it is not there.
pub fn tool(name: &str, within: &str) -> PathBuf {
    let scripts = include_str!("../../../scripts/env");
    let key = format!("{}_version=", name.split('-').next().unwrap_or(name));
    let version = scripts.lines().find_map(|line| line.strip_prefix(&key)).unwrap_or_default();
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let tools = variable("CARNET_TOOLS")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("carnet")))
        .or_else(|| Some(variable("HOME")?.join(".cache/carnet")));
    let program = tools.unwrap_or_default().join(format!("{name}-{version}")).join(within);
    assert!(program.exists(), "`{name}` is not installed: run `make setup`");
    program
}
