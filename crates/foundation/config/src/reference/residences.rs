use std::collections::HashMap;

use chrono_tz::Tz;

use super::files::ZoneRow;

/// Where people live, as the code of their commune says it.
#[derive(Debug, Clone)]
pub(super) struct Residences {
    by_code: HashMap<String, Tz>,
}

/// Where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Residence<'code> {
    /// The department, or what stands in its place overseas.
    pub department: &'code str,
    /// The time zone there.
    pub zone: Tz,
}

impl Residences {
    /// The table; a zone that is none was told by the check.
    pub(super) fn new(rows: &[ZoneRow]) -> Self {
        let codes = |row: &ZoneRow| -> Vec<(String, Tz)> {
            let Ok(zone) = row.name.parse::<Tz>() else { return Vec::new() };
            row.departments.iter().chain(&row.communes).map(|code| (code.clone(), zone)).collect()
        };
        Self { by_code: rows.iter().flat_map(codes).collect() }
    }

    /// Where this commune lies; none for what is no code of a commune, or lies nowhere that is known.
    pub(super) fn of<'code>(&self, commune: &'code str) -> Option<Residence<'code>> {
        if commune.len() != 5 || !commune.is_ascii() {
            return None;
        }
        let overseas = commune.starts_with("97") || commune.starts_with("98");
        let department = commune.get(..if overseas { 3 } else { 2 })?;
        let zone = self.by_code.get(commune).or_else(|| self.by_code.get(department))?;
        Some(Residence { department, zone: *zone })
    }
}
