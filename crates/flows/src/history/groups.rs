use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use journal::{Entry, Who};
use kernel::{OrganisationId, PersonId, SessionId};

use super::Page;

/// How the lines of a page are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What follows one upon another of one person, in one session, one structure, one way and on one day.
    Visit,
    /// Everything of one person, or of one robot.
    Person,
    /// What robots did apart, robot by robot, after the visits of people, which no robot interrupts.
    Robots,
}

/// Lines of a page that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Their places on the page, in its order; never none.
    pub lines: Vec<usize>,
    /// Whether it was no person: the system itself, or the software of an establishment.
    pub robot: bool,
    /// Whether older pages go on with it.
    pub continues: bool,
}

/// Who acted, as far as two lines are of the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Doer {
    Person(PersonId),
    Software(PersonId, OrganisationId),
    System(String),
}

/// What the lines of one visit have in common.
#[derive(Debug, PartialEq, Eq)]
struct Visit {
    doer: Doer,
    session: Option<SessionId>,
    organisation: Option<OrganisationId>,
    day: NaiveDate,
    way: Option<String>,
}

fn doer(who: &Who) -> Doer {
    match who {
        Who::Citizen { person, .. }
        | Who::Professional { person, .. }
        | Who::Guest { person, .. }
        | Who::Admin { person, .. } => Doer::Person(*person),
        Who::Establishment { person, organisation, .. } => Doer::Software(*person, *organisation),
        Who::System { purpose } => Doer::System(purpose.clone()),
    }
}

fn is_robot(who: &Who) -> bool {
    matches!(who, Who::Establishment { .. } | Who::System { .. })
}

impl Visit {
    fn of(entry: &Entry, zone: Tz) -> Self {
        let (session, organisation) = match &entry.who {
            Who::Professional { session, organisation, .. } => (Some(*session), *organisation),
            Who::Establishment { session, organisation, .. } => (Some(*session), Some(*organisation)),
            Who::Citizen { session, .. } | Who::Guest { session, .. } | Who::Admin { session, .. } => {
                (Some(*session), None)
            }
            Who::System { .. } => (None, None),
        };
        let day = entry.at.with_timezone(&zone).date_naive();
        Self { doer: doer(&entry.who), session, organisation, day, way: entry.way.clone() }
    }
}

impl Page {
    /// Puts the lines of the page together, in memory and by what is shown alone. A visit that the end of the page cuts goes to
    /// the next page whole, unless the page holds nothing else.
    pub fn grouped(&mut self, by: By) -> Vec<Group> {
        let mut groups = self.groups(by);
        if by == By::Person || self.next.is_none() {
            return groups;
        }
        let is_visit = |group: &&Group| by == By::Visit || !group.robot;
        let last = groups.iter().filter(is_visit).filter_map(|group| group.lines.first()).max().copied();
        match last {
            Some(begins) if begins > 0 => {
                self.lines.truncate(begins);
                self.next = self.lines.last().map(|line| line.seq);
                groups = self.groups(by);
            }
            _ => {
                groups.iter_mut().filter(|group| is_visit(&&**group)).for_each(|group| group.continues = true)
            }
        }
        groups
    }

    fn groups(&self, by: By) -> Vec<Group> {
        match by {
            By::Visit => self.visits(|_| true),
            By::Person => self.by_doer(|_| true),
            By::Robots => {
                let mut groups = self.visits(|who| !is_robot(who));
                groups.extend(self.by_doer(is_robot));
                groups
            }
        }
    }

    /// Runs of lines of one visit, among those whose doer fits.
    fn visits(&self, fits: impl Fn(&Who) -> bool) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut running: Option<Visit> = None;
        for (place, line) in self.lines.iter().enumerate().filter(|(_, line)| fits(&line.entry.who)) {
            let visit = Visit::of(&line.entry, self.zone);
            match groups.last_mut() {
                Some(group) if running.as_ref() == Some(&visit) => group.lines.push(place),
                _ => groups.push(Group::of(place, &line.entry.who)),
            }
            running = Some(visit);
        }
        groups
    }

    /// All lines of one doer together, among those whose doer fits.
    fn by_doer(&self, fits: impl Fn(&Who) -> bool) -> Vec<Group> {
        let (mut groups, mut places): (Vec<Group>, HashMap<Doer, usize>) = Default::default();
        for (place, line) in self.lines.iter().enumerate().filter(|(_, line)| fits(&line.entry.who)) {
            let at = *places.entry(doer(&line.entry.who)).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.lines.push(place),
                None => groups.push(Group::of(place, &line.entry.who)),
            }
        }
        groups
    }
}

impl Group {
    fn of(place: usize, who: &Who) -> Self {
        Self { lines: vec![place], robot: is_robot(who), continues: false }
    }
}

#[cfg(test)]
mod tests;
