use kernel::{ErrorKind, Limit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vault::Vault;

use crate::{Fault, Problem, cursor};

/// One page of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Give it as `after` to read the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The `next` of the page before; the first page without it.
    #[param(nullable = false)]
    pub after: Option<String>,
    /// Items on the page, 1 to 100; 20 without it.
    #[param(nullable = false, minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

impl PageQuery {
    /// The size of the page.
    ///
    /// # Errors
    /// 400 outside 1 to 100.
    pub fn limit(&self) -> Result<Limit, Problem> {
        Limit::new(self.limit).map_err(|fault| {
            let fault = Fault::new("query:limit", format!("1 to {}", Limit::MAX)).found(fault.0.to_string());
            Problem::fault(ErrorKind::Invalid, fault)
        })
    }

    /// The position after which the page begins, as it was sealed for this viewer on this route.
    ///
    /// # Errors
    /// 400 when it was altered, or is of another viewer or route.
    pub fn position(&self, vault: &Vault, viewer: &[u8], route: &str) -> Result<Option<Vec<u8>>, Problem> {
        self.after.as_deref().map(|sealed| cursor::open(vault, viewer, route, sealed)).transpose()
    }
}
