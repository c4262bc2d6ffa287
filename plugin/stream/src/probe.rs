//! From a TCP connection to the features under TLS, one endpoint at a time.
//!
//! One race against the deadline covers the whole endpoint. What was learnt
//! before a failure is in the [`Transcript`] all the same.

mod channel;

use std::net::SocketAddr;

use checker_kit::clock::{Elapsed, Mark, before};
use checker_kit::text::{excerpt, shorten};
use checker_kit::tls::{Config, TlsClient};
use rustls::pki_types::CertificateDer;

use crate::element::Element;
use crate::failure::{FailureCause, ProbeFailure};
use crate::features::Features;
use crate::header::{Header, opening};
use crate::method::Method;
use crate::ns;
use crate::reader::{Event, StreamReader};
use crate::side::Side;
use crate::step::{Step, StepTime};
use crate::stream_error::StreamError;
use crate::transcript::Transcript;
use channel::Channel;

/// How many bytes after `<proceed/>` are shown.
const INJECTED_SHOWN: usize = 80;
/// How much of an unexpected element's name is shown.
const NAME_SHOWN: usize = 80;

/// What to connect to and how to present oneself.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// Where to connect to.
    pub remote: SocketAddr,
    /// Which side of the service is expected there.
    pub side: Side,
    /// How TLS begins.
    pub method: Method,
    /// The name for SNI: the XMPP domain, in A-label form (XEP-0368 §5).
    pub sni: &'a str,
    /// The stream's `to`.
    pub to: &'a str,
    /// The stream's `from`, for server-to-server streams.
    pub from: Option<&'a str>,
    /// The application protocols offered with direct TLS (XEP-0368 §4).
    pub alpn: &'a [&'a str],
}

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// Until TLS is established.
    Tls,
    /// Until the features under TLS are there.
    Features,
}

/// What came of a probe.
#[derive(Debug)]
pub struct Probe {
    /// What was seen.
    pub transcript: Transcript,
    /// The certificates that the server sent, its own first.
    pub chain: Vec<CertificateDer<'static>>,
}

/// Probes one endpoint; comes back by `deadline`.
pub async fn probe(target: &Target<'_>, config: &Config, depth: Depth, deadline: Mark) -> Probe {
    let mut run = Run::new();
    let outcome = before(deadline, run.drive(target, config, depth)).await;
    let cause = match outcome {
        Ok(Ok(())) => None,
        Ok(Err(cause)) => Some(cause),
        Err(Elapsed) => Some(FailureCause::TimedOut),
    };
    run.finish(cause)
}

struct Run {
    step: Step,
    since: Mark,
    transcript: Transcript,
    chain: Vec<CertificateDer<'static>>,
}

impl Run {
    fn new() -> Self {
        Self {
            step: Step::Connect,
            since: Mark::now(),
            transcript: Transcript::default(),
            chain: Vec::new(),
        }
    }

    fn finish(mut self, cause: Option<FailureCause>) -> Probe {
        if let Some(cause) = cause {
            self.time_step();
            self.transcript.failure = Some(ProbeFailure::new(self.step, cause));
        }
        Probe {
            transcript: self.transcript,
            chain: self.chain,
        }
    }

    /// Ends the current step and begins the next.
    fn advance(&mut self, next: Step) {
        self.time_step();
        self.step = next;
    }

    fn time_step(&mut self) {
        let now = Mark::now();
        self.transcript.steps.push(StepTime {
            step: self.step,
            micros: now.micros_since(self.since),
        });
        self.since = now;
    }

