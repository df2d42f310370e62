use std::{num::NonZeroUsize, sync::Arc, time::Duration};

use actix_web::HttpRequest;
use consent::Language;
use database::Tx;
use flows::House;
use identity::{Claims, service::Authenticated};
use kernel::{Actor, Capacity, ErrorKind, RequestId};
use webkit::{DeskGate, Labours, Problem, Throttle, ThrottleSettings, UploadBudget, client_address};

use crate::{errors, logins::Logins, shell::Me, texts, visitor::Visitor};

/// How often a log-in may be begun from one address: enough for a hospital behind one, whose people all begin at the same
/// hour, and each writes a row that lives ten minutes.
const BEGINNINGS: ThrottleSettings = ThrottleSettings {
    burst: 120,
    refill: Duration::from_millis(500),
    callers: NonZeroUsize::MIN.saturating_add(19_999),
};

/// How often one address may send notices of log-out that do not hold.
const WRONG_NOTICES: ThrottleSettings = ThrottleSettings {
    burst: 60,
    refill: Duration::from_secs(1),
    callers: NonZeroUsize::MIN.saturating_add(9_999),
};

/// How often one person may look professionals up: more than anybody types, and not enough to copy the directory.
const LOOK_UPS: ThrottleSettings = ThrottleSettings {
    burst: 60,
    refill: Duration::from_secs(2),
    callers: NonZeroUsize::MIN.saturating_add(99_999),
};

/// What the pages share: the house, the gate before its database, the memory for uploads, and the ways to log in beside
/// the identity providers, which the house knows.
#[derive(Clone)]
pub struct State {
    house: Arc<House>,
    gate: DeskGate,
    uploads: UploadBudget,
    labours: Labours,
    logins: Option<Arc<dyn Logins>>,
    beginnings: Throttle,
    look_ups: Throttle,
    wrong_notices: Throttle,
}

impl State {
    /// The state over a house; `gate` stands before the house's own desk. Without `logins` people log in through the
    /// house's identity providers alone.
    pub fn new(
        house: House,
        gate: DeskGate,
        uploads: UploadBudget,
        labours: Labours,
        logins: Option<Arc<dyn Logins>>,
    ) -> Self {
        let beginnings = Throttle::new(BEGINNINGS, Arc::clone(&house.clock));
        let look_ups = Throttle::new(LOOK_UPS, Arc::clone(&house.clock));
        let wrong_notices = Throttle::new(WRONG_NOTICES, Arc::clone(&house.clock));
        Self { house: Arc::new(house), gate, uploads, labours, logins, beginnings, look_ups, wrong_notices }
    }

    /// Whether another log-in may be begun from where this request comes.
    ///
    /// # Errors
    /// How long the visitor has to wait.
    pub(crate) fn may_begin(&self, request: &HttpRequest) -> Result<(), Duration> {
        self.beginnings.take(client_address(request, self.house.settings.server.proxies))
    }

    /// Whether another notice of log-out that does not hold may come from where this request comes.
    ///
    /// # Errors
    /// How long to wait.
    pub(crate) fn may_be_wrong(&self, request: &HttpRequest) -> Result<(), Duration> {
        self.wrong_notices.take(client_address(request, self.house.settings.server.proxies))
    }

    /// Whether this person may look professionals up once more.
    ///
    /// # Errors
    /// How long the person has to wait.
    pub(crate) fn may_look_up(&self, actor: &Actor) -> Result<(), Duration> {
        self.look_ups.take_as(actor.person)
    }

    pub(crate) fn house(&self) -> &House {
        &self.house
    }

    pub(crate) fn house_shared(&self) -> Arc<House> {
        Arc::clone(&self.house)
    }

    /// Where a provider sends browsers back to, as it is registered there.
    pub(crate) fn redirect_uri(&self, provider: &str) -> String {
        format!("{}/auth/{provider}/callback", self.origin())
    }

    pub(crate) fn labours(&self) -> &Labours {
        &self.labours
    }

    pub(crate) fn uploads(&self) -> &UploadBudget {
        &self.uploads
    }

    pub(crate) fn logins(&self) -> Option<&Arc<dyn Logins>> {
        self.logins.as_ref()
    }

    /// Where the pages are: forms must come from there.
    pub(crate) fn origin(&self) -> &str {
        &self.house.settings.server.public_origin
    }

