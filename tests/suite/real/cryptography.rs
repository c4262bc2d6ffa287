//! Servers whose cryptography no current client would choose, by OpenSSL.

use std::process::{Command, Stdio};

use super::process::Process;
use super::world::{HOST, World, shell};

/// A TLS server for one suite of TLS 1.2, with an RSA key.
fn serve(suite: &str) -> (World, Process) {
    let mut world = World::new();
    let ports = world.ports;
    world.publish_only(&[("_xmpps-client", ports.c2s_tls, HOST)]);
    shell(
        world.folder.path(),
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -days 60 \
         -subj '/CN=Outdated'",
    );
    // The level below which the library's own policy keeps such suites out.
    let suite = format!("{suite}:@SECLEVEL=0");
    let accept = format!("127.0.0.1:{}", ports.c2s_tls);
    let mut server = Process::start(
        Command::new("openssl")
            .args(["s_server", "-tls1_2", "-quiet", "-cipher", &suite])
            .args(["-accept", &accept, "-cert", &world.path("rsa.pem")])
            .args(["-key", &world.path("rsa.key")])
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    server.wait_for(&world.at(&[ports.c2s_tls]));
    (world, server)
}

#[test]
fn suites_that_most_clients_still_take_are_outdated_and_not_dead() {
    // Static RSA; CBC with ephemeral keys; finite fields.
    for suite in [
        "AES128-SHA",
        "ECDHE-RSA-AES128-SHA",
        "DHE-RSA-AES128-GCM-SHA256",
    ] {
        let (world, _server) = serve(suite);
        let verdict = world.check();
        verdict.finds("xmpp.c2s_reachable", "outdated-cryptography", "warn");
        let problem = verdict.problem("tls.outdated:");
        let said = problem.to_string();
        assert!(said.contains("TLS 1.2"), "{said}");
    }
}
