use crate::DatabaseUrl;

/// Passwords that stand in guides, in examples and in every attacker's list.
const KNOWN: &[&str] = &[
    "admin",
    "carnet",
    "carnet_migrate",
    "carnet_owner",
    "carnet_retention",
    "carnet_server",
    "changeme",
    "example",
    "password",
    "postgres",
    "secret",
];

impl DatabaseUrl {
    /// Whether the password is one that everybody knows, or the name of the role that connects.
    pub fn has_known_password(&self) -> bool {
        let Some(password) = self.without_password().1.map(str::to_lowercase) else { return false };
        KNOWN.contains(&password.as_str()) || self.user().is_some_and(|user| user.to_lowercase() == password)
    }
}
