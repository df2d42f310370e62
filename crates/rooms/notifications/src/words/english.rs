use kernel::Language::English;
use mail::{Factor, When};

use super::{NoticeWords, words};
use crate::Told;

/// What to do about something that was done to the account and was not you.
const NOT_YOU: &str = "If it was not you, change your password and end the sessions that you do not know.";

pub(super) fn of(told: &Told) -> NoticeWords {
    let and_not_you = |first: &str| format!("{first} {NOT_YOU}");
    match told {
        Told::RecordActivated => {
            words("Your record is active", "You can see what is in it and choose who may see it.")
        }
        Told::RecordClosed => words(
            "Your record is closed",
            "Nobody but you can open it any more. You may still take out what is in it, and open it again.",
        ),
        Told::RecordReopened => {
            words("Your record is open again", "Accesses that ended when it was closed are not given back.")
        }
        Told::RecordSuspended => words(
            "Your record was suspended",
            "That was to protect it: in the meantime nobody can open it. Nothing in it is lost.",
        ),
        Told::DeviceNew { device } => {
            words("A log-in on a new device", and_not_you(&format!("The device: {}.", device.reveal())))
        }
        Told::FactorAdded { factor: which } => words(
            "A second factor was added",
            and_not_you(&format!("Added to your account: {}.", factor(*which))),
        ),
        Told::FactorRemoved { factor: which } => words(
            "A second factor was removed",
            and_not_you(&format!("Removed from your account: {}.", factor(*which))),
        ),
        Told::RecoveryBegun { ends } => words(
            "Your second factor was said to be lost",
            format!(
                "If nobody stops it, it will be removed on {}. If it was not you, stop it by the link in the e-mail that \
                 you got, then change your password.",
                ends.words(English)
            ),
        ),
        Told::RecoveryStopped => words(
            "The recovery of your second factor was stopped",
            "Your account is protected as before. If you had not asked for it, change your password.",
        ),
        Told::RecoveryDone => {
            words("Your second factor, said to be lost, was removed", and_not_you("Set up a new one."))
        }
        Told::PasswordChanged => {
            words("Your password was changed", and_not_you("If it was you, there is nothing to do."))
        }
        Told::CareRelationshipDeclared { name, until } => words(
            "A professional declared that they care for you",
            format!(
                "{} can consult your record{}. The history shows what is done in it.",
                name.reveal(),
                until
                    .map(|until: When| format!(", until {} included", until.day(English)))
                    .unwrap_or_default()
            ),
        ),
        Told::RepresentativeRecorded { name } => words(
            "Somebody is recorded as representing you",
            format!(
                "{} can act for you in this record. The history shows what is done in it.",
                name.reveal()
            ),
        ),
        Told::RecordsMerged => words(
            "A second record in your name became one with this one",
            "You had two records. The documents of the other one arrive here, hidden as they were; the accesses that you had \
             given there end. The history of this record says where they come from, and that of the other one stays open to \
             you. If the other record was not yours, tell support: it can be undone.",
        ),
        Told::RecordsSplit => words(
            "A record that had become one with this one by mistake was parted from it",
            "The documents that came from it went back. Yours did not move.",
        ),
    }
}

fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::CodeApplication => "an application that shows codes",
        Factor::SecurityKey => "a passkey or a security key",
        Factor::RecoveryCodes => "recovery codes",
    }
}
