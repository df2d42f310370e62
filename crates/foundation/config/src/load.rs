use std::path::Path;

use crate::{Error, Settings, providers, relations, sources::Sources, values::Values};

/// The file that [`Settings::from_process`] reads where `CARNET_CONFIG` names no other.
const USUAL_FILE: &str = "config/carnet.toml";

impl Settings {
    /// Reads a file, if one is named, and the variables, which win over it.
    ///
    /// Variables that are not ours are passed over; an empty one counts as not given.
    ///
    /// # Errors
    /// [`Error::Settings`] with every fault: the file cannot be read, a key does not exist, a value has not its
    /// shape, two settings contradict each other.
    pub fn load(path: Option<&Path>, env: impl Iterator<Item = (String, String)>) -> Result<Self, Error> {
        let mut sources = Sources::default();
        if let Some(path) = path {
            sources.read_file(path);
        }
        sources.read_environment(env);
        let mut faults = std::mem::take(&mut sources.faults);
        let values = Values::read(&sources, &mut faults);
        faults.extend(relations::check(&values));
        let providers = providers::read(&sources, &mut faults);
        if !faults.is_empty() {
            return Err(Error::Settings(faults));
        }
        Self::build(&values, providers).map_err(|fault| Error::Settings(vec![fault]))
    }

    /// Reads the environment of this process and the file that `CARNET_CONFIG` names, else `config/carnet.toml`
    /// where it exists.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn from_process() -> Result<Self, Error> {
        let named = std::env::var_os("CARNET_CONFIG").filter(|name| !name.is_empty());
        let usual = Path::new(USUAL_FILE);
        let path = match &named {
            Some(name) => Some(Path::new(name)),
            None => usual.exists().then_some(usual),
        };
        // A name or value that is not Unicode comes out with a mark that no shape takes.
        let variables = std::env::vars_os()
            .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()));
        Self::load(path, variables)
    }
}
