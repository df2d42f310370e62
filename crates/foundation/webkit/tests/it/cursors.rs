use std::sync::Arc;

use kernel::{ManualClock, SystemRng};
use vault::{FileMasterKeys, MemoryKeyStore, Vault};
use webkit::{PageQuery, cursor};

use crate::support::Folder;

#[test]
fn a_cursor_is_of_one_viewer_on_one_route() {
    let rng = Arc::new(SystemRng::default());
    let clock = Arc::new(ManualClock::at("2026-03-01T08:00:00Z").unwrap());
    let folder = Folder::new("cursor");
    let master = FileMasterKeys::create(&folder.path().join("keys"), &*rng).unwrap();
    let vault = Vault::open(Box::new(MemoryKeyStore::default()), Box::new(master), clock, rng).unwrap();

    let sealed = cursor::seal(&vault, b"camille", "/a/{id}", b"position").unwrap();
    assert!(!sealed.contains("position") && sealed.bytes().all(|byte| byte.is_ascii_graphic()));
    let open = |viewer: &[u8], route: &str, text: &str| {
        let query = PageQuery { after: Some(text.to_owned()), limit: None };
        query.position(&vault, viewer, route)
    };
    assert_eq!(open(b"camille", "/a/{id}", &sealed).unwrap().unwrap(), b"position");
    for (viewer, route, text) in [
        (b"another".as_slice(), "/a/{id}", sealed.as_str()),
        (b"camille", "/b/{id}", &sealed),
        (b"camill", "e/a/{id}", &sealed),
        (b"camille", "/a/{id}", &sealed[1..]),
        (b"camille", "/a/{id}", ""),
    ] {
        assert_eq!(open(viewer, route, text).unwrap_err().faults()[0].pointer, "query:after");
    }
    assert!(PageQuery::default().position(&vault, b"camille", "/a").unwrap().is_none());
}
