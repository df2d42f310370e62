mod budget;
mod deposit_form;
mod fault;
mod file_part;
mod part_head;
mod reader;
mod reservation;

pub use budget::UploadBudget;
pub use deposit_form::{DepositForm, Unfit};
pub use file_part::{FileBeginning, FilePart};
pub use reservation::Reservation;
