use std::sync::Arc;

use blobs::BlockingBlobs;
use database::DatabaseUrl;
use flows::House;
use outbox::{Runner, RunnerOptions, Running};
use tokio::runtime::{Builder, Runtime};

use crate::fault::Fault;

/// The threads that do the jobs of a house.
pub(crate) struct Working {
    running: Running,
    // The blob store works on it; it ends after the last job.
    _runtime: Runtime,
}

impl Working {
    /// Starts them.
    pub(crate) fn start(house: &House, url: DatabaseUrl) -> Result<Self, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("blobs")
            .enable_all()
            .build()
            .map_err(Fault::at("a thread for the blob store"))?;
        let blobs = BlockingBlobs::new(Arc::clone(&house.blobs), runtime.handle().clone());
        let mailer = flows::mailer(&house.settings).map_err(Fault::at("the mail"))?;
        if mailer.is_none() {
            tracing::warn!(
                "no mail server is set (`mail.host`): no mail is sent, and what needs one is not offered"
            );
        }
        let handlers = flows::jobs::handlers(house, blobs, mailer).map_err(Fault::at("the jobs"))?;
        let jobs = &house.settings.jobs;
        let options = RunnerOptions {
            threads: u16::try_from(jobs.runners).unwrap_or(u16::MAX),
            poll: jobs.poll,
            ..RunnerOptions::default()
        };
        let (clock, rng) = (Arc::clone(&house.clock), Arc::clone(&house.rng));
        let runner = Runner::new(house.desk.clone(), house.vault.clone(), clock, rng, handlers, options);
        let running = Arc::new(runner).start(url).map_err(Fault::at("the jobs"))?;
        Ok(Self { running, _runtime: runtime })
    }

    /// Lets each thread finish the job it is doing, and waits for it.
    pub(crate) fn stop(self) {
        self.running.stop();
    }
}
