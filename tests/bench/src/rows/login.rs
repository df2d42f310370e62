//! Whole log-ins of a citizen at the sandbox's identity provider, as a browser does them: four requests, and the two that
//! the server makes to the provider, which is the same program.
//!
//! The floor does the same round trips, signatures and commits and nothing else: six requests for the smallest answer of
//! the same server, three signatures and two verifications by ES256 (ID token, userinfo, session token), and the rows of
//! a log-in by bare prepared SQL in three transactions (attempt; claim; end of the attempt with the session).

use std::net::{Ipv4Addr, SocketAddr};

use kernel::{Id, Rng, SystemClock};

use super::beside::{self, CONNECTIONS, Plain};
use crate::{
    Outcome,
    bare::Value,
    ground::Ground,
    http::{self, Line},
    load::Worker,
    plan::Plan,
    report::Row,
};

/// Where the provider of citizens begins.
const START: &str = "/auth/fc/start";
/// Requests of one log-in, at the server.
const REQUESTS: usize = 6;

/// Measures both.
///
/// # Errors
/// A log-in that opens no session, a wrong answer.
pub(crate) fn measure(plan: &Plan, ground: &Ground) -> Outcome<Row> {
    let work = format!("log-in of a citizen at the sandbox's provider, {CONNECTIONS} browsers");
    beside::measure(plan, ground, work, |address, number| {
        let from = Ipv4Addr::new(10, number, 0, 1);
        let browser = Browser { address, from, line: Line::connect(address)? };
        Ok((Box::new(browser), Box::new(Floor(Plain::new(ground, address, STATEMENTS)?))))
    })
}

struct Browser {
    address: SocketAddr,
    /// Where its next log-in comes from.
    from: Ipv4Addr,
    line: Line,
}

impl Worker for Browser {
    fn once(&mut self) -> Outcome<()> {
        // Each log-in comes from a place of its own: from one, they are held off after some.
        let begun = self.line.ask(&http::page_from(self.address, self.from, START))?;
        self.from = Ipv4Addr::from_bits(self.from.to_bits().wrapping_add(1));
        let (asked, cookie) =
            (path(begun.header("location", ""))?, cookie(begun.header("set-cookie", "__Host-"))?);
        let page = self.line.ask(&http::page(self.address, &asked, ""))?;
        if page.status != 200 {
            return Err(format!("the provider's page answers {}", page.status).into());
        }
        let (address, fields) = asked.split_once('?').ok_or("nothing is asked of the provider")?;
        let picked =
            self.line.ask(&http::form(self.address, address, &format!("{fields}&persona=citizen")))?;
        let back = path(picked.header("location", ""))?;
        let opened = self.line.ask(&http::page(self.address, &back, &cookie))?;
        match opened.header("set-cookie", "__Host-carnet=ey") {
            Some(_) if opened.status == 303 => Ok(()),
            _ => Err(format!("a log-in answers {} and opens no session", opened.status).into()),
        }
    }
}

/// The path of an address that an answer leads to.
fn path(location: Option<&str>) -> Outcome<String> {
    let location = location.ok_or("an answer leads nowhere")?;
    let rest = location.split_once("://").map_or(location, |(_, rest)| rest);
    let at = rest.find('/').ok_or("an address without a path")?;
    Ok(rest.get(at..).unwrap_or_default().to_owned())
}

/// Name and value of a cookie.
fn cookie(set: Option<&str>) -> Outcome<String> {
    Ok(set.and_then(|set| set.split(';').next()).ok_or("no cookie binds the log-in")?.to_owned())
}

const STATEMENTS: &[(&str, &str)] = &[
    (
        "begin",
        "insert into identity.login_attempt (state_digest, browser_digest, provider, sealed, expires_at) \
         values ($1, $2, 'fc', $3, now() + interval '10 minutes')",
    ),
    ("claim", "update identity.login_attempt set claimed_at = now() where state_digest = $1"),
    (
        "admit",
        "with ended as (delete from identity.login_attempt where state_digest = $1) \
         insert into identity.session (id, person, capacity, assurance, created_at, expires_at, idle_until) \
         values ($2::text::uuid, $2::text::uuid, 'citizen', 'substantial', now(), now() + interval '4 hours', \
         now() + interval '30 minutes')",
    ),
];

struct Floor(Plain);

impl Worker for Floor {
    fn once(&mut self) -> Outcome<()> {
        self.0.round_trips(REQUESTS)?;
        self.0.signatures(3, 2)?;
        let (mut state, mut browser) = ([0; 32], [0; 32]);
        self.0.rng.fill(&mut state);
        self.0.rng.fill(&mut browser);
        let session = Id::<Self>::new(&SystemClock, &self.0.rng).to_string();
        self.0.bare.run("begin", &[Value::Bytes(&state), Value::Bytes(&browser), Value::Bytes(&[9; 200])])?;
        self.0.bare.run("claim", &[Value::Bytes(&state)])?;
        self.0.bare.run("admit", &[Value::Bytes(&state), Value::Text(&session)]).map(drop)
    }
}
