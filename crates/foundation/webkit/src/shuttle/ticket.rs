use database::{Errand, Error, Failure, Halt, Tx};
use tokio::sync::oneshot;
use tracing::Span;

/// One caller's work, its outcome, and who waits for it.
pub(super) struct Ticket<C, W, R, E> {
    call: C,
    work: W,
    outcome: Option<Result<R, E>>,
    told: oneshot::Sender<Result<R, E>>,
    span: Span,
}

impl<C, W, R, E> Ticket<C, W, R, E> {
    pub(super) fn new(call: C, work: W, told: oneshot::Sender<Result<R, E>>, span: Span) -> Self {
        Self { call, work, outcome: None, told, span }
    }
}

impl<C, W, R, E> Errand<C> for Ticket<C, W, R, E>
where
    C: Send,
    W: for<'tx> FnMut(&mut Tx<'tx>) -> Result<R, E> + Send,
    R: Send,
    E: Failure + Send,
{
    fn call(&self) -> &C {
        &self.call
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Result<(), Halt> {
        let work = &mut self.work;
        let outcome = self.span.in_scope(|| work(tx));
        let halt = outcome
            .as_ref()
            .err()
            .map(|error| error.database().map_or(Halt::Refused, |error| Halt::Database(error.clone())));
        self.outcome = Some(outcome);
        halt.map_or(Ok(()), Err)
    }

    fn end(self: Box<Self>, ended: Result<(), Error>) {
        let outcome = match (self.outcome, ended) {
            // A refusal counts only with its line: what the transaction came to is heard before what the work said.
            (_, Err(error)) => Err(error.into()),
            (Some(outcome), Ok(())) => outcome,
            // It did not run, so there is nothing to tell: whoever waits sees that it was dropped.
            (None, Ok(())) => return,
        };
        // A caller who went away does not hear it.
        let _ = self.told.send(outcome);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot::channel;

    use super::*;

    fn nothing(_: &mut Tx<'_>) -> Result<u8, Error> {
        Ok(0)
    }

    /// What is heard of an outcome when the transaction ended so.
    fn heard(outcome: Result<u8, Error>, ended: Result<(), Error>) -> Result<u8, Error> {
        let (told, mut hears) = channel();
        let mut ticket = Ticket::new((), nothing, told, Span::none());
        ticket.outcome = Some(outcome);
        Box::new(ticket).end(ended);
        hears.try_recv().unwrap_or(Err(Error::Statement("nothing was heard")))
    }

    #[test]
    fn neither_a_result_nor_a_refusal_is_told_when_the_transaction_was_lost() {
        for outcome in [Ok(7), Err(Error::NotFound)] {
            assert!(matches!(heard(outcome, Err(Error::Gone)), Err(Error::Gone)));
        }
        assert!(matches!(heard(Ok(7), Ok(())), Ok(7)));
        assert!(matches!(heard(Err(Error::NotFound), Ok(())), Err(Error::NotFound)));
    }
}
