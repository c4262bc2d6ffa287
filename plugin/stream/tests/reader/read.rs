//! Reading in pieces.

use checker_stream::reader::{Event, ReadError, StreamReader};

pub(crate) const HEADER: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='7' from='example.org' version='1.0'>";
pub(crate) const FEATURES: &str = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'>\
    <required/></starttls><x:mechanisms xmlns:x='urn:ietf:params:xml:ns:xmpp-sasl'>\
    <x:mechanism>PLAIN</x:mechanism></x:mechanisms></stream:features>";

/// All events of `bytes`, cut after each of the given lengths.
pub(crate) fn read_cut(bytes: &[u8], cuts: &[usize]) -> (Vec<Event>, Option<ReadError>) {
    let mut reader = StreamReader::new();
    let mut events = Vec::new();
    let mut rest = bytes;
    let mut cuts = cuts.iter().copied().chain(std::iter::repeat(usize::MAX));
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(cuts.next().unwrap_or(1).clamp(1, rest.len()));
        rest = after;
        reader.feed(piece);
        loop {
            match reader.next() {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break,
                Err(error) => return (events, Some(error)),
            }
        }
    }
    (events, None)
}

pub(crate) fn read(text: &str) -> (Vec<Event>, Option<ReadError>) {
    read_cut(text.as_bytes(), &[])
}
