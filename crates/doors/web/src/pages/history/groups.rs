use consent::Language;
use flows::history::Group;
use kernel::Private;

use super::Line;
use crate::texts;

/// Lines that belong together.
pub(super) struct Together {
    pub(super) name: Option<Private<String>>,
    /// Profession and structure, or what stands behind lines without a name.
    pub(super) about: String,
    /// On which days.
    pub(super) when: String,
    /// What was done, each once, with how often.
    pub(super) acts: Vec<String>,
    pub(super) lines: Vec<Line>,
    /// How many lines it is.
    pub(super) count: String,
    pub(super) robot: bool,
    pub(super) continues: bool,
}

/// The groups of these lines.
pub(super) fn of(groups: Vec<Group>, lines: Vec<Line>, language: Language) -> Vec<Together> {
    let mut lines: Vec<Option<Line>> = lines.into_iter().map(Some).collect();
    let together = |group: Group| {
        let taken = |place: &usize| lines.get_mut(*place).and_then(Option::take);
        let of_group: Vec<Line> = group.lines.iter().filter_map(taken).collect();
        Together::of(&group, of_group, language)
    };
    groups.into_iter().filter_map(together).collect()
}

impl Together {
    fn of(group: &Group, lines: Vec<Line>, language: Language) -> Option<Self> {
        let (newest, oldest) = (lines.first()?, lines.last()?);
        let when = match newest.at.long_day == oldest.at.long_day {
            true if newest.at.time == oldest.at.time => format!("{}, {}", newest.at.long_day, newest.at.time),
            true => format!("{}, {} – {}", newest.at.long_day, oldest.at.time, newest.at.time),
            false => format!("{} – {}", oldest.at.day, newest.at.day),
        };
        let mut acts: Vec<(String, bool, usize)> = Vec::new();
        for line in &lines {
            let is_refused = line.refused.is_some();
            match acts.iter_mut().find(|(act, refused, _)| *act == line.act && *refused == is_refused) {
                Some((_, _, times)) => *times += line.stands_for,
                None => acts.push((line.act.clone(), is_refused, line.stands_for)),
            }
        }
        let act = |(act, refused, times): (String, bool, usize)| {
            let act =
                if refused { format!("{act} ({})", texts::text(language, "group-refused")) } else { act };
            match times {
                1 => act,
                times => format!("{act}, {}", texts::count(language, "history-times", times)),
            }
        };
        Some(Self {
            name: newest.name.clone(),
            about: newest.about.clone(),
            when,
            acts: acts.into_iter().map(act).collect(),
            count: texts::count(language, "group-lines", lines.len()),
            lines,
            robot: group.robot,
            continues: group.continues,
        })
    }
}
