//! The words of the document: what each rule and each act is.

use std::{collections::BTreeSet, fmt::Write};

use consent::{Act, Rules};

use super::table::wrapped;

/// Each rule of the design in plain words.
const RULES: [(&str, &str); 23] = [
    (
        "G0",
        "identity: known surely enough for this act, in good standing now, listed now, a second factor just shown",
    ),
    ("G1", "state of the record: opposed, suspended, closed, of somebody who died"),
    ("G2", "a purpose that the law forbids even with the holder's consent: insurer, employer, any contract"),
    ("G3", "blocked by the holder: the record answers as one that holds only what they deposited"),
    ("W0", "feeding: deposit, and change of one's own documents, never a consult"),
    ("W1", "the holder"),
    ("W2", "the legal representative of a minor, until majority"),
    ("W3", "the person in charge of a protected adult"),
    ("W4", "a carer"),
    ("W5", "a care relationship"),
    ("W6", "a care relationship that its professional handed on to an assistant or the team"),
    ("W7", "a temporary access, by name or by a code"),
    ("W8", "an emergency: the glass was broken (BTG), or a regulation centre looks (ETREAT)"),
    ("W9", "an heir or an expert"),
    ("W10", "a listed application that the holder opened"),
    ("W11", "a professional from another European country"),
    ("W12", "the system itself, for a purpose of a closed list"),
    (
        "F1",
        "withheld from the patient until the author, an announcement or the delay releases it (INVISIBLE_PATIENT)",
    ),
    ("F2", "hidden from legal representatives (INVISIBLE_REPRESENTANTS_LEGAUX)"),
    ("F3", "the access matrix: profession and category or type, default deny"),
    ("F4", "hidden by the holder from this very person, structure or profession"),
    ("F5", "masked to professionals (MASQUE_PS), by itself, with a topic or by a default mask"),
    ("F6", "kept discreet before carers and whoever assists, since it came in"),
];

/// What stands in a cell and is no rule alone.
const CELLS: [(&str, &str); 7] = [
    ("W5", "granted, by that way"),
    ("sees", "the document is shown"),
    ("F5", "the way is open and this rule removes the document; also G3"),
    ("-G1", "this gate refuses everything"),
    (
        "-W",
        "no way is open; -W? where several are and the caller has to name one; a reason behind it is the inner one",
    ),
    ("yes", "granted; no way is asked, since the act is about no record"),
    ("-W7", "this way is open and does not lead to the document"),
];

/// An act in plain words.
pub(super) fn words(act: Act) -> &'static str {
    match act {
        Act::Consult => "see documents: list, search, open",
        Act::Deposit => "put a document in",
        Act::Amend => "replace, withdraw or describe anew a document that is one's own",
        Act::Curate => {
            "keep the record in order on the holder's side: folders, pins, requests for correction"
        }
        Act::ReadHistory => "read who did what",
        Act::ReadNotices => "read the notices of the record on the holder's side",
        Act::OpenRelationship => "begin a care relationship with oneself",
        Act::FindPatient => "find a record by the patient's identity",
        Act::OwnDesk => "look at what waits for oneself in whatever record",
        Act::OpenSpace => "make a record, or write anew whose it is",
        Act::Maintain => "sweep, re-seal and count in a record",
        Act::Activate => "begin to use a record that was made for one",
        Act::Prefer => "change access preferences; block, end what was given: whatever opens nothing",
        Act::Oppose => "oppose that the record is made, or take that back",
        Act::Close => "close the record, or open it again",
        Act::Export => "ask for an export of all that one may see, and take it out",
        Act::Leave => "follow how leaving with everything stands: exports, an erasure that waits",
        Act::Erase => "ask that the record be erased, or take that back",
        Act::ChangeLife => "change the life of a record without its holder: suspended, a death, a merge",
        Act::Administer => "work of those who run the service; it opens no record",
        Act::Notify => "leave a notice of what happened in a record",
        Act::Hide => "mask a document or a part of the documents",
        Act::Loosen => "unmask, unblock, show, allow more in an emergency",
        Act::Grant => "give access: by name, by a code, as an administrator doctor, by approving a request",
        Act::Oversee => "see who can see what and why, read access preferences, preview as somebody else",
        Act::Dispute => "say of a line of the history that this was not right, and what comes of it",
        Act::AskRelationship => "ask the holder to approve a care relationship with oneself",
        Act::Redeem => "use a code that the holder gave",
        Act::BecomeCarer => "accept the holder's invitation to be a carer",
        Act::BecomeRepresentative => "accept the invitation of a representative to be the second one",
        Act::Delegate => "hand one's own care relationship on to an assistant or the team",
        Act::BreakGlass => "open the record in an emergency",
        Act::Relinquish => "give back what one was given",
        Act::KeepDiscreet => "keep the record of somebody in one's care discreet before those who help",
        Act::Select => "choose documents of somebody who died for whoever may be shown them",
    }
}

fn list(text: &mut String, name: &str, words: &str) {
    writeln!(text, "  {name:<22}{}", wrapped(words, 24)).unwrap();
}

pub(super) fn text(rules: &Rules) -> String {
    let gates = rules.gates.iter().map(|rule| rule.id());
    let ways = rules.ways.iter().map(|rule| rule.id());
    let filters = rules.filters.iter().map(|rule| rule.id());
    let mut in_force: BTreeSet<String> = gates.chain(ways).chain(filters).map(|id| id.to_string()).collect();
    let mut text = format!(
        "{}\n\n# Words\n\nCells\n",
        wrapped(
            "Who may do what, and who sees what, as the rules of the French profile decide it. Made by a test of the engine \
             from its own answers; CARNET_WRITE_DOCS=1 cargo test -p consent --test decisions matrix writes it anew.",
            0
        )
    );
    for (cell, words) in CELLS {
        list(&mut text, cell, words);
    }
    text.push_str("\nRules\n");
    for (rule, words) in RULES {
        let words = match in_force.remove(rule) {
            true => words.to_owned(),
            false => format!("{words} (comes later: no rule)"),
        };
        list(&mut text, rule, &words);
    }
    assert!(in_force.is_empty(), "rules without words: {in_force:?}");
    text.push_str("\nActs\n");
    for act in Act::ALL {
        list(&mut text, &format!("{act:?}"), words(act));
    }
    text
}
