//! One visit to one endpoint: the probe, and where it fails, the question why.

mod diagnosis;
mod outcome;
mod outdated;
mod prober;

use checker_stream::dialback::Verdict;
use checker_stream::external::{External, Restart};
use checker_stream::failure::FailureCause;
use checker_stream::transcript::Transcript;

use super::handshakes::Handshakes;
use super::key::Key;
use crate::observation::Endpoint;
use crate::recognition;
use crate::settings::Settings;
use crate::timer::Timer;
use prober::{Look, Prober};

/// What all visits of a check share.
#[derive(Clone, Copy)]
pub(super) struct Visitor<'a> {
    settings: &'a Settings,
    handshakes: &'a Handshakes,
    timer: &'a Timer,
}

impl<'a> Visitor<'a> {
    /// A visitor with nothing visited yet.
    pub(super) fn new(
        settings: &'a Settings,
        handshakes: &'a Handshakes,
        timer: &'a Timer,
    ) -> Self {
        Self {
            settings,
            handshakes,
            timer,
        }
    }

    /// Visits an endpoint; its budget covers everything done there.
    pub(super) async fn visit(&self, key: Key) -> Endpoint {
        let deadline = self.timer.visit();
        let prober = Prober::new(self.settings, self.handshakes, deadline.mark);
        let mut endpoint = Endpoint::unvisited(key.remote(), key.side, key.method);
        let opened = prober.open(Look::at(&endpoint)).await;
        endpoint.transcript = opened.transcript;
        endpoint.to_a_label = opened.to_a_label;
        endpoint.redirects = opened.redirects;
        endpoint.diagnosis = diagnosis::diagnose(&prober, &endpoint).await;
        outdated::look(&prober, &mut endpoint).await;
        endpoint.software = recognition::recognize(endpoint.last());
        endpoint.out_of_time = deadline.cut_short && endpoint.last().timed_out();
        if deadline.cut_short {
            forget_silence(&mut endpoint.transcript);
        }
        endpoint
    }
}

/// Who was not given its time to answer is not called silent.
fn forget_silence(transcript: &mut Transcript) {
    if transcript.dialback == Some(Verdict::Unanswered(FailureCause::TimedOut)) {
        transcript.dialback = None;
    }
    match &transcript.external {
        Some(External::Unanswered(FailureCause::TimedOut)) => transcript.external = None,
        Some(External::Succeeded(restart)) if restart.failure == Some(FailureCause::TimedOut) => {
            transcript.external = Some(External::Succeeded(Restart::default()));
        }
        _ => {}
    }
}
