use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use actix_web::HttpRequest;
use consent::{Ask, Language, RuleId, rules::Evidence};
use database::{Failure, Tx, idempotency::IdempotencyClaim};
use flows::{Call, House, leaving};
use kernel::{Actor, ErrorKind, SessionId, SoftwareId, SpaceId};
use uuid::Uuid;
use webkit::{
    Buckets, ClientCertificate, DeskGate, Labours, Problem, Rate, Shuttle, Throttle, ThrottleSettings,
    UploadBudget,
};

use crate::{caller::Caller, errors};

/// How often one person may look professionals up: more than anybody types, and not enough to copy the directory.
const LOOK_UPS: ThrottleSettings = ThrottleSettings {
    burst: 60,
    refill: Duration::from_secs(2),
    callers: NonZeroUsize::MIN.saturating_add(99_999),
};

/// What the handlers share: the house, the two ways to its database, the memory for uploads, and the works that take
/// theirs.
#[derive(Clone)]
pub struct State {
    house: Arc<House>,
    gate: DeskGate,
    shuttles: Shuttles,
    uploads: UploadBudget,
    labours: Labours,
    look_ups: Throttle,
    calls: Buckets<SoftwareId>,
}

/// Pieces of client software whose calls are counted at a time.
const CLIENTS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(9_999);

/// The ways to the database of works that share transactions: those that only read, and those that write. A reader never
/// waits for the lock that a writer waits for, and is not done again because one was refused.
#[derive(Clone)]
pub struct Shuttles {
    /// For works that write nothing but their line.
    pub reading: Shuttle<Call>,
    /// For deposits.
    pub depositing: Shuttle<Call>,
}

/// Why the work of a caller ended without a result.
pub(crate) enum Stop {
    /// The house said no, or could not.
    House(documents::Error),
    /// The door itself has said what is wrong.
    Said(Problem),
}

impl Stop {
    /// The problem that it becomes for a caller.
    fn problem(self, language: Language) -> Problem {
        match self {
            Self::House(error) => errors::problem(&error, language),
            Self::Said(problem) => problem,
        }
    }
}

impl<E: Into<documents::Error>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::House(error.into())
    }
}

impl Failure for Stop {
    fn database(&self) -> Option<&database::Error> {
        match self {
            Self::House(error) => error.database(),
            Self::Said(_) => None,
        }
    }
}

impl State {
    /// The state over a house; `gate` and `shuttles` go to the house's own desk.
    pub fn new(
        house: House,
        gate: DeskGate,
        shuttles: Shuttles,
        uploads: UploadBudget,
        labours: Labours,
    ) -> Self {
        let look_ups = Throttle::new(LOOK_UPS, Arc::clone(&house.clock));
        let calls = Buckets::new(CLIENTS, Arc::clone(&house.clock));
        Self { house: Arc::new(house), gate, shuttles, uploads, labours, look_ups, calls }
    }

    /// Every service, for what needs no transaction.
    pub(crate) fn house(&self) -> &House {
        &self.house
    }

    /// Whether this person may look professionals up once more.
    ///
    /// # Errors
    /// 429 with how long to wait.
    pub(crate) fn may_look_up(&self, actor: &Actor) -> Result<(), Problem> {
        let taken = self.look_ups.take_as(actor.person);
        taken.map_err(|wait| Problem::new(ErrorKind::TooMany).retry_after(wait))
    }

    pub(crate) fn labours(&self) -> &Labours {
        &self.labours
    }

    pub(crate) fn uploads(&self) -> &UploadBudget {
        &self.uploads
    }

