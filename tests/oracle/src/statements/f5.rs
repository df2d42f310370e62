use consent::{Facts, Provision, Thing};

use super::{
    f4::{Subject, Word, asks, belongs, grantor, word},
    raw::{category, fields, ids, now, only},
    w3, w4, w7, w8,
};
use crate::{Case, Stage, Statement};

/// Masks: a masked document, a hidden topic and a default mask hide from professionals (W5 to W8, W11), but for: who wrote it
/// and the attending or an administrator doctor; an access that names it; an emergency where the holder left what is
/// masked open; and an exception that shows it. By a delegation an exception must show it to the delegate, and the grantor
/// must see it. They hide from a carer (W4) in the same way, and none of this lifts them: only what makes somebody a carer
/// may say that they see it all the same. What a carer deposited is hidden from them by its own mask alone.
pub(crate) struct TheMasks;

impl Statement for TheMasks {
    fn stage(&self) -> Stage {
        Stage::Filter("F5")
    }

    fn agrees(&self, case: &Case<'_>) -> bool {
        let Some(thing) = case.thing else { return false };
        if !matches!(case.way, Some("W3" | "W4" | "W5" | "W6" | "W7" | "W8" | "W11"))
            || !masked(case.facts, thing)
        {
            return true;
        }
        let assists = case.through.filter(|through| case.way == Some("W3") && through.kind == "assistance");
        if case.way == Some("W3") && assists.is_none() {
            return true;
        }
        if let Some(consent) = assists {
            let brought = thing.depositor == case.facts.party.person && !thing.masked;
            return brought || w3::read_consent(case.facts, consent).is_some_and(|helper| helper.also_hidden);
        }
        if case.way == Some("W4") {
            let brought = thing.depositor == case.facts.party.person && !thing.masked;
            return brought || case.through.and_then(w4::read).is_some_and(|carer| carer.also_hidden);
        }
        let asks = asks(case);
        let shown = word(case, &asks) == Some(Word::Shown);
        if let Some(grantor) = grantor(case) {
            let sees = privileged(case.facts, &grantor, thing) || word(case, &grantor) == Some(Word::Shown);
            return shown && sees;
        }
        let named = case.way == Some("W7")
            && case.through.and_then(w7::read).is_some_and(|access| access.names(thing));
        let left_open = case.way == Some("W8") && w8::switches(case.facts).masked;
        shown || named || left_open || privileged(case.facts, &asks, thing)
    }
}

/// Who wrote it, and the attending or an administrator doctor, in a doctor's session. What says more than who is no such thing.
fn privileged(facts: &Facts, of: &Subject<'_>, thing: &Thing) -> bool {
    let named = |kind| {
        let mut all = now(facts, kind).into_iter();
        all.any(|one| one.person == Some(of.person) && fields(&one.terms, &[], &[]).is_some())
    };
    let as_doctor = of.profession == Some("10");
    thing.natural_author == Some(of.person)
        || as_doctor && (named("attending_doctor") || named("administrator"))
}

/// Whether a mask, a topic or a default mask hides it from whoever has no privilege. The holder may have opened a document
/// in spite of topics and default masks, not in spite of its own mask.
fn masked(facts: &Facts, thing: &Thing) -> bool {
    let opened = now(facts, "opened").into_iter().any(|provision| {
        let list = fields(&provision.terms, &["documents"], &[]).and_then(|terms| terms.get("documents"));
        list.and_then(ids).is_some_and(|series| series.contains(&thing.series))
    });
    let by_topic = || now(facts, "topic").into_iter().any(|topic| topic_hides(facts, topic, thing));
    let by_default = || now(facts, "default_mask").into_iter().any(|mask| default_hides(mask, thing));
    thing.masked || (!opened && (by_topic() || by_default()))
}

/// A topic that cannot be read, or is hidden and known to nobody, hides everything.
fn topic_hides(facts: &Facts, topic: &Provision, thing: &Thing) -> bool {
    match said(topic) {
        None => true,
        Some((_, false)) => false,
        Some((key, true)) => belongs(facts, key, thing).unwrap_or(true),
    }
}

/// Which topic, and whether it is hidden.
fn said(topic: &Provision) -> Option<(&str, bool)> {
    let terms = fields(&topic.terms, &["key", "hidden"], &["own", "also", "except"])?;
    for name in ["also", "except"] {
        if let Some(list) = terms.get(name) {
            ids(list)?;
        }
    }
    if let Some(own) = terms.get("own").filter(|own| !own.is_null()) {
        let own = fields(own, &["name", "codes"], &[])?;
        own.get("name")?.as_str()?;
        for code in own.get("codes")?.as_array()? {
            let code = fields(code, &["system", "code"], &[])?;
            code.get("code")?.as_str()?;
            let system = code.get("system")?.as_str()?;
            if !["atc", "cis", "loinc", "icd10", "type", "event"].contains(&system) {
                return None;
            }
        }
    }
    Some((terms.get("key")?.as_str()?, terms.get("hidden")?.as_bool()?))
}

/// A default mask hides what came in since it began: all, a category, or what was deposited for a structure; all where
/// it cannot be read, or its scope and its structure do not go together.
fn default_hides(mask: &Provision, thing: &Thing) -> bool {
    if thing.deposited_at < mask.starts_at {
        return false;
    }
    let Some(terms) = fields(&mask.terms, &["scope"], &[]) else { return true };
    let Some(scope) = terms.get("scope") else { return true };
    let of_the_category =
        only(scope).and_then(|(name, code)| (name == "category").then(|| category(code))?);
    match (scope.as_str(), of_the_category, mask.organisation) {
        (None, Some(category), None) => thing.category == category,
        (Some("organisation"), None, Some(structure)) => thing.depositor_organisation == Some(structure),
        _ => true,
    }
}
