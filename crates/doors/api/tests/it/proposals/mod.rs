//! What two support admins decide about records: a double goes into the record that stays, that is undone, documents of
//! somebody else go to whom they are about.

mod deciding;
mod erased;
mod killed;
mod merging;
mod not_mine;
mod slow_store;
mod splitting;
mod unseen;

use std::thread;

use blobs::BlockingBlobs;
use documents::{Sealed, Transfer};
use flows::jobs;
use kernel::{AdminRole, SpaceId};
use outbox::{Runner, RunnerOptions};
use serde_json::{Value, json};
use testkit::{Citizen, Login};
use tokio::runtime::Builder;

use crate::door::{Answer, Call, Door, NOTE, documents};

const PROPOSALS: &str = "/api/v1/admin/proposals";

/// Two support admins.
struct Two {
    one: Login,
    other: Login,
}

fn wanted(kind: &str, record: SpaceId, other: SpaceId, reason: &str) -> Value {
    json!({"kind": kind, "record": record, "other_record": other, "reason": reason})
}

fn merge(double: &Citizen, stays: &Citizen) -> Value {
    wanted("merge", double.space, stays.space, "number_replaced")
}

fn split(double: &Citizen, stays: &Citizen) -> Value {
    wanted("split", double.space, stays.space, "two_people")
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

impl Door {
    fn support(&self) -> Login {
        self.house.admin(&[AdminRole::Support]).1
    }

    fn two(&self) -> Two {
        Two { one: self.support(), other: self.support() }
    }

    async fn proposes(&self, by: &Login, what: &Value) -> Answer {
        self.send(Call::post(PROPOSALS).token(by.token()).json(what)).await
    }

    async fn does(&self, by: &Login, proposal: &str, what: &str) -> Answer {
        self.send(Call::post(format!("{PROPOSALS}/{proposal}/{what}")).token(by.token())).await
    }

    /// Proposes something as one admin and confirms it as the other; gives its id.
    async fn decided(&self, two: &Two, what: &Value) -> String {
        let made = self.proposes(&two.one, what).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let proposal = id(&made);
        let confirmed = self.does(&two.other, &proposal, "confirm").await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        assert_eq!(confirmed.json()["state"], "confirmed");
        proposal
    }

    /// The first documents of a transfer, sealed for where they go, as a worker does it before it writes them.
    fn sealed(&self, transfer: &Transfer) -> Vec<Sealed> {
        let house = self.house.house();
        thread::scope(|scope| {
            let work = || {
                let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
                let blobs = BlockingBlobs::new(house.blobs.clone(), runtime.handle().clone());
                flows::transfer::seal_next(house, &blobs, transfer, None).unwrap().unwrap().sealed
            };
            scope.spawn(work).join().unwrap()
        })
    }

    /// Does every job that is due, as a worker would.
    pub(crate) fn works(&self) {
        let house = self.house.house();
        thread::scope(|scope| {
            let work = || {
                let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
                let blobs = BlockingBlobs::new(house.blobs.clone(), runtime.handle().clone());
                let runner = Runner::new(
                    house.desk.clone(),
                    house.vault.clone(),
                    house.clock.clone(),
                    house.rng.clone(),
                    jobs::handlers(house, blobs, None).unwrap(),
                    RunnerOptions::default(),
                );
                while runner.turn().unwrap() > 0 {}
            };
            scope.spawn(work).join().unwrap();
        });
    }

    /// Merges and brings all documents over.
    async fn merged(&self, two: &Two, double: &Citizen, stays: &Citizen) -> String {
        let proposal = self.decided(two, &merge(double, stays)).await;
        self.works();
        proposal
    }

    /// The documents of a record as somebody sees them: none where it is shut.
    async fn seen(&self, record: &Citizen, token: &str) -> Vec<Value> {
        let list = self.send(Call::get(format!("{}?limit=100", documents(record))).token(token)).await;
        match list.status {
            200 => list.json()["items"].as_array().unwrap().clone(),
            404 => Vec::new(),
            status => panic!("{status}: {}", list.text()),
        }
    }

    async fn bytes(&self, record: &Citizen, document: &str, token: &str) -> Answer {
        let path = format!("{}/{document}/content", documents(record));
        self.send(Call::get(path).token(token)).await
    }

    /// A note that a citizen brings under a title.
    async fn note(&self, citizen: &Citizen, title: &str) -> String {
        let call = Call::post(documents(citizen)).token(citizen.token());
        let metadata = json!({"type": {"code": "11490-0"}, "title": title});
        let made = self.send(call.parts(&metadata, "text/plain", NOTE)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        id(&made)
    }

    /// The acts in the history of a record, as somebody reads it.
    async fn lines(&self, record: &Citizen, token: &str) -> Vec<Value> {
        let path = format!("/api/v1/spaces/{}/history?limit=100", record.space);
        let page = self.send(Call::get(path).token(token)).await;
        assert_eq!(page.status, 200, "{}", page.text());
        page.json()["items"].as_array().unwrap().clone()
    }

    /// Finds a record as support does.
    async fn finds(&self, by: &Login, how: &Value) -> Answer {
        self.send(Call::post("/api/v1/admin/spaces/find").token(by.token()).json(how)).await
    }
}

fn by_ins(citizen: &Citizen) -> Value {
    json!({"ins": {"value": citizen.ins.number.reveal(), "oid": citizen.ins.oid.as_str()}})
}

fn by_traits(citizen: &Citizen) -> Value {
    let traits = &citizen.traits;
    json!({"traits": {
        "birth_name": traits.birth_name.reveal(),
        "first_names": ["CAMILLE"],
        "birth_date": traits.birth_date.reveal(),
        "sex": "F",
        "birthplace": "75056"
    }})
}
