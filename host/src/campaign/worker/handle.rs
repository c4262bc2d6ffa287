//! One job, from its message to the stored result.

use std::time::Duration;

use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::{AckKind, Message};
use bytes::Bytes;
use tokio::sync::RwLock;

use super::crew::Crew;
use crate::campaign::job::{Job, JobId};
use crate::campaign::publish::{self, Stored};
use crate::campaign::registry::Campaigns;
use crate::campaign::retry::Pause;
use crate::survey;

/// How many workers a job may kill before it is given up: the first, and those
/// that leave marks.
pub const MAX_DEATHS: usize = 3;
/// How often a job is let go of; where that fails, another worker finds its
/// result stored.
const LETTING_GO: usize = 3;
/// Into how many parts the time is divided in which a worker has to be heard of.
const BEATS: u32 = 3;

/// Checks, stores what came of it, and lets go of the job.
pub(super) async fn handle(crew: &Crew, message: Message, room: &RwLock<()>) {
    let stored = tokio::select! {
        stored = done(crew, &message, room) => stored,
        () = beat(&message, crew.plan.silence) => false,
    };
    for _ in 0..LETTING_GO {
        if !stored || message.double_ack().await.is_ok() {
            return;
        }
    }
}

/// Tells the server for as long as it is polled that the job is under way.
async fn beat(message: &Message, silence: Duration) {
    loop {
        tokio::time::sleep(silence / BEATS).await;
        // One that is not heard is followed by the next.
        let _ = message.ack_with(AckKind::Progress).await;
    }
}

/// Whether the result is stored, by us or by another.
async fn done(crew: &Crew, message: &Message, room: &RwLock<()>) -> bool {
    let Ok(Job { domain }) = serde_json::from_slice(&message.payload) else {
        // Nobody submits that. It is let go of, or it would come for ever.
        return true;
    };
    let id = JobId::of(&domain);
    let is_first = message.info().is_ok_and(|info| info.delivered == 1);
    let line = match is_first {
        true => {
            let _beside_others = room.read().await;
            Some(checked(crew, &domain).await)
        }
        false => again(crew, id, &domain, room).await,
    };
    match line {
        Some(line) => store(crew, id, &line.into()).await,
        None => false,
    }
}

/// A job that came to somebody before, who ended without a word or was away for
/// too long. `None` where nobody wants it any more.
///
/// How often it came says little: it may have waited for its turn where another
/// job killed the worker. So each check that is begun again leaves a mark. The
/// first is made beside others; the second alone, so that whoever was only with
/// a job that kills is cleared; and there is no third.
async fn again(crew: &Crew, id: JobId, domain: &str, room: &RwLock<()>) -> Option<String> {
    {
        let _beside_others = room.read().await;
        if mark(crew, id, 0).await? == Stored::New {
            return Some(checked(crew, domain).await);
        }
    }
    let _alone = room.write().await;
    Some(match mark(crew, id, 1).await? {
        Stored::New => checked(crew, domain).await,
        Stored::Before => given_up(domain),
    })
}

/// Marks that a check is begun again, and tells whether it was marked before.
async fn mark(crew: &Crew, id: JobId, number: usize) -> Option<Stored> {
    let mut pause = Pause::new();
    let mut doubtful = false;
    loop {
        let subject = crew.name.part(id, "begun", number);
        let sent = publish::send(
            &crew.link,
            subject.clone(),
            &subject,
            PublishMessage::build(),
        );
        let stored = match sent.await {
            Ok(sent) => publish::stored(sent).await,
            Err(error) => Err(error),
        };
        match stored {
            // It may be our own, of which the server could not tell us.
            Ok(Stored::Before) if doubtful => return Some(Stored::New),
            Ok(stored) => return Some(stored),
            Err(_) => doubtful = true,
        }
        if is_ended(crew).await {
            return None;
        }
        pause.wait().await;
    }
}

async fn checked(crew: &Crew, domain: &str) -> String {
    let (platform, id) = (crew.platform.clone(), crew.plan.checker.clone());
    let options = crew.plan.options.clone();
    // In a task of its own, so that a panic costs this check alone.
    let check = tokio::spawn(survey::check(platform, id, domain.to_owned(), options));
    match check.await {
        Ok(surveyed) => crew.lines.line(&surveyed),
        Err(_) => survey::refused(domain, "the check broke off, by a fault of this program"),
    }
}

fn given_up(domain: &str) -> String {
    let why = format!(
        "{MAX_DEATHS} workers ended without a word while they checked it, the last of them with \
         nothing else to do"
    );
    survey::refused(domain, &why)
}

/// Stores a result for as long as it takes, or until nobody wants it.
async fn store(crew: &Crew, id: JobId, line: &Bytes) -> bool {
    let mut pause = Pause::new();
    while publish::result(&crew.link, &crew.name, id, line)
        .await
        .is_err()
    {
        if is_ended(crew).await {
            return false;
        }
        pause.wait().await;
    }
    true
}

/// Whether the campaign is gone. Where that cannot be told, the server is away.
async fn is_ended(crew: &Crew) -> bool {
    let found = Campaigns::on(&crew.link).find(&crew.name).await;
    matches!(found, Ok(None))
}
