//! A [`Session`] over the contract's TCP and clock.

use std::net::SocketAddr;

use checker_kit::clock::{Mark, before};
use checker_kit::tcp::Connection;

use crate::session::{Session, SessionConfig};
use crate::transcript::Probe;

/// Probes one endpoint; comes back by `deadline`, which covers everything done
/// there. What was learnt before a failure is in the transcript all the same.
pub async fn probe(remote: SocketAddr, config: SessionConfig<'_>, deadline: Mark) -> Probe {
    let mut session = Session::new(config, deadline, Mark::now());
    if before(deadline, drive(&mut session, remote)).await.is_err() {
        session.handle_timeout(deadline.max(Mark::now()));
    }
    session.outcome()
}

async fn drive(session: &mut Session<'_>, remote: SocketAddr) {
    let connection = match Connection::open(remote).await {
        Ok(connection) => connection,
        Err(error) => return session.connection_failed(error, Mark::now()),
    };
    session.connected(Mark::now());
    loop {
        while let Some(bytes) = session.poll_transmit() {
            match connection.write(bytes).await {
                Ok(()) => {}
                // The server has no part in it: there is nothing to wait for.
                Err(error) if error.is_local() => session.connection_failed(error, Mark::now()),
                Err(error) => session.write_failed(error),
            }
        }
        if session.is_done() {
            return;
        }
        match connection.read().await {
            Ok(bytes) if bytes.is_empty() => session.receive_end(Mark::now()),
            Ok(bytes) => session.receive(&bytes, Mark::now()),
            Err(error) => session.connection_failed(error, Mark::now()),
        }
    }
}