    async fn drive(
        &mut self,
        target: &Target<'_>,
        config: &Config,
        depth: Depth,
    ) -> Result<(), FailureCause> {
        let mut channel = Channel::open(target.remote).await?;
        let header = opening(target.side, target.to, target.from);
        let alpn: &[&str] = match target.method {
            Method::StartTls => {
                self.advance(Step::Stream);
                self.start_tls(&mut channel, &header).await?;
                self.advance(Step::Tls);
                // XEP-0368 §4: the names are for direct TLS.
                &[]
            }
            Method::DirectTls => {
                self.advance(Step::Tls);
                target.alpn
            }
        };

        let mut tls = TlsClient::new(config, target.sni, alpn)?;
        if depth == Depth::Features {
            // Queued now, it leaves in one segment with our Finished.
            tls.write(header.as_bytes());
        }
        let outcome = channel.secure(tls).await;
        self.chain = channel.certificates();
        self.transcript.tls = channel.tls_facts();
        let early = outcome.inspect_err(|_| self.note_close(&mut channel))?;

        if depth == Depth::Tls {
            self.time_step();
            channel.close("").await;
            return Ok(());
        }
        self.advance(Step::Features);
        let mut reader = StreamReader::new();
        reader.feed(&early)?;
        let mut header = None;
        let features = read_features(&mut channel, &mut reader, &mut header).await;
        self.transcript.header = header;
        self.note_close(&mut channel);
        self.transcript.features = Some(features?);
        self.time_step();
        channel.close("</stream:stream>").await;
        Ok(())
    }

    /// RFC 6120 §5.4: up to the moment when TLS may begin.
    async fn start_tls(&mut self, channel: &mut Channel, header: &str) -> Result<(), FailureCause> {
        channel.send(header).await;
        let mut reader = StreamReader::new();
        let mut seen = None;
        let features = read_features(channel, &mut reader, &mut seen).await;
        self.transcript.header_before_tls = seen;
        let features = features?;
        let offered = features.starttls.is_some();
        self.transcript.features_before_tls = Some(features);

        self.advance(Step::StartTls);
        if !offered {
            channel.close("</stream:stream>").await;
            return Err(FailureCause::NotOffered);
        }
        channel
            .send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")
            .await;
        let answer = read_element(channel, &mut reader).await?;
        if answer.is("failure", ns::STARTTLS) {
            return Err(FailureCause::StartTlsRefused);
        }
        if !answer.is("proceed", ns::STARTTLS) {
            return Err(FailureCause::Unexpected(shorten(&answer.name, NAME_SHOWN)));
        }
        // RFC 6120 §5.4.3.3: TLS begins right after the closing bracket. What
        // came in clear after it was not protected by TLS and must never be
        // taken for what was (CVE-2011-0411).
        if !reader.rest().is_empty() {
            self.transcript.after_proceed = Some(excerpt(reader.rest(), INJECTED_SHOWN));
        }
        Ok(())
    }

    fn note_close(&mut self, channel: &mut Channel) {
        if channel.ended() {
            self.transcript.close_notify = channel.saw_close_notify();
        }
    }
}

/// Reads until the features are there; the header is kept as soon as it is.
async fn read_features(
    channel: &mut Channel,
    reader: &mut StreamReader,
    header: &mut Option<Header>,
) -> Result<Features, FailureCause> {
    loop {
        match next_event(channel, reader).await? {
            Event::Opened(root) => *header = Some(Header::read(&root)),
            Event::Closed => return Err(FailureCause::StreamClosed),
            Event::Element(element) => {
                if let Some(error) = StreamError::read(&element) {
                    return Err(FailureCause::StreamError(error));
                }
                if let Some(features) = Features::read(&element) {
                    return Ok(features);
                }
                // Nothing else may come before the features (RFC 6120 §4.3.2),
                // and nothing else is worth stopping for.
            }
        }
    }
}

async fn read_element(
    channel: &mut Channel,
    reader: &mut StreamReader,
) -> Result<Element, FailureCause> {
    loop {
        match next_event(channel, reader).await? {
            Event::Opened(_) => {}
            Event::Closed => return Err(FailureCause::StreamClosed),
            Event::Element(element) => {
                return match StreamError::read(&element) {
                    Some(error) => Err(FailureCause::StreamError(error)),
                    None => Ok(element),
                };
            }
        }
    }
}

async fn next_event(
    channel: &mut Channel,
    reader: &mut StreamReader,
) -> Result<Event, FailureCause> {
    loop {
        if let Some(event) = reader.next()? {
            return Ok(event);
        }
        let bytes = channel.receive().await?;
        reader.feed(&bytes)?;
    }
}
