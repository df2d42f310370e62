use std::fmt;

/// What a token of client software may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Reading what a record shows.
    DocumentsRead,
    /// Bringing, replacing and withdrawing documents, and answering what is said to be wrong with them.
    DocumentsWrite,
    /// Finding a patient and saying that one takes care of them.
    PatientsReach,
    /// Reading who did what.
    HistoryRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 4] =
        [Self::DocumentsRead, Self::DocumentsWrite, Self::PatientsReach, Self::HistoryRead];

    /// Its name in tokens and requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DocumentsRead => "documents.read",
            Self::DocumentsWrite => "documents.write",
            Self::PatientsReach => "patients.reach",
            Self::HistoryRead => "history.read",
        }
    }

    /// The scope of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }

    fn bit(self) -> u8 {
        match self {
            Self::DocumentsRead => 1,
            Self::DocumentsWrite => 2,
            Self::PatientsReach => 4,
            Self::HistoryRead => 8,
        }
    }
}

/// Several scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u8);

impl Scopes {
    /// Reads names that are parted by spaces; none where one of them is no scope.
    pub fn parse(text: &str) -> Option<Self> {
        text.split(' ').filter(|name| !name.is_empty()).map(Scope::parse).collect()
    }

    /// Reads a list of names; none where one of them is no scope.
    pub fn of_names<T: AsRef<str>>(names: &[T]) -> Option<Self> {
        names.iter().map(|name| Scope::parse(name.as_ref())).collect()
    }

    /// Whether a scope is among them.
    pub fn allow(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether all of them are among others.
    pub fn are_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }

    /// Those that are among others too.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 & others.0)
    }

    /// Their names.
    pub fn names(self) -> Vec<&'static str> {
        Scope::ALL.into_iter().filter(|scope| self.allow(*scope)).map(Scope::as_str).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |all, scope| all | scope.bit()))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names().join(" "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn scopes_are_read_as_they_are_written_and_nothing_else_is_one() {
        for scope in Scope::ALL {
            let alone: Scopes = [scope].into_iter().collect();
            assert_eq!(Scopes::parse(&alone.to_string()), Some(alone));
            assert_eq!(Scope::ALL.into_iter().filter(|other| alone.allow(*other)).count(), 1, "{alone}");
        }
        let all = Scopes::parse("history.read  documents.read documents.write patients.reach").unwrap();
        assert_eq!(all, Scope::ALL.into_iter().collect());
        assert!(Scopes::parse("documents.read everything").is_none());
        let some = Scopes::parse("documents.read history.read").unwrap();
        assert!(some.are_within(all) && !all.are_within(some) && Scopes::default().are_within(some));
        assert_eq!(all.and(some), some);
        assert!(Scopes::parse("").unwrap().is_empty());
    }
}
