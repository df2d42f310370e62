use kernel::Language::English;
use mail::{Factor, When};

use super::{NoticeWords, words};
use crate::{DoneTogether, Told};

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
            "Only you, and whoever represents you by law, can open it. You may still take out what is in it, and open it again.",
        ),
        Told::RecordReopened => {
            words("Your record is open again", "Accesses that ended when it was closed are not given back.")
        }
        Told::RecordSuspended => words(
            "Your record was suspended",
            "That was to protect it: in the meantime nobody can open it. Nothing in it is lost.",
        ),
        Told::RecordResumed => words(
            "Your record can be used again",
            "What led to its suspension is settled. It is as it was before.",
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
                "If nobody stops it, it will be removed on {}. If it was not you, stop it by the link in the e\u{2011}mail that \
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
                "{} sees in your record what your settings open to them{}. The history shows what is done in it.",
                name.reveal(),
                until
                    .map(|until: When| format!(", until {} included", until.day(English)))
                    .unwrap_or_default()
            ),
        ),
        Told::CareRelationshipAsked { name, until } => words(
            "A professional asks to consult your record",
            format!(
                "{} says that they care for you. Nothing is open to them unless you accept, until {}. If you do nothing, the \
                 request lapses.",
                name.reveal(),
                until.words(English)
            ),
        ),
        Told::AddressChanging => words(
            "The e\u{2011}mail address of your account is being changed",
            and_not_you("It counts once the new address is confirmed."),
        ),
        Told::TogetherWithMediator { name, at, did } => words(
            "A mediator helped you",
            format!(
                "On {}, together with {}, you {}. If you were not there, tell support at once: somebody showed a document of \
                 identity in your name.",
                at.words(English),
                name.reveal(),
                list(did)
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
            "The documents that came from it went back. Yours did not move. A log-in that was bound to a record meanwhile, and of \
             which nobody knows whose it is, is bound no more: at the next one your identity is verified anew.",
        ),
        Told::RecordMergedAway => words(
            "This record became one with another one in your name",
            "Two members of support have made out that both are yours. The documents of this one are in the other one, hidden as \
             they were. If the other record was not yours, tell support at once: it can be undone.",
        ),
        Told::CodeUsed { name, guest, until } => words(
            "The code that you gave was used",
            format!(
                "{} can see what you opened by it until {}. If you did not give it to this person, end the access at once.",
                match guest {
                    true => format!("Somebody without a log-in, who says to be {},", name.reveal()),
                    false => name.reveal().to_owned(),
                },
                until.words(English)
            ),
        ),
        Told::EmergencyAccess { until } => words(
            "Your record was opened in an emergency",
            format!(
                "It stays open to one professional until {}. The history says to whom and why, and a second person looks at it \
                 again. You can end it among those who get in; if it was not right, say so.",
                until.words(English)
            ),
        ),
        Told::EmergencyMisuse { at } => words(
            "An emergency access to your record was found not to be right",
            format!(
                "It is the one of {}. Whoever opened it can open no record in an emergency any more, until that is settled.",
                at.words(English)
            ),
        ),
        Told::AccessQuestion { name, since, .. } => words(
            "Have you seen this professional?",
            format!(
                "{} opened your record on {}. Have you seen them, or do they care for you? If not, answer no: they get in no \
                 more, and it is looked into.",
                name.reveal(),
                since.words(English)
            ),
        ),
        Told::DisputeAnswered => words(
            "What you said was not right was answered",
            "An auditor has looked into the line of your history that you disputed. The answer is beside your history.",
        ),
        Told::CarerAccepted { name, until } => words(
            "Somebody whom you invited helps you with your record from now on",
            format!(
                "{} accepted, and can do what you said{}. You can change or end it at any time among your carers.",
                name.reveal(),
                until.map(|until: When| format!(", until {}", until.end(English))).unwrap_or_default()
            ),
        ),
        Told::CarerResigned { name } => words(
            "Somebody who helped you with your record has stopped",
            format!(
                "{} chose to help no more, and gets into your record no more. If you like, invite somebody else among your \
                 carers.",
                name.reveal()
            ),
        ),
        Told::CareEnding { until } => words(
            "You stop helping with this record soon",
            format!(
                "You can do what its holder said until {}. If it is to go on, the holder says so.",
                until.end(English)
            ),
        ),
        Told::ExportReady { until } => words(
            "Your export is ready",
            format!(
                "You can download it until {}. Then it is removed; you can ask for another one.",
                until.words(English)
            ),
        ),
        Told::ErasureAsked { until } => words(
            "The erasure of your record was asked for",
            format!(
                "Your record is closed. On {}, it will be erased and nothing can bring it back. Until then you can take that \
                 back, and take out what is in it.",
                until.words(English)
            ),
        ),
        Told::ErasureTakenBack => words(
            "The erasure of your record was taken back",
            "Nothing is lost. Your record stays closed until you open it again.",
        ),
        Told::ErasureNear { until } => words(
            "Your record will be erased before long",
            format!(
                "It will be on {}, as you asked, and nothing can bring it back. If you do not want that any more, take the \
                 erasure back before.",
                until.words(English)
            ),
        ),
        Told::ExportEnded => words(
            "An export was stopped",
            "Nothing of it is left. The page “Leave with everything” says why, and you can ask for another one.",
        ),
        Told::CarerEnding { name, until } => words(
            "Somebody who helps you with your record stops soon",
            format!(
                "{} can do what you said until {}. If it is to go on, give it another end among your carers; if not, \
                 there is nothing to do.",
                name.reveal(),
                until.end(English)
            ),
        ),
        Told::RepresentativeAccepted { name } => words(
            "One more person represents the holder of this record",
            format!("{} accepted the invitation, until the holder is of age.", name.reveal()),
        ),
        Told::RepresentativeSuspended { until, by_judge: true } => words(
            "The access of a representative is suspended",
            format!("Until {}, by a decision of a judge.", until.end(English)),
        ),
        Told::RepresentativeSuspended { until, by_judge: false } => words(
            "The access of a representative is suspended",
            format!(
                "Until {}. This can be done once; what lasts longer takes a decision of a judge.",
                until.words(English)
            ),
        ),
        Told::HeirDocuments { until } => words(
            "Documents that you asked for were chosen",
            format!("A doctor chose documents of the record that you asked to see. You can read them until {}.", until.end(English)),
        ),
        Told::HeirNothing => words(
            "No document was chosen for what you asked",
            "A doctor looked at the record that you asked to see, and chose nothing for the reason that you gave. Support tells you what \
             you can do.",
        ),
        Told::DiscretionBegan { until } => words(
            "Your record is kept discreet",
            format!(
                "A professional beside you asked for it: whoever helps you sees nothing that comes in, until you end it on the page that \
                 says who gets in. No mail is written about your record until {}.",
                until.end(English)
            ),
        ),
        Told::ProtectionBegan { name, until } => words(
            "Somebody is in charge of protecting the holder of this record",
            format!(
                "{}, by a decision of a judge, until {}. What that person can do is read among the accesses; if this is a \
                 mistake, turn to support.",
                name.reveal(),
                until.end(English)
            ),
        ),
        Told::ProtectionLifted => words(
            "A decision of a judge does not count any more for this record",
            "It said who acts for the holder of this record, or who does so no more. Who can do what now is read among the \
             accesses."
                .to_owned(),
        ),
        Told::OfAgeSoon { from } => words(
            "The holder of this record is of age soon",
            format!(
                "On {}, at midnight, the access of representatives ends, and all that they opened. What is masked or blocked \
                 stays so.",
                from.day(English)
            ),
        ),
        Told::OfAge => words(
            "You are of age: this record is yours alone",
            "The access of your representatives has ended, and all that they had opened. Masks and blocks stay: look at them \
             again among your access choices."
                .to_owned(),
        ),
    }
}

