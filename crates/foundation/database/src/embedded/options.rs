use std::path::PathBuf;

/// How a private cluster is made and run.
#[derive(Debug, Clone)]
pub struct Options {
    /// A folder for this cluster alone; it is made, and as root given to the user that PostgreSQL runs as.
    pub data_folder: PathBuf,
    /// The folder of `initdb` and `postgres`; without it the usual places are searched.
    pub bin_dir: Option<PathBuf>,
    /// Whether what is committed survives a power cut. Only tests say no.
    pub durable: bool,
    /// Further settings of PostgreSQL, `(name, value)`; they win over the house's.
    pub settings: Vec<(String, String)>,
    /// PostgreSQL's log; without it `postgresql.log` in the data folder.
    pub log: Option<PathBuf>,
}

impl Options {
    /// A durable cluster in `data_folder` with the programs found on this machine.
    pub fn new(data_folder: impl Into<PathBuf>) -> Self {
        Self {
            data_folder: data_folder.into(),
            bin_dir: None,
            durable: true,
            settings: Vec::new(),
            log: None,
        }
    }

    /// The same cluster, faster, whose data may be lost with the machine's power: for tests.
    #[must_use]
    pub fn fleeting(mut self) -> Self {
        self.durable = false;
        self
    }

    /// The same cluster with one more setting of PostgreSQL.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Every setting that PostgreSQL is started with, in order: a later one wins.
    pub(crate) fn all_settings(&self) -> Vec<(String, String)> {
        const HOUSE: &[(&str, &str)] = &[
            ("listen_addresses", ""),
            ("port", "5432"),
            ("unix_socket_permissions", "0700"),
            ("max_connections", "100"),
            ("shared_buffers", "64MB"),
            ("jit", "off"),
            ("lc_messages", "C"),
            ("timezone", "UTC"),
            ("log_timezone", "UTC"),
            ("log_checkpoints", "off"),
            // Values of rows never reach the log: errors of statements are not logged at all, ...
            ("log_min_messages", "log"),
            ("log_min_error_statement", "panic"),
            // ... and what is logged holds neither parameters nor details.
            ("log_parameter_max_length", "0"),
            ("log_parameter_max_length_on_error", "0"),
            ("log_error_verbosity", "terse"),
        ];
        const FLEETING: &[(&str, &str)] =
            &[("fsync", "off"), ("synchronous_commit", "off"), ("full_page_writes", "off")];
        let fleeting = if self.durable { &[][..] } else { FLEETING };
        let house =
            HOUSE.iter().chain(fleeting).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        house.chain(self.settings.iter().cloned()).collect()
    }
}
