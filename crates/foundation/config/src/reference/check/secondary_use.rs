use super::Faults;
use crate::reference::{
    files::{self, Files},
    secondary_use::MOST_NUMBERS,
};

const FILE: &str = files::SECONDARY_USE;

impl Faults<'_> {
    pub(super) fn secondary_use(&mut self, files: &Files) {
        let uses = &files.secondary_use;
        self.bounds(FILE, "least_people", uses.least_people, 10, 1_000);
        self.bounds(FILE, "longest_project_days", uses.longest_project_days, 1, 3_652);
        self.bounds(FILE, "most_answers", uses.most_answers, 1, 1_000);
        if uses.purposes.is_empty() {
            self.push(FILE, "purpose", "no row", "the purposes of article 53");
        }
        let codes = uses.purposes.iter().map(|one| one.code.as_str());
        self.once(FILE, codes.chain(uses.themes.iter().map(|one| one.code.as_str())));
        let numbers = || uses.purposes.iter().map(|one| one.number);
        let of_themes = || uses.themes.iter().map(|one| one.number);
        self.once(FILE, numbers().chain(of_themes()));
        self.once(FILE, uses.shelves.iter().map(|one| one.number));
        self.once(FILE, uses.shelves.iter().map(|one| one.category.code()));
        let shelves = uses.shelves.iter().map(|one| one.number);
        for number in numbers().chain(of_themes()).chain(shelves) {
            self.bounds(FILE, &format!("number {number}"), number.into(), 1, MOST_NUMBERS.into());
        }
        for one in &uses.purposes {
            let texts =
                [&one.code, &one.article, &one.label_fr, &one.label_en, &one.explained_fr, &one.explained_en];
            self.texts(FILE, &format!("purpose {}", one.code), &texts);
        }
        for one in &uses.themes {
            let key = format!("theme {}", one.code);
            self.texts(FILE, &key, &[&one.code, &one.label_fr, &one.label_en]);
            if uses.purpose(&one.purpose).is_none() {
                let found = format!("the purpose `{}`", one.purpose);
                self.push(FILE, &key, found, "the code of a purpose of this file");
            }
        }
        for one in &uses.forbidden {
            let key = format!("forbidden {}", one.article);
            self.texts(FILE, &key, &[&one.article, &one.label_fr, &one.label_en]);
        }
    }
}
