use std::borrow::Cow;

use askama::Template;

use crate::shell::Shell;

/// A page that says one thing and leads on.
#[derive(Template)]
#[template(path = "account/where_to.html")]
pub(crate) struct WhereTo {
    pub(crate) page: Shell,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) to: Cow<'static, str>,
    pub(crate) button: String,
}
