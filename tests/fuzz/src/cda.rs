use documents::cda::{self, Limits, entries::entries};

use crate::page::page_fault;

/// A document is read or refused within its limits; its page holds no script, no handler and no reference to anything
/// outside; its attachments come out or are refused; its entries are as many as may be, and come from the same document.
pub fn cda(data: &[u8]) {
    let limits = Limits { bytes: 1 << 20, nodes: 20_000, ..Limits::default() };
    let read = cda::read(data, &limits);
    if let Ok(document) = &read {
        for attachment in document.body.attachments() {
            let _refused_or_not = attachment.embedded();
        }
    }
    if let Ok(found) = entries(data, &limits) {
        let all = found.results.len() + found.medicines.len() + found.vaccines.len() + found.skipped;
        assert!(all <= limits.entries, "more entries than are taken");
    }
    if let Ok(page) = cda::render(data, &limits) {
        assert_eq!(page_fault(&page), None);
        assert!(page.len() <= limits.bytes + 4096, "a page longer than its limit");
    }
}
