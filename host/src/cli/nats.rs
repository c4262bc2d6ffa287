//! Connecting to the NATS server that is meant.

use zeroize::Zeroizing;

use super::args::NatsArguments;
use super::failure::Failure;
use super::tell::tell;
use crate::campaign::{Access, Link, Notice};

/// Names the servers where the command line does not.
const SERVERS: &str = "NATS_URL";

/// Connects, and tells where the connection is lost and made again.
pub(super) async fn connect(arguments: &NatsArguments) -> Result<Link, Failure> {
    let named = arguments.nats.clone();
    let servers = named.or_else(|| std::env::var(SERVERS).ok());
    let access = Access {
        servers: servers.ok_or(Failure::NoServer)?,
        credentials: arguments.creds.clone(),
        nkey: arguments.nkey.clone(),
        user: arguments.user.clone(),
        password: arguments.password.clone().map(Zeroizing::new),
        authorities: arguments.tlsca.clone(),
        certificate: arguments.tlscert.clone(),
        key: arguments.tlskey.clone(),
    };
    let lost = std::sync::atomic::AtomicBool::new(false);
    let notice = move |notice| {
        use std::sync::atomic::Ordering::Relaxed;
        match notice {
            Notice::Lost if !lost.swap(true, Relaxed) => {
                tell("the NATS server is away; it is waited for", None);
            }
            Notice::Back if lost.swap(false, Relaxed) => tell("the NATS server is back", None),
            Notice::Lost | Notice::Back => {}
        }
    };
    Ok(Link::connect(&access, notice).await?)
}
