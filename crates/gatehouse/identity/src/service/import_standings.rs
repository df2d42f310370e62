use std::collections::HashMap;

use database::Tx;
use kernel::{PersonId, Rpps, Standing};

use crate::{Error, Identity, Standed, extract::Said, rows::standing_name, store};

impl Identity {
    /// Writes standings that a register or an operator has said; the last row about somebody counts. They hold from the next
    /// call on. Where a person is suspended or struck off here, no extract gives the standing back.
    ///
    /// # Errors
    /// The database's.
    pub fn import_standings(&self, tx: &mut Tx<'_>, said: &[Said]) -> Result<Standed, Error> {
        let last: HashMap<&str, &Said> = said.iter().map(|said| (said.rpps.as_str(), said)).collect();
        let numbers: Vec<Rpps> = last.values().map(|said| said.rpps.clone()).collect();
        let known = store::standings_of(tx, &numbers)?;
        let (mut done, mut new) = (Standed::default(), Vec::new());
        for now in &known {
            let Some(said) = last.get(now.rpps.as_str()) else { continue };
            if now.standing == standing_name(said.standing) && now.since == said.since {
                continue;
            }
            let person = PersonId::from(now.person);
            new.push((person, said.standing, said.since));
            match said.standing {
                Standing::Good => {
                    done.good += 1;
                    if now.standing == standing_name(Standing::StruckOff) {
                        done.reinstated.push(person);
                    }
                }
                Standing::Suspended => done.suspended += 1,
                Standing::StruckOff => done.struck_off.push(person),
            }
        }
        let is_known = |said: &&Said| known.iter().any(|now| now.rpps == said.rpps.as_str());
        done.unknown = said.iter().filter(|said| !is_known(said)).map(|said| said.line).collect();
        if !new.is_empty() {
            store::write_standings(tx, &new)?;
        }
        Ok(done)
    }
}
