use super::Faults;
use crate::reference::files::{self, Files};

/// The most that any ceiling, weight or sum may name.
const MOST: u32 = 10_000;

impl Faults<'_> {
    pub(super) fn emergency(&mut self, files: &Files) {
        let emergency = &files.emergency;
        self.sourced(files::EMERGENCY, "emergency", emergency.source.as_deref(), emergency.assumed);
        self.once(files::EMERGENCY, emergency.professions.iter().map(String::as_str));
        self.once(files::EMERGENCY, emergency.reasons.iter().map(|reason| reason.code.as_str()));
        for profession in &emergency.professions {
            self.known_profession(files, files::EMERGENCY, "professions", profession);
        }
        let ceilings = emergency.ceilings;
        let bounds = [
            (
                "ceilings.person_hour",
                ceilings.person_hour,
                ceilings.person_day.min(ceilings.organisation_hour),
            ),
            ("ceilings.person_day", ceilings.person_day, MOST),
            ("ceilings.organisation_hour", ceilings.organisation_hour, MOST),
        ];
        for (key, value, most) in bounds {
            self.bounds(files::EMERGENCY, key, value, 1, most);
        }
        if emergency.reasons.is_empty() {
            self.push(files::EMERGENCY, "reason", "no row", "the reasons from which one is chosen");
        }
        for reason in &emergency.reasons {
            self.texts(
                files::EMERGENCY,
                &format!("reason {}", reason.code),
                &[&reason.code, &reason.label_fr, &reason.label_en],
            );
        }
    }

    pub(super) fn abuse(&mut self, files: &Files) {
        let abuse = &files.abuse;
        self.sourced(files::ABUSE, "abuse", abuse.source.as_deref(), abuse.assumed);
        let weights = abuse.weights;
        let bounds = [
            ("silent_days", abuse.silent_days, 1, 365),
            ("records_an_hour", abuse.records_an_hour, 1, MOST),
            ("ask_from", abuse.ask_from, 1, MOST),
            ("weights.silent", weights.silent, 0, MOST),
            ("weights.same_organisation", weights.same_organisation, 0, MOST),
            ("weights.same_name", weights.same_name, 0, MOST),
            ("weights.same_commune", weights.same_commune, 0, MOST),
            ("weights.many_records", weights.many_records, 0, MOST),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::ABUSE, key, value, least, most);
        }
    }

    pub(super) fn carers(&mut self, files: &Files) {
        let carers = &files.carers;
        self.sourced(files::CARERS, "carers", carers.source.as_deref(), carers.assumed);
        self.once(files::CARERS, carers.excluded_categories.iter().map(|category| category.code()));
        let bounds = [
            ("most", carers.most, 1, 50),
            ("invitation_days", carers.invitation_days, 1, 90),
            ("default_days", carers.default_days, 1, 3650),
            ("reminder_days", carers.reminder_days, 1, carers.default_days),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::CARERS, key, value, least, most);
        }
    }

    pub(super) fn minors(&mut self, files: &Files) {
        let minors = &files.minors;
        self.texts(files::MINORS, "source", &[&minors.source]);
        let bounds = [
            ("of_age_years", minors.of_age_years, 12, 25),
            ("most", minors.most, 1, 10),
            ("invitation_days", minors.invitation_days, 1, 90),
            ("suspension_hours", minors.suspension_hours, 1, 24 * 30),
            ("reminder_days", minors.reminder_days, 1, 365),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::MINORS, key, value, least, most);
        }
        if minors.in_force().is_none() {
            let found = format!("the profile `{}`", minors.profile);
            self.push(files::MINORS, "profile", found, "a profile of the file");
        }
        for (name, profile) in &minors.profiles {
            let key = format!("profiles.{name}");
            self.texts(files::MINORS, &key, &[&profile.label_fr, &profile.label_en]);
            let ages: Vec<u32> = profile.steps.iter().map(|step| step.from_age).collect();
            let in_order = ages.first() == Some(&0)
                && ages.is_sorted_by(|one, next| one < next)
                && ages.iter().all(|age| *age < minors.of_age_years);
            if !in_order {
                let expected = "ages from 0 on, each greater than the one before and below majority";
                self.push(files::MINORS, &key, "steps in another order", expected);
            }
            for step in &profile.steps {
                self.once(files::MINORS, step.acts.iter().map(|act| act.as_str()));
                self.once(files::MINORS, step.hidden_categories.iter().map(|category| category.code()));
            }
        }
    }

    pub(super) fn protected_adults(&mut self, files: &Files) {
        let adults = &files.protected_adults;
        self.texts(files::PROTECTED_ADULTS, "source", &[&adults.source]);
        let bounds = [
            ("longest_years", adults.longest_years, 1, 100),
            ("proposal_days", adults.proposal_days, 1, 365),
            ("most", adults.most, 1, 10),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::PROTECTED_ADULTS, key, value, least, most);
        }
        self.once(files::PROTECTED_ADULTS, adults.measures.iter().map(|measure| measure.code.as_str()));
        for measure in &adults.measures {
            let key = format!("measure {}", measure.code);
            self.texts(files::PROTECTED_ADULTS, &key, &[&measure.code, &measure.label_fr, &measure.label_en]);
            self.once(files::PROTECTED_ADULTS, measure.with.iter().map(|with| with.as_str()));
            if measure.with.is_empty() {
                let expected = "`representation`, `assistance` or both";
                self.push(files::PROTECTED_ADULTS, &key, "an empty `with`", expected);
            }
        }
    }

    pub(super) fn after_death(&mut self, files: &Files) {
        let death = &files.after_death;
        self.texts(files::AFTER_DEATH, "source", &[&death.source]);
        let bounds = [
            ("proposal_days", death.proposal_days, 1, 365),
            ("selection_days", death.selection_days, 1, 365),
            ("access_days", death.access_days, 1, 3660),
            ("most_running", death.most_running, 1, 100),
        ];
        for (key, value, least, most) in bounds {
            self.bounds(files::AFTER_DEATH, key, value, least, most);
        }
        self.once(files::AFTER_DEATH, death.reasons.iter().map(|reason| reason.code.as_str()));
        for reason in &death.reasons {
            let key = format!("reason {}", reason.code);
            self.texts(files::AFTER_DEATH, &key, &[&reason.code, &reason.label_fr, &reason.label_en]);
        }
        self.once(files::AFTER_DEATH, death.claimants.iter().map(|one| one.code.as_str()));
        for one in &death.claimants {
            let key = format!("claimant {}", one.code);
            self.texts(files::AFTER_DEATH, &key, &[&one.code, &one.label_fr, &one.label_en]);
            self.once(files::AFTER_DEATH, one.reasons.iter().map(String::as_str));
            if one.reasons.is_empty() {
                self.push(files::AFTER_DEATH, &key, "no `reasons`", "one reason of the file at least");
            }
            for code in one.reasons.iter().filter(|code| death.reason(code).is_none()) {
                self.push(files::AFTER_DEATH, &key, format!("reason `{code}`"), "a reason of the file");
            }
        }
    }

    pub(super) fn limits(&mut self, files: &Files) {
        let limits = &files.limits;
        let occupational = &limits.occupational;
        self.texts(files::LIMITS, "occupational", &[&occupational.source]);
        let codes = limits.rows.iter().map(|row| &row.code).chain(&occupational.sectors);
        self.once(files::LIMITS, codes.map(String::as_str));
        for sector in &occupational.sectors {
            self.sector(files::LIMITS, "occupational", sector);
        }
        for row in &limits.rows {
            let key = format!("forbidden {}", row.code);
            self.sector(files::LIMITS, &key, &row.code);
            self.texts(files::LIMITS, &key, &[&row.because_fr, &row.because_en, &row.source]);
        }
    }

    /// A sector of TRE_R02; those that closed stand in no other file.
    fn sector(&mut self, file: &str, key: &str, code: &str) {
        let number = code.strip_prefix("SA").unwrap_or_default();
        if number.len() != 2 || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            self.push(file, key, format!("the sector `{code}`"), "a code of TRE_R02, such as `SA07`");
        }
    }

    pub(super) fn texts(&mut self, file: &str, key: &str, texts: &[&String]) {
        if texts.iter().any(|text| text.trim().is_empty()) {
            self.push(file, key, "an empty field", "text in every field");
        }
    }
}
