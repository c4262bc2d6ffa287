//! jabberd2, as it comes: three processes that find each other at a router.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::process::{Process, free_ports};
use super::world::{DOMAIN, HOST, World};
use crate::programs::installed;

/// Where Debian puts its files.
const FOLDER: &str = "/etc/jabberd2";
/// How long the processes may take to find each other.
const START: Duration = Duration::from_secs(60);

/// A server for other servers, with dialback and STARTTLS.
struct Jabberd2 {
    world: World,
    router: u16,
    processes: Vec<Process>,
}

impl Jabberd2 {
    /// `None` where it is not installed.
    fn new() -> Option<Self> {
        let programs = [
            "jabberd2-router",
            "jabberd2-sm",
            "jabberd2-s2s",
            "dnsmasq",
            "openssl",
        ];
        if !installed(&programs) {
            return None;
        }
        let mut world = World::new();
        let port = world.ports.s2s;
        world.publish_only(&[("_xmpp-server", port, HOST)]);
        let [router] = free_ports();
        let mut server = Self {
            world,
            router,
            processes: Vec::new(),
        };
        server.start("router", router, |text| text);
        let data = server.world.path("");
        server.start("sm", 0, |text| {
            text.replace(
                "<id>localhost.localdomain</id>",
                &format!("<id>{DOMAIN}</id>"),
            )
            .replace("<driver>sqlite</driver>", "<driver>fs</driver>")
            .replace("/var/lib/jabberd2/fs", &data)
        });
        let both = server.world.path("both.pem");
        server.start("s2s", port, |text| {
            let (start, local) = text.split_once("<local>").unwrap();
            let local = local
                .replace("<port>5269</port>", &format!("<port>{port}</port>"))
                .replacen("<pemfile>", "--><pemfile>", 1)
                .replacen("</pemfile>", "</pemfile><!--", 1)
                .replacen("/etc/jabberd2/server.pem", &both, 1);
            format!("{start}<local>{local}")
        });
        Some(server)
    }

    /// Starts one of the processes with its configuration changed, and waits
    /// for its port where it has one.
    fn start(&mut self, name: &str, port: u16, change: impl FnOnce(String) -> String) {
        let text = std::fs::read_to_string(format!("{FOLDER}/{name}.xml")).unwrap();
        let folder = self.world.path("");
        let text = text
            .replace("/var/run/jabberd2/", &folder)
            .replace("/var/log/jabberd2/", &folder)
            .replace("5347", &self.router.to_string());
        let file = self.world.path(&format!("{name}.xml"));
        std::fs::write(&file, change(text)).unwrap();
        let mut process = Process::start(
            Command::new(format!("jabberd2-{name}"))
                .args(["-c", &file])
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        if port != 0 {
            process.wait_for(&self.world.at(&[port]));
        }
        self.processes.push(process);
    }

    /// Waits until the domain is bound to the router: a server that does not
    /// know it yet has no answer for it.
    fn wait(&self) {
        let log = self.world.path("router.log");
        let bound = format!("[{DOMAIN}] online");
        let until = Instant::now() + START;
        while !std::fs::read_to_string(&log).is_ok_and(|text| text.contains(&bound)) {
            assert!(Instant::now() < until, "the domain is not bound");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn it_refuses_a_dialback_key_that_nobody_made() {
    let Some(server) = Jabberd2::new() else {
        return;
    };
    server.wait();
    let verdict = server.world.check();
    verdict.finds("xmpp.s2s_reachable", "reachable", "ok");
    verdict.finds("xmpp.s2s_dialback", "answers", "ok");
}
