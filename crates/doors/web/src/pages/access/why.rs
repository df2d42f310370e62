//! Why somebody gets in, or sees a thing, in plain words.

use consent::{
    Language, RuleId, Shown, inner_reason,
    rules::{
        ACCESS_CODE, ADMINISTRATOR, ASSISTANCE, ATTENDING_DOCTOR, CARE_RELATIONSHIP, CARER, DELEGATION,
        EMERGENCY_ACCESS, PROTECTION, RELATIONSHIP_REQUEST, REPRESENTATIVE, TEMPORARY_ACCESS,
    },
    service::Granted,
};

use crate::texts;

/// What lets somebody in, or asks to: a kind of grant that a page knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    /// Its name in the consent of a record.
    pub(super) name: &'static str,
    key: &'static str,
    /// Whether its holder ends it here.
    pub(super) ends: bool,
}

const KINDS: [Kind; 12] = [
    Kind { name: REPRESENTATIVE, key: "grant-representative", ends: false },
    Kind { name: PROTECTION, key: "grant-protection", ends: false },
    Kind { name: ASSISTANCE, key: "grant-assistance", ends: true },
    Kind { name: CARER, key: "grant-carer", ends: true },
    Kind { name: CARE_RELATIONSHIP, key: "grant-care", ends: true },
    Kind { name: DELEGATION, key: "grant-delegation", ends: true },
    Kind { name: TEMPORARY_ACCESS, key: "grant-temporary", ends: true },
    Kind { name: EMERGENCY_ACCESS, key: "grant-emergency", ends: true },
    Kind { name: ADMINISTRATOR, key: "grant-administrator", ends: true },
    Kind { name: ATTENDING_DOCTOR, key: "grant-attending", ends: false },
    Kind { name: RELATIONSHIP_REQUEST, key: "grant-request", ends: true },
    Kind { name: ACCESS_CODE, key: "grant-code", ends: true },
];

impl Kind {
    /// The kind of this name; none for one of a newer program.
    pub(super) fn of(name: &str) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.name == name)
    }

    /// What it means, in one sentence.
    pub(super) fn words(self, language: Language) -> String {
        texts::text(language, self.key)
    }

    /// Whether it waits for the holder and lets nobody in.
    pub(super) fn waits(self) -> bool {
        self.name == RELATIONSHIP_REQUEST
    }

    /// Whether it is a code that nobody has used yet.
    pub(super) fn is_code(self) -> bool {
        self.name == ACCESS_CODE
    }
}

/// What a grant means, in one sentence: of an invitation that waits, that it is one.
pub(super) fn grant(kind: Kind, one: &Granted, language: Language) -> String {
    let serves = |what: &str| one.terms.pointer(what).is_some();
    if serves("/serves/carer") {
        texts::text(language, "grant-invitation")
    } else if serves("/serves/representative") {
        texts::text(language, "grant-invitation-representative")
    } else {
        kind.words(language)
    }
}

/// What shows that somebody is cared for, where a grant says it.
pub(super) fn evidence(one: &Granted, language: Language) -> Option<String> {
    let said = one.terms.get("evidence")?.as_str()?;
    let key = match said {
        "team_in_charge" => "shown-evidence-team",
        "consent_of_this_consultation" => "shown-evidence-consent",
        "admission" => "shown-evidence-admission",
        "card" => "shown-evidence-card",
        "code" => "shown-evidence-code",
        "approval" => "shown-evidence-approval",
        "invitation" => "shown-evidence-invitation",
        _ => return None,
    };
    Some(texts::text(language, key))
}

/// Why somebody who gets in sees a thing, or does not.
pub(super) fn shown(shown: &Shown, language: Language) -> String {
    match shown {
        Shown::By { way, .. } => texts::text(language, by_way(way)),
        Shown::HiddenBy(rule) => texts::text(language, hidden_by(rule)),
        Shown::NoWay(reason) => inner_reason(*reason, language).to_owned(),
    }
}

fn by_way(way: &RuleId) -> &'static str {
    match way.as_str() {
        "W2" => "shown-by-representative",
        "W3" => "shown-by-in-charge",
        "W4" => "shown-by-carer",
        "W5" => "shown-by-care",
        "W6" => "shown-by-delegation",
        "W7" => "shown-by-temporary",
        "W8" => "shown-by-emergency",
        _ => "shown-by-other",
    }
}

/// Whether a holder who shows a thing to somebody changes what they see: it is hidden by the holder's own word, which a rule
/// about everybody is not.
pub(super) fn can_be_shown(shown: &Shown) -> bool {
    matches!(shown, Shown::HiddenBy(rule) if matches!(rule.as_str(), "F4" | "F5"))
}

/// That a rule hides a thing from somebody who gets in; none of a rule that hides no single thing.
pub(crate) fn hidden(rule: &RuleId, language: Language) -> Option<String> {
    let hides =
        matches!(rule.as_str(), "G3" | "F2" | "F3" | "F4" | "F5" | "F6") || rule.as_str().starts_with('W');
    hides.then(|| texts::text(language, hidden_by(rule)))
}

fn hidden_by(rule: &RuleId) -> &'static str {
    match rule.as_str() {
        "G3" => "hidden-by-block",
        "F1" => "hidden-by-release",
        "F2" => "hidden-by-representatives",
        "F3" => "hidden-by-matrix",
        "F4" => "hidden-by-exception",
        "F5" => "hidden-by-mask",
        "F6" => "hidden-by-discretion",
        _ => "hidden-by-other",
    }
}
