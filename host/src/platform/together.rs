//! A checker, and those that look at what it finds, at once.

use std::time::Duration;

use super::beside::{Beside, Scene};
use super::look::{Collected, Look};
use super::siblings::Seen;
use crate::engine::Error;
use crate::model::RuleSwitch;

/// How long a server is given to notice that the connections of siblings are
/// closed.
const SETTLING: Duration = Duration::from_millis(500);

/// Lets the publisher look, and its siblings beside it. What is seen while a
/// server would perhaps have wanted fewer at a time is seen again, by one after
/// the other.
pub(super) async fn look(
    scene: Scene<'_>,
    rules: &[RuleSwitch],
) -> Result<(Collected, Vec<Seen>), Error> {
    let clock = &scene.network.clock;
    let member = scene.siblings.publisher;
    let began = clock.now();
    let leader = scene.connections.leader();
    let look: Look = scene.look(leader.clone());
    let begun = look.begin(member, scene.siblings.options, rules).await?;
    let ends = begun.at_most.map(|time| began.saturating_add(time));
    let collecting = clock.now();
    let mut beside = Beside::begin(scene, &begun.discovery.entries, ends);
    let first = tokio::select! {
        biased;
        () = leader.spoilt() => None,
        collected = look.complete(member, rules, &begun) => Some(collected),
    };
    let collected = match first {
        Some(collected) if !leader.is_spoilt() => collected?,
        _ => {
            beside.over().await;
            clock.wait_until(clock.now().saturating_add(SETTLING)).await;
            let late = clock.now().saturating_sub(collecting);
            let look = scene.look(scene.connections.alone());
            look.complete(member, rules, &begun.later(member, late))
                .await?
        }
    };
    let seen = beside.complete(scene, &collected.entries, ends).await;
    Ok((collected, seen))
}
