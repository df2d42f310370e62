//! What a row measures beside a server in the sandbox: the server's own work and a floor that does the same round trips,
//! signatures and commits and nothing else, in turns, on the same server and the same cluster.

use std::net::SocketAddr;

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, ParsedPublicKey,
    },
};
use kernel::SystemRng;
use serde_json::json;

use super::turns;
use crate::{
    Outcome,
    bare::Bare,
    ground::{FLOOR, Ground},
    http::{self, Line},
    load::{self, Turn, Worker},
    machine,
    plan::Plan,
    report::{self, Row},
    server::Server,
};

/// An answer as small as there is.
const SMALLEST: &str = "/assets/icon.svg";
/// Connections of each side.
pub(super) const CONNECTIONS: u8 = 16;

/// One that does the work, and one that does the floor.
pub(super) type Pair = (Box<dyn Worker>, Box<dyn Worker>);

/// Starts the server and measures both, in turns.
///
/// # Errors
/// A wrong answer.
pub(super) fn measure(
    plan: &Plan,
    ground: &Ground,
    work: String,
    mut pair: impl FnMut(SocketAddr, u8) -> Outcome<Pair>,
) -> Outcome<Row> {
    let server = Server::start_as("sandbox", &plan.carnet, &ground.environment, &ground.folder)?;
    if !plan.quick {
        machine::wait_until_quiet(if plan.waits { 20 } else { 0 });
    }
    let (mut workers, mut floors) = (Vec::new(), Vec::new());
    for number in 0..CONNECTIONS {
        let (worker, floor) = pair(server.address, number)?;
        workers.push(worker);
        floors.push(floor);
    }
    let meter = ground.meter(Some(server.pid()));
    load::turn(&mut workers, plan.warm, meter)?;
    load::turn(&mut floors, plan.warm, meter)?;
    let (mut carnet, mut floor) = (Vec::new(), Vec::new());
    for _ in 0..plan.rounds {
        floor.push(load::turn(&mut floors, plan.turn, meter)?);
        carnet.push(load::turn(&mut workers, plan.turn, meter)?);
    }
    server.stop()?;
    let ratio = turns::median_rate(&carnet) / turns::median_rate(&floor);
    let (carnet, floor) = (Turn::together(&carnet), Turn::together(&floor));
    Ok(Row {
        work,
        floor: report::in_words(&floor),
        carnet: report::in_words(&carnet),
        ratio: Some(ratio),
        goal: "-".to_owned(),
        met: None,
        figures: json!({ "floor": report::in_json(&floor), "carnet": report::in_json(&carnet) }),
    })
}

/// Round trips, signatures and bare prepared SQL.
pub(super) struct Plain {
    request: Vec<u8>,
    line: Line,
    pub(super) bare: Bare,
    pair: EcdsaKeyPair,
    public: ParsedPublicKey,
    pub(super) rng: SystemRng,
}

impl Plain {
    /// With these statements, by name.
    pub(super) fn new(ground: &Ground, address: SocketAddr, statements: &[(&str, &str)]) -> Outcome<Self> {
        let mut bare = ground.connect(FLOOR)?;
        for (name, statement) in statements {
            bare.prepare(name, statement)?;
        }
        let made = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| "no key")?;
        let public = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, made.public_key().as_ref());
        Ok(Self {
            request: http::page(address, SMALLEST, ""),
            line: Line::connect(address)?,
            bare,
            pair: made,
            public: public.map_err(|_| "no public key")?,
            rng: SystemRng::default(),
        })
    }

    /// Asks so often for the smallest answer.
    pub(super) fn round_trips(&mut self, times: usize) -> Outcome<()> {
        for _ in 0..times {
            if self.line.ask(&self.request)?.status != 200 {
                return Err("the smallest answer is not there".into());
            }
        }
        Ok(())
    }

    /// Makes so many signatures by ES256, and verifies the first ones of them.
    pub(super) fn signatures(&self, made: usize, verified: usize) -> Outcome<()> {
        let message = [7_u8; 400];
        for number in 0..made {
            let signed = self.pair.sign(&SystemRandom::new(), &message).map_err(|_| "no signature")?;
            if number < verified {
                self.public.verify_sig(&message, signed.as_ref()).map_err(|_| "a signature does not hold")?;
            }
        }
        Ok(())
    }
}
