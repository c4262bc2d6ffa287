//! The signs of each server.

use checker_stream::features::Features;
use checker_stream::header::Header;
use checker_stream::transcript::Transcript;

use super::identifiers::{is_decimal, is_random_uuid};
use crate::observation::{Product, Sign};

/// Nodes of entity capabilities, without their scheme and the slash at their
/// end.
const NODES: &[(&str, Product)] = &[
    ("prosody.im", Product::Prosody),
    ("www.process-one.net/ejabberd", Product::Ejabberd),
    ("www.process-one.net/en/ejabberd", Product::Ejabberd),
    (
        "www.igniterealtime.org/projects/openfire",
        Product::Openfire,
    ),
    (
        "www.erlang-solutions.com/products/mongooseim.html",
        Product::MongooseIm,
    ),
];

/// A namespace that jabberd2 declares in each header for clients, of a draft
/// that nobody else has kept.
const OLD_ACKNOWLEDGEMENTS: &str = "http://www.xmpp.org/extensions/xep-0198.html#ns";
/// A feature that tells clients their address: jabberd2 alone.
const ADDRESS: &str = "http://affinix.com/jabber/address";
/// The identifier of each stream that Tigase opens only to refuse it.
const TIGASE_ERROR: &str = "tigase-error-tigase";
/// How texts of Prosody's stream errors begin, and of those of its fork
/// Metronome.
const PROSODY_TEXTS: &[(&str, &str)] = &[
    ("host-unknown", "This server does not serve "),
    ("host-unknown", "This host does not serve "),
    ("undefined-condition", "No stream features to proceed with"),
    ("undefined-condition", "No stream features to offer"),
    ("not-authorized", "Your server's certificate "),
];

/// A sign, and the words that are one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told<'a> {
    pub(super) name: Product,
    pub(super) sign: Sign,
    pub(super) said: &'a str,
}

/// XEP-0115 §6.3.
pub(super) fn caps(transcript: &Transcript) -> Vec<Told<'_>> {
    let nodes = features_of(transcript).filter_map(|features| features.caps_node.as_deref());
    let nodes = nodes.filter(|node| !node.is_empty());
    let told = nodes.map(|node| Told {
        name: product(node),
        sign: Sign::Caps,
        said: node,
    });
    told.collect()
}

/// What headers declare.
pub(super) fn headers(transcript: &Transcript) -> Vec<Told<'_>> {
    let told = headers_of(transcript).filter_map(|header| {
        let mut declared = header.other.values();
        if declared.any(|namespace| namespace == OLD_ACKNOWLEDGEMENTS) {
            return Some(Told {
                name: Product::Jabberd2,
                sign: Sign::Header,
                said: OLD_ACKNOWLEDGEMENTS,
            });
        }
        (header.id.as_deref() == Some(TIGASE_ERROR)).then_some(Told {
            name: Product::Tigase,
            sign: Sign::StreamId,
            said: TIGASE_ERROR,
        })
    });
    told.collect()
}

/// Features that one server has alone.
pub(super) fn features(transcript: &Transcript) -> Vec<Told<'_>> {
    let mut lists = features_of(transcript).flat_map(|features| &features.list);
    let told = lists.any(|feature| feature.namespace == ADDRESS);
    told.then_some(Told {
        name: Product::Jabberd2,
        sign: Sign::Feature,
        said: ADDRESS,
    })
    .into_iter()
    .collect()
}

/// The text with which the server ended the stream.
pub(super) fn stream_error(transcript: &Transcript) -> Vec<Told<'_>> {
    let told = transcript.stream_error().and_then(|error| {
        let text = error.text.as_deref()?;
        let mut known = PROSODY_TEXTS.iter();
        let is_known = known
            .any(|(condition, begin)| error.condition == *condition && text.starts_with(begin));
        is_known.then_some(Told {
            name: Product::Prosody,
            sign: Sign::StreamError,
            said: text,
        })
    });
    told.into_iter().collect()
}

/// What servers do alike without a need to: good enough where nothing is said.
pub(super) fn habits(transcript: &Transcript) -> Vec<Told<'_>> {
    let ids: Option<Vec<&str>> = headers_of(transcript)
        .map(|header| header.id.as_deref())
        .collect();
    let ids = ids.unwrap_or_default();
    let Some(last) = ids.last() else {
        return Vec::new();
    };
    let told = |name, sign| {
        vec![Told {
            name,
            sign,
            said: last,
        }]
    };
    if ids.iter().all(|id| is_decimal(id)) {
        return told(Product::Ejabberd, Sign::StreamId);
    }
    // Tigase has such identifiers too and leaves the key out, jabberd2 and
    // MongooseIM have neither.
    if transcript.dialback_key_repeated && ids.iter().all(|id| is_random_uuid(id)) {
        return told(Product::Prosody, Sign::Dialback);
    }
    Vec::new()
}

fn product(node: &str) -> Product {
    let bare = node
        .strip_prefix("https://")
        .or_else(|| node.strip_prefix("http://"))
        .unwrap_or(node)
        .trim_end_matches('/');
    let known = NODES.iter().find(|(known, _)| *known == bare);
    known.map_or(Product::Other, |(_, product)| *product)
}

fn headers_of(transcript: &Transcript) -> impl Iterator<Item = &Header> {
    let before = transcript.header_before_tls.iter();
    before.chain(&transcript.header)
}

fn features_of(transcript: &Transcript) -> impl Iterator<Item = &Features> {
    let before = transcript.features_before_tls.iter();
    before.chain(&transcript.features)
}
