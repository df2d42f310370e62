mod budget;
mod deposit_form;
mod fault;
mod part_head;
mod reader;

pub use budget::UploadBudget;
pub use deposit_form::{DepositForm, FileBeginning, FilePart};
