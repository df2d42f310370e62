//! What the bench stands on: a durable cluster with a filled database, kept from run to run, and two fresh copies of
//! it in each run, one for Carnet and one for the floor.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use blobs::LocalBlobs;
use config::{Reference, Settings};
use database::embedded::{Cluster, Options};
use flows::{House, Parts};
use kernel::{SystemClock, SystemRng};
use vault::FileMasterKeys;

use crate::{Outcome, bare::Bare, fill, load::Meter, people, plan::Plan, say};

/// The reference data of the product.
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/reference");
/// Ceilings of declared relationships: of the product, and of the house that prepares.
const CEILINGS: [(&str, &str); 2] = [
    ("\nperson_hour = 60\n", "\nperson_hour = 10000\n"),
    ("\norganisation_hour = 600\n", "\norganisation_hour = 100000\n"),
];
/// The database that is filled once.
const FILLED: &str = "carnet_filled";
/// The copy that the server uses.
pub(crate) const CARNET: &str = "carnet";
/// The copy that the floor uses.
pub(crate) const FLOOR: &str = "floor";
/// Who asks the bare questions: no policy of a table is looked at for it.
pub(crate) const FLOOR_ROLE: &str = "postgres";

/// Settings of PostgreSQL beyond those of the program's own cluster, as an operator sets them for such a machine. Floor
/// and Carnet share the cluster and so all settings.
const TUNING: [(&str, &str); 5] = [
    ("shared_buffers", "1GB"),
    ("max_wal_size", "4GB"),
    ("checkpoint_timeout", "15min"),
    ("effective_cache_size", "8GB"),
    ("random_page_cost", "1.1"),
];

/// A running cluster with both copies.
pub(crate) struct Ground {
    /// The settings of the server, as its environment gives them.
    pub(crate) environment: Vec<(String, String)>,
    /// A folder for scripts and logs.
    pub(crate) folder: PathBuf,
    /// Services over the server's database, to open sessions and to verify.
    pub(crate) house: House,
    cluster: Cluster,
    fleeting: bool,
}

impl Ground {
    /// Starts the cluster, fills it when it is new, and makes the two copies.
    ///
    /// # Errors
    /// When PostgreSQL does not start or a step of the filling fails.
    pub(crate) fn prepare(plan: &Plan) -> Outcome<Self> {
        let folder = folder(plan)?;
        let cluster = start(&folder)?;
        let filled = folder.join("filled");
        if !filled.exists() {
            let house = open(&cluster, &folder, FILLED, true)?.0;
            fill::fill(&house, plan)?;
            drop(house);
            cut_off(&cluster, FILLED)?;
            Bare::connect(cluster.socket(), "postgres", FILLED)?.ask("vacuum analyze")?;
            fs::write(&filled, plan.name_of_fill())?;
        }
        copy(&cluster, CARNET)?;
        copy(&cluster, FLOOR)?;
        // The outside copy of the checkpoints goes with the copy of the database that the last run left.
        match fs::remove_dir_all(folder.join("checkpoints")) {
            Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => return Err(fault.into()),
            _ => {}
        }
        let (house, environment) = open(&cluster, &folder, CARNET, false)?;
        people::check_type(&house.reference)?;
        Ok(Self { environment, folder, house, cluster, fleeting: plan.quick })
    }

    /// A connection to one of the copies, past the wall between spaces: what is measured beside the house asks no more than
    /// the work needs.
    ///
    /// # Errors
    /// PostgreSQL's.
    pub(crate) fn connect(&self, database: &str) -> Outcome<Bare> {
        Bare::connect(self.cluster.socket(), FLOOR_ROLE, database)
    }

    /// The folder of PostgreSQL's socket.
    pub(crate) fn socket(&self) -> &Path {
        self.cluster.socket()
    }

    /// Counts PostgreSQL's processor time, and the server's where there is one.
    pub(crate) fn meter(&self, server: Option<u32>) -> Meter {
        Meter { server, postgres: self.cluster.pid() }
    }

    /// A program of the PostgreSQL that runs.
    ///
    /// # Errors
    /// When it is not installed beside the server.
    pub(crate) fn program(&self, name: &str) -> Outcome<PathBuf> {
        let server = fs::read_link(format!("/proc/{}/exe", self.cluster.pid()))?;
        let program = server.parent().map(|folder| folder.join(name)).filter(|program| program.is_file());
        program.ok_or_else(|| format!("`{name}` is not installed beside `{}`", server.display()).into())
    }

    /// What PostgreSQL is and how it is set.
    ///
    /// # Errors
    /// PostgreSQL's.
    pub(crate) fn facts(&self) -> Outcome<Vec<(String, String)>> {
        let mut conn = self.connect(CARNET)?;
        let names = "server_version,fsync,synchronous_commit,full_page_writes,wal_sync_method,shared_buffers,\
                     max_wal_size,checkpoint_timeout,max_connections";
        let rows = conn.ask(&format!(
            "select name, current_setting(name) from unnest(string_to_array('{names}', ',')) name"
        ))?;
        let settings: Vec<String> = rows.into_iter().map(|row| row.join("=")).collect();
        let size = conn.ask("select pg_size_pretty(pg_database_size(current_database()))")?;
        let size = size.into_iter().flatten().next().unwrap_or_default();
        Ok(vec![("PostgreSQL".to_owned(), settings.join(" ")), ("database".to_owned(), size)])
    }

    /// Flushes what lies in memory, so that no row pays for the one before it.
    ///
    /// # Errors
    /// PostgreSQL's.
    pub(crate) fn settle(&self) -> Outcome<()> {
        Bare::connect(self.cluster.socket(), "postgres", "postgres")?.ask("checkpoint").map(drop)
    }

