use identity::account::{AccountEvent, AccountNews};
use notifications::{NewNotice, Told};
use outbox::{Handler, Job, JobFailure};

use crate::House;

/// Its name.
pub(super) const KIND: &str = AccountNews::KIND;

/// Leaves in somebody's record what happened to their account. The mail about it went by itself.
pub(super) struct Tell(House);

impl Tell {
    pub(super) fn new(house: &House) -> Self {
        Self(house.clone())
    }
}

impl Handler for Tell {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run(&self, job: &Job) -> Result<(), JobFailure> {
        let Ok(news) = serde_json::from_value::<AccountNews>(job.payload().clone()) else {
            return Err(JobFailure::fail("account-news-unreadable"));
        };
        let house = &self.0;
        let failed = |error: &dyn std::error::Error| {
            tracing::warn!(job = %job.id(), %error, "what happened to an account was not told");
            JobFailure::retry("account-news")
        };
        let spaces = house.desk.read(|rtx| house.identity.spaces_to_tell(rtx, news.person));
        for held in spaces.map_err(|error| failed(&error))? {
            let notice =
                NewNotice { event: news.event, person: None, told: told(news.what.clone()), secret: false };
            let left = house.desk.write(|tx| house.notifications.tell(tx, held.space, &notice).map(drop));
            left.map_err(|error| failed(&error))?;
        }
        Ok(())
    }
}

fn told(what: AccountEvent) -> Told {
    match what {
        AccountEvent::PasswordChanged => Told::PasswordChanged,
        AccountEvent::RecoveryBegun { ends } => Told::RecoveryBegun { ends },
        AccountEvent::RecoveryStopped => Told::RecoveryStopped,
        AccountEvent::RecoveryDone => Told::RecoveryDone,
        AccountEvent::DeviceNew { device } => Told::DeviceNew { device },
        AccountEvent::FactorAdded { factor } => Told::FactorAdded { factor },
        AccountEvent::FactorRemoved { factor } => Told::FactorRemoved { factor },
        AccountEvent::AddressChanging => Told::AddressChanging,
    }
}
