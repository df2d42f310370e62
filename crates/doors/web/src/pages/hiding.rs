use consent::service::{HiddenTopic, Hiding};

use crate::{shell::either, state::Visit, texts};

/// By what a document is hidden from professionals, as its holder reads it.
pub(super) fn words(hiding: &Hiding, visit: &Visit) -> String {
    match hiding {
        Hiding::Masked => texts::text(visit.language, "masked"),
        Hiding::Topics(topics) => {
            let labels: Vec<String> = topics.iter().map(|topic| label(topic, visit)).collect();
            texts::naming(visit.language, "hidden-topics", &labels.join(", "))
        }
        Hiding::AsItCameIn => texts::text(visit.language, "hidden-as-it-came-in"),
    }
}

fn label(topic: &HiddenTopic, visit: &Visit) -> String {
    let known = visit.house.reference.topic(&topic.key);
    let known = known.map(|known| either(visit.language, &known.label_fr, &known.label_en).to_owned());
    topic.own.clone().or(known).unwrap_or_else(|| topic.key.clone())
}
