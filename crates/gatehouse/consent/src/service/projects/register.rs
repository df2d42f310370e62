use chrono::{DateTime, Duration, Utc};
use config::UseTheme;
use database::Tx;
use kernel::{Actor, ProjectId, to_micros};
use serde_json::json;

use super::{super::check_words, REGISTRARS};
use crate::{
    Act, Action, Consent, Error,
    project::{AboutProject, Project, ProjectState},
    store,
};

/// Registering a project of secondary use.
pub struct RegisterProject;

impl Action for RegisterProject {
    const NAME: &'static str = "projects.register";
    const ACT: Act = Act::Administer;
}

impl Consent {
    /// Whether somebody may register projects.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role.
    pub fn may_register(&self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        let admin = self.check_admin::<RegisterProject>(tx, actor, &REGISTRARS)?;
        admin.turn_down(tx, actor.person.uuid(), "unreadable");
        Ok(())
    }

    /// Registers a project. Nothing is used for it before another registrar confirms it.
    ///
    /// # Errors
    /// [`Error::Refused`] for whoever has not the role; [`Error::Unprocessable`] for what cannot be.
    pub fn register_project(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        about: &AboutProject,
    ) -> Result<Project, Error> {
        let admin = self.check_admin::<RegisterProject>(tx, actor, &REGISTRARS)?;
        let now = admin.now();
        self.check_project(about, now)?;
        let about = AboutProject {
            begins_at: to_micros(about.begins_at),
            ends_at: to_micros(about.ends_at),
            ..about.clone()
        };
        let project = Project {
            id: ProjectId::new(self.clock.as_ref(), self.rng.as_ref()),
            about,
            state: ProjectState::Registered,
            registered_by: actor.person,
            registered_at: to_micros(now),
            decided_by: None,
            decided_at: None,
            ended_at: None,
        };
        store::insert_project(tx, &project)?;
        admin.name(tx, [project.id.uuid()]);
        admin.detail(tx, json!({ "purpose": project.about.purpose, "theme": project.about.theme }));
        Ok(project)
    }

    fn check_project(&self, about: &AboutProject, now: DateTime<Utc>) -> Result<(), Error> {
        let fault = |text: String| Err(Error::Unprocessable(text));
        let reference = self.reference.secondary_use();
        for (what, text, most) in [
            ("the French title of a project", &about.title_fr, 200),
            ("the English title of a project", &about.title_en, 200),
            ("the French summary of a project", &about.summary_fr, 2_000),
            ("the English summary of a project", &about.summary_en, 2_000),
            ("who answers for a project", &about.responsible, 200),
            ("what a project rests on", &about.basis, 200),
        ] {
            check_words(what, text, most)?;
        }
        if reference.purpose(&about.purpose).is_none() {
            let known: Vec<&str> = reference.purposes.iter().map(|one| one.code.as_str()).collect();
            let known = known.join("`, `");
            return fault(format!("there is no purpose `{}`; there are `{known}`", about.purpose));
        }
        let is_of_purpose = |known: &UseTheme| known.purpose == about.purpose;
        let is_unknown = |theme: &&String| !reference.theme(theme).is_some_and(is_of_purpose);
        if let Some(theme) = about.theme.as_ref().filter(is_unknown) {
            let of = reference.themes.iter().filter(|known| is_of_purpose(known));
            let known = of.map(|known| known.code.as_str()).collect::<Vec<_>>().join("`, `");
            if known.is_empty() {
                return fault(format!("the purpose `{}` has no themes; leave `theme` out", about.purpose));
            }
            return fault(format!(
                "there is no theme `{theme}` of the purpose `{}`; there are `{known}`",
                about.purpose
            ));
        }
        if let Some(never) = about.categories.iter().find(|category| !reference.may_use(**category)) {
            let known = reference.shelves.iter().map(|one| one.category.code()).collect::<Vec<_>>();
            let known = known.join("`, `");
            return fault(format!("documents of `{never}` are never used beyond care; there are `{known}`"));
        }
        if about.categories.is_empty() || about.fields.is_empty() {
            return fault(
                "a project names the `categories` and the `fields` that it needs, one of each at least"
                    .to_owned(),
            );
        }
        if about.ends_at <= about.begins_at || about.ends_at <= now {
            return fault("a project ends after it begins, and after now".to_owned());
        }
        let longest = reference.longest_project_days;
        if about.ends_at - about.begins_at > Duration::days(longest.into()) {
            return fault(format!(
                "a project lasts {longest} days at most (Regulation (EU) 2025/327, article 68 (12)); name a nearer end"
            ));
        }
        Ok(())
    }
}
