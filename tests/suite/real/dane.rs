//! A signed zone: Knot DNS signs, Unbound validates, Prosody shows a certificate
//! that no authority knows.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::process::{Process, free_ports};
use super::prosody;
use super::world::{DOMAIN, HOST, World};
use crate::programs::{PROGRAM, installed};

/// What the checker tells people to do to get the hash of a key.
const HASH: &str = "openssl x509 -in cert.pem -noout -pubkey | \
                    openssl pkey -pubin -outform DER | openssl dgst -sha256";

/// A resolver in front of a signed zone.
struct Signed {
    _authority: Process,
    _resolver: Process,
    port: u16,
}

fn is_installed() -> bool {
    installed(&["knotd", "keymgr", "unbound"]) && prosody::is_installed()
}

/// A server whose certificate vouches for itself.
fn self_signed() -> World {
    let world = World::new();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args([
            "-nodes", "-days", "90", "-subj", "/CN=self", "-keyout", "key.pem",
        ])
        .args([
            "-addext",
            &format!("subjectAltName=DNS:{DOMAIN}"),
            "-out",
            "cert.pem",
        ])
        .current_dir(world.folder.path())
        .stderr(Stdio::null())
        .status();
    assert!(made.unwrap().success());
    world
}

/// The SHA-256 of the key in use.
fn hash(world: &World) -> String {
    let shell = Command::new("sh")
        .args(["-c", HASH])
        .current_dir(world.folder.path())
        .output();
    let printed = String::from_utf8(shell.unwrap().stdout).unwrap();
    let (_, hash) = printed.trim().rsplit_once(' ').unwrap();
    hash.to_owned()
}

/// Publishes a record for each service.
fn publish(world: &mut World, data: &str) {
    for port in world.ports.all() {
        let line = format!("_{port}._tcp.{HOST}. 3600 IN TLSA 3 1 1 {data}");
        world.zone.add(&line);
    }
}

