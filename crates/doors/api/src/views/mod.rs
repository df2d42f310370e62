//! What callers read, made from models of the house.

mod coded;
mod correction;
mod dispute;
mod document;
mod entries;
mod entry_values;
mod header;
mod history_group;
mod history_line;
mod notice;
mod proposal;
mod space_state;
mod stated_code;
mod words_of_access;
mod words_of_acts;
pub(crate) mod words_of_rules;
mod words_of_steps;

pub(crate) use coded::Coded;
pub(crate) use correction::{CorrectionKindCode, CorrectionView};
pub(crate) use dispute::{DisputeStateCode, DisputeView, ReviewedDispute};
pub(crate) use document::{DocumentView, StatusCode, ViewerSide, category_view};
pub(crate) use entries::EntriesView;
pub(crate) use header::HeaderView;
pub(crate) use history_group::{GroupByCode, HistoryGroup, HistoryPage};
pub(crate) use history_line::HistoryLine;
pub(crate) use notice::NoticeView;
pub(crate) use proposal::{
    ProposalKindCode, ProposalReasonCode, ProposalView, ProposalWithRecords, RecordView,
};
pub(crate) use space_state::SpaceStateCode;
pub(crate) use stated_code::StatedCodeView;
