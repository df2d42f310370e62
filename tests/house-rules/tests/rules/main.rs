//! The rules of the house: one file each, named as the sentence it keeps.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "tests stop with a clear message"
)]

mod dependencies_come_from_known_places_under_known_licences;
mod dependencies_point_down_only;
mod doors_and_flows_know_no_diesel;
mod each_crate_begins_with_its_docs;
mod every_act_has_words;
mod every_rule_of_consent_is_listed_as_biting;
mod exceptions_to_lints_are_listed;
mod files_are_short;
mod links_of_the_docs_lead_somewhere;
mod migrations_name_the_oldest_program;
mod only_config_reads_the_environment;
mod only_database_names_r2d2;
mod only_listed_files_go_across_spaces;
mod only_the_desk_begins_transactions;
mod sql_text_is_written_in_listed_files;
mod tables_and_columns_are_classified;
mod tables_by_space_keep_to_their_space;
mod the_compose_file_keeps_its_promises;
mod the_image_is_small_and_unprivileged;
mod the_repository_speaks_of_the_product_alone;
mod unsafe_code_stands_in_listed_files;
