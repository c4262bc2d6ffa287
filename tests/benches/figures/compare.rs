//! Against a real Prosody, beside `xmpp-dns -t`, a native tool that does less:
//! without and with 25 ms each way on every connection. And a survey of 2,000
//! virtual hosts.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::programs::PROGRAM;
use crate::programs::installed;
use crate::real::dns;
use crate::real::prosody;
use crate::real::world::{DOMAIN, HOST, World};

const RUNS: usize = 15;
const DELAY: Duration = Duration::from_millis(25);
const VIRTUAL_HOSTS: usize = 2_000;

pub(crate) fn run() {
    if !installed(&["prosody", "dnsmasq", "openssl", "xmpp-dns"]) {
        return;
    }
    println!(
        "| network | checker-xmpp check | without the TLS checker | xmpp-dns -t | ratio | ratio without |"
    );
    println!("|---|---|---|---|---|---|");
    let mut world = World::new();
    let server = prosody::start(&mut world, "").unwrap();
    let ports = world.ports;
    row("loopback", &world);
    let delayed = [
        ("_xmpp-client", ports.c2s),
        ("_xmpps-client", ports.c2s_tls),
        ("_xmpp-server", ports.s2s),
        ("_xmpps-server", ports.s2s_tls),
    ]
    .map(|(service, port)| (service, proxy(port), HOST));
    world.publish_only(&delayed);
    row("25 ms each way", &world);
    drop(server);
    many();
}

fn row(name: &str, world: &World) {
    // xmpp-dns takes SRV records from its --resolver, but addresses from the
    // system's: both programs run where the system's is ours.
    let address = Ipv4Addr::new(127, 0, 0, 77);
    let _dns = world.serve_dns_at(address);
    let resolver = world.path("resolv.conf");
    std::fs::write(&resolver, format!("nameserver {address}\n")).unwrap();
    let ca = world.path("ca.pem");
    let check = |more: &[&str]| {
        let mut command = beside(&resolver, PROGRAM);
        command.args(["check", DOMAIN]).args(more);
        command
    };
    let other = || {
        let mut command = beside(&resolver, "xmpp-dns");
        command.args(["-t", "--no-color", DOMAIN]);
        command
    };
    let said = other().output().unwrap();
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(said.matches("Connection: [OK]").count(), 8, "{said}");
    // In turns, so that noise hits all alike; the first of each warms up.
    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..=RUNS {
        // Whom to trust is for the TLS checker to know.
        times[0].push(time(check(&["--ca", &ca])));
        times[1].push(time(check(&["--no-tls"])));
        times[2].push(time(other()));
    }
    let [ours, alone, theirs] = times.map(|mut times| {
        times.remove(0);
        times.sort();
        times[times.len() / 2].as_secs_f64() * 1000.0
    });
    println!(
        "| {name} | {ours:.0} ms | {alone:.0} ms | {theirs:.0} ms | {:.2} | {:.2} |",
        ours / theirs,
        alone / theirs
    );
}

/// A program under a resolver configuration of its own; takes root.
fn beside(resolver: &str, program: &str) -> Command {
    let mut command = Command::new("unshare");
    let script = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";
    command.args(["-m", "sh", "-c", script, resolver, program]);
    command
}

fn time(mut command: Command) -> Duration {
    let start = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .output()
        .expect("it can be started");
    let took = start.elapsed();
    assert!(!output.stdout.is_empty(), "{output:?}");
    took
}

/// A port on both families whose bytes reach `port` 25 ms later, and back.
fn proxy(port: u16) -> u16 {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let number = v4.local_addr().unwrap().port();
    let v6 = TcpListener::bind((Ipv6Addr::LOCALHOST, number)).unwrap();
    for (listener, address) in [
        (v4, IpAddr::V4(Ipv4Addr::LOCALHOST)),
        (v6, IpAddr::V6(Ipv6Addr::LOCALHOST)),
    ] {
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(SocketAddr::new(address, port)) else {
                    continue;
                };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                thread::spawn(move || pump(from, to));
                thread::spawn(move || pump(server, client));
            }
        });
    }
    number
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        thread::sleep(DELAY);
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

/// A survey of many virtual hosts.
fn many() {
    let mut world = World::new();
    let hosts: String = (0..VIRTUAL_HOSTS)
        .map(|number| format!("VirtualHost 'v{number}.{DOMAIN}'\n"))
        .collect();
    let _server = prosody::start(&mut world, &hosts).unwrap();
    let names: Vec<String> = (0..VIRTUAL_HOSTS)
        .map(|number| format!("v{number}.{DOMAIN}"))
        .collect();
    let dns = dns::serve_many(DOMAIN, &names, world.ports.c2s, HOST);
    let list = world.path("list");
    std::fs::write(&list, names.join("\n")).unwrap();
    // It listens before it has loaded all its hosts.
    let resolver = format!("127.0.0.1:{}", dns.port);
    let ready = || {
        let output = Command::new(PROGRAM)
            .args([
                "check", &names[0], "--mode", "c2s", "--no-tls", "--format", "json",
            ])
            .args(["--resolver", &resolver])
            .output()
            .unwrap();
        String::from_utf8_lossy(&output.stdout).contains("c2s_reachable.reachable")
    };
    while !ready() {}
    let start = Instant::now();
    let output = Command::new(PROGRAM)
        .args([
            "survey",
            &list,
            "--output",
            &world.path("out"),
            "--mode",
            "c2s",
            "--brief",
        ])
        .args([
            "--resolver",
            &format!("127.0.0.1:{}", dns.port),
            "--concurrency",
            "16",
        ])
        .args(["--timeout", "60"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let lines = std::fs::read_to_string(world.path("out")).unwrap();
    assert_eq!(lines.lines().count(), VIRTUAL_HOSTS);
    println!(
        "\nSurvey of {VIRTUAL_HOSTS} virtual hosts on one Prosody, concurrency 16: {seconds:.1} s, {:.0} a second\n\n```text\n{}```",
        VIRTUAL_HOSTS as f64 / seconds,
        String::from_utf8_lossy(&output.stderr)
    );
}
