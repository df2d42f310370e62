use std::{collections::BTreeMap, fs, io, path::Path};

use crate::{
    Fault, Place, SETTINGS, providers,
    shape::Raw,
    table::{SECTIONS, setting},
};

/// What was given for each known key, and what was given for keys that do not exist.
#[derive(Default)]
pub(crate) struct Sources {
    pub(crate) given: BTreeMap<&'static str, (Raw, Place)>,
    /// What was given for each identity provider, by its name.
    pub(crate) providers: BTreeMap<String, OfProvider>,
    pub(crate) faults: Vec<Fault>,
}

/// What was given for one identity provider.
pub(crate) struct OfProvider {
    /// Where it was named first, perhaps without any setting.
    pub(crate) place: Place,
    pub(crate) given: BTreeMap<&'static str, (Raw, Place)>,
}

const NO_SUCH_KEY: &str = "a key that does not exist";

impl Sources {
    /// Takes each key of the file.
    pub(crate) fn read_file(&mut self, path: &Path) {
        let place = Place::File(path.to_path_buf());
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let found = match error.kind() {
                    io::ErrorKind::NotFound => "no file",
                    io::ErrorKind::PermissionDenied => "a file that this user may not read",
                    io::ErrorKind::InvalidData => "a file that is not UTF-8",
                    _ => "a file that cannot be read",
                };
                self.faults.push(Fault::new("file", place, found, "a readable TOML file"));
                return;
            }
        };
        match text.parse::<toml::Table>() {
            Ok(table) => self.take_table(table, &place),
            Err(error) => self.faults.push(syntax(&text, &error, place)),
        }
    }

    fn take_table(&mut self, table: toml::Table, place: &Place) {
        for (section, content) in table {
            if section == providers::SECTION {
                self.take_logins(content, place);
                continue;
            }
            if !SECTIONS.iter().any(|(name, _)| *name == section) {
                let sections = SECTIONS.iter().map(|(name, _)| *name);
                let expected = format!("one of the sections {}", list(sections));
                self.faults.push(Fault::new(&section, place.clone(), NO_SUCH_KEY, expected));
                continue;
            }
            let toml::Value::Table(content) = content else {
                let expected = format!("a table `[{section}]`");
                self.faults.push(Fault::new(&section, place.clone(), "a value", expected));
                continue;
            };
            for (name, value) in content {
                let key = format!("{section}.{name}");
                match setting(&key) {
                    Some(setting) => {
                        self.given.insert(setting.key, (Raw::Typed(value), place.clone()));
                    }
                    None => {
                        self.faults.push(Fault::new(&key, place.clone(), NO_SUCH_KEY, neighbours(&section)));
                    }
                }
            }
        }
    }

    /// `[login.providers.<name>]`: a table for each identity provider.
    fn take_logins(&mut self, content: toml::Value, place: &Place) {
        let wrong =
            |key: &str| Fault::new(key, place.clone(), NO_SUCH_KEY, "tables `[login.providers.<name>]`");
        let toml::Value::Table(content) = content else {
            return self.faults.push(wrong(providers::SECTION));
        };
        for (key, tables) in content {
            let toml::Value::Table(tables) = tables else {
                self.faults.push(wrong(&format!("login.{key}")));
                continue;
            };
            if key != "providers" {
                self.faults.push(wrong(&format!("login.{key}")));
                continue;
            }
            for (name, table) in tables {
                let toml::Value::Table(table) = table else {
                    self.faults.push(wrong(&format!("login.providers.{name}")));
                    continue;
                };
                // Also one without a line: what it lacks is then told.
                self.provider(&name, place);
                for (setting, value) in table {
                    self.take_of_provider(&name, &setting, Raw::Typed(value), place.clone());
                }
            }
        }
    }

    fn provider(&mut self, name: &str, place: &Place) -> &mut OfProvider {
        let bare = || OfProvider { place: place.clone(), given: BTreeMap::new() };
        self.providers.entry(name.to_owned()).or_insert_with(bare)
    }

    fn take_of_provider(&mut self, name: &str, setting: &str, raw: Raw, place: Place) {
        let key = format!("login.providers.{name}.{setting}");
        match providers::setting(setting) {
            Some(known) => {
                self.provider(name, &place).given.insert(known.key, (raw, place));
            }
            None => {
                let names = list(providers::PROVIDER_SETTINGS.iter().map(|setting| setting.key));
                self.faults.push(Fault::new(&key, place, NO_SUCH_KEY, format!("one of {names}")));
            }
        }
    }

    /// Takes the variables that are ours; they win over the file. An empty one counts as not given.
    pub(crate) fn read_environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        for (name, value) in variables {
            if value.is_empty() {
                continue;
            }
            let key = match name.as_str() {
                // The specific name wins over the common one, whichever comes first.
                "DATABASE_URL" if !self.has_variable("database.url") => "database.url".to_owned(),
                "DATABASE_URL" => continue,
                _ => match name.strip_prefix("CARNET_").map(str::to_lowercase) {
                    Some(rest) => match rest.split_once("__") {
                        Some((section, name)) => format!("{section}.{name}"),
                        None => {
                            self.refuse_single_underscore(&name, &rest);
                            continue;
                        }
                    },
                    None => continue,
                },
            };
            let place = Place::Variable(name.clone());
            if let Some(rest) = key.strip_prefix("login.providers__") {
                match rest.split_once("__") {
                    Some((provider, setting)) => {
                        self.take_of_provider(provider, setting, Raw::Text(value), place);
                    }
                    None => {
                        let expected = "`CARNET_LOGIN__PROVIDERS__<NAME>__<SETTING>`";
                        self.faults.push(Fault::new("login.providers", place, NO_SUCH_KEY, expected));
                    }
                }
                continue;
            }
            match setting(&key) {
                Some(setting) if name == "DATABASE_URL" || name == setting.variable() => {
                    self.given.insert(setting.key, (Raw::Text(value), place));
                }
                Some(setting) => {
                    let expected = format!("the name in capitals, `{}`", setting.variable());
                    self.faults.push(Fault::new(&key, place, "a name in other letters", expected));
                }
                None => {
                    let section = key.split_once('.').map_or("", |(section, _)| section);
                    self.faults.push(Fault::new(&key, place, NO_SUCH_KEY, neighbours(section)));
                }
            }
        }
    }

    fn has_variable(&self, key: &str) -> bool {
        matches!(self.given.get(key), Some((_, Place::Variable(_))))
    }

    /// `CARNET_DATABASE_URL` would be passed over in silence: other variables of the product have no `__`.
    fn refuse_single_underscore(&mut self, name: &str, rest: &str) {
        let meant = SETTINGS.iter().find(|setting| setting.key.replacen('.', "_", 1) == rest);
        if let Some(setting) = meant {
            let expected = format!("two underscores after the section, `{}`", setting.variable());
            let place = Place::Variable(name.to_owned());
            self.faults.push(Fault::new(setting.key, place, "one underscore after the section", expected));
        }
    }
}

/// What the section knows, or which sections there are.
fn neighbours(section: &str) -> String {
    let names: Vec<_> = SETTINGS.iter().filter(|s| s.section() == section).map(|s| s.key).collect();
    if names.is_empty() {
        format!("one of the sections {}", list(SECTIONS.iter().map(|(name, _)| *name)))
    } else {
        format!("one of {}", list(names.into_iter()))
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Line and column only: the parser's own text quotes the line, which may hold a secret.
fn syntax(text: &str, error: &toml::de::Error, place: Place) -> Fault {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let found = format!("a mistake at line {line}, column {column}");
    Fault::new(
        "file",
        place,
        found,
        "TOML: `[section]` lines and `name = value` lines, text in double quotes",
    )
}
