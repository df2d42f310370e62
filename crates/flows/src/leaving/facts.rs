//! What is said around the documents of a record: preferences, who gets in, notices, what was not right. Each part is a file,
//! and reads what its owner reads in the API; a further room adds one more part to [`gather`].

use consent::{
    Ask,
    rules::What,
    service::{AccessState, Blocked, CarerState, GivenAnswer, Whom},
};
use database::Tx;
use kernel::{Actor, Language, Limit, OrganisationId, PersonId, SpaceId};
use serde_json::{Value, json};

use super::{Error, history};
use crate::{
    House,
    access::{self, Names},
    notices::{self, PageRequest},
};

/// The files of an archive beside the documents and the history, and whom the record is about.
pub(super) struct Gathered {
    /// The name of whom it is about.
    pub holder: String,
    /// Name of the file, and what it says.
    pub files: Vec<(&'static str, Value)>,
    /// Names of files that are left out, for whoever asks reads in the API what is in them as little.
    pub left_out: Vec<&'static str>,
}

/// Reads all of it, each part under a decision of its own.
pub(super) fn gather(house: &House, actor: &Actor, ask: &Ask, space: SpaceId) -> Result<Gathered, Error> {
    let one = Part { house, actor, ask, space };
    let (holder, identity) = one.read(Part::identity)?;
    let parts = [
        ("preferences.json", one.read(Part::preferences)),
        ("accesses.json", one.read(Part::accesses)),
        ("disputes.json", one.read(Part::disputes)),
        ("notices.json", one.notices()),
        ("secondary-use.json", one.read(Part::secondary_use)),
    ];
    let (mut files, mut left_out) = (vec![("identity.json", identity)], Vec::new());
    for (name, read) in parts {
        match granted(read)? {
            Some(said) => files.push((name, said)),
            None => left_out.push(name),
        }
    }
    Ok(Gathered { holder, files, left_out })
}

/// What was read; none where whoever asks may not read it, as who represents a minor of some age may not.
pub(super) fn granted<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Err(error) if error.is_refusal() => Ok(None),
        read => read.map(Some),
    }
}

struct Part<'a> {
    house: &'a House,
    actor: &'a Actor,
    ask: &'a Ask,
    space: SpaceId,
}

