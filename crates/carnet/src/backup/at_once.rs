use std::{
    sync::{Mutex, PoisonError},
    thread,
};

use crate::fault::Fault;

/// Works that are done at the same time.
const AT_ONCE: usize = 4;

/// Does a work for each, some at once, and gives what came of it in order; the first failure ends it.
pub(super) fn at_once<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> Result<R, Fault> + Sync,
) -> Result<Vec<R>, Fault> {
    let next = Mutex::new(things.iter().enumerate());
    let done = Mutex::new(Ok(Vec::with_capacity(things.len())));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(things.len()) {
            scope.spawn(|| {
                loop {
                    let taken = next.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((place, thing)) = taken else { break };
                    let outcome = work(thing);
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    match (&mut *done, outcome) {
                        (Ok(list), Ok(result)) => list.push((place, result)),
                        (Ok(_), Err(fault)) => *done = Err(fault),
                        (Err(_), _) => break,
                    }
                }
            });
        }
    });
    let mut list = done.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    list.sort_by_key(|(place, _)| *place);
    Ok(list.into_iter().map(|(_, result)| result).collect())
}
