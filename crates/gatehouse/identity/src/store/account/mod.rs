mod accounts;
mod devices;
mod factors;
mod raising_codes;
mod recoveries;
mod steps;
mod throttle;
mod tokens;

pub(crate) use accounts::{
    AccountRow, account, account_of_one_person, account_of_person, account_under, accounts_with_older_tags,
    insert_emails, insert_password_account, lock_account, lock_raised_since, older_emails, renew_password,
    set_contact, set_password, set_raised,
};
pub(crate) use devices::{
    KnownBy, count_devices, delete_devices_over, device_of, forget_oldest_devices, known_device, put_device,
};
pub(crate) use factors::{
    FactorRow, NewFactor, count_factors, delete_factor, factors_of, insert_factor, use_factor, use_step,
};
pub(crate) use raising_codes::{
    account_of_raising_code, delete_raising_codes_over, put_raising_code, take_raising_code,
};
pub(crate) use recoveries::{
    insert_recovery, mark_done, mark_reminded, mark_stopped, recoveries_due, recoveries_to_remind,
    running_recovery,
};
pub(crate) use steps::{delete_step, delete_steps_of, delete_steps_over, insert_step, step_under};
pub(crate) use throttle::{delete_tries_before, forget_only_try, forget_tries, give_back, take_try};
pub(crate) use tokens::{
    NewToken, TokenRow, claim_token, delete_invitations, delete_later_tokens, delete_tokens_of,
    delete_tokens_over, insert_token, invitations, token_under,
};
