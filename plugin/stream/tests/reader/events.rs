//! What the reader makes of bytes, and that it does not matter how they come.

use proptest::prelude::*;

use checker_stream::features::Features;
use checker_stream::header::Header;
use checker_stream::reader::{
    Event, Foreign, MAX_ATTRIBUTES, MAX_BYTES, MAX_ELEMENTS, ReadError, StreamReader,
};
use checker_stream::stream_error::StreamError;

use crate::read::{FEATURES, HEADER, read, read_cut};

fn error(text: &str) -> ReadError {
    read(text).1.expect("an error")
}

fn forbidden(what: &str) -> ReadError {
    ReadError::Forbidden(what.into())
}

#[test]
fn header_and_features() {
    let (events, error) = read(&format!("{HEADER}{FEATURES}"));
    assert_eq!(error, None);
    let [Event::Opened(root), Event::Element(element)] = events.as_slice() else {
        panic!("{events:?}");
    };
    let header = Header::read(root);
    assert_eq!(header.id.as_deref(), Some("7"));
    assert!(!header.dialback);
    let features = Features::read(element).unwrap();
    assert!(features.starttls.unwrap().required_flag);
    assert_eq!(features.mechanisms, ["PLAIN"]);
}

#[test]
fn the_node_of_entity_capabilities_is_read_and_bounded() {
    let caps_node = |attributes: &str| {
        let (events, _) = read(&format!(
            "{HEADER}<stream:features><c xmlns='http://jabber.org/protocol/caps' {attributes}/>\
             </stream:features>"
        ));
        let Event::Element(element) = &events[1] else {
            panic!("{events:?}")
        };
        Features::read(element).unwrap().caps_node
    };
    let node = "http://prosody.im";
    let caps = format!("hash='sha-1' node='{node}' ver='QgayPKawpkPSDYmwT/WM94uAlu0='");
    assert_eq!(caps_node(&caps).as_deref(), Some(node));
    assert_eq!(caps_node("hash='sha-1'"), None);
    let long = caps_node(&format!("node='{}'", "n".repeat(1000))).unwrap();
    assert_eq!(long.chars().count(), 201);
}

#[test]
fn one_byte_at_a_time_gives_the_same_events() {
    let text = format!("{HEADER} \n{FEATURES} ");
    let ones = vec![1; text.len()];
    assert_eq!(read_cut(text.as_bytes(), &ones), read(&text));
}

#[test]
fn starttls_is_mandatory_when_it_is_all_there_is() {
    let (events, _) = read(&format!(
        "{HEADER}<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
    ));
    let Event::Element(element) = &events[1] else {
        panic!()
    };
    let starttls = Features::read(element).unwrap().starttls.unwrap();
    assert!(starttls.mandatory && !starttls.required_flag);
}

#[test]
fn an_error_with_an_unbound_prefix_and_no_header() {
    let (events, _) = read(
        "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
    );
    let Event::Element(element) = &events[0] else {
        panic!("{events:?}")
    };
    assert_eq!(
        StreamError::read(element).unwrap().condition,
        "host-unknown"
    );
}

#[test]
fn an_error_without_prefix_in_the_stream_namespace() {
    let (events, _) = read(
        "<error xmlns='http://etherx.jabber.org/streams'>\
         <see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>[2001:db8::1]:5222</see-other-host></error>",
    );
    let Event::Element(element) = &events[0] else {
        panic!("{events:?}")
    };
    let error = StreamError::read(element).unwrap();
    assert_eq!(error.other_host.as_deref(), Some("[2001:db8::1]:5222"));
}

#[test]
fn what_xmpp_forbids_is_named() {
    assert_eq!(
        error(&format!("{HEADER}<!-- hi -->")),
        forbidden("a comment")
    );
    assert_eq!(
        error(&format!("{HEADER}<?php x?>")),
        forbidden("a processing instruction")
    );
    assert_eq!(
        error("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>"),
        forbidden("a document type declaration (DTD)")
    );
    assert_eq!(
        error(&format!("{HEADER}<a>&bomb;</a>")),
        forbidden("an undefined entity")
    );
    assert_eq!(
        error(&format!("{HEADER}<a b='&bomb;'/>")),
        forbidden("an undefined entity")
    );
}

