//! What must not get in: each is a clear problem document, and nothing is stored.

mod identity;
mod media;
mod multipart;
mod strangers;
mod xml;

use acceptance::{Answer, Counts, Server, Site};
use serde_json::Value;

/// A sandbox in which nothing may be stored.
struct Refusing {
    site: Site,
    server: Server,
}

impl Refusing {
    fn new() -> Self {
        Self::on(Site::new())
    }

    fn on(site: Site) -> Self {
        let server = site.sandbox();
        Self { site, server }
    }

    /// Calls, and makes sure that the answer is this problem, that it says what is wrong, and that nothing was stored.
    fn refuses(&self, what: &str, status: u16, slug: &str, call: impl FnOnce() -> Answer) -> Value {
        let before = Counts::of(&self.site);
        let answer = call();
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        let problem = answer.problem(status, slug);
        let says = problem["detail"].as_str().is_some_and(|detail| !detail.is_empty())
            || problem["faults"].as_array().is_some_and(|faults| !faults.is_empty());
        assert!(says, "{what}: neither `detail` nor `faults`: {answer:?}");
        for fault in problem["faults"].as_array().into_iter().flatten() {
            assert!(fault["expected"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {answer:?}");
        }
        assert_eq!(Counts::of(&self.site), before, "{what}: something was stored");
        problem
    }
}

/// The pointers of the faults.
fn pointers(problem: &Value) -> Vec<&str> {
    let faults = problem["faults"].as_array().map(Vec::as_slice).unwrap_or_default();
    faults.iter().filter_map(|fault| fault["pointer"].as_str()).collect()
}
