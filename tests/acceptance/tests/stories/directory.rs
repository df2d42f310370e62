//! The national directory is imported by the real program: killed in the middle, and at the size of a country.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::{Path, PathBuf},
    process::Child,
    thread,
    time::{Duration, Instant},
};

use acceptance::{Site, soak};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt};

const NAMES: &str = "Identifiant PP|Identification nationale PP|Nom d'exercice|Prénom d'exercice|Code profession|Code catégorie \
                     professionnelle|Code savoir-faire|Numéro SIRET site|Numéro FINESS site|Raison sociale site|Enseigne \
                     commerciale site|Code postal (coord. structure)|Libellé commune (coord. structure)|Code secteur \
                     d'activité|Libellé secteur d'activité";

/// What Luhn's rule makes of digits whose last is missing.
fn with_key(digits: &str) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(digit - b'0')) {
            (0, digit) => digit * 2 / 10 + digit * 2 % 10,
            (_, digit) => digit,
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// A made-up family name; a hundred thousand of them.
pub(crate) fn family(number: usize) -> String {
    const PARTS: [&str; 10] = ["BEL", "KER", "LAN", "MAR", "PLO", "QUI", "ROS", "TER", "GAL", "VEN"];
    let digits = [number / 10_000, number / 1_000, number / 100, number / 10, number];
    digits.iter().map(|digit| PARTS[digit % 10]).collect()
}

/// An extract of so many rows, without the first `without` of them: four people of ten practise in two places.
fn extract(path: &Path, rows: usize, without: usize) {
    let mut file = BufWriter::new(File::create(path).unwrap());
    writeln!(file, "{NAMES}").unwrap();
    for row in without..rows {
        let person = row / 10 * 6 + (row % 10) % 6;
        let rpps = with_key(&format!("997{person:07}"));
        let family = family(person * 7 % 100_000);
        let (finess, place) = match row % 3 {
            0 => (with_key(&format!("990{:05}", row % 40_000)), "HOPITAL INVENTE".to_owned()),
            _ => (String::new(), format!("CABINET {}", row % 90_000)),
        };
        let sector = if finess.is_empty() { "SA07" } else { "SA01" };
        writeln!(
            file,
            "{rpps}|8{rpps}|{family}|Anne-Élise|10|C|SM54||{finess}|{place}||{:05}|SAINT-INVENTE {}|{sector}|Libellé",
            1_000 + row % 94_000,
            row % 3_000
        )
        .unwrap();
    }
}

pub(crate) fn count(site: &Site, what: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let row: Row = sql_query(format!("select {what} as n")).get_result(&mut site.superuser()).unwrap();
    row.n
}

/// Most memory that a program has had, in kilobytes, as long as it runs.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn arguments(path: &Path) -> Vec<String> {
    ["directory", "import", "--professionals", path.to_str().unwrap(), "--whole"].map(str::to_owned).to_vec()
}

fn run(site: &Site, path: &Path, more: &[&str]) -> Result<String, String> {
    let arguments = arguments(path);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(more.iter().copied()).collect();
    site.run(&arguments)
}

fn file(site: &Site, name: &str) -> PathBuf {
    site.folder().join(name)
}

#[test]
fn an_import_that_is_killed_goes_on_where_it_stopped() {
    let site = Site::new();
    let path = file(&site, "extract.txt");
    let rows = 30_000;
    extract(&path, rows, 0);
    let arguments = arguments(&path);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let written = "coalesce((select lines from identity.directory_import where state = 'running'), 0)";
    for round in 1..4 {
        let before = count(&site, written);
        let mut import = site.begin(&[], &arguments);
        let begun = Instant::now();
        while count(&site, written) <= before {
            assert!(begun.elapsed() < Duration::from_secs(60), "round {round}: nothing is written");
            thread::sleep(Duration::from_millis(5));
        }
        import.kill().unwrap();
        import.wait().unwrap();
    }
    let cut = count(&site, written);
    assert!(cut > 1 && cut < rows as i64, "{cut}");
    let said = run(&site, &path, &[]).unwrap();
    assert!(said.contains("goes on after line") && said.contains(&format!("rows taken: {rows}")), "{said}");
    assert_eq!(count(&site, "(select count(*) from identity.professional)"), rows as i64 / 10 * 6);
    assert_eq!(count(&site, "(select count(*) from identity.directory_seen)"), 0);
    let again = run(&site, &path, &[]).unwrap();
    assert!(again.contains("this very file was imported"), "{again}");
    site.verify_journal();
}

