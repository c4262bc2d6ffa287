//! Servers and guards that take a few connections at a time.
//!
//! What was refused among many visits is visited once more, alone at its
//! address and later.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use checker_kit::clock::{Mark, wait_until};
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use futures_util::future::join_all;

use super::times::Times;
use super::visit::{Visitor, visit};
use crate::open::Opened;
use crate::refusal;

/// A visit that may have been one too many.
pub(super) struct Refused<'a> {
    entry: &'a TlsEndpoint,
    remote: SocketAddr,
    opened: &'a mut Opened,
}

impl<'a> Refused<'a> {
    /// `None` where the visit did not end as one too many does.
    pub(super) fn of(
        entry: &'a TlsEndpoint,
        address: IpAddr,
        opened: &'a mut Opened,
    ) -> Option<Self> {
        refusal::is_likely(&opened.transcript).then_some(Self {
            entry,
            remote: SocketAddr::new(address, entry.port),
            opened,
        })
    }
}

/// Visits these again, if there is time; what speaks now counts. `answering` are
/// the addresses where other visits were let in.
pub(super) async fn again(
    refused: Vec<Refused<'_>>,
    answering: &BTreeSet<IpAddr>,
    times: Times,
    visitor: Visitor<'_>,
    end: Mark,
) {
    let mut at: BTreeMap<IpAddr, Vec<Refused<'_>>> = BTreeMap::new();
    for one in refused {
        at.entry(one.remote.ip()).or_default().push(one);
    }
    join_all(at.into_iter().map(async |(address, refused)| {
        let settled = Mark::now().plus(pause(&refused, answering.contains(&address), times));
        wait_until(settled.min(end)).await;
        let end = Mark::now().plus(times.second_visits()).min(end);
        for one in refused {
            if Mark::now() >= end {
                return;
            }
            let now = visit(visitor, one.entry, one.remote, end).await;
            if let Some(now) = now.filter(speaks) {
                *one.opened = now;
            }
        }
    }))
    .await;
}

/// Where others were let in, it was one at a time too many, if it was that; where
/// nobody was, it may be that we come too often.
fn pause(refused: &[Refused<'_>], others_get_in: bool, times: Times) -> Duration {
    let closed = |one: &Refused<'_>| refusal::is_closed(&one.opened.transcript);
    match others_get_in {
        // Where nothing listens, a second look has nothing to wait for.
        _ if refused.iter().all(closed) => Duration::ZERO,
        true => refusal::SETTLING,
        false => times.pause(),
    }
}

/// Whether the server has taken the connection.
pub(super) fn speaks(opened: &Opened) -> bool {
    let transcript = &opened.transcript;
    transcript.spoke() && !refusal::is_likely(transcript)
}
