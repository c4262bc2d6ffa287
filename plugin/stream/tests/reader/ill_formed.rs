//! XML that is not well-formed and is read all the same: it is noted.

use checker_stream::ill_formed::{IllFormed, XmlFault};
use checker_stream::reader::{Event, ReadError, StreamReader};
use proptest::prelude::*;

use crate::read::{FEATURES, HEADER};

/// What was noted, and whether everything could be read.
fn noted(text: &str, size: usize) -> (Vec<IllFormed>, Result<Vec<Event>, ReadError>) {
    let mut reader = StreamReader::new();
    let mut noted = Vec::new();
    let mut events = Vec::new();
    for piece in text.as_bytes().chunks(size) {
        reader.feed(piece);
        loop {
            let event = reader.next();
            noted.append(&mut reader.take_ill_formed());
            match event {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break,
                Err(error) => return (noted, Err(error)),
            }
        }
    }
    (noted, Ok(events))
}

/// The faults of what stands inside a stream, which is read to its end.
fn faults(inside: &str) -> Vec<XmlFault> {
    let text = format!("{HEADER}{inside}{FEATURES}");
    let (noted, events) = noted(&text, text.len());
    let events = events.expect("can be read");
    let Some(Event::Element(last)) = events.last() else {
        panic!("{events:?}");
    };
    assert_eq!(last.name, "features", "{inside}");
    noted.into_iter().map(|noted| noted.fault).collect()
}

/// The faults of a stream's beginning.
fn faults_before(beginning: &str) -> Vec<XmlFault> {
    let rest = HEADER.trim_start_matches("<?xml version='1.0'?>");
    let text = format!("{beginning}{rest}{FEATURES}");
    let (noted, events) = noted(&text, text.len());
    assert_eq!(events.expect("can be read").len(), 2, "{beginning}");
    noted.into_iter().map(|noted| noted.fault).collect()
}

#[test]
fn what_servers_send_is_well_formed() {
    for sound in [
        "",
        " \r\n\t ",
        "<a/>",
        "<a  b = '1'\tc=\"'\" \n/>",
        "<a></a >",
        "<é ü='&#x20ac;&#9;&amp;&lt;'>&gt; ]] > ]]&gt;</é>",
        "<x:a xmlns:x='urn:example:x' x:b='1' b='1' xml:lang='en'/>",
        "<a><![CDATA[<&]] >]]></a>",
        "<a xmlns=''/>",
        "<a.b-c_1/>",
        "\u{10ffff}",
    ] {
        assert_eq!(faults(sound), [], "{sound}");
    }
}

#[test]
fn each_fault_inside_a_stream_is_noted() {
    use XmlFault as Fault;
    for (broken, fault) in [
        ("<a>\0</a>", Fault::Character),
        ("<a>\u{1}</a>", Fault::Character),
        ("<a>\u{fffe}</a>", Fault::Character),
        ("<a b='\u{8}'/>", Fault::Character),
        ("<a><![CDATA[\u{1b}]]></a>", Fault::Character),
        ("<a>&#1;</a>", Fault::CharacterReference),
        ("<a>&#x1f;</a>", Fault::CharacterReference),
        ("<a b='&#xFFFF;'/>", Fault::CharacterReference),
        ("<a b='<'/>", Fault::LessThanInValue),
        ("<a>]]></a>", Fault::SectionEndInText),
        ("<1a/>", Fault::Name),
        ("<a><-b></-b></a>", Fault::Name),
        ("<a 1b='c'/>", Fault::Name),
        ("<a /b='c'/>", Fault::Name),
        ("<a,b/>", Fault::Name),
        ("<a:b:c xmlns:a='urn:example:a'/>", Fault::Name),
        ("<a:1 xmlns:a='urn:example:a'/>", Fault::Name),
        ("<:a/>", Fault::Name),
        ("<a b='1'c='2'/>", Fault::MissingSpace),
        ("<a b=\"1\"c='2'></a>", Fault::MissingSpace),
        (
            "<a xmlns:x='urn:example:n' xmlns:y='urn:example:n' x:b='1' y:b='2'/>",
            Fault::DuplicateAttribute,
        ),
        ("<x:a/>", Fault::UnboundPrefix),
        ("<a x:b='1'/>", Fault::UnboundPrefix),
        (
            "<a><x:b xmlns:x='urn:example:x'/><x:b/></a>",
            Fault::UnboundPrefix,
        ),
        ("<a xmlns:x=''/>", Fault::EmptyNamespace),
        ("<a xmlns:xml='urn:example:x'/>", Fault::ReservedNamespace),
        ("<a xmlns:xmlns='urn:example:x'/>", Fault::ReservedNamespace),
        (
            "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
            Fault::ReservedNamespace,
        ),
        (
            "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
            Fault::ReservedNamespace,
        ),
    ] {
        assert_eq!(faults(broken), [fault], "{broken}");
    }
}