#[test]
fn a_command_says_what_it_rejected_and_what_it_did_not_dare_and_ends_so() {
    let site = Site::new();
    let (path, rejects) = (file(&site, "extract.txt"), file(&site, "rejects.csv"));
    extract(&path, 100, 0);
    let mut text = fs::read_to_string(&path).unwrap();
    text.push_str("12|812|LEPINE-SECRET|Anne|10|C|||||||||\n");
    fs::write(&path, text).unwrap();
    let with_rejects = ["--rejects", rejects.to_str().unwrap()];
    let dry = run(&site, &path, &[&with_rejects[..], &["--dry-run"]].concat()).unwrap_err();
    assert!(dry.contains("nothing was written") && dry.contains("exit status: 1"), "{dry}");
    assert_eq!(count(&site, "(select count(*) from identity.professional)"), 0);
    let said = run(&site, &path, &with_rejects).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("REJECTED, no RPPS number: 1"), "{said}");
    let written = fs::read_to_string(&rejects).unwrap();
    let reason = "no RPPS number: eleven digits, the last one their key";
    assert_eq!(written, format!("file;line;column;reason\nprofessionals;102;Identifiant PP;{reason}\n"));
    assert!(!said.contains("LEPINE"), "{said}");

    let shorter = file(&site, "shorter.txt");
    extract(&shorter, 100, 50);
    let held = run(&site, &shorter, &[]).unwrap_err();
    assert!(held.contains("nothing was taken from anybody") && held.contains("exit status: 1"), "{held}");
    let most = held.split("--accept-removals ").nth(1).unwrap().split('`').next().unwrap().to_owned();
    let done = run(&site, &shorter, &["--accept-removals", &most]).unwrap();
    assert!(done.contains("professionals suspended, listed no more: 30"), "{done}");

    let status = site.run(&["directory", "status"]).unwrap();
    assert!(status.contains("30 in good standing, 30 suspended"), "{status}");
    assert!(status.contains("professionals  done"), "{status}");
    for wrong in [
        &["directory", "import"][..],
        &["directory", "import", "--whole", "--organisations", "x"],
        &["directory", "import", "--professionals", "/nowhere/at/all"],
        &["directory", "import", "--standing", path.to_str().unwrap()],
    ] {
        let said = site.run(wrong).unwrap_err();
        assert!(said.contains("exit status: 2"), "{wrong:?}: {said}");
    }
    let after = site.run(&["directory", "status"]).unwrap();
    assert_eq!(after, status, "what was refused has begun nothing");
}

