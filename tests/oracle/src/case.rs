use consent::{Act, Facts, Provision, Thing};

/// One question: may this party do this act, on this thing if one is named?
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// All that is known.
    pub facts: &'a Facts,
    /// The act.
    pub act: Act,
    /// The thing, when the question is about one.
    pub thing: Option<&'a Thing>,
    /// The way in, when a filter is asked.
    pub way: Option<&'static str>,
    /// The provision by which one comes in, when a way or a filter is asked; none where none is needed.
    pub through: Option<&'a Provision>,
}

/// Where a statement stands, and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Any one refuses.
    Gate(&'static str),
    /// One must be open; its name is what a caller may name.
    Way(&'static str),
    /// Any one removes the thing.
    Filter(&'static str),
}

impl Stage {
    /// The name of the rule of which the statement is the sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gate(name) | Self::Way(name) | Self::Filter(name) => name,
        }
    }
}

/// One sentence of the rules.
pub trait Statement {
    /// Where it stands.
    fn stage(&self) -> Stage;

    /// A gate: does it let pass? A way: is it open for the act through the provision, and does it lead to the thing if
    /// one is named? A filter, which is asked with a thing, a way and a provision only: does it leave the thing?
    fn agrees(&self, case: &Case<'_>) -> bool;

    /// Through what a way is tried, one after the other: here through nothing that the holder's consent says.
    fn doors<'a>(&self, _: &'a Facts) -> Vec<Option<&'a Provision>> {
        vec![None]
    }
}
