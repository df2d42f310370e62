mod body;
mod form;
mod json;
mod path;
mod query;
mod shape;

pub use body::BodyLimit;
pub use form::Form;
pub use json::Json;
pub use path::Path;
pub use query::Query;

pub(crate) use body::of_payload;
pub(crate) use json::parse as parse_json;