    /// Reads the session of a caller and does the work as that actor, in one hop to the blocking threads.
    ///
    /// # Errors
    /// 401 when the session counts no more; 503 when the database has no place; else the work's.
    pub(crate) async fn as_caller<R: Send + 'static>(
        &self,
        caller: Caller,
        work: impl FnOnce(&Visit) -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let house = Arc::clone(&self.house);
        let session = caller.session();
        let hop = move |_: &database::Desk| {
            let known = caller.recognise(&house)?;
            let given = work(&Visit::of(house, &caller, known.actor))?;
            Ok::<_, Problem>((given, known.provider_is_due))
        };
        let (given, provider_is_due) = self.gate.run(hop).await?;
        if provider_is_due {
            self.check_provider(session);
        }
        Ok(given)
    }

    /// Reads the session of a caller and does a small work as that actor, in one transaction that other callers may
    /// share; comes back when it has committed.
    ///
    /// # Errors
    /// As [`State::as_caller`].
    pub(crate) async fn share<R: Send + 'static>(
        &self,
        caller: Caller,
        about: impl Into<About>,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>, &Visit) -> Result<R, Stop> + Send + 'static,
    ) -> Result<(Visit, R), Problem> {
        let About { space, compares_identity } = about.into();
        let call = Call { session: caller.session(), space, compares_identity };
        let (house, language) = (Arc::clone(&self.house), caller.language);
        let shuttle = if compares_identity { &self.shuttles.depositing } else { &self.shuttles.reading };
        let ride = shuttle.ride(call, move |tx| {
            let known = caller.recognise_within(&house, tx)?;
            let visit = Visit::of(Arc::clone(&house), &caller, known.actor);
            let given = work(tx, &visit)?;
            Ok((visit, (known.idle_is_due, known.provider_is_due), given))
        });
        let (visit, (idle_is_due, provider_is_due), given) =
            ride.await?.map_err(|stop: Stop| stop.problem(language))?;
        if idle_is_due {
            // The work is done: its answer does not wait for this.
            let (state, session) = (self.clone(), visit.actor.session);
            actix_web::rt::spawn(async move { state.extend_idle(session).await });
        }
        if provider_is_due {
            self.check_provider(visit.actor.session);
        }
        Ok((visit, given))
    }

    /// As [`State::share`] for a consult. Whoever declares a care relationship with it writes, and so has a transaction of
    /// their own.
    ///
    /// # Errors
    /// As [`State::as_caller`].
    pub(crate) async fn consult<R: Send + 'static>(
        &self,
        caller: Caller,
        space: SpaceId,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>, &Visit) -> Result<R, Stop> + Send + 'static,
    ) -> Result<(Visit, R), Problem> {
        if caller.evidence.is_none() {
            return self.share(caller, space, work).await;
        }
        let (house, session) = (Arc::clone(&self.house), caller.session());
        let hop = move |_: &database::Desk| {
            let known = caller.recognise(&house)?;
            let visit = Visit::of(Arc::clone(&house), &caller, known.actor);
            let given = house.desk.write(|tx| {
                visit.reach(tx, space)?;
                work(tx, &visit)
            });
            let given = given.map_err(|stop: Stop| stop.problem(caller.language))?;
            Ok::<_, Problem>((visit, given, known.provider_is_due))
        };
        let (visit, given, provider_is_due) = self.gate.run(hop).await?;
        if provider_is_due {
            self.check_provider(session);
        }
        Ok((visit, given))
    }

    /// Asks the provider of a session whether its own still runs; no answer waits for this.
    fn check_provider(&self, session: SessionId) {
        let (house, gate) = (Arc::clone(&self.house), self.gate.clone());
        actix_web::rt::spawn(flows::provider_check(house, gate, session));
    }

    /// The certificate that stands behind a request.
    pub(crate) fn certificate(&self, request: &HttpRequest) -> Option<ClientCertificate> {
        ClientCertificate::of(request, self.house.settings.server.client_certificate_header)
    }

    /// Counts a call of client software against what was agreed; each process counts its own.
    ///
    /// # Errors
    /// How long the software has to wait.
    pub(crate) fn count_call(&self, software: SoftwareId, per_minute: u32) -> Result<(), Duration> {
        let counted = self.calls.take(software, Rate::per_minute(per_minute));
        let outcome = if counted.is_ok() { "granted" } else { "refused" };
        metrics::counter!("client_calls_total", "client" => software.to_string(), "outcome" => outcome)
            .increment(1);
        counted
    }

    /// A call that was counted was nobody's: its session had ended. Whoever has a token of such a session uses nothing up that
    /// belongs to others of the same software.
    pub(crate) fn uncount_call(&self, software: SoftwareId, per_minute: u32) {
        self.calls.give_back(&software, Rate::per_minute(per_minute));
    }

    /// Does something on a blocking thread for client software that asks for tokens.
    ///
    /// # Errors
    /// 503 when the database has no place; inside, what identity says.
    pub(crate) async fn in_house<R: Send + 'static>(
        &self,
        work: impl FnOnce(&House) -> Result<R, identity::Error> + Send + 'static,
    ) -> Result<Result<R, identity::Error>, Problem> {
        let house = Arc::clone(&self.house);
        self.gate.run(move |_| Ok::<_, Problem>(work(&house))).await
    }

    /// Does something on a blocking thread for somebody whom no session names.
    ///
    /// # Errors
    /// 503 when the database has no place; else the work's.
    pub(crate) async fn in_the_house<R: Send + 'static>(
        &self,
        work: impl FnOnce(&House) -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let house = Arc::clone(&self.house);
        self.gate.run(move |_| work(&house)).await
    }

    /// Once a minute for a session. When it fails the call goes on, and the next one tries again.
    async fn extend_idle(&self, session: SessionId) {
        let house = Arc::clone(&self.house);
        let extended = self.gate.run(move |desk| {
            let done = desk.write(|tx| house.identity.extend_idle(tx, session));
            done.map_err(|error| errors::of_identity(&error, Language::English))
        });
        if extended.await.is_err() {
            tracing::warn!("the idle time of a session was not extended");
        }
    }
}

