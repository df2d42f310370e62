//! Every code by which a topic may recognise a document, wherever it stands: whoever hides a topic does not care in which
//! template a diagnosis or a medicine is written, nor whether it is denied there.

use std::collections::BTreeSet;

use config::CodeSystem;
use consent::BornCode;

use super::tree::At;

/// The code systems that topics speak of, by their OIDs: WHO ATC, the French public base of medicines (CIS), LOINC, ICD-10.
const SYSTEMS: [(&str, CodeSystem); 4] = [
    ("2.16.840.1.113883.6.73", CodeSystem::Atc),
    ("1.2.250.1.213.2.3.1", CodeSystem::Cis),
    ("2.16.840.1.113883.6.1", CodeSystem::Loinc),
    ("2.16.840.1.113883.6.3", CodeSystem::Icd10),
];
/// The most codes that are kept of one document, and the longest of them. Of a document with as many a machine cannot say to which
/// topics it does not belong.
pub(crate) const MOST: usize = 2_000;
const LONGEST: usize = 32;

/// The system of this OID, if topics speak of it.
pub(crate) fn system_of(oid: &str) -> Option<CodeSystem> {
    SYSTEMS.into_iter().find(|(known, _)| *known == oid).map(|(_, system)| system)
}

/// The codes below some elements, each once and in order.
pub(super) fn read<'a, 'input: 'a>(places: impl Iterator<Item = At<'a, 'input>>) -> Vec<BornCode> {
    let mut found = BTreeSet::new();
    for element in places.flat_map(|at| at.descendants()) {
        let node = element.node();
        let (Some(code), Some(oid)) = (node.attribute("code"), node.attribute("codeSystem")) else {
            continue;
        };
        if let Some(system) = system_of(oid.trim())
            && code.len() <= LONGEST
            && found.len() < MOST
        {
            found.extend(BornCode::written(system, code));
        }
    }
    found.into_iter().collect()
}
