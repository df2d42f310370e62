use std::sync::Arc;

use consent::{Ask, Language, RuleId};
use database::Tx;
use flows::House;
use kernel::Actor;
use webkit::{DeskGate, Problem, UploadBudget};

use crate::{caller::Caller, errors};

/// What the handlers share: the house, the gate before its database, the memory for uploads.
#[derive(Clone)]
pub struct State {
    house: Arc<House>,
    gate: DeskGate,
    uploads: UploadBudget,
}

impl State {
    /// The state over a house; `gate` stands before the house's own desk.
    pub fn new(house: House, gate: DeskGate, uploads: UploadBudget) -> Self {
        Self { house: Arc::new(house), gate, uploads }
    }

    /// Every service, for what needs no transaction.
    pub(crate) fn house(&self) -> &House {
        &self.house
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
        let hop = move |_: &database::Desk| {
            let actor = caller.recognise(&house)?;
            work(&Visit { house, actor, way: caller.way, language: caller.language })
        };
        self.gate.run(hop).await
    }
}

/// One caller inside the house, for the time of one request.
pub(crate) struct Visit {
    pub(crate) house: Arc<House>,
    pub(crate) actor: Actor,
    way: Option<RuleId>,
    language: Language,
}

impl Visit {
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

    /// The problem that an error becomes for this caller.
    pub(crate) fn problem(&self, error: &documents::Error) -> Problem {
        errors::problem(error, self.language)
    }

    /// What the caller said about the request.
    pub(crate) fn ask(&self) -> Ask {
        Ask { way: self.way.clone(), ..Ask::default() }
    }

    /// The way that the caller named.
    pub(crate) fn way(&self) -> Option<RuleId> {
        self.way.clone()
    }
}
