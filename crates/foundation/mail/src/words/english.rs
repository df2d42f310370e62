use kernel::Language::English;

use super::{Block, Words, link, log_in, text};
use crate::{Factor, Letter};

const LOG_IN: &str = "Log in";

/// What to do about something that was done to the account and was not you.
const NOT_YOU: &str = "If it was not you, log in, change your password and end the sessions that you do not know. If you \
                       can no longer log in, use “Forgotten password” on the log-in page.";

pub(super) fn of(letter: &Letter, origin: &str) -> Words {
    let (subject, blocks) = say(letter, origin);
    let footer = format!(
        "Carnet, {origin}. This message was sent by a program: nobody reads an answer. Carnet never asks for your password \
         or a code by e-mail."
    );
    Words { subject, blocks, footer }
}

fn say(letter: &Letter, origin: &str) -> (&'static str, Vec<Block>) {
    let log_in = || log_in(LOG_IN, origin);
    match letter {
        Letter::ConfirmAddress { link: confirm, until } => (
            "Carnet: confirm your e-mail address",
            vec![
                text(
                    "Somebody gave this e-mail address for an account on Carnet. If it was you, confirm it:",
                ),
                link("Confirm this address", confirm),
                text(format!("The link works once, until {}.", until.words(English))),
                text("If it was not you, do nothing: without your confirmation, this address is not used."),
            ],
        ),
        Letter::ConfirmNewAddress { link: confirm, until } => (
            "Carnet: confirm your new e-mail address",
            vec![
                text(
                    "Somebody who has an account on Carnet already gave this e-mail address as its new one. If it was you, confirm it:",
                ),
                link("Confirm this address", confirm),
                text(format!("The link works once, until {}.", until.words(English))),
                text(
                    "If it was not you, do nothing: without your confirmation, the account keeps the address that it has, and this one is not used.",
                ),
            ],
        ),
        Letter::PasswordChanged { at } => (
            "Carnet: your password was changed",
            vec![
                text(format!("The password of your account was changed on {}.", at.words(English))),
                text("If it was you, there is nothing to do."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::PasswordForgotten { link: choose, until } => (
            "Carnet: choose a new password",
            vec![
                text("Somebody asked for a new password for your account. If it was you, choose one:"),
                link("Choose a new password", choose),
                text(format!("The link works once, for 30 minutes, until {}.", until.words(English))),
                text("If it was not you, do nothing: your password stays as it is."),
            ],
        ),
        Letter::RecoveryAsked { link: begin, until } => (
            "Carnet: have you lost your second factor?",
            vec![
                text(
                    "Somebody who knows your password says that they have lost the second way to prove who you are. If it \
                     was you, go on:",
                ),
                link("Go on without the second way", begin),
                text(format!("The link works once, until {}.", until.words(English))),
                text(
                    "If it was not you, do not open this link and change your password: somebody else knows it.",
                ),
            ],
        ),
        Letter::RecoveryBegun { at, ends, stop } => (
            "Carnet: somebody asks to log in without your second factor",
            vec![
                text(format!(
                    "On {}, somebody said that they had lost the second way to prove who you are.",
                    at.words(English)
                )),
                text(format!(
                    "If nobody stops it, it will be removed on {}. A new one can then be set up.",
                    ends.words(English)
                )),
                text(
                    "If it was you, wait until then. If it was not you, stop it now, then change your password:",
                ),
                link("Stop this", stop),
            ],
        ),
        Letter::RecoveryStopped { at } => (
            "Carnet: the recovery of your second factor was stopped",
            vec![
                text(format!(
                    "The recovery was stopped on {}. Your account is protected as before.",
                    at.words(English)
                )),
                text("If you did not begin it, somebody may know your password: log in and change it."),
                log_in(),
            ],
        ),
        Letter::RecoveryDone { at } => (
            "Carnet: your second factor was removed",
            vec![
                text(format!(
                    "On {}, after 72 hours, the second way to prove who you are that was said to be lost was removed.",
                    at.words(English)
                )),
                text("At your next log-in, set up a new one."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::DeviceNew { device, at } => (
            "Carnet: a log-in on a new device",
            vec![
                text(format!(
                    "Somebody logged in to your account on {}, on a device that was not known: {}.",
                    at.words(English),
                    device.reveal()
                )),
                text("If it was you, there is nothing to do."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::IdentityVerified { at } => (
            "Carnet: your identity was verified",
            vec![
                text(format!(
                    "On {}, a mediator who saw your document of identity verified your account.",
                    at.words(English)
                )),
                text(
                    "From now on your account opens your record, and asks for your second factor at each log-in.",
                ),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::AccountBound { at } => (
            "Carnet: your account opens your record",
            vec![
                text(format!(
                    "On {}, a log-in through your identity provider bound your account to your record.",
                    at.words(English)
                )),
                text(
                    "From now on your account opens your record, and asks for your second factor at each log-in.",
                ),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::IdentityToVerify { at } => (
            "Carnet: your identity has to be verified again",
            vec![
                text(format!(
                    "On {}, two records that had become one by mistake were parted. Your account had been verified meanwhile, \
                     and nothing says which of the two records is yours.",
                    at.words(English)
                )),
                text(
                    "Your account opens no record any more. Have your identity verified again, on the page of your account or \
                     with a mediator.",
                ),
                log_in(),
            ],
        ),
        Letter::FactorAdded { factor: which, at } => (
            "Carnet: a second way to prove who you are was added",
            vec![
                text(format!(
                    "On {}, this was added to your account: {}.",
                    at.words(English),
                    factor(*which)
                )),
                text("It is asked for when you log in. If it was you, there is nothing to do."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::FactorRemoved { factor: which, at } => (
            "Carnet: a second way to prove who you are was removed",
            vec![
                text(format!(
                    "On {}, this was removed from your account: {}.",
                    at.words(English),
                    factor(*which)
                )),
                text("If it was you, there is nothing to do."),
                text(NOT_YOU),
                log_in(),
            ],
        ),
        Letter::AddressChanging { at, stop } => (
            "Carnet: your e-mail address is being changed",
            vec![
                text(format!(
                    "On {}, somebody asked that your account use another e-mail address than this one.",
                    at.words(English)
                )),
                text(
                    "If it was you, there is nothing to do here: confirm the new address from the message sent to it.",
                ),
                text("If it was not you, stop the change, then change your password:"),
                link("Stop the change", stop),
            ],
        ),
        Letter::RecordActivated { at } => record(
            "Carnet: your record is active",
            format!("Your record was activated on {}.", at.words(English)),
            "Log in to see what is in it and to choose who may see it. If it was not you, change your password.",
            log_in(),
        ),
        Letter::RecordClosed { at } => record(
            "Carnet: your record was closed",
            format!("Your record was closed on {}.", at.words(English)),
            "Only you, and whoever represents you by law, can open it. You may still take out what is in it, and open it \
             again. If it was not you, log in and open it again, then change your password.",
            log_in(),
        ),
        Letter::RecordReopened { at } => record(
            "Carnet: your record was opened again",
            format!("Your record was opened again on {}.", at.words(English)),
            "Accesses that ended when it was closed are not given back. If it was not you, log in and change your password.",
            log_in(),
        ),
        Letter::RecordSuspended { at } => record(
            "Carnet: your record was suspended",
            format!("Your record was suspended on {}, to protect it.", at.words(English)),
            "Nobody can open it for the moment; nothing in it is lost. If you do not know why, ask the support.",
            log_in(),
        ),
        Letter::OppositionRuns { until, link: oppose } => (
            "Carnet: a record will be opened for you, unless you object",
            vec![
                text(
                    "A health record will be opened for you. It keeps your health documents together, and you decide who \
                      may see them.",
                ),
                text(format!(
                    "If you agree, there is nothing to do. If you do not want it, say so by {}: then nothing is opened.",
                    until.day(English)
                )),
                link("Read more, or object", oppose),
                text("You may also close the record later, at any time."),
            ],
        ),
        Letter::AdminInvited { role, link: accept, until } => (
            "Carnet: you are invited to help to run it",
            vec![
                text(format!("You are invited to help to run Carnet, as: {}.", role.reveal())),
                link("Accept the invitation", accept),
                text(format!("The link works once, until {}.", until.words(English))),
                text("If you do not expect this invitation, do nothing."),
            ],
        ),
        Letter::RecordErased => (
            "Carnet: your record is erased",
            vec![
                text("As you asked, your record and your account are erased. Nothing can bring them back."),
                text(
                    "Backups, which nobody reads, age and are gone in 35 days at most. This is the last message that you get.",
                ),
            ],
        ),
        Letter::SomethingNew => (
            "Carnet: something new for you",
            vec![text("There is something new in your notices. Log in to read it."), log_in()],
        ),
    }
}

fn record(subject: &'static str, what: String, then: &str, log_in: Block) -> (&'static str, Vec<Block>) {
    (subject, vec![text(what), text(then), log_in])
}

fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::CodeApplication => "an application that shows codes",
        Factor::SecurityKey => "a passkey or a security key",
        Factor::RecoveryCodes => "recovery codes",
    }
}