impl Part<'_> {
    fn read<T>(&self, part: impl Fn(&Self, &mut Tx<'_>) -> Result<T, documents::Error>) -> Result<T, Error> {
        Ok(self.house.desk.rehearse(|tx| part(self, tx))?)
    }

    fn identity(&self, tx: &mut Tx<'_>) -> Result<(String, Value), documents::Error> {
        let Self { house, actor, ask, space } = self;
        let permit = house.consent.check::<documents::ExportDocuments>(tx, actor, *space, (*ask).clone())?;
        let known = house.identity.patient_identity(tx, &permit)?;
        let holder = known.name_to_show().reveal().clone();
        let traits = &known.traits;
        let first: Vec<&String> = traits.first_names.iter().map(|name| name.reveal()).collect();
        let ins = known.ins.as_ref().map(|ins| ins.reveal().to_owned());
        let said = json!({
            "birth_name": traits.birth_name.reveal(),
            "usual_name": known.usual_name.as_ref().map(|name| name.reveal()),
            "first_names": first,
            "birth_date": traits.birth_date.reveal(),
            "ins": ins,
            "record": space,
            "state": permit.space_facts().map(|facts| facts.state.as_str()),
        });
        Ok((holder, said))
    }

    fn preferences(&self, tx: &mut Tx<'_>) -> Result<Value, documents::Error> {
        let Self { house, actor, ask, space } = self;
        let said = house.consent.preferences(tx, actor, *space)?.preferences;
        let masks: Vec<Value> = said
            .default_masks
            .iter()
            .map(|mask| json!({ "scope": mask.scope, "organisation": mask.organisation }))
            .collect();
        let (blocks, mut names) = access::blocks(house, tx, actor, *space)?;
        let blocked: Vec<Value> = blocks
            .iter()
            .map(|one| {
                let whom = match one.blocked {
                    Blocked::Person(person) => person_of(person, &names),
                    Blocked::Organisation(organisation) => organisation_of(organisation, &names),
                };
                json!({ "whom": whom, "since": one.since, "until": one.until })
            })
            .collect();
        let (exceptions, more) = access::exceptions(house, tx, actor, *space)?;
        names.people.extend(more.people);
        names.organisations.extend(more.organisations);
        let exceptions: Vec<Value> = exceptions
            .iter()
            .map(|one| {
                let whom = match &one.said.whom {
                    Whom::Person(person) => person_of(*person, &names),
                    Whom::Organisation(organisation) => organisation_of(*organisation, &names),
                    Whom::Profession(profession) => json!({ "profession": profession }),
                };
                let what = match &one.said.what {
                    What::Category(category) => json!({ "category": category.code() }),
                    What::Topic(topic) => json!({ "topic": topic }),
                    What::Document(series) => json!({ "document_series": series }),
                };
                json!({ "whom": whom, "what": what, "effect": one.said.effect, "since": one.since,
                    "until": one.said.until })
            })
            .collect();
        let permit = house.consent.check::<documents::ExportDocuments>(tx, actor, *space, (*ask).clone())?;
        let after_death = house.consent.refuses_heirs_under(&permit);
        let discretion = house.consent.discretion(tx, actor, *space)?;
        Ok(json!({
            "preset": said.preset,
            "start": said.start,
            "emergency": said.emergency,
            "default_masks": masks,
            "topics": said.topics,
            "opened_documents": said.opened,
            "blocked": blocked,
            "exceptions": exceptions,
            "discreet_since": discretion.map(|one| one.since),
            "heirs": after_death.map(|refused| if refused { "refused" } else { "by_doctor" }),
        }))
    }

    fn accesses(&self, tx: &mut Tx<'_>) -> Result<Value, documents::Error> {
        let Self { house, actor, space, .. } = self;
        let (team, names) = access::care_team(house, tx, actor, *space)?;
        let team: Vec<Value> = team
            .iter()
            .map(|one| {
                json!({
                    "kind": one.kind,
                    "whom": match names.acting(one) {
                        Some(name) => Some(json!(name.reveal())),
                        None => one.person.map(|person| person_of(person, &names)),
                    },
                    "organisation": one.organisation.map(|one| organisation_of(one, &names)),
                    "since": one.since,
                    "until": one.until,
                    "blocked": one.is_blocked,
                })
            })
            .collect();
        let carers: Vec<Value> = house
            .consent
            .carers(tx, actor, *space)?
            .iter()
            .map(|one| {
                let state = match one.state {
                    CarerState::Invited { .. } => "invited",
                    CarerState::ToCome => "to_come",
                    CarerState::Running => "running",
                };
                json!({ "name": one.name.as_ref().map(|name| name.reveal()), "may": one.may, "since": one.since,
                    "until": one.until, "state": state })
            })
            .collect();
        let (temporary, names) = access::temporary_accesses(house, tx, actor, *space)?;
        let temporary: Vec<Value> = temporary
            .iter()
            .map(|one| {
                let state = match one.state {
                    AccessState::Waiting => "waiting",
                    AccessState::ToCome => "to_come",
                    AccessState::Running => "running",
                    AccessState::Emptied => "emptied",
                    AccessState::Over => "over",
                };
                json!({
                    "whom": one.person.filter(|_| one.guest.is_none()).map(|person| person_of(person, &names)),
                    "guest": one.guest.as_ref().map(|guest| &guest.name),
                    "opens": one.opens,
                    "by_code": one.by_code,
                    "given_at": one.given_at,
                    "starts_at": one.starts_at,
                    "ends_at": one.ends_at,
                    "state": state,
                })
            })
            .collect();
        let emergencies = house.consent.emergency_accesses(tx, actor, *space)?;
        let names = Names::read(
            house,
            tx,
            emergencies.iter().map(|one| one.look.person),
            emergencies.iter().filter_map(|one| one.look.organisation),
        )?;
        let emergencies: Vec<Value> = emergencies
            .iter()
            .map(|one| {
                let look = &one.look;
                json!({
                    "whom": person_of(look.person, &names),
                    "organisation": look.organisation.map(|one| organisation_of(one, &names)),
                    "purpose": look.purpose,
                    "opened_at": look.opened_at,
                    "reported_at": look.reported_at,
                    "looked_at": look.looked_at,
                    "outcome": look.outcome.map(|outcome| outcome.as_str()),
                    "runs": one.runs,
                })
            })
            .collect();
        Ok(json!({ "care_team": team, "carers": carers, "temporary_accesses": temporary,
            "emergency_accesses": emergencies }))
    }

    fn secondary_use(&self, tx: &mut Tx<'_>) -> Result<Value, documents::Error> {
        let Self { house, actor, space, .. } = self;
        let (_, answers) = house.consent.use_answers(tx, actor, *space)?;
        let answer = |one: &GivenAnswer| json!({ "says": one.terms, "since": one.since, "ended": one.ended });
        let (_, used) = house.consent.use_ledger(tx, actor, *space)?;
        let used: Vec<Value> = used
            .iter()
            .map(|one| {
                let about = &one.project.about;
                json!({
                    "project": { "fr": about.title_fr, "en": about.title_en, "purpose": about.purpose,
                        "responsible": about.responsible, "basis": about.basis },
                    "categories": one.documents.as_ref().map(|used| &used.categories),
                    "documents": one.documents.as_ref().map(|used| used.number),
                    "at": one.at,
                })
            })
            .collect();
        let (standing, before): (Vec<_>, Vec<_>) =
            (answers.standing.iter().map(answer).collect(), answers.before.iter().map(answer).collect());
        Ok(json!({ "answers": standing, "earlier_answers": before, "used": used }))
    }

    fn disputes(&self, tx: &mut Tx<'_>) -> Result<Value, documents::Error> {
        let Self { house, actor, space, .. } = self;
        let found = house.consent.disputes(tx, actor, *space)?;
        let disputes: Vec<Value> = found
            .iter()
            .map(|one| {
                json!({
                    "state": one.state.as_str(),
                    "sent_at": one.sent_at,
                    "answered_at": one.answered_at,
                    "about": { "at": one.words.about.at, "who": history::told(&one.words.about.who),
                        "act": one.words.about.act },
                    "words": one.words.words.reveal(),
                    "answer": one.words.answer.as_ref().map(|answer| answer.reveal()),
                })
            })
            .collect();
        Ok(json!({ "disputes": disputes }))
    }

    fn notices(&self) -> Result<Value, Error> {
        let Self { house, actor, ask, space } = self;
        let limit = Limit::new(Some(Limit::MAX.into())).unwrap_or_default();
        let (mut all, mut before): (Vec<Value>, _) = (Vec::new(), None);
        loop {
            let wanted = PageRequest { before, limit };
            let page = self
                .house
                .desk
                .rehearse(|tx| notices::list(house, tx, actor, *space, (*ask).clone(), wanted))?;
            all.extend(page.items.iter().map(|notice| {
                let words = |language| {
                    let words = notice.words(language);
                    json!({ "title": words.title, "text": words.text })
                };
                json!({ "kind": notice.told.kind().as_str(), "at": notice.created_at, "read_at": notice.read_at,
                    "fr": words(Language::French), "en": words(Language::English) })
            }));
            before = page.next;
            if before.is_none() {
                return Ok(json!({ "notices": all }));
            }
        }
    }
}

fn person_of(person: PersonId, names: &Names) -> Value {
    match names.people.get(&person) {
        Some(known) => json!({ "name": known.name.reveal(), "rpps": known.rpps.to_string() }),
        None => json!({ "person": person }),
    }
}

fn organisation_of(organisation: OrganisationId, names: &Names) -> Value {
    json!({ "organisation": organisation, "name": names.organisations.get(&organisation) })
}
