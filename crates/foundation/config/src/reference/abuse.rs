use serde::Deserialize;

/// What looks like curiosity, and from when on the holder is asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abuse {
    /// The publication, if any.
    pub source: Option<String>,
    /// Whether no publication says so.
    #[serde(default)]
    pub assumed: bool,
    /// Days without a trace of care after which an access is silent.
    pub silent_days: u32,
    /// Records that one person may open within an hour before it is a sign.
    pub records_an_hour: u32,
    /// The sum of weights from which on the holder is asked.
    pub ask_from: u32,
    /// What each sign weighs.
    pub weights: AbuseWeights,
}

/// What each sign weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AbuseWeights {
    /// No trace of care.
    pub silent: u32,
    /// The holder works in the same structure.
    pub same_organisation: u32,
    /// One family name.
    pub same_name: u32,
    /// One commune of residence.
    pub same_commune: u32,
    /// Many unrelated records within an hour.
    pub many_records: u32,
}
