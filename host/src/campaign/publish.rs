//! Storing something once: a job, or its result.
//!
//! The server refuses a second message of one subject. That holds for as long as
//! the stream does, where its own memory of identifiers is one of minutes.

use async_nats::jetstream::context::{PublishAckFuture, PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use bytes::Bytes;

use super::job::JobId;
use super::link::Link;
use super::name::Name;

/// The header that says in how many parts a result is, and of which attempt.
pub(super) const PARTS: &str = "Checker-Parts";

/// What came of storing something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// It is stored.
    New,
    /// It was already.
    Before,
}

/// Sends what is to be there once; what came of it is told by [`stored`].
pub(super) async fn send(
    link: &Link,
    subject: String,
    id: &str,
    message: PublishMessage,
) -> Result<PublishAckFuture, PublishError> {
    let message = message.message_id(id).expected_last_subject_sequence(0);
    link.context().send_publish(subject, message).await
}

/// Waits for the server's word.
pub(super) async fn stored(sent: PublishAckFuture) -> Result<Stored, PublishError> {
    match sent.await {
        Ok(ack) if ack.duplicate => Ok(Stored::Before),
        Ok(_) => Ok(Stored::New),
        Err(error) if error.kind() == PublishErrorKind::WrongLastSequence => Ok(Stored::Before),
        Err(error) => Err(error),
    }
}

/// Stores the result of a job, in parts where it is too long for one message.
///
/// The parts come first, each attempt's apart; the message that stands for the
/// result names those of its own attempt. So whoever is broken off leaves parts
/// that nobody reads.
pub(super) async fn result(
    link: &Link,
    name: &Name,
    id: JobId,
    line: &Bytes,
) -> Result<Stored, PublishError> {
    let message = PublishMessage::build();
    let longest = link.longest();
    let message = match line.len() <= longest {
        true => message.payload(line.clone()),
        false => {
            let attempt = format!("{:016x}", rand::random::<u64>());
            let parts = parts(line, longest);
            for (number, part) in parts.iter().enumerate() {
                let subject = name.part(id, &attempt, number);
                let sent = link.context().publish(subject, part.clone()).await?;
                sent.await?;
            }
            message.header(PARTS, format!("{attempt} {}", parts.len()).as_str())
        }
    };
    let sent = send(link, name.result(id), &id.to_string(), message).await?;
    stored(sent).await
}

fn parts(line: &Bytes, longest: usize) -> Vec<Bytes> {
    let starts = (0..line.len()).step_by(longest.max(1));
    starts
        .map(|start| line.slice(start..line.len().min(start.saturating_add(longest))))
        .collect()
}

/// Of which attempt the parts are that belong to a result, and how many.
pub(super) fn named_parts(header: &str) -> Option<(&str, usize)> {
    let (attempt, count) = header.split_once(' ')?;
    Some((attempt, count.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_the_whole_and_none_is_too_long() {
        for (length, longest, count) in [(10, 4, 3), (8, 4, 2), (4, 4, 1), (9, 1, 9)] {
            let line: Vec<u8> = (0..length).collect();
            let parts = parts(&Bytes::from(line.clone()), longest);
            assert_eq!(parts.len(), count);
            assert!(parts.iter().all(|part| part.len() <= longest));
            assert_eq!(parts.concat(), line);
        }
    }

    #[test]
    fn the_header_of_a_result_in_parts_is_read() {
        assert_eq!(named_parts("00ff 3"), Some(("00ff", 3)));
        assert_eq!(named_parts("00ff"), None);
        assert_eq!(named_parts("00ff many"), None);
    }
}
