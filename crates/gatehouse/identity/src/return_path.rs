use std::fmt;

use thiserror::Error;

/// Longest path that is gone back to.
const LONGEST: usize = 256;

/// Where a visitor goes after a log-in: a path of this very site, never another one's.
///
/// It holds letters, digits and `/`, `-`, `_`, `.`, `~` alone, so it can carry neither a host nor a query, however a
/// browser reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnPath(String);

/// Why a text is no such path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the path to return to begins with one `/` and holds letters, digits and `/-_.~` alone, 256 at most")]
pub struct ReturnFault;

impl ReturnPath {
    /// Reads one.
    ///
    /// # Errors
    /// [`ReturnFault`] for anything that could lead elsewhere, and for the log-in itself, which would go round.
    pub fn parse(text: &str) -> Result<Self, ReturnFault> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | '~');
        let here = text.starts_with('/') && !text.contains("//") && !text.contains("..");
        let round = text.starts_with("/auth/") || text.starts_with("/login");
        (here && !round && text.len() <= LONGEST && text.chars().all(plain))
            .then(|| Self(text.to_owned()))
            .ok_or(ReturnFault)
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ReturnPath {
    /// The home page.
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Debug for ReturnPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnPath")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_site_is_gone_back_to() {
        for right in ["/", "/spaces/00000000-0000-7000-8000-000000000010/history", "/patients"] {
            assert_eq!(ReturnPath::parse(right).map(|path| path.as_str().to_owned()), Ok(right.to_owned()));
        }
        let wrong = [
            "",
            "patients",
            "//evil.example",
            "/\\evil.example",
            "/%2f%2fevil.example",
            "https://evil.example",
            "/a//evil.example",
            "/a\t/b",
            "/a?next=//evil.example",
            "/a#b",
            "/@evil.example",
            "/a/../b",
            "/auth/psc/start",
            "/login",
            "javascript:alert(1)",
            "/é",
        ];
        for wrong in wrong {
            assert_eq!(ReturnPath::parse(wrong), Err(ReturnFault), "{wrong}");
        }
        assert!(ReturnPath::parse(&format!("/{}", "a".repeat(256))).is_err());
    }
}
