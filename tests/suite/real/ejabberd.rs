//! ejabberd.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::Command;

use super::process::Process;
use super::world::{DOMAIN, Verdict, World};
use crate::programs::installed;

/// How the configuration differs from the sound one.
#[derive(Default)]
pub(super) struct Change {
    pub(super) c2s: Option<&'static str>,
    pub(super) top: String,
    pub(super) without_dialback: bool,
    pub(super) s2s_starttls: Option<&'static str>,
}

fn check(mut world: World, change: &Change) -> Option<Verdict> {
    let _server = start(&mut world, change)?;
    Some(world.check())
}

/// Starts it with the sound configuration.
pub(crate) fn start_sound(world: &mut World) -> Option<Process> {
    start(world, &Change::default())
}

/// Starts it with encryption that is offered and not required.
pub(super) fn start_optional(world: &mut World) -> Option<Process> {
    let change = Change {
        c2s: Some("starttls: true"),
        s2s_starttls: Some("optional"),
        ..Change::default()
    };
    start(world, &change)
}

/// The program's code, wherever the package has put it.
fn code() -> Option<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib/x86_64-linux-gnu").ok()?;
    let mut found = libraries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            name.starts_with("ejabberd-") && path.join("ebin").is_dir()
        });
    found.next().map(|path| path.join("ebin"))
}

pub(super) fn start(world: &mut World, change: &Change) -> Option<Process> {
    if !is_installed() {
        return None;
    }
    let mut configuration = configuration(world);
    let mut put = |old: &str, new: &str| configuration = configuration.replace(old, new);
    if let Some(c2s) = change.c2s {
        put("starttls_required: true", c2s);
    }
    if let Some(s2s) = change.s2s_starttls {
        put(
            "s2s_use_starttls: required",
            &format!("s2s_use_starttls: {s2s}"),
        );
    }
    if change.without_dialback {
        put("  mod_s2s_dialback: {}\n", "");
    }
    let configuration = format!("{}\n{configuration}", change.top);
    Some(run(world, &configuration, &world.ports.all()))
}

/// Whether everything that it takes is there.
pub(super) fn is_installed() -> bool {
    installed(&["ejabberdctl", "erl", "dnsmasq", "openssl"]) && code().is_some()
}

/// The sound configuration.
pub(super) fn configuration(world: &World) -> String {
    let ports = world.ports;
    let mut listen = String::new();
    for address in &world.addresses {
        let mut add = |port, module, option: &str| {
            let _ = writeln!(
                listen,
                "  -\n    port: {port}\n    ip: \"{address}\"\n    module: {module}{option}"
            );
        };
        add(ports.c2s, "ejabberd_c2s", "\n    starttls_required: true");
        add(ports.c2s_tls, "ejabberd_c2s", "\n    tls: true");
        add(ports.s2s, "ejabberd_s2s_in", "");
        add(ports.s2s_tls, "ejabberd_s2s_in", "\n    tls: true");
    }
    format!(
        "hosts:\n  - {DOMAIN}\nloglevel: error\ncertfiles:\n  - {}\n\
         s2s_use_starttls: required\nauth_password_format: scram\nlisten:\n{listen}\
         modules:\n  mod_disco: {{}}\n  mod_s2s_dialback: {{}}\n",
        world.path("both.pem"),
    )
}

/// Runs it with a configuration until it listens at these ports.
pub(super) fn run(world: &World, configuration: &str, ports: &[u16]) -> Process {
    let path = world.path("ejabberd.yml");
    std::fs::write(&path, configuration).unwrap();
    let spool = world.path("spool");
    std::fs::create_dir_all(&spool).unwrap();
    let mut command = Command::new("erl");
    command
        .env("EJABBERD_CONFIG_PATH", path)
        .env("EJABBERD_LOG_PATH", world.path("ejabberd.log"))
        .env("SPOOL_DIR", &spool)
        .env("HOME", world.folder.path())
        .args(["-noinput", "-pa"])
        .arg(code().unwrap())
        .args(["-mnesia", "dir", &format!("\"{spool}\""), "-s", "ejabberd"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut process = Process::start(&mut command);
    process.wait_for(&world.at(ports));
    process
}

#[test]
fn a_sound_configuration_has_nothing_to_mend() {
    let Some(verdict) = check(World::new(), &Change::default()) else {
        return;
    };
    verdict.is_sound();
}

#[test]
fn encryption_not_required() {
    let change = Change {
        c2s: Some("starttls: true"),
        s2s_starttls: Some("optional"),
        ..Change::default()
    };
    let Some(verdict) = check(World::new(), &change) else {
        return;
    };
    verdict.finds("xmpp.starttls_required", "not-required", "crit");
}

#[test]
fn no_scram() {
    let change = Change {
        top: "disable_sasl_mechanisms: [SCRAM-SHA-1, SCRAM-SHA-1-PLUS, SCRAM-SHA-256, \
              SCRAM-SHA-256-PLUS, SCRAM-SHA-512, SCRAM-SHA-512-PLUS, DIGEST-MD5, X-OAUTH2]"
            .into(),
        ..Change::default()
    };
    let Some(verdict) = check(World::new(), &change) else {
        return;
    };
    verdict.finds("xmpp.sasl_mechanisms", "plain-only", "crit");
}

#[test]
fn starttls_switched_off() {
    let change = Change {
        c2s: Some("starttls: false"),
        ..Change::default()
    };
    let Some(verdict) = check(World::new(), &change) else {
        return;
    };
    verdict.finds("xmpp.starttls_required", "not-offered", "crit");
    verdict.finds("xmpp.c2s_reachable", "no-starttls", "warn");
}

#[test]
fn dialback_off_leaves_external() {
    let change = Change {
        without_dialback: true,
        ..Change::default()
    };
    let Some(verdict) = check(World::new(), &change) else {
        return;
    };
    // Its header announces dialback all the same, and it ends the stream of who
    // asks about a key.
    verdict.finds("xmpp.s2s_dialback", "verify-refused", "info");
}

#[test]
fn a_dead_second_target() {
    let mut world = World::new();
    world.publish(("_xmpp-server", 9, "gone.real.example"));
    world.publish(("_xmpp-client", 1, "second.real.example"));
    world.name("second.real.example", &["127.0.0.1"]);
    let Some(verdict) = check(world, &Change::default()) else {
        return;
    };
    verdict.finds("xmpp.srv_s2s", "target-unresolvable", "warn");
    verdict.finds("xmpp.c2s_reachable", "refused", "warn");
}
