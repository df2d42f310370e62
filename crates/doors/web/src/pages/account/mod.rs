//! The pages of accounts with a password: logging in with one, making one, and keeping it safe.

pub(crate) mod address_link;
pub(crate) mod change_address;
pub(crate) mod change_password;
pub(crate) mod choose_password;
pub(crate) mod enter;
pub(crate) mod factors;
pub(crate) mod overview;
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod qr;
pub(crate) mod raising_code;
pub(crate) mod recovery;
pub(crate) mod said;
pub(crate) mod second_factor;
pub(crate) mod sessions;
pub(crate) mod step_up;
pub(crate) mod totp;
pub(crate) mod where_to;