fn list(did: &[DoneTogether]) -> String {
    let said = did.iter().map(|one| match one {
        DoneTogether::Activated => "began your record",
        DoneTogether::Opposed => "opposed the creation of your record",
        DoneTogether::OppositionTakenBack => "took your opposition back",
        DoneTogether::PresetChosen => "chose how your record may be reached",
        DoneTogether::HistoryRead => "read the history of your record",
        DoneTogether::AccountVerified => "had your account verified",
        DoneTogether::ActivatedForMinor => "began the record of a minor whom you represent",
        DoneTogether::OpposedForMinor => "opposed the creation of the record of a minor whom you represent",
        DoneTogether::OppositionTakenBackForMinor => {
            "took that opposition back for a minor whom you represent"
        }
        DoneTogether::PresetChosenForMinor => {
            "chose how the record of a minor whom you represent may be reached"
        }
        DoneTogether::RepresentationDisputed => "said that you do not represent a minor",
        DoneTogether::CareAccepted => "accepted to be somebody's carer",
    });
    let said: Vec<&str> = said.collect();
    match said.split_last() {
        None => "changed nothing".to_owned(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, first)) => format!("{} and {last}", first.join(", ")),
    }
}

fn factor(factor: Factor) -> &'static str {
    match factor {
        Factor::CodeApplication => "an application that shows codes",
        Factor::SecurityKey => "a passkey or a security key",
        Factor::RecoveryCodes => "recovery codes",
    }
}
