pub(crate) mod content;
pub(crate) mod deposit;
pub(crate) mod list;
pub(crate) mod place;
pub(crate) mod search;
pub(crate) mod show;

pub(crate) use content::content;
pub(crate) use deposit::deposit;
pub(crate) use list::list;
pub(crate) use search::search;
pub(crate) use show::show;
