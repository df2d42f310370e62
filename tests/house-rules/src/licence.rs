/// A licence expression in the manner of SPDX: `MIT OR Apache-2.0`, `(A OR B) AND C`, and the old `A/B`.
#[derive(Debug, PartialEq, Eq)]
pub enum Licence {
    /// One licence, with its exception where it has one: `Apache-2.0 WITH LLVM-exception`.
    One(String),
    /// The user chooses.
    Either(Vec<Licence>),
    /// All of them hold.
    Every(Vec<Licence>),
}

impl Licence {
    /// Reads an expression; `None` where it is not one.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let (licence, rest) = either(&words)?;
        rest.is_empty().then_some(licence)
    }

    /// Whether it can be satisfied with the licences that are allowed.
    #[must_use]
    pub fn allowed(&self, allowed: &[&str]) -> bool {
        match self {
            Self::One(name) => allowed.contains(&name.as_str()),
            Self::Either(parts) => parts.iter().any(|part| part.allowed(allowed)),
            Self::Every(parts) => parts.iter().all(|part| part.allowed(allowed)),
        }
    }
}

type Read<'a, 'b> = Option<(Licence, &'a [&'b str])>;

fn either<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    let (parts, rest) = joined_by("OR", words, every)?;
    Some((one_or(parts, Licence::Either), rest))
}

fn every<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    let (parts, rest) = joined_by("AND", words, single)?;
    Some((one_or(parts, Licence::Every), rest))
}

fn single<'a, 'b>(words: &'a [&'b str]) -> Read<'a, 'b> {
    match words {
        ["(", rest @ ..] => match either(rest)? {
            (licence, [")", rest @ ..]) => Some((licence, rest)),
            _ => None,
        },
        [")" | "OR" | "AND" | "WITH", ..] | [] => None,
        [name, "WITH", exception, rest @ ..] => {
            Some((Licence::One(format!("{name} WITH {exception}")), rest))
        }
        [name, rest @ ..] => Some((Licence::One((*name).to_owned()), rest)),
    }
}

fn joined_by<'a, 'b>(
    word: &str,
    words: &'a [&'b str],
    part: fn(&'a [&'b str]) -> Read<'a, 'b>,
) -> Option<(Vec<Licence>, &'a [&'b str])> {
    let (first, mut rest) = part(words)?;
    let mut parts = vec![first];
    while let [next, after @ ..] = rest {
        if *next != word {
            break;
        }
        let (licence, left) = part(after)?;
        parts.push(licence);
        rest = left;
    }
    Some((parts, rest))
}

fn one_or(mut parts: Vec<Licence>, many: fn(Vec<Licence>) -> Licence) -> Licence {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}

#[cfg(test)]
mod tests {
    use super::Licence;

    #[test]
    fn expressions_are_read_with_and_before_or() {
        let read = Licence::read("MIT OR (Apache-2.0 WITH LLVM-exception) AND ISC").unwrap();
        assert!(read.allowed(&["MIT"]));
        assert!(read.allowed(&["Apache-2.0 WITH LLVM-exception", "ISC"]));
        assert!(!read.allowed(&["ISC"]));
        assert!(Licence::read("MIT/Apache-2.0").unwrap().allowed(&["Apache-2.0"]));
    }

    #[test]
    fn what_is_no_expression_is_not_read() {
        for text in ["", "MIT OR", "(MIT", "MIT ISC", "AND MIT"] {
            assert_eq!(Licence::read(text), None, "`{text}`");
        }
    }
}
