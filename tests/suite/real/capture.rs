//! Writes down what real servers say, as seeds for the fuzz targets:
//! `cargo test -p checker-tests --test suite capture -- --ignored`.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use checker_kit::tls::{Config, TlsClient};
use checker_stream::header::opening;
use checker_stream::side::Side;
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};

use super::world::{DOMAIN, HOST, World};
use super::{ejabberd, prosody};

/// How long a server that says nothing more is waited for.
const QUIET: Duration = Duration::from_millis(700);

fn corpus(target: &str, name: &str, bytes: &[u8]) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
}

fn read_all(stream: &mut TcpStream) -> Vec<u8> {
    stream.set_read_timeout(Some(QUIET)).unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..count]);
    }
    bytes
}

/// What is said in clear, what under TLS, and the certificates.
fn session(port: u16, side: Side, direct: bool) -> (Vec<u8>, Vec<u8>, Vec<Vec<u8>>) {
    let remote: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
    let mut stream = TcpStream::connect(remote).unwrap();
    let header = opening(side, DOMAIN, Some("checker.invalid"));
    let mut clear = Vec::new();
    if !direct {
        stream.write_all(header.as_bytes()).unwrap();
        clear = read_all(&mut stream);
        let _ = stream.write_all(b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        clear.extend(read_all(&mut stream));
    }
    let mut tls = TlsClient::new(&Config::new().unwrap(), DOMAIN, &[side.alpn()]).unwrap();
    tls.write(header.as_bytes());
    let mut secure = Vec::new();
    stream.set_read_timeout(Some(QUIET)).unwrap();
    let mut buffer = [0; 4096];
    loop {
        // A server that has gone away, or does not begin TLS, has said it all.
        let bytes = tls.take_outgoing();
        if stream.write_all(&bytes).is_err() {
            break;
        }
        let Ok(count @ 1..) = stream.read(&mut buffer) else {
            break;
        };
        let Ok(plaintext) = tls.feed(&buffer[..count]) else {
            break;
        };
        secure.extend(plaintext);
    }
    let chain = tls.chain().iter().map(|der| der.to_vec()).collect();
    (clear, secure, chain)
}

fn sessions(server: &str, world: &World) {
    let ports = world.ports;
    for (name, port, side, direct) in [
        ("c2s", ports.c2s, Side::Client, false),
        ("c2s-tls", ports.c2s_tls, Side::Client, true),
        ("s2s", ports.s2s, Side::Server, false),
        ("s2s-tls", ports.s2s_tls, Side::Server, true),
        ("c2s-as-s2s", ports.c2s, Side::Server, false),
    ] {
        let (clear, secure, chain) = session(port, side, direct);
        for (part, bytes) in [("clear", clear), ("secure", secure)] {
            if bytes.is_empty() {
                continue;
            }
            corpus("features", &format!("{server}-{name}-{part}"), &bytes);
            // The stream target takes two bytes that say how to cut.
            corpus(
                "stream",
                &format!("{server}-{name}-{part}"),
                &[b"\x07\x10", bytes.as_slice()].concat(),
            );
        }
        for (index, der) in chain.iter().enumerate() {
            corpus("certificate", &format!("{server}-{index}.der"), der);
        }
    }
    let verdict = world.check();
    let document = serde_json::json!({
        "observation": verdict.observation(),
        "tls_probes": verdict.related(),
    });
    corpus(
        "judgement",
        &format!("{server}.json"),
        document.to_string().as_bytes(),
    );
}

#[test]
#[ignore = "writes the corpora; run it when they should be made anew"]
fn capture() {
    let mut world = World::new();
    let server = prosody::start(&mut world, "").unwrap();
    sessions("prosody", &world);
    drop(server);
    let mut world = World::new();
    let server = ejabberd::start_sound(&mut world).unwrap();
    sessions("ejabberd", &world);
    drop(server);

    let dns = world.serve_dns();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.connect((Ipv4Addr::LOCALHOST, dns.port)).unwrap();
    let service = |name: &str| format!("{name}._tcp.{DOMAIN}.");
    for (name, record_type) in [
        (service("_xmpp-client"), RecordType::SRV),
        (service("_xmpps-server"), RecordType::SRV),
        (service("_jabber"), RecordType::SRV),
        (format!("{HOST}."), RecordType::A),
        (format!("{HOST}."), RecordType::AAAA),
    ] {
        let mut message = Message::new(7, MessageType::Query, OpCode::Query);
        message.metadata.recursion_desired = true;
        message.add_query(Query::query(Name::from_ascii(&name).unwrap(), record_type));
        socket.send(&message.to_vec().unwrap()).unwrap();
        let mut buffer = [0; 4096];
        let count = socket.recv(&mut buffer).unwrap();
        corpus(
            "dns",
            &format!("dnsmasq-{}{record_type}", name.replace('.', "-")),
            &buffer[..count],
        );
    }
}
