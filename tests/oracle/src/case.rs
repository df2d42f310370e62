use consent::{Act, Facts, Thing};

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
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Any one refuses.
    Gate,
    /// One must be open; its name is what a caller may name.
    Way(&'static str),
    /// Any one removes the thing.
    Filter,
}

/// One sentence of the rules.
pub trait Statement {
    /// Where it stands.
    fn stage(&self) -> Stage;

    /// A gate: does it let pass? A way: is it open for the act, and does it lead to the thing if one is named? A
    /// filter, which is asked with a thing and a way only: does it leave the thing?
    fn agrees(&self, case: &Case<'_>) -> bool;
}
