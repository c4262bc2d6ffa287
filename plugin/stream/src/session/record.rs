//! What a session writes down.

use checker_kit::clock::Mark;

use super::injection::Injection;
use super::wire::Wire;
use crate::dialback::Verdict;
use crate::external::{External, Restart};
use crate::failure::{FailureCause, ProbeFailure};
use crate::mail::Mail;
use crate::step::{Step, StepTime};
use crate::transcript::{Probe, Transcript};

/// The findings, and the step that is being timed.
#[derive(Debug)]
pub(super) struct Record {
    probe: Probe,
    injection: Injection,
    step: Step,
    since: Mark,
}

impl Record {
    /// The first step begins.
    pub(super) fn begin(now: Mark) -> Self {
        Self {
            probe: Probe::default(),
            injection: Injection::default(),
            step: Step::Connect,
            since: now,
        }
    }

    pub(super) fn transcript(&mut self) -> &mut Transcript {
        &mut self.probe.transcript
    }

    pub(super) fn into_probe(self) -> Probe {
        self.probe
    }

    /// Ends the current step and begins the next.
    pub(super) fn enter(&mut self, next: Step, now: Mark) {
        self.end(now);
        self.step = next;
    }

    /// Ends the current step.
    pub(super) fn end(&mut self, now: Mark) {
        let micros = now.micros_since(self.since);
        self.since = now;
        self.probe.transcript.steps.push(StepTime {
            step: self.step,
            micros,
        });
    }

    /// Ends the current step: it failed. That a question was not answered takes
    /// nothing from what was reached before.
    pub(super) fn fail(&mut self, cause: FailureCause, now: Mark) {
        self.end(now);
        let transcript = &mut self.probe.transcript;
        match self.step {
            Step::External => transcript.external = Some(External::Unanswered(cause)),
            Step::Restart => {
                transcript.external = Some(External::Succeeded(Restart {
                    features: None,
                    failure: Some(cause),
                }));
            }
            // XEP-0178 §3: who was turned away may be turned out.
            Step::Dialback if matches!(transcript.external, Some(External::Refused(_))) => {}
            Step::Dialback => transcript.dialback = Some(Verdict::Unanswered(cause)),
            step => transcript.failure = Some(ProbeFailure::new(step, cause)),
        }
    }

    /// The failure, if there was one, as one of this protocol.
    pub(super) fn in_words_of(&mut self, mail: Mail) {
        let failure = &mut self.probe.transcript.failure;
        *failure = failure.take().map(|failure| failure.in_words_of(mail));
    }

    /// What the handshake showed.
    pub(super) fn tls(&mut self, wire: &Wire) {
        self.probe.chain = wire.certificates();
        self.probe.transcript.tls = wire.tls_facts();
    }

    /// Bytes came in clear where only TLS may come.
    pub(super) fn injected(&mut self, bytes: &[u8]) {
        self.probe.transcript.after_proceed = self.injection.note(bytes);
    }

    /// The server ended the connection.
    pub(super) fn ended(&mut self, close_notify: Option<bool>) {
        self.probe.transcript.close_notify = close_notify;
    }
}
