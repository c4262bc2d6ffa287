//! Prosody.

use std::process::Command;

use super::process::Process;
use super::world::{DOMAIN, HOST, Verdict, World};
use crate::programs::{PROGRAM, installed};

/// The name of the file in the world's folder.
pub(super) const CONFIGURATION: &str = "prosody.cfg.lua";

/// Checks a Prosody whose configuration is the sound one with `change` after
/// it; `None` where it is not installed.
fn check(mut world: World, change: &str) -> Option<Verdict> {
    let _server = start(&mut world, change)?;
    Some(world.check())
}

/// Starts it with the sound configuration and `change` after it.
pub(crate) fn start(world: &mut World, change: &str) -> Option<Process> {
    if !is_installed() {
        return None;
    }
    let sound = configuration(world);
    let host = format!("VirtualHost \"{DOMAIN}\"");
    let configuration = sound.replace(&host, &format!("{change}\n{host}"));
    Some(run(world, &configuration, &world.ports.all()))
}

/// Whether everything that it takes is there.
pub(super) fn is_installed() -> bool {
    installed(&["prosody", "dnsmasq", "openssl"])
}

/// The sound configuration.
pub(super) fn configuration(world: &World) -> String {
    let ports = world.ports;
    let folder = world.folder.path().display();
    let interfaces: Vec<String> = world
        .addresses
        .iter()
        .map(|address| format!("\"{address}\""))
        .collect();
    format!(
        "run_as_root = true\ndaemonize = false\npidfile = \"{folder}/pid\"\n\
         data_path = \"{folder}\"\nlog = {{ warn = \"{folder}/log\" }}\n\
         interfaces = {{ {} }}\nc2s_ports = {{ {} }}\nc2s_direct_tls_ports = {{ {} }}\n\
         s2s_ports = {{ {} }}\ns2s_direct_tls_ports = {{ {} }}\n\
         modules_enabled = {{\n    \"roster\";\n    \"saslauth\";\n    \"tls\";\n    \
         \"dialback\";\n    \"disco\";\n}}\n\
         modules_disabled = {{ \"http\" }}\nauthentication = \"internal_hashed\"\n\
         c2s_require_encryption = true\ns2s_require_encryption = true\n\
         ssl = {{ key = \"{folder}/key.pem\", certificate = \"{folder}/cert.pem\" }}\n\
         VirtualHost \"{DOMAIN}\"\n",
        interfaces.join(", "),
        ports.c2s,
        ports.c2s_tls,
        ports.s2s,
        ports.s2s_tls
    )
}

/// Runs it with a configuration until it listens at these ports.
pub(super) fn run(world: &World, configuration: &str, ports: &[u16]) -> Process {
    let path = world.path(CONFIGURATION);
    std::fs::write(&path, configuration).unwrap();
    let mut process = Process::start(Command::new("prosody").args(["-F", "--config", &path]));
    process.wait_for(&world.at(ports));
    process
}

#[test]
fn a_sound_configuration_has_nothing_to_mend() {
    let Some(verdict) = check(World::new(), "") else {
        return;
    };
    verdict.is_sound();
    assert_eq!(
        verdict.observation()["endpoints"].as_array().unwrap().len(),
        8
    );
}

#[test]
fn encryption_not_required() {
    let change = "c2s_require_encryption = false\ns2s_require_encryption = false";
    let Some(verdict) = check(World::new(), change) else {
        return;
    };
    verdict.finds("xmpp.starttls_required", "not-required", "crit");
}

#[test]
fn plain_only() {
    let change = "disable_sasl_mechanisms = { 'SCRAM-SHA-1', 'SCRAM-SHA-256', 'DIGEST-MD5' }";
    let Some(verdict) = check(World::new(), change) else {
        return;
    };
    verdict.finds("xmpp.sasl_mechanisms", "plain-only", "crit");
}

#[test]
fn dialback_off() {
    let change = "modules_enabled = { 'roster', 'saslauth', 'tls', 'disco' }\n\
                  modules_disabled = { 'http', 'dialback' }";
    let Some(verdict) = check(World::new(), change) else {
        return;
    };
    // A Prosody without dialback has nothing to offer to a peer without certificate.
    verdict.finds("xmpp.s2s_dialback", "nothing-offered", "crit");
}

