//! Reads `/migrations` for what the embedded SQL does not show: the oldest program each migration can live with, and
//! a fingerprint of them all that names the template database of the tests.

use std::{env, fmt::Write as _, fs, path::Path};

const HEADER: &str = "-- oldest program: ";

fn main() -> Result<(), String> {
    let folder = Path::new("../../../migrations");
    println!("cargo:rerun-if-changed={}", folder.display());

    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let entry = entry.map_err(|e| e.to_string())?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();

    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut code =
        String::from("/// Version of each migration and the oldest program that can live with it.\n");
    code.push_str("pub(crate) const OLDEST_PROGRAM: &[(&str, &str)] = &[\n");
    for name in &names {
        let path = folder.join(name).join("up.sql");
        let sql = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let oldest = sql
            .lines()
            .next()
            .and_then(|line| line.strip_prefix(HEADER))
            .map(str::trim)
            .filter(|version| is_version(version))
            .ok_or_else(|| format!("{}: the first line must be `{HEADER}X.Y.Z`", path.display()))?;
        let version = name.split('_').next().unwrap_or_default();
        writeln!(code, "    ({version:?}, {oldest:?}),").map_err(|e| e.to_string())?;
        for byte in name.bytes().chain(sql.bytes()) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    code.push_str("];\n\n/// Changes when any migration changes.\n");
    writeln!(code, "pub(crate) const FINGERPRINT: &str = \"{hash:016x}\";").map_err(|e| e.to_string())?;

    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    fs::write(Path::new(&out).join("migrations.rs"), code).map_err(|e| e.to_string())
}

fn is_version(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    parts.len() == 3 && parts.iter().all(|part| part.parse::<u32>().is_ok())
}
