use checker_stream::failure::{FailureCause, ProbeFailure};
use checker_stream::features::Features;
use checker_stream::header::Header;
use checker_stream::reader::{Event, StreamReader};
use checker_stream::step::Step;
use checker_stream::stream_error::StreamError;

use super::*;

/// The transcript of a server that says this, before TLS and under it.
fn said(before: &str, after: &str) -> Transcript {
    let mut transcript = Transcript::default();
    if !before.is_empty() {
        let (header, features, error) = heard(before);
        transcript.header_before_tls = Some(header);
        transcript.features_before_tls = features;
        transcript.failure = error;
    }
    if !after.is_empty() {
        let (header, features, error) = heard(after);
        transcript.header = Some(header);
        transcript.features = features;
        transcript.failure = error;
    }
    transcript
}

fn heard(bytes: &str) -> (Header, Option<Features>, Option<ProbeFailure>) {
    let mut reader = StreamReader::default();
    reader.feed(bytes.as_bytes());
    let (mut header, mut features, mut error) = (Header::default(), None, None);
    while let Ok(Some(event)) = reader.next() {
        match event {
            Event::Opened(root) => header = Header::read(&root),
            Event::Element(element) => {
                features = features.or(Features::read(&element));
                error = error.or(StreamError::read(&element));
            }
            Event::Closed => {}
        }
    }
    let failure =
        error.map(|error| ProbeFailure::new(Step::Stream, FailureCause::StreamError(error)));
    (header, features, failure)
}

fn told(transcript: &Transcript) -> Option<(Product, Sign)> {
    recognize(transcript).map(|software| (software.name, software.told_by))
}

/// A stream with this identifier, these attributes, and this in it.
fn stream(id: &str, more: &str, inner: &str) -> String {
    format!(
        "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
         xmlns:stream='http://etherx.jabber.org/streams' from='example.org' id='{id}' \
         version='1.0'{more}>{inner}"
    )
}

fn offering(features: &str) -> String {
    format!("<stream:features>{features}</stream:features>")
}

const MECHANISMS: &str = "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN\
                          </mechanism></mechanisms>";
const UUID: &str = "c6553869-9ee4-4e9f-a784-f4a381015f43";
const DECIMAL: &str = "16062079729352141388";

fn caps(node: &str) -> String {
    let caps =
        format!("<c xmlns='http://jabber.org/protocol/caps' hash='sha-1' node='{node}' ver='x='/>");
    stream("1", "", &offering(&format!("{MECHANISMS}{caps}")))
}

#[test]
fn nodes_of_capabilities_are_known() {
    for (node, name) in [
        ("http://prosody.im", Product::Prosody),
        ("http://www.process-one.net/en/ejabberd/", Product::Ejabberd),
        ("https://www.process-one.net/ejabberd/", Product::Ejabberd),
        (
            "https://www.igniterealtime.org/projects/openfire/",
            Product::Openfire,
        ),
        (
            "https://www.erlang-solutions.com/products/mongooseim.html",
            Product::MongooseIm,
        ),
        ("http://metronome.im", Product::Other),
        ("http://prosody.im.example", Product::Other),
    ] {
        let software = recognize(&said("", &caps(node))).unwrap();
        assert_eq!((software.name, software.told_by), (name, Sign::Caps));
        assert_eq!(software.said, node);
    }
    assert_eq!(told(&said("", &caps(""))), None);
}

#[test]
fn what_is_kept_of_a_node_is_bounded() {
    let software = recognize(&said("", &caps(&"n".repeat(5000)))).unwrap();
    assert_eq!(software.name, Product::Other);
    assert!(software.said.chars().count() <= MAX_SAID + 1);
}

