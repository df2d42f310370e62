use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::HttpRequest;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Clock;
use lru::LruCache;

/// How often one caller may do something.
#[derive(Debug, Clone, Copy)]
pub struct ThrottleSettings {
    /// How often at once, after a rest.
    pub burst: u32,
    /// Time after which it may be done once more.
    pub refill: Duration,
    /// Callers that are remembered; the one that was longest not seen is forgotten first.
    pub callers: NonZeroUsize,
}

/// Lets each address do something only so often: a bucket of tokens for each, in the memory of this process. Cloning
/// shares the buckets.
#[derive(Clone)]
pub struct Throttle {
    settings: ThrottleSettings,
    clock: Arc<dyn Clock>,
    /// For each caller the time at which its bucket is full again.
    full_at: Arc<Mutex<LruCache<IpAddr, DateTime<Utc>>>>,
}

impl Throttle {
    /// One in which every bucket is full.
    pub fn new(settings: ThrottleSettings, clock: Arc<dyn Clock>) -> Self {
        let full_at = Arc::new(Mutex::new(LruCache::new(settings.callers)));
        Self { settings, clock, full_at }
    }

    /// Takes a token of this caller.
    ///
    /// # Errors
    /// How long the caller has to wait for one.
    pub fn take(&self, caller: IpAddr) -> Result<(), Duration> {
        let now = self.clock.now();
        // No setting comes near the longest span.
        let refill = TimeDelta::from_std(self.settings.refill).unwrap_or(TimeDelta::MAX);
        let others = i32::try_from(self.settings.burst.saturating_sub(1)).unwrap_or(i32::MAX);
        let may_owe = refill.checked_mul(others).unwrap_or(TimeDelta::MAX);
        let most = may_owe.checked_add(&refill).unwrap_or(TimeDelta::MAX);
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let full = full_at.get_or_insert_mut(network(caller), || now);
        // Nobody owes more than a whole bucket: a time further ahead was written before the clock was set back.
        let owes = Some(*full - now).filter(|owes| *owes <= most).unwrap_or_default().max(TimeDelta::zero());
        if owes > may_owe {
            return Err((owes - may_owe).to_std().unwrap_or(self.settings.refill));
        }
        *full = now + owes + refill;
        Ok(())
    }
}

/// Who counts as one caller among those that send a request through so many proxies: see [`client_address`].
pub fn client_network(request: &HttpRequest, proxies: usize) -> IpAddr {
    network(client_address(request, proxies))
}

/// Who counts as one caller: an IPv4 address, or the network of 64 bits that a subscriber of IPv6 has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

/// The address that a request comes from, when so many proxies of the operator's stand in front, each of which adds the
/// address that it saw to the end of `X-Forwarded-For`. What stands before theirs was written by whoever sent the
/// request, and is not believed; without a header of that length it is the address of the connection.
pub fn client_address(request: &HttpRequest, proxies: usize) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
    let Some(from_the_end) = proxies.checked_sub(1) else { return peer };
    let lines = request.headers().get_all("x-forwarded-for");
    let told: Vec<&str> =
        lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(',')).map(str::trim).collect();
    told.iter().rev().nth(from_the_end).and_then(|told| address_in(told)).unwrap_or(peer)
}

/// `192.0.2.1`, `2001:db8::1`, or either with a port.
fn address_in(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}