#[test]
fn other_protocols_are_recognised() {
    let tls = read_cut(&[0x15, 0x03, 0x01, 0, 2, 2, 70], &[1]).1;
    assert_eq!(tls, Some(ReadError::Foreign(Foreign::Tls)));
    assert_eq!(
        error("HTTP/1.1 400 Bad Request\r\nServer: x\r\n"),
        ReadError::Foreign(Foreign::Http("HTTP/1.1 400 Bad Request".into()))
    );
    assert!(matches!(
        error("<html><body>"),
        ReadError::Foreign(Foreign::Html(_))
    ));
    assert!(matches!(
        error("SSH-2.0-OpenSSH"),
        ReadError::Foreign(Foreign::Unknown(_))
    ));
    assert_eq!(
        error("<rss version='2.0'/>"),
        ReadError::ForeignRoot("rss".into())
    );
}

#[test]
fn other_encodings_are_recognised() {
    assert_eq!(read_cut(b"\xff\xfe<\0", &[]).1, Some(ReadError::Encoding));
    assert_eq!(read_cut(b"<\0?\0", &[]).1, Some(ReadError::Encoding));
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend_from_slice(b"<a>\xc3\x28</a>");
    assert_eq!(read_cut(&bytes, &[]).1, Some(ReadError::Encoding));
    assert!(matches!(
        read_cut(b"\xef\xbb\xbf<a/>", &[]).1,
        Some(ReadError::Forbidden(_))
    ));
}

#[test]
fn everything_has_a_bound() {
    assert!(matches!(
        error(&format!("{HEADER}{}", "<a>".repeat(100))),
        ReadError::TooMuch(_)
    ));
    assert!(matches!(
        error(&format!("{HEADER}{}", "<a/>".repeat(MAX_ELEMENTS + 1))),
        ReadError::TooMuch(_)
    ));
    let attributes: String = (0..=MAX_ATTRIBUTES).map(|n| format!(" a{n}='1'")).collect();
    assert!(matches!(
        error(&format!("{HEADER}<a{attributes}/>")),
        ReadError::TooMuch(_)
    ));
    let endless = format!("{HEADER}<a b='{}", "x".repeat(MAX_BYTES));
    assert!(matches!(error(&endless), ReadError::TooMuch(_)));
}

#[test]
fn tags_that_do_not_match_are_malformed() {
    assert!(matches!(
        error(&format!("{HEADER}<a></b>")),
        ReadError::Malformed(_)
    ));
    assert!(matches!(
        error(&format!("{HEADER}</b>")),
        ReadError::Malformed(_)
    ));
}

#[test]
fn what_follows_an_element_stays_in_the_rest() {
    let mut reader = StreamReader::new();
    reader.feed(HEADER.as_bytes());
    reader.next().unwrap();
    reader.feed(b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>injected");
    assert!(matches!(reader.next(), Ok(Some(Event::Element(_)))));
    assert_eq!(reader.rest(), b"injected");
}

proptest! {
    #[test]
    fn events_do_not_depend_on_how_the_bytes_are_cut(
        cuts in proptest::collection::vec(1_usize..40, 0..40),
        tail in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        let mut bytes = format!("{HEADER}{FEATURES}").into_bytes();
        bytes.extend_from_slice(&tail);
        let whole = read_cut(&bytes, &[]);
        let pieces = read_cut(&bytes, &cuts);
        prop_assert_eq!(whole, pieces);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_cut(&bytes, &[7, 1, 3]);
    }

    #[test]
    fn arbitrary_markup_never_panics(text in "[<>/!?a-z:='\"& \\[\\]-]{0,200}") {
        let _ = read_cut(text.as_bytes(), &[5, 2]);
    }
}
