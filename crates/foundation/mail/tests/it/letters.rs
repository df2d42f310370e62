//! Every letter, so that no test looks at some of them only.

use chrono::TimeDelta;
use mail::{Factor, Letter, Line, Link, When};

use crate::{ORIGIN, written_at};

fn when(hours: i64) -> When {
    When { at: written_at() + TimeDelta::hours(hours), zone: chrono_tz::Europe::Paris }
}

fn link(path: &str) -> Link {
    Link::with_secret(ORIGIN, path, &"0123456789-secret_of-this-link".into()).unwrap()
}

/// Each letter, with whether it must say what to do if it was not you.
pub(crate) fn all() -> Vec<(Letter, bool)> {
    let (at, until) = (when(0), when(24));
    let device = Line::new("Firefox sous Linux\r\nBcc: all@example.org <script>alert(1)</script>");
    let role = Line::new("auteur de campagnes");
    let all = vec![
        (Letter::ConfirmAddress { link: link("/account/email"), until }, true),
        (Letter::ConfirmNewAddress { link: link("/account/confirm-address"), until }, true),
        (Letter::PasswordChanged { at }, true),
        (Letter::PasswordForgotten { link: link("/account/password"), until }, true),
        (Letter::RecoveryAsked { link: link("/account/recovery"), until }, true),
        (Letter::RecoveryBegun { at, ends: when(72), stop: link("/account/recovery/stop") }, true),
        (Letter::RecoveryStopped { at }, true),
        (Letter::RecoveryDone { at }, true),
        (Letter::DeviceNew { device, at }, true),
        (Letter::FactorAdded { factor: Factor::CodeApplication, at }, true),
        (Letter::FactorAdded { factor: Factor::RecoveryCodes, at }, true),
        (Letter::FactorRemoved { factor: Factor::SecurityKey, at }, true),
        (Letter::IdentityVerified { at }, true),
        (Letter::AccountBound { at }, true),
        (Letter::IdentityToVerify { at }, false),
        (Letter::AddressChanging { at, stop: link("/account/email/stop") }, true),
        (Letter::RecordActivated { at }, true),
        (Letter::RecordClosed { at }, true),
        (Letter::RecordReopened { at }, true),
        (Letter::RecordSuspended { at }, false),
        (Letter::OppositionRuns { until, link: link("/opposition") }, false),
        (Letter::AdminInvited { role, link: link("/admin/invitation"), until }, true),
        (Letter::RecordErased, false),
        (Letter::SomethingNew, false),
    ];
    let kinds: std::collections::HashSet<_> =
        all.iter().map(|(letter, _)| std::mem::discriminant(letter)).collect();
    // A letter that is added to the closed list is added here.
    assert_eq!(kinds.len(), 23);
    all
}
