use super::Faults;
use crate::reference::files::{self, Files};

/// The longest duration that any file may name, in days.
const YEAR: u32 = 366;

impl Faults<'_> {
    pub(super) fn durations(&mut self, files: &Files) {
        let durations = &files.durations;
        let (care, release) = (&durations.care_relationship, &durations.release_to_patient);
        let (access, emergency) = (&durations.temporary_access, &durations.emergency);
        let (code, ceilings) = (&durations.code, &durations.relationship_ceilings);
        let (request, delegation) = (&durations.relationship_request, &durations.delegation);
        let preferences = &durations.preferences;
        let sources = [
            ("care_relationship", &care.source, care.assumed),
            ("release_to_patient", &release.source, release.assumed),
            ("temporary_access", &access.source, access.assumed),
            ("emergency", &emergency.source, emergency.assumed),
            ("second_factor", &durations.second_factor.source, durations.second_factor.assumed),
            ("opposition", &durations.opposition.source, durations.opposition.assumed),
            ("mediation", &durations.mediation.source, durations.mediation.assumed),
            ("recovery", &durations.recovery.source, durations.recovery.assumed),
            ("proposal", &durations.proposal.source, durations.proposal.assumed),
            ("relationship_request", &request.source, request.assumed),
            ("code", &code.source, code.assumed),
            ("delegation", &delegation.source, delegation.assumed),
            ("discretion", &durations.discretion.source, durations.discretion.assumed),
            ("relationship_ceilings", &ceilings.source, ceilings.assumed),
            ("preferences", &preferences.source, preferences.assumed),
        ];
        for (key, source, assumed) in sources {
            self.sourced(files::DURATIONS, key, source.as_deref(), assumed);
        }
        let bounds = [
            ("care_relationship.maximum_days", care.maximum_days, 1, YEAR),
            ("care_relationship.default_days", care.default_days, 1, care.maximum_days),
            ("care_relationship.occupational_days", care.occupational_days, 0, care.maximum_days),
            ("release_to_patient.maximum_days", release.maximum_days, 1, 30),
            ("release_to_patient.default_days", release.default_days, 1, release.maximum_days),
            ("temporary_access.minimum_minutes", access.minimum_minutes, 1, 1_440),
            ("temporary_access.maximum_days", access.maximum_days, 1, YEAR),
            ("temporary_access.guest_hours", access.guest_hours, 1, 24),
            ("emergency.access_hours", emergency.access_hours, 1, 24),
            ("emergency.review_days", emergency.review_days, 1, 7),
            ("proposal.days", durations.proposal.days, 1, 30),
            ("relationship_request.days", request.days, 1, 30),
            ("code.relationship_minutes", code.relationship_minutes, 1, 1_440),
            ("code.temporary_access_minutes", code.temporary_access_minutes, 1, 10_080),
            ("code.wrong_tries_an_hour", code.wrong_tries_an_hour, 1, 20),
            ("discretion.by_professional_days", durations.discretion.by_professional_days, 1, YEAR),
            ("delegation.maximum_days", delegation.maximum_days, 1, YEAR),
            ("relationship_ceilings.person_hour", ceilings.person_hour, 1, ceilings.organisation_hour),
            ("relationship_ceilings.organisation_hour", ceilings.organisation_hour, 1, 100_000),
            ("preferences.most_exceptions", preferences.most_exceptions, 1, 10_000),
            ("preferences.most_topics", preferences.most_topics, 5, 1_000),
            ("preferences.most_blocks", preferences.most_blocks, 1, 10_000),
            ("preferences.most_default_masks", preferences.most_default_masks, 1, 1_000),
            ("preferences.most_codes_of_a_topic", preferences.most_codes_of_a_topic, 1, 10_000),
            ("preferences.most_documents_of_a_topic", preferences.most_documents_of_a_topic, 1, 100_000),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::DURATIONS, key, value, least, most);
        }
        for (profession, days) in &care.days {
            let key = format!("care_relationship.days.{profession}");
            self.bounds(files::DURATIONS, &key, *days, 1, care.maximum_days);
            self.known_profession(files, files::DURATIONS, &key, profession);
        }
    }
}
