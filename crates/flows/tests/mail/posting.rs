use std::{sync::Arc, time::Duration};

use blobs::BlockingBlobs;
use config::{MailCarrier, MailServer, MailSettings};
use flows::{House, jobs, mailer};
use kernel::{EventId, Language};
use mail::{Letter, Message, Posted};
use outbox::{
    Runner, RunnerOptions,
    jobs::{JobFilter, JobLine},
};
use testkit::{MailServerMode, SmtpServer, TestHouse};
use tokio::runtime::{Builder, Runtime};

/// A house with a mail server, and what does its jobs.
pub(crate) struct Posting {
    pub(crate) server: SmtpServer,
    pub(crate) house: TestHouse,
    pub(crate) runtime: Runtime,
}

impl Posting {
    pub(crate) fn new() -> Self {
        let server = SmtpServer::new(MailServerMode::StartTls);
        let settings = MailServer {
            host: "localhost".to_owned(),
            port: server.port(),
            implicit_tls: false,
            log_in: None,
            authorities: Some(server.authority()),
            timeout: Duration::from_secs(2),
        };
        let house = TestHouse::with(|house| {
            let from = "carnet@example.org".to_owned();
            house.mail = Some(MailSettings { from, carrier: MailCarrier::Server(settings) });
        });
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Self { server, house, runtime }
    }

    /// What a worker has, before its first turn.
    pub(crate) fn runner(&self) -> Runner {
        let house = self.house.house();
        let blobs = BlockingBlobs::new(Arc::clone(&house.blobs), self.runtime.handle().clone());
        let handlers = jobs::handlers(house, blobs, mailer(&house.settings).unwrap()).unwrap();
        let (clock, rng) = (Arc::clone(&house.clock), Arc::clone(&house.rng));
        Runner::new(house.desk.clone(), house.vault.clone(), clock, rng, handlers, RunnerOptions::default())
    }

    pub(crate) fn post(&self, to: &str, language: Language, letter: Letter) -> (EventId, Posted) {
        let house = self.house.house();
        let event = self.house.id();
        let message = Message { event, to: to.parse().unwrap(), language, letter };
        (event, house.desk.write(|tx| house.post.enqueue(tx, &message)).unwrap())
    }

    pub(crate) fn posted(&self, to: &str) -> EventId {
        let (event, posted) = self.post(to, Language::French, Letter::SomethingNew);
        assert!(matches!(posted, Posted::Waits(_)), "{posted:?}");
        event
    }

    pub(crate) fn waiting(&self) -> Vec<JobLine> {
        waiting(self.house.house())
    }
}

pub(crate) fn waiting(house: &House) -> Vec<JobLine> {
    let of_mail = JobFilter { kind: Some(mail::KIND.to_owned()), ..JobFilter::default() };
    house.desk.read(|rtx| outbox::jobs::list(rtx, &of_mail)).unwrap()
}

pub(crate) fn text(mail: &testkit::ReceivedMail) -> String {
    String::from_utf8(mail.bytes.clone()).unwrap()
}

pub(crate) fn message_id(mail: &testkit::ReceivedMail) -> String {
    let text = text(mail);
    text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap().to_owned()
}