#[test]
fn establishments_and_standings_are_imported_by_their_own_files() {
    let site = Site::new();
    let server = site.sandbox();
    let write = |name: &str, text: String| {
        fs::write(file(&site, name), text).unwrap();
        file(&site, name).display().to_string()
    };
    let (hospital, pharmacy) = (with_key("99004000"), with_key("99004001"));
    let places = format!(
        "nofinesset;rs;rslongue;ligneacheminement;categetab;categagretab\n{hospital};HOPITAL INVENTE;;29200 \
         BREST;355;1102\n{pharmacy};PHARMACIE INVENTEE;;29000 QUIMPER;620;3201\n"
    );
    let places = write("places.csv", places);
    let listed = "(select count(*) from identity.organisation where listed)";
    let before = count(&site, listed);
    let said = site.run(&["directory", "import", "--organisations", &places]).unwrap();
    assert!(said.contains("organisations: 2 lines") || said.contains("organisations added: 2"), "{said}");
    assert_eq!(count(&site, listed), before, "an import lists nobody by itself");
    let listing = ["directory", "import", "--organisations", &places, "--list-establishments"];
    let wrong = site.run(&["directory", "import", "--professionals", &places, "--list-establishments"]);
    assert!(wrong.unwrap_err().contains("exit status: 2"), "only with the file of establishments");
    let again = site.run(&listing).unwrap();
    assert!(again.contains("organisations corrected: 2"), "the same file is read again for it: {again}");
    assert_eq!(count(&site, listed), before + 2);
    let status = site.run(&["directory", "status"]).unwrap();
    assert!(status.contains(&format!("of which {} are listed", before + 2)), "{status}");

    // Who may practise no more is refused at the next call of a server that goes on, and let in again.
    let doctor = server.persona("doctor");
    let looks = || {
        let ins = acceptance::CAMILLE.person().ins_json();
        doctor.post("/api/v1/patients/find", &serde_json::json!({ "ins": ins })).status
    };
    assert_eq!(looks(), 200);
    for (number, (standing, said_of_it)) in
        [("struck_off", "1 struck off"), ("suspended", "1 suspended"), ("good", "0 suspended, 0 struck off")]
            .into_iter()
            .enumerate()
    {
        let text = format!("rpps,standing,since\n99700000013,{standing},2026-11-2{number}\n");
        let path = write("standing.csv", text);
        let said = site.run(&["directory", "import", "--standing", &path]).unwrap();
        assert!(said.contains("standings changed: 1"), "{said}");
        assert!(site.run(&["directory", "status"]).unwrap().contains(said_of_it), "{standing}");
        assert_eq!(looks() == 200, standing == "good", "{standing}");
    }
    let path = write("standing.csv", "rpps,standing,since\n99700000013,dead,2026-11-24\n".to_owned());
    let said = site.run(&["directory", "import", "--standing", &path]).unwrap_err();
    assert!(said.contains("exit status: 1") && said.contains("REJECTED"), "{said}");
    site.verify_journal();
}

#[test]
fn the_directory_of_a_country_is_imported_in_little_memory_alone() {
    let site = Site::new();
    let path = file(&site, "extract.txt");
    let rows = if soak() { 2_000_000 } else { 20_000 };
    extract(&path, rows, 0);
    for (what, without) in [("first", 0), ("as another file", 2), ("with some missing", rows / 100)] {
        if without > 0 {
            extract(&path, rows, without);
        }
        let arguments = arguments(&path);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (begun, mut most) = (Instant::now(), 0);
        let mut import = site.begin(&[], &arguments);
        while import.try_wait().unwrap().is_none() {
            most = most.max(peak(&import).unwrap_or_default());
            thread::sleep(Duration::from_millis(20));
        }
        let took = begun.elapsed();
        let said = Site::ended(&import.wait_with_output().unwrap()).unwrap_or_else(|said| panic!("{said}"));
        println!(
            "{what}: {} rows in {took:.1?}, {:.0} rows/s, at most {} MB\n{said}",
            rows - without,
            (rows - without) as f64 / took.as_secs_f64(),
            most / 1_000
        );
        assert!(most < 150_000, "{most} kB for {rows} rows");
    }
    looks_up_fast(&site);
}

/// By the house itself, without a server: the slowest of a hundred look-ups.
fn looks_up_fast(site: &Site) {
    use identity::service::{NameWords, NamedSearch, ProfessionalSearch};
    let registry = site.registry();
    let house = registry.house();
    let mut slowest = Duration::ZERO;
    for number in 0..100_usize {
        let name = family(number * 997);
        let words = NameWords {
            family: name[..3 + number % 6].into(),
            town: (number % 2 == 0).then(|| "Saint-Inventé 12".into()),
            ..NameWords::default()
        };
        let search = ProfessionalSearch::Named(Box::new(NamedSearch::new(&words).unwrap()));
        let begun = Instant::now();
        house.desk.read(|rtx| house.identity.search_professionals(rtx, &search)).unwrap();
        slowest = slowest.max(begun.elapsed());
    }
    println!("the slowest of 100 look-ups: {slowest:.1?}");
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
}
