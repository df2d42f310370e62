use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use kernel::Language;
use serde::{Deserialize, Serialize};

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

/// An instant with the time zone of the person who is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The person's time zone, by its IANA name.
    #[serde(with = "zone_by_name")]
    pub zone: Tz,
}

impl When {
    /// The day in words: `26 novembre 2026`, `26 November 2026`.
    pub fn day(self, language: Language) -> String {
        let local = self.at.with_timezone(&self.zone);
        let month = usize::try_from(local.month0()).ok().and_then(|month| MONTHS.get(month));
        let (french, english) = month.copied().unwrap_or_default();
        match (language, local.day()) {
            (Language::French, 1) => format!("1er\u{a0}{french} {}", local.year()),
            (Language::French, day) => format!("{day}\u{a0}{french} {}", local.year()),
            (Language::English, day) => format!("{day}\u{a0}{english} {}", local.year()),
        }
    }

    /// The end of something that stops at this instant: its last day where that is a midnight, `25 novembre 2026 inclus`, else as
    /// [`When::words`].
    pub fn end(self, language: Language) -> String {
        let local = self.at.with_timezone(&self.zone);
        if local.num_seconds_from_midnight() != 0 {
            return self.words(language);
        }
        let day = Self { at: self.at - TimeDelta::seconds(1), ..self }.day(language);
        match language {
            Language::French => format!("{day} inclus"),
            Language::English => format!("{day} included"),
        }
    }

    /// Day, time and zone in words: `26 novembre 2026 à 14 h 05 (heure de Europe/Paris)`.
    pub fn words(self, language: Language) -> String {
        let local = self.at.with_timezone(&self.zone);
        let (day, zone, minute) = (self.day(language), self.zone.name(), local.minute());
        match language {
            Language::French => format!("{day} à {}\u{a0}h\u{a0}{minute:02} ({zone})", local.hour()),
            Language::English => format!("{day} at {:02}:{minute:02} ({zone})", local.hour()),
        }
    }
}

mod zone_by_name {
    use chrono_tz::Tz;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(zone: &Tz, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(zone.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("no time zone"))
    }
}