#[test]
fn jabberd2_is_known_by_an_old_namespace_and_by_a_feature() {
    let id = "tz9bcb7v0abbrq3m9ebkkq2jp0w8k1ev6r5xk2fh";
    let ack = " xmlns:ack='http://www.xmpp.org/extensions/xep-0198.html#ns'";
    let plain = stream(id, ack, &offering(MECHANISMS));
    assert_eq!(
        told(&said(&plain, &plain)),
        Some((Product::Jabberd2, Sign::Header))
    );
    let address = "<address xmlns='http://affinix.com/jabber/address'>192.0.2.9</address>";
    let plain = stream(id, "", &offering(address));
    assert_eq!(
        told(&said("", &plain)),
        Some((Product::Jabberd2, Sign::Feature))
    );
    // Its streams for servers have neither.
    assert_eq!(told(&said("", &stream(id, "", &offering("")))), None);
}

#[test]
fn tigase_is_known_where_it_refuses_a_stream() {
    let refused = stream(
        "tigase-error-tigase",
        " xml:lang='en'",
        "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
    );
    assert_eq!(
        told(&said(&refused, "")),
        Some((Product::Tigase, Sign::StreamId))
    );
    // Where it serves the domain it has identifiers as others have them.
    assert_eq!(
        told(&said("", &stream(UUID, "", &offering(MECHANISMS)))),
        None
    );
}

#[test]
fn prosody_is_known_by_its_words() {
    for (condition, text) in [
        ("host-unknown", "This server does not serve example.org"),
        ("host-unknown", "This host does not serve example.org"),
        ("undefined-condition", "No stream features to proceed with"),
        ("undefined-condition", "No stream features to offer"),
        ("not-authorized", "Your server's certificate is self-signed"),
    ] {
        let ns = "urn:ietf:params:xml:ns:xmpp-streams";
        let error = format!(
            "<stream:error><{condition} xmlns='{ns}'/><text xmlns='{ns}'>{text}</text></stream:error>"
        );
        let told_by = told(&said(&stream(UUID, "", &error), ""));
        assert_eq!(
            told_by,
            Some((Product::Prosody, Sign::StreamError)),
            "{text}"
        );
    }
}

#[test]
fn prosody_repeats_the_dialback_key_and_counts_in_uuids() {
    let both = stream(UUID, "", &offering(""));
    let mut transcript = said(&both, &both);
    assert_eq!(told(&transcript), None);
    transcript.dialback_key_repeated = true;
    assert_eq!(told(&transcript), Some((Product::Prosody, Sign::Dialback)));
    let mut transcript = said(&both, &stream("another", "", &offering("")));
    transcript.dialback_key_repeated = true;
    assert_eq!(told(&transcript), None);
}

#[test]
fn ejabberd_counts_in_numbers_of_64_bits() {
    let one = stream(DECIMAL, " xml:lang='en'", &offering(MECHANISMS));
    let ejabberd = Some((Product::Ejabberd, Sign::StreamId));
    assert_eq!(told(&said(&one, &one)), ejabberd);
    assert_eq!(told(&said("", &one)), ejabberd);
    // One chance hit is none.
    let other = stream("a1b2c3", "", &offering(MECHANISMS));
    assert_eq!(told(&said(&one, &other)), None);
}

#[test]
fn openfire_and_mongooseim_without_capabilities_are_silent() {
    for id in ["9qv3n1k8x2", "d41d8cd98f00b204"] {
        let plain = stream(id, " xml:lang='en'", &offering(MECHANISMS));
        assert_eq!(told(&said(&plain, &plain)), None);
    }
}

#[test]
fn who_contradicts_itself_tells_nothing() {
    let openfire = caps("https://www.igniterealtime.org/projects/openfire/");
    let prosody = caps("http://prosody.im");
    assert_eq!(told(&said(&prosody, &openfire)), None);
}

#[test]
fn a_name_counts_more_than_a_habit() {
    let fork = caps("http://fork.example").replace("id='1'", &format!("id='{DECIMAL}'"));
    assert_eq!(told(&said("", &fork)), Some((Product::Other, Sign::Caps)));
}

#[test]
fn nothing_said_is_nothing_told() {
    assert_eq!(told(&Transcript::default()), None);
}
