//! Servers and guards that take a few connections at a time.
//!
//! What was refused among many visits is visited once more, alone at its
//! address and later.

use std::collections::BTreeMap;
use std::future::pending;
use std::net::{IpAddr, SocketAddr};

use checker_kit::clock::{Mark, before};
use checker_kit::shared::tls_endpoint::TlsEndpoint;
use checker_kit::tls::Config;
use checker_stream::open::Opened;
use checker_stream::refusal;
use futures_util::future::join_all;

use super::visit::{Opening, visit};
use crate::settings::Settings;

/// A visit that may have been one too many.
pub(super) struct Refused<'a> {
    entry: &'a TlsEndpoint,
    opening: Opening,
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
        let opening = Opening::of(entry)?;
        refusal::is_likely(&opened.transcript).then_some(Self {
            entry,
            opening,
            remote: SocketAddr::new(address, entry.port),
            opened,
        })
    }
}

/// Visits these again, if there is time; what speaks now counts.
pub(super) async fn again(
    refused: Vec<Refused<'_>>,
    settings: &Settings,
    config: &Config,
    end: Mark,
) {
    if refused.is_empty() {
        return;
    }
    let closed = |one: &Refused<'_>| refusal::is_closed(&one.opened.transcript);
    // Where nothing listens, a second look has nothing to wait for.
    if !refused.iter().all(closed) {
        let settled = Mark::now().plus(settings.pause()).min(end);
        // Nothing else ends this wait.
        let _elapsed = before(settled, pending::<()>()).await;
    }
    let mut at: BTreeMap<IpAddr, Vec<Refused<'_>>> = BTreeMap::new();
    for one in refused {
        at.entry(one.remote.ip()).or_default().push(one);
    }
    let end = Mark::now().plus(settings.second_visits()).min(end);
    join_all(at.into_values().map(async |refused| {
        for one in refused {
            if Mark::now() >= end {
                return;
            }
            let now = visit(one.entry, one.opening, one.remote, config, end).await;
            if speaks(&now) {
                *one.opened = now;
            }
        }
    }))
    .await;
}

/// Whether the server has taken the connection this time.
fn speaks(opened: &Opened) -> bool {
    let transcript = &opened.transcript;
    let spoke = transcript.header_before_tls.is_some() || transcript.secured();
    spoke && !refusal::is_likely(transcript)
}
