//! Stories through the real server, one file each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests"
)]

mod acting_for_others;
mod admins;
mod backup;
mod backup_faults;
mod backup_of_keys;
mod bad_input;
mod bulk;
mod citizens;
mod client_certificates;
mod clock_jump;
mod contract;
mod corpus;
mod directory;
mod first_light;
mod full_disk;
mod guide;
mod kill_nine;
mod load;
mod logging_in;
mod logging_in_elsewhere;
mod many_documents;
mod nothing_leaks;
mod object_store;
mod pharmacist;
mod published;
mod rotation;
mod software_elsewhere;
mod teenager;
mod those_who_help;
mod three_pages;
mod two_servers;
mod wrong_letter;

/// The space of the sandbox's citizen.
const SPACE: &str = "00000000-0000-7000-8000-000000000010";

fn documents(space: &str) -> String {
    format!("/api/v1/spaces/{space}/documents")
}

/// The ids of the documents on the first page of a list, or of a search's answer.
fn ids(list: &acceptance::Answer) -> Vec<String> {
    assert_eq!(list.status, 200, "{list:?}");
    let list = list.json();
    let items = list["items"].as_array().expect("a page has items");
    items.iter().map(|item| item["id"].as_str().expect("an item has an id").to_owned()).collect()
}

/// The id in the receipt of a deposit.
fn receipt(answer: &acceptance::Answer) -> String {
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()["id"].as_str().expect("a receipt names the document").to_owned()
}
