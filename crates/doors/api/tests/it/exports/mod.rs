//! Leaving with everything: an export as its owner asks for it, follows it and takes it out.

mod ended;
mod killed;
mod of_parents;
mod unseen;
mod unseen_by_others;
mod whole;
mod wrong;

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    thread,
};

use blobs::BlockingBlobs;
use database::Tx;
use flows::{
    jobs,
    leaving::{self, Held, Made},
};
use kernel::ExportId;
use outbox::{Runner, RunnerOptions};
use serde_json::{Value, json};
use testkit::Citizen;
use tokio::runtime::Builder;

use crate::door::{Answer, Call, Door};

/// The files of an archive by their names, each verified by its checksum.
type Files = BTreeMap<String, Vec<u8>>;

fn unpacked(bytes: &[u8]) -> Files {
    let mut archive = ::zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        assert!(file.enclosed_name().is_some());
        let name = file.name().unwrap().into_owned();
        let mut inside = Vec::new();
        file.read_to_end(&mut inside).unwrap();
        assert!(files.insert(name, inside).is_none(), "a name stands once");
    }
    files
}

fn said(files: &Files, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap()
}

/// What somebody does while an export is made, in each transaction of its own.
struct Meanwhile<F>(F);

impl<F: Fn() -> Result<(), leaving::Error>> Held for Meanwhile<F> {
    fn hold(&self, _: &mut Tx<'_>) -> Result<(), leaving::Error> {
        (self.0)()
    }
}

impl Door {
    async fn export(&self, citizen: &Citizen, method: &str, path: &str) -> Answer {
        self.export_of(citizen, citizen, method, path).await
    }

    /// As somebody in the record of somebody else.
    async fn export_of(&self, actor: &Citizen, record: &Citizen, method: &str, path: &str) -> Answer {
        let path = format!("/api/v1/spaces/{}/exports{path}", record.space);
        self.send(Call::new(method, path).token(self.house.sure(actor).token())).await
    }

    /// Asks for an export and gives its id.
    async fn wants_out(&self, citizen: &Citizen) -> String {
        self.wants_out_of(citizen, citizen).await
    }

    async fn wants_out_of(&self, actor: &Citizen, record: &Citizen) -> String {
        let asked = self.export_of(actor, record, "POST", "").await;
        assert_eq!(asked.status, 201, "{}", asked.text());
        asked.json()["id"].as_str().unwrap().to_owned()
    }

    /// Does something on a thread that may wait for blobs, as a worker's.
    pub(crate) fn at_work<R: Send>(&self, work: impl FnOnce(&BlockingBlobs) -> R + Send) -> R {
        let blobs = self.house.house().blobs.clone();
        thread::scope(|scope| {
            let work = || {
                let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
                work(&BlockingBlobs::new(blobs, runtime.handle().clone()))
            };
            scope.spawn(work).join().unwrap()
        })
    }

    /// Makes an export while something else happens.
    fn makes(
        &self,
        citizen: &Citizen,
        export: &str,
        held: &(dyn Held + Sync),
    ) -> Result<Made, leaving::Error> {
        let id: ExportId = export.parse().unwrap();
        let house = self.house.house();
        self.at_work(|blobs| leaving::make(house, blobs, held, citizen.space, id))
    }

    /// Does every job that is due, as a worker would.
    pub(crate) fn runs_jobs(&self) {
        let house = self.house.house();
        self.at_work(|blobs| {
            let runner = Runner::new(
                house.desk.clone(),
                house.vault.clone(),
                house.clock.clone(),
                house.rng.clone(),
                jobs::handlers(house, blobs.clone(), None).unwrap(),
                RunnerOptions::default(),
            );
            while runner.turn().unwrap() > 0 {}
        });
    }

    /// Asks for an export, has it made, and takes it out.
    async fn leaves_with(&self, citizen: &Citizen) -> (String, Files) {
        self.leaves_with_record_of(citizen, citizen).await
    }

    /// As somebody in the record of somebody else.
    async fn leaves_with_record_of(&self, actor: &Citizen, record: &Citizen) -> (String, Files) {
        let export = self.wants_out_of(actor, record).await;
        self.runs_jobs();
        (export.clone(), self.takes_out_of(actor, record, &export).await)
    }

    async fn takes_out(&self, citizen: &Citizen, export: &str) -> Files {
        self.takes_out_of(citizen, citizen, export).await
    }

    async fn takes_out_of(&self, actor: &Citizen, record: &Citizen, export: &str) -> Files {
        let stands = self.export_of(actor, record, "GET", &format!("/{export}")).await.json();
        assert_eq!(stands["state"], "ready", "{stands}");
        let taken = self.export_of(actor, record, "GET", &format!("/{export}/content")).await;
        assert_eq!((taken.status, taken.header("content-type")), (200, "application/zip"));
        assert_eq!(json!(taken.body.len()), stands["bytes"]);
        unpacked(&taken.body)
    }

    /// Removes what is over, as a worker would; says how many.
    fn expires(&self) -> usize {
        let house = self.house.house();
        self.at_work(|blobs| leaving::expire(house, blobs)).unwrap()
    }

    fn parts(&self) -> i64 {
        self.house.database().count("select count(*) from exports.part")
    }
}

/// One call of each operation, for the test that each leaves its line.
pub(crate) async fn lines(door: &Door, camille: &Citizen) {
    let export = door.wants_out(camille).await;
    assert_eq!(door.export(camille, "GET", "").await.status, 200);
    assert_eq!(door.makes(camille, &export, &leaving::Unheld).unwrap(), Made::Ready);
    assert_eq!(door.export(camille, "GET", &format!("/{export}")).await.status, 200);
    assert_eq!(door.export(camille, "GET", &format!("/{export}/content")).await.status, 200);
    assert_eq!(door.export(camille, "DELETE", &format!("/{export}")).await.status, 204);
}