    /// Stops the cluster, and removes what is not kept.
    ///
    /// # Errors
    /// When PostgreSQL does not stop in order.
    pub(crate) fn stop(self) -> Outcome<()> {
        let Self { house, cluster, folder, fleeting, .. } = self;
        drop(house);
        cluster.stop()?;
        if fleeting {
            fs::remove_dir_all(folder)?;
        }
        Ok(())
    }
}

/// Where data lies: kept under the folder of the build, one for each set of migrations; a quick run's goes with it.
fn folder(plan: &Plan) -> Outcome<PathBuf> {
    let kept = plan.target.join("bench-data");
    if plan.quick {
        let folder = kept.join(format!("quick-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        return Ok(folder);
    }
    let name = format!("{}-{}", database::migrations_fingerprint(), plan.name_of_fill());
    let folder = kept.join(&name);
    if !folder.join("filled").exists() {
        for entry in fs::read_dir(&kept).into_iter().flatten().flatten() {
            if !entry.file_name().to_string_lossy().starts_with("quick-") {
                // Another run may use it; then it stays.
                let _ = discard(&entry.path());
            }
        }
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Removes what was kept for other migrations or sizes, or was never filled to the end.
fn discard(folder: &Path) -> Outcome<()> {
    let cluster = folder.join("postgres");
    if cluster.exists() {
        Cluster::discard_with_all_data(&cluster)?;
    }
    Ok(fs::remove_dir_all(folder)?)
}

fn start(folder: &Path) -> Outcome<Cluster> {
    let options = Options::new(folder.join("postgres"));
    Ok(Cluster::start(TUNING.iter().fold(options, |options, (name, value)| options.setting(name, value)))?)
}

/// Opens the services over one database, and says which settings a server needs for the same.
fn open(
    cluster: &Cluster,
    folder: &Path,
    database: &str,
    migrate: bool,
) -> Outcome<(House, Vec<(String, String)>)> {
    database::ensure_roles(&cluster.superuser("postgres"), database)?;
    if migrate {
        database::migrate(&cluster.superuser(database))?;
    }
    let environment = environment(cluster, folder, database);
    let settings = Settings::load(None, environment.iter().cloned())?;
    let rng = Arc::new(SystemRng::default());
    let keys = &settings.keys.folder;
    let master = match FileMasterKeys::open(keys) {
        Ok(master) => master,
        Err(_) => FileMasterKeys::create(keys, rng.as_ref())?,
    };
    let parts = Parts {
        database_url: cluster.url(database::SERVER, database).reveal(),
        key_store_url: None,
        master: Box::new(master),
        blobs: Arc::new(LocalBlobs::open(&settings.blobs.folder)?),
        reference: Arc::new(reference(folder)?),
        clock: Arc::new(SystemClock),
        rng,
    };
    Ok((House::open(Arc::new(settings), parts)?, environment))
}

/// The reference data of the house that prepares: a doctor of the bench declares in a minute the relationships of weeks.
/// The server that is measured keeps the ceilings of the product.
fn reference(folder: &Path) -> Outcome<Reference> {
    let copy = folder.join("reference");
    fs::create_dir_all(&copy)?;
    for file in fs::read_dir(REFERENCE)? {
        let file = file?;
        fs::copy(file.path(), copy.join(file.file_name()))?;
    }
    let durations = copy.join("durations.toml");
    let text = fs::read_to_string(&durations)?;
    let raised = CEILINGS.iter().fold(text.clone(), |text, (product, bench)| text.replace(product, bench));
    if raised == text {
        return Err("the ceilings of relationships are not where the bench looks for them".into());
    }
    fs::write(&durations, raised)?;
    Ok(Reference::load(Some(&copy))?)
}

/// The settings of a server in production behind something that ends TLS.
fn environment(cluster: &Cluster, folder: &Path, database: &str) -> Vec<(String, String)> {
    let socket = cluster.socket().to_string_lossy().replace('%', "%25").replace('/', "%2F");
    let inside = |name: &str| folder.join(name).to_string_lossy().into_owned();
    [
        ("SERVER__PUBLIC_ORIGIN", "https://bench.example.org".to_owned()),
        ("SERVER__PROXIES", "1".to_owned()),
        ("DATABASE__URL", format!("postgresql://{}@{socket}:5432/{database}", database::SERVER)),
        ("KEYS__FOLDER", inside("keys")),
        ("BLOBS__FOLDER", inside("blobs")),
        ("JOURNAL__COPY_FOLDER", inside("checkpoints")),
        ("COUNTRY__ACCEPT_ASSUMED_MATRIX", "true".to_owned()),
    ]
    .map(|(name, value)| (format!("CARNET_{name}"), value))
    .to_vec()
}

/// Makes a fresh copy of the filled database.
fn copy(cluster: &Cluster, name: &str) -> Outcome<()> {
    say(&format!("copying the filled database to `{name}`"));
    let mut conn = Bare::connect(cluster.socket(), "postgres", "postgres")?;
    conn.ask(&format!("drop database if exists {name} with (force)"))?;
    conn.ask(&format!("create database {name} template {FILLED} owner carnet_owner strategy file_copy"))?;
    database::ensure_roles(&cluster.superuser("postgres"), name)?;
    Ok(())
}

/// Ends the connections that the filling has left, so that the database can be copied.
fn cut_off(cluster: &Cluster, database: &str) -> Outcome<()> {
    let mut conn = Bare::connect(cluster.socket(), "postgres", "postgres")?;
    conn.ask(&format!(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database}'"
    ))?;
    Ok(())
}
