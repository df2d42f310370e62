use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, time::Duration};

use chrono_tz::Tz;
use secrecy::SecretString;

use crate::{
    Fault, Place, SETTINGS,
    shape::{Raw, Value},
    sources::Sources,
    table::Setting,
};

/// The values that have their shape, by key, each with where it came from.
pub(crate) struct Values(BTreeMap<&'static str, (Value, Place)>);

impl Values {
    /// Reads every setting of the table, and pushes a fault for each that has not its shape.
    pub(crate) fn read(sources: &Sources, faults: &mut Vec<Fault>) -> Self {
        let mut values = BTreeMap::new();
        for setting in SETTINGS {
            let from_default;
            let (raw, place) = match sources.given.get(setting.key) {
                Some((raw, place)) => (raw, place.clone()),
                None => match setting.default {
                    Some(text) => {
                        from_default = Raw::Text(text.to_owned());
                        (&from_default, Place::Default)
                    }
                    None => continue,
                },
            };
            match setting.shape.read(raw) {
                Some(value) => {
                    values.insert(setting.key, (value, place));
                }
                None => faults.push(wrong(setting.key, setting, raw, place)),
            }
        }
        Self(values)
    }

    pub(crate) fn flag(&self, key: &str) -> Result<bool, Fault> {
        self.need(key, |value| if let Value::Flag(flag) = value { Some(*flag) } else { None })
    }

    pub(crate) fn number<T: TryFrom<u64>>(&self, key: &str) -> Result<T, Fault> {
        self.need(key, |value| if let Value::Number(n) = value { T::try_from(*n).ok() } else { None })
    }

    pub(crate) fn seconds(&self, key: &str) -> Result<Duration, Fault> {
        self.number(key).map(Duration::from_secs)
    }

    pub(crate) fn millis(&self, key: &str) -> Result<Duration, Fault> {
        self.number(key).map(Duration::from_millis)
    }

    pub(crate) fn address(&self, key: &str) -> Result<SocketAddr, Fault> {
        self.need(key, |value| if let Value::Address(address) = value { Some(*address) } else { None })
    }

    pub(crate) fn text(&self, key: &str) -> Result<String, Fault> {
        self.need(key, |value| if let Value::Text(text) = value { Some(text.clone()) } else { None })
    }

    pub(crate) fn path(&self, key: &str) -> Result<PathBuf, Fault> {
        self.need(key, |value| if let Value::Path(path) = value { Some(path.clone()) } else { None })
    }

    pub(crate) fn optional_path(&self, key: &str) -> Option<PathBuf> {
        self.path(key).ok()
    }

    pub(crate) fn secret(&self, key: &str) -> Option<SecretString> {
        self.need(key, |value| if let Value::Secret(secret) = value { Some(secret.clone()) } else { None })
            .ok()
    }

    pub(crate) fn zone(&self, key: &str) -> Result<Tz, Fault> {
        self.need(key, |value| if let Value::Zone(zone) = value { Some(*zone) } else { None })
    }

    /// Where the value came from; the default place where there is none.
    pub(crate) fn place(&self, key: &str) -> Place {
        self.0.get(key).map_or(Place::Default, |(_, place)| place.clone())
    }

    // INVARIANT: a key that is asked for stands in the table with the shape asked for (tested for every key), so
    // the fault is seen only where the value itself was faulty, and was reported then.
    fn need<T>(&self, key: &str, pick: impl Fn(&Value) -> Option<T>) -> Result<T, Fault> {
        self.0
            .get(key)
            .and_then(|(value, _)| pick(value))
            .ok_or_else(|| Fault::new(key, self.place(key), "no value", "a value of the shape in the table"))
    }
}

pub(crate) fn wrong(key: &str, setting: &Setting, raw: &Raw, place: Place) -> Fault {
    Fault::new(key, place, setting.shape.found(raw), setting.expected())
}