/// A work about one record, as [`State::share`] takes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    /// The record.
    pub(crate) space: SpaceId,
    /// Whether an identity given is compared with the one of the record.
    pub(crate) compares_identity: bool,
}

impl From<SpaceId> for About {
    fn from(space: SpaceId) -> Self {
        Self { space, compares_identity: false }
    }
}

/// One caller inside the house, for the time of one request.
pub(crate) struct Visit {
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    way: Option<RuleId>,
    evidence: Option<Evidence>,
    language: Language,
}

impl Visit {
    fn of(house: Arc<House>, caller: &Caller, actor: Actor) -> Self {
        let (way, evidence, language) = (caller.way.clone(), caller.evidence, caller.language);
        Self { house, actor, way, evidence, language }
    }

    /// Does something in one transaction that begins with the care relationship which the caller declares, if one is.
    ///
    /// # Errors
    /// As [`Visit::decide`].
    pub(crate) fn consult<R>(
        &self,
        space: SpaceId,
        mut work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, documents::Error>,
    ) -> Result<R, Problem> {
        self.decide(|tx| {
            self.reach(tx, space)?;
            work(tx)
        })
    }

    fn reach(&self, tx: &mut Tx<'_>, space: SpaceId) -> Result<(), documents::Error> {
        let Some(evidence) = self.evidence else { return Ok(()) };
        flows::reach_by_evidence(&self.house, tx, &self.actor, space, &self.ask(), evidence)
    }

    /// Does something in one transaction.
    ///
    /// # Errors
    /// The problem that the work's error becomes for this caller.
    pub(crate) fn decide<R>(
        &self,
        work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, documents::Error>,
    ) -> Result<R, Problem> {
        self.house.desk.write(work).map_err(|error| self.problem(&error))
    }

    /// As [`Visit::decide`], for a request that makes one thing in a record however often it is sent with its key.
    ///
    /// # Errors
    /// As [`Visit::decide`]; 409 for one that was done before.
    pub(crate) fn once<R>(
        &self,
        space: Option<SpaceId>,
        claim: Option<&IdempotencyClaim>,
        mut make: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<(R, Uuid), documents::Error>,
    ) -> Result<R, Problem> {
        self.decide(|tx| flows::once(&self.house, tx, space, claim, &mut make))
    }

    /// As [`Visit::decide`], for leaving with everything.
    ///
    /// # Errors
    /// As [`Visit::decide`].
    pub(crate) fn leave<R>(
        &self,
        work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, leaving::Error>,
    ) -> Result<R, Problem> {
        self.house.desk.write(work).map_err(|error| self.problem_of_leaving(&error))
    }

    /// The problem that an error of leaving with everything becomes for this caller.
    pub(crate) fn problem_of_leaving(&self, error: &leaving::Error) -> Problem {
        errors::of_leaving(error, self.language)
    }

    /// The problem that an error becomes for this caller.
    pub(crate) fn problem(&self, error: &documents::Error) -> Problem {
        errors::problem(error, self.language)
    }

    /// What the caller said about the request.
    pub(crate) fn ask(&self) -> Ask {
        Ask { way: self.way.clone(), ..Ask::default() }
    }
}