/// Signs the zone and serves it through a resolver that validates.
fn serve(world: &World) -> Signed {
    let folder = tempfile::TempDir::new_in(world.folder.path())
        .unwrap()
        .keep();
    let [authority, resolver] = free_ports();
    let path = |name: &str| folder.join(name).display().to_string();
    let zone = format!(
        "{DOMAIN}. 3600 IN SOA ns.{DOMAIN}. hostmaster.{DOMAIN}. 1 3600 900 86400 60\n\
         {DOMAIN}. 3600 IN NS ns.{DOMAIN}.\nns.{DOMAIN}. 3600 IN A 127.0.0.1\n{}",
        world.zone.text()
    );
    std::fs::write(path("zone"), zone).unwrap();
    let knot = format!(
        "server:\n    rundir: {0}\n    listen: 127.0.0.1@{authority}\n\
         database:\n    storage: {0}\n\
         log:\n  - target: stderr\n    any: error\n\
         policy:\n  - id: own\n    manual: on\n    single-type-signing: on\n\
         zone:\n  - domain: {DOMAIN}\n    file: {0}/zone\n    storage: {0}\n    \
         dnssec-signing: on\n    dnssec-policy: own\n    zonefile-load: difference\n    \
         zonefile-sync: -1\n    journal-content: all\n",
        folder.display()
    );
    std::fs::write(path("knot.conf"), knot).unwrap();
    let keymgr = |arguments: &[&str]| {
        let output = Command::new("keymgr")
            .args(["-c", &path("knot.conf"), DOMAIN])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    keymgr(&[
        "generate",
        "algorithm=ECDSAP256SHA256",
        "ksk=yes",
        "zsk=yes",
    ]);
    let anchors: Vec<String> = keymgr(&["ds"])
        .lines()
        .map(|line| format!("    trust-anchor: \"{line}\"\n"))
        .collect();
    let mut knotd = Process::start(Command::new("knotd").args(["-c", &path("knot.conf")]));
    knotd.wait_for(&[([127, 0, 0, 1], authority).into()]);
    let unbound = format!(
        "server:\n    interface: 127.0.0.1@{resolver}\n    do-not-query-localhost: no\n    \
         chroot: \"\"\n    username: \"\"\n    pidfile: \"\"\n    directory: \"{}\"\n    \
         use-syslog: no\n    do-daemonize: no\n    module-config: \"validator iterator\"\n    \
         num-threads: 1\n{}\
         stub-zone:\n    name: \"{DOMAIN}\"\n    stub-addr: 127.0.0.1@{authority}\n\
         remote-control:\n    control-enable: no\n",
        folder.display(),
        anchors.concat()
    );
    std::fs::write(path("unbound.conf"), unbound).unwrap();
    let mut unbound =
        Process::start(Command::new("unbound").args(["-d", "-c", &path("unbound.conf")]));
    unbound.wait_for(&[([127, 0, 0, 1], resolver).into()]);
    Signed {
        _authority: knotd,
        _resolver: unbound,
        port: resolver,
    }
}

fn check(port: u16) -> Value {
    let output = Command::new(PROGRAM)
        .args(["check", DOMAIN, "--format", "json"])
        .args(["--resolver", &format!("127.0.0.1:{port}")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout);
    document.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// How a kind of peer fares.
#[track_caller]
fn audience<'a>(document: &'a Value, who: &str) -> &'a Value {
    let mut all = document["summary"]["audiences"].as_array().unwrap().iter();
    let found = all.find(|one| one["who"] == who);
    found.unwrap_or_else(|| panic!("no {who} in {:#}", document["summary"]["audiences"]))
}

fn mismatches(document: &Value) -> Vec<&Value> {
    let states = document["states"].as_array().unwrap().iter();
    states
        .filter(|state| state["code"] == "xmpp.tls_quality.mismatch")
        .collect()
}

#[test]
fn records_in_a_signed_zone_vouch_for_a_certificate_that_no_authority_knows() {
    if !is_installed() {
        return;
    }
    let mut world = self_signed();
    let hash = hash(&world);
    publish(&mut world, &hash);
    let Some(_server) = prosody::start(&mut world, "") else {
        return;
    };
    let dns = serve(&world);
    let document = check(dns.port);
    assert_eq!(
        audience(&document, "a server that knows DANE")["status"],
        "ok"
    );
    let certificate = audience(&document, "a server that authenticates by certificate");
    assert_ne!(certificate["status"], "ok");
    assert_eq!(mismatches(&document), Vec::<&Value>::new());
    let states = document["states"].as_array().unwrap();
    assert!(states.iter().all(|state| {
        let code = state["code"].as_str().unwrap();
        !code.ends_with("-insecure")
    }));
}

#[test]
fn records_of_another_key_are_mended_by_the_line_that_is_given() {
    if !is_installed() {
        return;
    }
    let mut world = self_signed();
    publish(&mut world, &"00".repeat(32));
    let Some(_server) = prosody::start(&mut world, "") else {
        return;
    };
    let lines: Vec<String> = {
        let dns = serve(&world);
        let document = check(dns.port);
        assert_eq!(
            audience(&document, "a server that knows DANE")["status"],
            "crit"
        );
        let found = mismatches(&document);
        assert_eq!(found.len(), 4, "{:#}", document["states"]);
        assert!(found.iter().all(|state| state["status"] == "crit"));
        let lines = found
            .iter()
            .map(|state| state["meta"]["snippets"][0]["text"].as_str().unwrap());
        lines.map(str::to_owned).collect()
    };
    for line in lines {
        world.zone.add(&line);
    }
    let dns = serve(&world);
    let document = check(dns.port);
    assert_eq!(mismatches(&document), Vec::<&Value>::new());
    assert_eq!(
        audience(&document, "a server that knows DANE")["status"],
        "ok"
    );
}
