use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    num::NonZeroUsize,
    sync::Arc,
    time::Duration,
};

use actix_web::HttpRequest;
use kernel::{Clock, PersonId};

use crate::{Buckets, Rate};

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

/// Whose bucket.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Whose {
    Address(IpAddr),
    Person(PersonId),
}

/// Lets each address, or each person, do something only so often: a bucket for each ([`Buckets`]). Cloning shares them.
#[derive(Clone)]
pub struct Throttle {
    rate: Rate,
    buckets: Buckets<Whose>,
}

impl Throttle {
    /// One in which every bucket is full.
    pub fn new(settings: ThrottleSettings, clock: Arc<dyn Clock>) -> Self {
        let ThrottleSettings { burst, refill, callers } = settings;
        Self { rate: Rate { burst, refill }, buckets: Buckets::new(callers, clock) }
    }

    /// Takes a token of this caller.
    ///
    /// # Errors
    /// How long the caller has to wait for one.
    pub fn take(&self, caller: IpAddr) -> Result<(), Duration> {
        self.buckets.take(Whose::Address(network(caller)), self.rate)
    }

    /// Takes a token of this person, wherever the calls come from.
    ///
    /// # Errors
    /// How long the person has to wait for one.
    pub fn take_as(&self, person: PersonId) -> Result<(), Duration> {
        self.buckets.take(Whose::Person(person), self.rate)
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
