//! The connection to the server. It is made anew by itself, as often as it
//! takes.

use async_nats::jetstream::{self, Context};
use async_nats::{Client, Event};

use super::access::Access;
use super::error::Error;

/// The oldest version that has what is needed: named consumers, and reading
/// from a stream by subject without its leader.
const OLDEST: (u32, u32) = (2, 9);
/// What a message may have besides its payload: headers and subject.
const BESIDES: usize = 1024;
/// The smallest piece that a result is cut into, whatever a server says.
const SMALLEST: usize = 256;

/// A connection.
#[derive(Debug, Clone)]
pub struct Link {
    client: Client,
    context: Context,
}

/// What happens to a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The server is gone; it is looked for.
    Lost,
    /// There is one again.
    Back,
}

impl Link {
    /// Connects to the first server that lets us in.
    ///
    /// # Errors
    ///
    /// Where none does, or it is too old.
    pub async fn connect(
        access: &Access,
        notice: impl Fn(Notice) + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        let addresses = access.addresses()?;
        let options = access.options(&addresses).await?;
        let options = options.name("checker-xmpp").event_callback(move |event| {
            match event {
                Event::Disconnected => notice(Notice::Lost),
                Event::Connected => notice(Notice::Back),
                _ => {}
            }
            std::future::ready(())
        });
        let client = options.connect(addresses).await;
        let client = client.map_err(|error| Error::Connect(error.to_string()))?;
        let version = client.server_info().version;
        if is_older(&version) {
            return Err(Error::OldServer(version));
        }
        let context = jetstream::new(client.clone());
        Ok(Self { client, context })
    }

    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// The longest payload that goes into one message.
    pub(super) fn longest(&self) -> usize {
        let most = self.client.max_payload();
        most.saturating_sub(BESIDES).max(SMALLEST)
    }
}

/// Whether it is known to lack something: a version that cannot be read is
/// given a try.
fn is_older(version: &str) -> bool {
    let mut numbers = version.split('.').map(str::parse::<u32>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(major)), Some(Ok(minor))) => (major, minor) < OLDEST,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_before_2_9_are_refused() {
        for (version, older) in [
            ("2.8.4", true),
            ("1.10.0", true),
            ("2.9.10", false),
            ("2.14.0-rc", false),
            ("3.0.0", false),
            ("unknown", false),
        ] {
            assert_eq!(is_older(version), older, "{version}");
        }
    }
}
