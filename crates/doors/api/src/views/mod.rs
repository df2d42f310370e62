//! What callers read, made from models of the house.

mod coded;
mod correction;
mod document;
mod history_line;
mod words_of_acts;

pub(crate) use coded::Coded;
pub(crate) use correction::{CorrectionKindCode, CorrectionView};
pub(crate) use document::{DocumentView, StatusCode, ViewerSide};
pub(crate) use history_line::HistoryLine;
