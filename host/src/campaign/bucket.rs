//! Making a key-value bucket.
//!
//! A bucket is a stream with certain settings (NATS ADR-8). It is made as one: the
//! client's own way asks for an account's limits first, and cannot read what a
//! server of version 2.9 says of them.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};

use super::error::Error;
use super::link::Link;
use super::missing;

/// Makes the bucket where it is not there. With an age it forgets what is older.
pub(super) async fn make(
    link: &Link,
    name: &str,
    description: &str,
    max_age: Duration,
) -> Result<(), Error> {
    let config = Config {
        name: format!("KV_{name}"),
        subjects: vec![format!("$KV.{name}.>")],
        description: Some(description.to_owned()),
        storage: StorageType::File,
        discard: DiscardPolicy::New,
        max_messages_per_subject: 1,
        max_age,
        // The server wants it to be no longer than messages live.
        duplicate_window: match max_age.is_zero() {
            true => WINDOW,
            false => WINDOW.min(max_age),
        },
        allow_rollup: true,
        deny_delete: true,
        allow_direct: true,
        num_replicas: 1,
        ..Config::default()
    };
    match link.context().get_or_create_stream(config).await {
        Ok(_) => Ok(()),
        Err(error) if missing::is_jetstream(&error) => Err(Error::NoJetStream),
        Err(error) => Err(Error::doing("make a bucket")(error)),
    }
}

/// How long the server knows a message that comes twice; what NATS itself takes.
const WINDOW: Duration = Duration::from_secs(120);