#[test]
fn certificates_required_for_federation() {
    let Some(verdict) = check(World::new(), "s2s_secure_auth = true") else {
        return;
    };
    verdict.finds("xmpp.s2s_dialback", "certificate-required", "info");
    verdict.finds("xmpp.s2s_reachable", "reachable", "ok");
}

#[test]
fn plain_before_tls() {
    let change = "c2s_require_encryption = false\nallow_unencrypted_plain_auth = true";
    let Some(verdict) = check(World::new(), change) else {
        return;
    };
    verdict.finds("xmpp.sasl_mechanisms", "plain-before-tls", "crit");
}

#[test]
fn a_dead_second_target() {
    let mut world = World::new();
    world.publish(("_xmpp-client", 9, "gone.real.example"));
    world.publish(("_xmpp-server", 1, "second.real.example"));
    world.name("second.real.example", &["127.0.0.1"]);
    let Some(verdict) = check(world, "") else {
        return;
    };
    verdict.finds("xmpp.srv_c2s", "target-unresolvable", "warn");
    verdict.finds("xmpp.s2s_reachable", "refused", "warn");
    verdict.finds("xmpp.s2s_reachable", "reachable", "ok");
}

#[test]
fn records_that_name_the_wrong_service() {
    let mut world = World::new();
    let ports = world.ports;
    world.publish_only(&[
        ("_xmpp-client", ports.c2s_tls, HOST),
        ("_xmpps-client", ports.c2s, HOST),
        ("_xmpp-server", ports.c2s, HOST),
    ]);
    let Some(verdict) = check(world, "") else {
        return;
    };
    verdict.finds("xmpp.c2s_reachable", "wrong-service", "warn");
    verdict.finds("xmpp.s2s_reachable", "wrong-service", "warn");
    verdict.finds("xmpp.direct_tls", "broken", "warn");
}

#[test]
fn a_survey_of_virtual_hosts() {
    let mut world = World::new();
    let names: Vec<String> = (0..20)
        .map(|number| format!("v{number}.{DOMAIN}"))
        .collect();
    let hosts: String = names
        .iter()
        .map(|name| format!("VirtualHost '{name}'\n"))
        .collect();
    let Some(_server) = start(&mut world, &hosts) else {
        return;
    };
    let dns = super::dns::serve_many(DOMAIN, &names, world.ports.c2s, HOST);
    let list = world.path("list");
    std::fs::write(&list, names.join("\n")).unwrap();
    let output = Command::new(PROGRAM)
        .args(["survey", &list, "--mode", "c2s", "--brief"])
        .args(["--resolver", &format!("127.0.0.1:{}", dns.port)])
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert_eq!(lines.lines().count(), 20);
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let states = line["states"].as_array().unwrap();
        let reached = states
            .iter()
            .any(|state| state["code"] == "xmpp.c2s_reachable.reachable");
        assert!(reached, "{line:#}");
    }
}

#[test]
fn served_checks_reach_private_addresses_only_where_that_is_allowed() {
    use crate::server::Server;
    let mut world = World::new();
    let Some(_server) = start(&mut world, "") else {
        return;
    };
    let dns = world.serve_dns();
    let resolver = format!("127.0.0.1:{}", dns.port);
    let ca = world.path("ca.pem");
    let asked = serde_json::json!({"key": "xmpp", "options": {"domain": DOMAIN}});
    let judged = |more: &[&str]| {
        let mut arguments = vec!["--resolver", resolver.as_str(), "--ca", ca.as_str()];
        arguments.extend(more);
        let server = Server::start(&arguments);
        let collected = server.json("/collect", &asked).value();
        let evaluated = server.json(
            "/evaluate",
            &serde_json::json!({"observations": {"xmpp": collected["data"]}, "options": {}}),
        );
        evaluated.body
    };
    let allowed = judged(&["--allow-private"]);
    assert!(
        allowed.contains("xmpp.c2s_reachable.reachable"),
        "{allowed}"
    );
    let denied = judged(&[]);
    assert!(
        denied.contains("xmpp.c2s_reachable.blocked-by-policy"),
        "{denied}"
    );
    assert!(!denied.contains("unreachable"), "{denied}");
}
