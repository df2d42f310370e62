//! Accesses that look like curiosity: scored over all records, and asked about.

use consent::service::{QuestionAnswer, SeenQuestion};
use database::Tx;
use documents::Error;
use kernel::{Actor, EventId, Limit, NoticeId, ProvisionId, SpaceId};
use mail::{Line, When};

use crate::{
    House,
    access::Names,
    notices::of_a_record,
    notify::{NewNotice, Told, notify},
};

/// What one step of the scoring did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// How many accesses were scored.
    pub scored: usize,
    /// How many holders were asked.
    pub asked: usize,
}

/// Scores some of the accesses that are to be scored and asks the holders of those that weigh enough, in one transaction.
///
/// # Errors
/// The database's; what keeps a notice from being left.
pub fn score(house: &House, most: u32) -> Result<Step, Error> {
    house.desk.write(|tx| {
        tx.lock_alone("flows.questions.score")?;
        let accesses = house.consent.accesses_to_score_without_permit(tx, most)?;
        let pairs: Vec<_> = accesses.iter().map(|one| (one.space, one.person)).collect();
        let likenesses = house.identity.likenesses_without_permit(tx, &pairs)?;
        let scored: Vec<_> = accesses
            .into_iter()
            .zip(likenesses)
            .map(|(one, alike)| house.consent.score(one, alike))
            .collect();
        house.consent.write_scores_without_permit(tx, &scored)?;
        let heavy: Vec<_> = scored.iter().filter(|one| one.is_to_be_asked).collect();
        let names = Names::read(house, tx, heavy.iter().map(|one| one.access.person), None)?;
        let mut step = Step { scored: scored.len(), asked: 0 };
        for one in heavy {
            // Nobody can be asked about somebody whom the directory does not name.
            let Some(name) = names.name_of(one.access.person) else { continue };
            let asked = match house.consent.ask_about(tx, one) {
                // What was changed outside the program was alarmed as it was read: the others are asked all the same.
                Err(consent::Error::Database(database::Error::Row { .. })) => continue,
                asked => asked?,
            };
            let Some(asked) = asked else { continue };
            let event = EventId::new(house.clock.as_ref(), house.rng.as_ref());
            let told = Told::AccessQuestion {
                name: Line::from(name.clone()),
                since: When { at: asked.since, zone: asked.zone },
                access: asked.access,
            };
            notify(
                house,
                tx,
                one.access.space,
                &NewNotice { event, person: None, told, secret: asked.secret },
            )?;
            step.asked += 1;
        }
        Ok(step)
    })
}

/// Answers the question of a notice.
///
/// # Errors
/// Absent for a notice that is not the caller's; [`consent::Error::Unprocessable`] for one that asks nothing; as
/// [`consent::Consent::answer_question`].
pub fn answer(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    space: SpaceId,
    ask: consent::Ask,
    notice: NoticeId,
    answer: QuestionAnswer,
) -> Result<(), Error> {
    let read = house.notifications.read_one(tx, actor, space, ask.clone(), notice).map_err(of_a_record)?;
    let Some(access) = read.told.asks_about() else {
        return Err(consent::Error::Unprocessable("this notice asks nothing".to_owned()).into());
    };
    Ok(house.consent.answer_question(tx, actor, space, ask, access, answer)?)
}

/// The questions that holders were asked, with the names of the professionals, and where the next page begins.
///
/// # Errors
/// As [`consent::Consent::access_questions`].
pub fn list(
    house: &House,
    tx: &mut Tx<'_>,
    actor: &Actor,
    before: Option<ProvisionId>,
    limit: Limit,
) -> Result<(Vec<SeenQuestion>, Names, Option<ProvisionId>), Error> {
    let (seen, next) = house.consent.access_questions(tx, actor, before, limit)?;
    let people = seen.iter().map(|one| one.question.person);
    let names = Names::read(house, tx, people, seen.iter().filter_map(|one| one.question.organisation))?;
    Ok((seen, names, next))
}
