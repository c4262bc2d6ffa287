//! A ClientHello, octet by octet (RFC 5246 §7.4.1.2).

use super::suites::OFFERED;

/// TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 §3.3).
const RENEGOTIATION: u16 = 0x00ff;
/// The named groups (RFC 8422 §5.1.1, RFC 7919 §2), Curve25519 first.
const GROUPS: [u16; 7] = [0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101, 0x0102];
/// Hash and signature (RFC 5246 §7.4.1.4.1): RSA-PSS, RSA, ECDSA and DSA with
/// everything from SHA-512 down to MD5.
const SIGNATURES: [u16; 17] = [
    0x0806, 0x0805, 0x0804, 0x0601, 0x0501, 0x0401, 0x0301, 0x0201, 0x0101, 0x0603, 0x0503, 0x0403,
    0x0303, 0x0203, 0x0502, 0x0402, 0x0202,
];
/// The random of a handshake that protects nothing.
const RANDOM: [u8; 32] = [0x58; 32];

/// The ClientHello in a record, for TLS 1.2 and everything before.
pub(super) fn client_hello(name: &str, alpn: &[&str]) -> Vec<u8> {
    let suites = OFFERED
        .iter()
        .map(|(number, _)| *number)
        .chain([RENEGOTIATION]);
    let mut extensions = extension(0, &counted16(&server_name(name)));
    extensions.extend(extension(10, &counted16(&numbers(GROUPS))));
    // Uncompressed points only (RFC 8422 §5.1.2).
    extensions.extend(extension(11, &[1, 0]));
    extensions.extend(extension(13, &counted16(&numbers(SIGNATURES))));
    if !alpn.is_empty() {
        // RFC 7301 §3.1.
        let names: Vec<u8> = alpn
            .iter()
            .flat_map(|name| counted8(name.as_bytes()))
            .collect();
        extensions.extend(extension(16, &counted16(&names)));
    }
    let body = [
        [3, 3].as_slice(),
        &RANDOM,
        // No session to resume.
        &[0],
        &counted16(&numbers(suites)),
        // No compression.
        &[1, 0],
        &counted16(&extensions),
    ]
    .concat();
    let length = u32::try_from(body.len()).unwrap_or_default().to_be_bytes();
    let message = [&[1, length[1], length[2], length[3]], body.as_slice()].concat();
    [&[22, 3, 1], counted16(&message).as_slice()].concat()
}

/// RFC 6066 §3: one host name.
fn server_name(name: &str) -> Vec<u8> {
    [&[0], counted16(name.as_bytes()).as_slice()].concat()
}

fn extension(number: u16, content: &[u8]) -> Vec<u8> {
    [number.to_be_bytes().as_slice(), &counted16(content)].concat()
}

fn numbers(numbers: impl IntoIterator<Item = u16>) -> Vec<u8> {
    numbers.into_iter().flat_map(u16::to_be_bytes).collect()
}

/// With its length in two octets in front. Nothing here is longer than that
/// can say.
fn counted16(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes();
    [length.as_slice(), bytes].concat()
}

/// With its length in one octet in front.
fn counted8(bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap_or(u8::MAX);
    [&[length], bytes].concat()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use rustls::server::Acceptor;

    use super::*;

    #[test]
    fn a_server_reads_it_with_name_protocol_and_suites() {
        let bytes = client_hello("example.org", &["xmpp-client"]);
        let mut acceptor = Acceptor::default();
        acceptor.read_tls(&mut Cursor::new(bytes)).unwrap();
        let accepted = acceptor.accept().unwrap().unwrap();
        let hello = accepted.client_hello();
        assert_eq!(hello.server_name(), Some("example.org"));
        let protocols: Vec<&[u8]> = hello.alpn().unwrap().collect();
        assert_eq!(protocols, [b"xmpp-client"]);
        assert_eq!(hello.cipher_suites().len(), OFFERED.len() + 1);
        assert_eq!(hello.signature_schemes().len(), SIGNATURES.len());
    }
}