#[test]
fn each_fault_of_a_beginning_is_noted() {
    use XmlFault as Fault;
    for sound in [
        "",
        "\n",
        "<?xml version='1.0'?>",
        "<?xml version=\"1.0\" encoding='UTF-8' standalone='yes' ?>\n",
    ] {
        assert_eq!(faults_before(sound), [], "{sound}");
    }
    for (broken, fault) in [
        ("\n<?xml version='1.0'?>", Fault::LateDeclaration),
        (
            "<?xml version='1.0'?><?xml version='1.0'?>",
            Fault::LateDeclaration,
        ),
        ("<?xml?>", Fault::Declaration),
        ("<?xml version='2.0'?>", Fault::Declaration),
        ("<?xml version='1.'?>", Fault::Declaration),
        ("<?xml encoding='utf-8'?>", Fault::Declaration),
        (
            "<?xml version='1.0' encoding='latin1'?>",
            Fault::Declaration,
        ),
        (
            "<?xml version='1.0' standalone='maybe'?>",
            Fault::Declaration,
        ),
        ("<?xml version='1.0' encoding?>", Fault::Declaration),
        (
            "<?xml version='1.0' encoding\u{187}'utf-8'?>",
            Fault::Declaration,
        ),
        ("<?xml version=1.0?>", Fault::Declaration),
        ("<?xml version='1.0'encoding='utf-8'?>", Fault::MissingSpace),
        ("<?xml version='1.0'?>Hello", Fault::TextBeforeRoot),
        ("<?xml version='1.0'?><![CDATA[]]>", Fault::TextBeforeRoot),
    ] {
        assert_eq!(faults_before(broken), [fault], "{broken}");
    }
}

#[test]
fn the_end_of_a_stream_matches_its_beginning() {
    let (sound, _) = noted(&format!("{HEADER}</stream:stream>"), 7);
    assert_eq!(sound, []);
    let (broken, events) = noted(&format!("{HEADER}</other:stream>"), 7);
    assert_eq!(broken[0].fault, XmlFault::EndTag);
    assert_eq!(events.unwrap().last(), Some(&Event::Closed));
}

#[test]
fn an_error_without_header_has_a_prefix_that_nothing_declares() {
    let text = "<stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>\
        </stream:error>";
    let (noted, events) = noted(text, text.len());
    assert_eq!(noted[0].fault, XmlFault::UnboundPrefix);
    assert!(matches!(events.unwrap().as_slice(), [Event::Element(_)]));
}

#[test]
fn it_is_said_where_and_what() {
    let text = format!("{HEADER}<a><b c='1'd='2'/></a>");
    let (noted, _) = noted(&text, text.len());
    let expected = IllFormed {
        fault: XmlFault::MissingSpace,
        offset: text.find("d='2'").unwrap(),
        excerpt: "d=\\'2\\'/>".into(),
    };
    assert_eq!(noted, [expected]);
}

#[test]
fn however_much_is_broken_each_fault_is_noted_once() {
    let (noted, events) = noted(
        &format!("{HEADER}{}", "<1 a='<'b=''>\u{1}</1>".repeat(500)),
        97,
    );
    let faults: Vec<XmlFault> = noted.iter().map(|noted| noted.fault).collect();
    use XmlFault as Fault;
    assert_eq!(
        faults,
        [
            Fault::Name,
            Fault::MissingSpace,
            Fault::LessThanInValue,
            Fault::Character
        ]
    );
    assert_eq!(events.unwrap().len(), 501);
    assert!(noted.iter().all(|noted| noted.excerpt.len() < 300));
}

#[test]
fn what_cannot_be_read_stays_an_error() {
    for broken in [
        "<a b=c/>",
        "<a b/>",
        "<a b='1' b='2'/>",
        "<a>&#0;</a>",
        "<a>&x;</a>",
        "<a></b>",
    ] {
        let (_, events) = noted(&format!("{HEADER}{broken}"), 400);
        assert!(events.is_err(), "{broken}");
    }
}

proptest! {
    #[test]
    fn what_is_noted_does_not_depend_on_how_the_bytes_are_cut(
        inside in "[<>/!?\\[\\]a1:'\"= &;#x-]{0,60}",
        size in 1_usize..30,
    ) {
        let text = format!("{HEADER}<a b='<'{inside}");
        prop_assert_eq!(noted(&text, text.len()), noted(&text, size));
    }
}