    /// Reads the session of a visitor and does the work as that person, in one hop to the blocking threads.
    ///
    /// # Errors
    /// 401 for somebody who is not logged in; 503 when the database has no place; else the work's.
    pub(crate) async fn visit<R: Send + 'static>(
        &self,
        visitor: &Visitor,
        work: impl FnOnce(&Visit) -> Result<R, Problem> + Send + 'static,
    ) -> Result<(Me, R), Problem> {
        let (claims, request, language) = (visitor.claims()?, visitor.request, visitor.language());
        let (for_two, seen) = (visitor.for_two, Arc::clone(&visitor.seen));
        let house = Arc::clone(&self.house);
        let hop = move |_: &database::Desk| {
            let known = recognise(&house, &claims, request, language)?;
            let me = Me::new(&known, &house, language);
            let _ = seen.set(me.clone());
            if me.together.is_some() && !for_two {
                let said = texts::text(language, "together-alone");
                return Err(Problem::new(ErrorKind::Forbidden).detail(said));
            }
            let done = work(&Visit { house, actor: known.actor, language })?;
            Ok::<_, Problem>((me, done, known.provider_is_due))
        };
        let (me, done, provider_is_due) = self.gate.run(hop).await?;
        if provider_is_due {
            // The page does not wait for what the provider says.
            let (house, gate) = (Arc::clone(&self.house), self.gate.clone());
            actix_web::rt::spawn(flows::provider_check(house, gate, claims.session));
        }
        Ok((me, done))
    }

    /// Who the visitor is, for a page that anybody may open.
    ///
    /// # Errors
    /// 503 when the database has no place.
    pub(crate) async fn glance<R: Send + 'static>(
        &self,
        visitor: &Visitor,
        work: impl FnOnce(&Visit) -> Result<R, Problem> + Send + 'static,
    ) -> Result<Option<(Me, R)>, Problem> {
        match self.visit(visitor, work).await {
            Ok(seen) => Ok(Some(seen)),
            Err(problem) if problem.kind() == ErrorKind::Unauthenticated.into() => Ok(None),
            Err(problem) => Err(problem),
        }
    }

    /// Does work that is nobody's on a thread that may wait.
    ///
    /// # Errors
    /// 503 when the database has no place; else the work's.
    pub(crate) async fn wait<R: Send + 'static>(
        &self,
        work: impl FnOnce(&House) -> Result<R, Problem> + Send + 'static,
    ) -> Result<R, Problem> {
        let house = Arc::clone(&self.house);
        self.gate.run(move |_: &database::Desk| work(&house)).await
    }
}

/// One visitor inside the house, for the time of one request.
pub(crate) struct Visit {
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    pub(crate) language: Language,
}

impl Visit {
    /// Does something in one transaction.
    ///
    /// # Errors
    /// What the work gives, for a page that has an answer to some of it.
    pub(crate) fn try_decide<R>(
        &self,
        work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, documents::Error>,
    ) -> Result<R, documents::Error> {
        self.house.desk.write(work)
    }

    /// Does something in one transaction.
    ///
    /// # Errors
    /// The problem that the work's error becomes for this visitor.
    pub(crate) fn decide<R>(
        &self,
        work: impl for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, documents::Error>,
    ) -> Result<R, Problem> {
        self.try_decide(work).map_err(|error| self.problem(&error))
    }

    /// The problem that an error becomes for this visitor. Whoever runs the service is told that no role of theirs opens a
    /// record, whichever it is and whether there is one.
    pub(crate) fn problem(&self, error: &documents::Error) -> Problem {
        let problem = errors::problem(error, self.language);
        let closed = matches!(error, documents::Error::Consent(consent::Error::Refused(_)));
        match self.actor.capacity {
            Capacity::Admin(_) if closed => {
                problem.detail(texts::text(self.language, "admin-opens-no-record"))
            }
            _ => problem,
        }
    }
}

fn recognise(
    house: &House,
    claims: &Claims,
    request: RequestId,
    language: Language,
) -> Result<Authenticated, Problem> {
    let identity = &house.identity;
    let known = house
        .desk
        .read(|rtx| identity.authenticate(rtx, claims, request))
        .map_err(|error| errors::of_identity(&error, language))?;
    // A guest reads documents through the API and has no page.
    if matches!(known.actor.capacity, Capacity::Guest) {
        let nobody = identity::Error::Unauthenticated(identity::Unrecognised::OtherCapacity);
        return Err(errors::of_identity(&nobody, language));
    }
    if known.idle_is_due
        && let Err(error) = house.desk.write(|tx| identity.extend_idle(tx, known.actor.session))
    {
        tracing::warn!(%error, "the idle time of a session was not extended");
    }
    Ok(known)
}
