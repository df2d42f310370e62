//! A crate depends on crates of lower floors only; on its own floor only where the floor has an order.

use house_rules::{Crate, Crates, none};

/// Floor and place on the floor of each crate of the product. Two crates of one floor with the same place do
/// not know each other: this is what keeps a room out of another room.
fn place(krate: &Crate) -> Option<(u8, u8)> {
    let order = |names: &[&[&str]]| {
        let found = names.iter().position(|level| level.contains(&krate.name.as_str()))?;
        u8::try_from(found).ok()
    };
    let folder = krate.folder.rsplit_once('/').map_or("", |(folder, _)| folder);
    match folder {
        "crates/foundation" => Some((
            0,
            order(&[
                &["kernel"],
                &["config"],
                &["telemetry"],
                &["database"],
                &["vault"],
                &["blobs", "outbox"],
                &["mail"],
                &["webkit"],
            ])?,
        )),
        "crates/gatehouse" => Some((1, order(&[&["journal"], &["consent"], &["identity"]])?)),
        "crates/rooms" => Some((2, 0)),
        "crates/doors" => Some((4, 0)),
        "crates" if krate.name == "flows" => Some((3, 0)),
        "crates" if krate.name == "carnet" => Some((5, 0)),
        _ => None,
    }
}

fn faults(crates: &[Crate]) -> Vec<String> {
    let mut faults = Vec::new();
    for krate in crates {
        let of_tests = krate.folder.starts_with("tests/");
        if !of_tests && place(krate).is_none() {
            faults.push(format!("{}: stands on no floor that this rule knows", krate.folder));
        }
        for edge in krate.edges.iter().filter(|edge| !edge.dev && !of_tests) {
            let Some(to) = crates.iter().find(|other| other.name == edge.to) else { continue };
            if to.folder.starts_with("tests/") {
                faults.push(format!("{} depends on {}, which is for tests", krate.folder, to.folder));
            } else if place(krate) <= place(to) {
                faults.push(format!("{} depends on {}, which is not below it", krate.folder, to.folder));
            }
        }
    }
    faults
}

#[test]
fn in_this_house() {
    let crates = Crates::here().members;
    let inside = |name: &str| crates.iter().any(|krate| krate.name == name);
    let arrows = crates.iter().flat_map(|krate| &krate.edges).filter(|edge| inside(&edge.to)).count();
    assert!(arrows > 20, "only {arrows} arrows were seen");
    none("dependencies point down only", &faults(&crates));
}

fn made_up(folder: &str, to: &[&str]) -> Crate {
    let edges = to.iter().map(|to| house_rules::Edge { to: (*to).to_owned(), dev: false }).collect();
    Crate { name: folder.rsplit('/').next().unwrap_or(folder).to_owned(), folder: folder.to_owned(), edges }
}

#[test]
fn an_arrow_that_points_up_is_found() {
    let house = [made_up("crates/foundation/vault", &["consent"]), made_up("crates/gatehouse/consent", &[])];
    assert_eq!(
        faults(&house),
        ["crates/foundation/vault depends on crates/gatehouse/consent, which is not below it"]
    );
}

#[test]
fn an_arrow_against_the_order_of_a_floor_is_found() {
    let house = [
        made_up("crates/foundation/database", &["outbox"]),
        made_up("crates/foundation/outbox", &["blobs"]),
        made_up("crates/foundation/blobs", &["database"]),
        made_up("crates/gatehouse/journal", &["consent"]),
        made_up("crates/gatehouse/consent", &["journal"]),
    ];
    assert_eq!(faults(&house).len(), 3, "{:?}", faults(&house));
}

#[test]
fn a_room_that_imports_a_room_is_found() {
    let house =
        [made_up("crates/rooms/documents", &["messenger"]), made_up("crates/rooms/messenger", &["kernel"])];
    assert_eq!(faults(&house).len(), 1);
}

#[test]
fn a_product_crate_that_needs_a_test_crate_is_found_unless_for_its_tests() {
    let mut house = [made_up("crates/flows", &["testkit"]), made_up("tests/testkit", &["flows"])];
    assert_eq!(faults(&house), ["crates/flows depends on tests/testkit, which is for tests"]);
    house[0].edges[0].dev = true;
    assert!(faults(&house).is_empty());
}

#[test]
fn a_crate_on_no_floor_is_found() {
    assert_eq!(faults(&[made_up("crates/attic/boxes", &[])]).len(), 1);
    assert_eq!(faults(&[made_up("crates/foundation/utils", &[])]).len(), 1);
}
