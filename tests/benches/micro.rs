//! The parts of a check, one by one: `cargo bench --bench micro`.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;
use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use checker_host::model::Options;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Authority, KeyKind, Leaf, Simulation, runtime, server_config};
use checker_host::platform::{Outcome, Platform};
use checker_kit::tls::{Config, TlsClient};
use checker_stream::reader::StreamReader;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tokio_rustls::rustls::{ServerConfig, ServerConnection};

/// A whole handshake on buffers, both sides; the server signs.
fn handshakes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("handshake");
    let authority = Authority::root("Bench Root");
    for key in [KeyKind::P256, KeyKind::Ed25519, KeyKind::Rsa(2048)] {
        let leaf = Leaf {
            key,
            ..Leaf::of("example.org")
        };
        let server = server_config(authority.issue(&leaf), &[]);
        let client = Config::new().unwrap();
        group.bench_function(format!("{key:?}"), |bencher| {
            bencher.iter(|| handshake(&client, &server));
        });
    }
    group.finish();
}

fn handshake(client: &Config, server: &Arc<ServerConfig>) {
    let mut client = TlsClient::new(client, "example.org", &[]).unwrap();
    let mut server = ServerConnection::new(server.clone()).unwrap();
    while client.is_handshaking() || server.is_handshaking() {
        let bytes = client.take_outgoing();
        server.read_tls(&mut bytes.as_slice()).unwrap();
        server.process_new_packets().unwrap();
        let mut answer = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut answer).unwrap();
        }
        if !answer.is_empty() {
            client.feed(&answer).unwrap();
        }
    }
    server.writer().write_all(b"x").unwrap();
    let _ = server.reader().read(&mut [0]);
}

fn streams(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("stream");
    let secure = include_bytes!("../fuzz/corpus/features/ejabberd-c2s-secure");
    group.throughput(Throughput::Bytes(secure.len() as u64));
    for size in [secure.len(), 64, 1] {
        group.bench_function(format!("pieces of {size}"), |bencher| {
            bencher.iter(|| {
                let mut reader = StreamReader::new();
                for piece in secure.chunks(size) {
                    reader.feed(piece);
                    while let Ok(Some(event)) = reader.next() {
                        black_box(event);
                    }
                }
            });
        });
    }
    group.finish();
}

/// A platform with an exemplary domain of eight endpoints.
async fn platform() -> Platform {
    let authority = Authority::root("Bench Root");
    let tls = server_config(
        authority.issue(&Leaf::of("example.org")),
        &["xmpp-client", "xmpp-server"],
    );
    let (c2s, s2s) = (
        XmppServer::c2s("example.org", tls.clone()),
        XmppServer::s2s("example.org", tls),
    );
    let mut simulation = Simulation::new();
    let zone = simulation.zone();
    for (service, port) in [
        ("_xmpp-client", 5222),
        ("_xmpps-client", 5223),
        ("_xmpp-server", 5269),
        ("_xmpps-server", 5270),
    ] {
        let name = format!("{service}._tcp.example.org");
        zone.srv(&name, 5, 0, port, "xmpp.example.org");
    }
    zone.address("xmpp.example.org", "192.0.2.1")
        .address("xmpp.example.org", "2001:db8::1");
    for address in ["192.0.2.1", "[2001:db8::1]"] {
        simulation
            .listen(&format!("{address}:5222"), c2s.clone())
            .listen(&format!("{address}:5223"), c2s.clone().direct())
            .listen(&format!("{address}:5269"), s2s.clone())
            .listen(&format!("{address}:5270"), s2s.clone().direct());
    }
    Platform::builder(simulation.build())
        .bundled()
        .option_for_all("trustedRoots", authority.pem())
        .build()
        .await
        .unwrap()
}

/// Real processor time, the simulated servers' included.
fn checks(criterion: &mut Criterion) {
    let runtime = runtime().unwrap();
    let platform = runtime.block_on(platform());
    let check = || -> Outcome {
        let options = Options::new().with("domain", "example.org");
        runtime
            .block_on(platform.check("xmpp", options, &[]))
            .unwrap()
    };
    let mut group = criterion.benchmark_group("check");
    group
        .sample_size(20)
        .measurement_time(Duration::from_secs(10));
    group.bench_function("8 endpoints, servers included", |bencher| {
        bencher.iter(|| black_box(check()));
    });
    let outcome = check();
    let checker = platform.member("xmpp").unwrap().checker();
    let checker = runtime.block_on(checker).unwrap();
    group.bench_function("instantiate", |bencher| {
        bencher.iter(|| runtime.block_on(checker.definition()).unwrap());
    });
    group.bench_function("evaluate", |bencher| {
        bencher.iter(|| {
            let evaluation = checker.evaluate(outcome.evidence(), &[]);
            black_box(runtime.block_on(evaluation).unwrap())
        });
    });
    group.bench_function("report", |bencher| {
        bencher.iter(|| {
            let report = checker.report(outcome.evidence(), &outcome.states);
            black_box(runtime.block_on(report).unwrap())
        });
    });
    group.finish();
}

criterion_group!(benches, handshakes, streams, checks);
criterion_main!(benches);
