//! Projects of secondary use and their extracts: what registrars decide together, and what is read of records for them.

use consent::{
    Action, Ask, Extract, Project, ProjectFault,
    rules::{ProjectScope, SecondaryUseTerms, UseScope},
    service::{AnswerUse, ConfirmProject, GivenAnswer, UndecidedProject},
};
use database::Tx;
use documents::Error;
use kernel::{Actor, AdminRole, ExtractId, ProjectId, SpaceId};
use outbox::NewJob;
use serde_json::json;

use crate::{House, jobs::EXTRACTS};

/// Spaces that one step of an extract looks at.
const BATCH: i64 = 100;

/// Confirms a project that another person registered. The share of its key in the vault is made before.
///
/// # Errors
/// As [`consent::Consent::project_to_confirm`]; [`ProjectFault::OnePerson`], [`ProjectFault::RegistrarLeft`].
pub fn confirm(house: &House, actor: &Actor, id: ProjectId) -> Result<Project, Error> {
    house.desk.write(|tx| to_confirm(house, tx, actor, id).map(drop))?;
    house.consent.make_project_key(id)?;
    house.desk.write(|tx| {
        let undecided = to_confirm(house, tx, actor, id)?;
        Ok(house.consent.confirm_project(tx, undecided)?)
    })
}

/// Declines a project that another person registered.
///
/// # Errors
/// As [`confirm`].
pub fn decline(house: &House, tx: &mut Tx<'_>, actor: &Actor, id: ProjectId) -> Result<Project, Error> {
    let undecided = house.consent.project_to_decline(tx, actor, id)?;
    let undecided = of_another_person(house, tx, actor, undecided)?;
    Ok(house.consent.decline_project(tx, undecided)?)
}

fn to_confirm<'tx>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    id: ProjectId,
) -> Result<UndecidedProject<'tx, ConfirmProject>, Error> {
    let undecided = house.consent.project_to_confirm(tx, actor, id)?;
    of_another_person(house, tx, actor, undecided)
}

/// A project about which an admin is about to decide, where another person registered it who still registers projects.
fn of_another_person<'tx, A: Action>(
    house: &House,
    tx: &mut Tx<'tx>,
    actor: &Actor,
    undecided: UndecidedProject<'tx, A>,
) -> Result<UndecidedProject<'tx, A>, Error> {
    let registered_by = undecided.registered_by();
    if house.identity.are_one_person(tx, registered_by, actor.person)? {
        return Err(undecided.turn_down(tx, ProjectFault::OnePerson).into());
    }
    if !house.identity.has_role(tx, registered_by, AdminRole::ProjectRegistrar)? {
        return Err(undecided.turn_down(tx, ProjectFault::RegistrarLeft).into());
    }
    Ok(undecided)
}

/// Asks for an extract of a project, which is made by a job.
///
/// # Errors
/// As [`consent::Consent::ask_extract`].
pub fn ask_extract(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    project: ProjectId,
) -> Result<Extract, Error> {
    let extract = house.consent.ask_extract(tx, actor, project)?;
    let job =
        NewJob::new(EXTRACTS, json!({ "extract": extract.id })).unique(format!("{EXTRACTS}/{}", extract.id));
    outbox::enqueue(tx, &house.vault, house.clock.as_ref(), house.rng.as_ref(), &job)
        .map_err(identity::Error::from)?;
    Ok(extract)
}

/// One step of an extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Spaces were looked at, and there may be more.
    Collected,
    /// All were, and the extract is ready.
    Released(consent::Counted),
}

/// Takes the next step of an extract: reads what may be used of the next spaces, or makes it ready.
///
/// # Errors
/// As [`consent::Consent::next_batch`] and [`consent::Consent::release_extract`].
pub(crate) fn step(house: &House, tx: &mut Tx<'_>, id: ExtractId) -> Result<Step, Error> {
    let Some(batch) = house.consent.next_batch(tx, id, BATCH)? else {
        return Ok(Step::Released(house.consent.release_extract(tx, id)?));
    };
    let documents = house.documents.coded_documents(tx, batch.usable(), batch.categories())?;
    let people = house.identity.coded_people(tx, batch.usable())?;
    house.consent.keep_batch(tx, &batch, &documents, &people)?;
    Ok(Step::Collected)
}

/// An answer about one project, which is in the public register.
///
/// # Errors
/// As [`consent::Consent::answer_use`]; [`ProjectFault::Absent`].
pub fn answer_about_project(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    (project, answer): (Option<ProjectId>, &SecondaryUseTerms),
) -> Result<GivenAnswer, Error> {
    let Some(project) = project else { return Ok(house.consent.answer_use(tx, actor, space, answer)?) };
    house.consent.preflight::<AnswerUse>(tx, actor, space, Ask::default())?;
    let known = house.consent.public_project(tx, project)?;
    let about =
        UseScope::Project(ProjectScope { project, purpose: known.about.purpose, theme: known.about.theme });
    let answer = SecondaryUseTerms { about, ..answer.clone() };
    Ok(house.consent.answer_use(tx, actor, space, &answer)?)
}
