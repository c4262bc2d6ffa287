//! A domain with its certificates, ports and DNS, and the check of it by the
//! program.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::dns::{Dns, serve};
use super::process::free_ports;
use super::zone::{Zone, address, srv};
use crate::programs::PROGRAM;

pub(crate) const DOMAIN: &str = "real.example";
pub(crate) const HOST: &str = "xmpp.real.example";

/// The ports of the four services.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) c2s: u16,
    pub(crate) c2s_tls: u16,
    pub(crate) s2s: u16,
    pub(crate) s2s_tls: u16,
}

impl Ports {
    /// Those that the standards name.
    pub(crate) const DEFAULT: Self = Self {
        c2s: 5222,
        c2s_tls: 5223,
        s2s: 5269,
        s2s_tls: 5270,
    };

    /// All four.
    pub(crate) fn all(self) -> [u16; 4] {
        [self.c2s, self.c2s_tls, self.s2s, self.s2s_tls]
    }
}

/// Everything around a server.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    /// Where the server listens.
    pub(crate) addresses: Vec<IpAddr>,
    pub(crate) ports: Ports,
    pub(crate) zone: Zone,
}

/// An SRV record: service, port, target.
type Srv<'a> = (&'a str, u16, &'a str);

/// A result of the program.
pub(crate) struct Verdict(Value);

impl World {
    /// Ports of its own, and a host on both families.
    pub(crate) fn new() -> Self {
        let [c2s, c2s_tls, s2s, s2s_tls] = free_ports();
        let ports = Ports {
            c2s,
            c2s_tls,
            s2s,
            s2s_tls,
        };
        let addresses = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        let mut world = Self::bare(&addresses, ports);
        world.publish(("_xmpp-client", c2s, HOST));
        world.publish(("_xmpps-client", c2s_tls, HOST));
        world.publish(("_xmpp-server", s2s, HOST));
        world.publish(("_xmpps-server", s2s_tls, HOST));
        world.name(HOST, &["127.0.0.1", "::1"]);
        world
    }

    /// These addresses and ports, and an empty zone.
    pub(crate) fn bare(addresses: &[IpAddr], ports: Ports) -> Self {
        let folder = TempDir::new().unwrap();
        issue_certificate(folder.path());
        Self {
            folder,
            addresses: addresses.to_vec(),
            ports,
            zone: Zone::default(),
        }
    }

    /// Publishes one record more.
    pub(crate) fn publish(&mut self, (service, port, target): Srv<'_>) {
        self.zone.add(&srv(service, DOMAIN, port, target));
    }

    /// Replaces the SRV records.
    pub(crate) fn publish_only(&mut self, records: &[Srv<'_>]) {
        self.zone.remove(&["SRV"]);
        for record in records {
            self.publish(*record);
        }
    }

    /// Publishes a name.
    pub(crate) fn name(&mut self, name: &str, addresses: &[&str]) {
        for one in addresses {
            self.zone.add(&address(name, one));
        }
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Ports of the first address.
    pub(crate) fn at(&self, ports: &[u16]) -> Vec<SocketAddr> {
        let address = self.addresses[0];
        ports.iter().map(|port| (address, *port).into()).collect()
    }

    /// Starts the DNS server.
    pub(crate) fn serve_dns(&self) -> Dns {
        serve(DOMAIN, &self.zone, None)
    }

    /// Starts it at port 53 of an address, for programs that know no other.
    #[allow(dead_code, reason = "the benchmarks use it")]
    pub(crate) fn serve_dns_at(&self, address: Ipv4Addr) -> Dns {
        serve(DOMAIN, &self.zone, Some(address))
    }

    /// Checks the domain as a person would.
    pub(crate) fn check(&self) -> Verdict {
        self.check_with(&[])
    }

    /// The same with more arguments.
    pub(crate) fn check_with(&self, arguments: &[&str]) -> Verdict {
        let dns = self.serve_dns();
        let output = Command::new(PROGRAM)
            .args(["check", DOMAIN, "--format", "json"])
            .args(arguments)
            .args(["--resolver", &format!("127.0.0.1:{}", dns.port)])
            .args(["--ca", &self.path("ca.pem")])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let document = serde_json::from_slice(&output.stdout);
        Verdict(
            document.unwrap_or_else(|error| {
                panic!("{error}: {}", String::from_utf8_lossy(&output.stderr))
            }),
        )
    }
}

impl Verdict {
    /// Asserts that there is nothing to mend, rule by rule.
    #[track_caller]
    pub(crate) fn is_sound(&self) {
        self.at_worst("info");
        for (rule, code) in [
            ("xmpp.srv_c2s", "published"),
            ("xmpp.srv_s2s", "published"),
            ("xmpp.c2s_reachable", "reachable"),
            ("xmpp.s2s_reachable", "reachable"),
            ("xmpp.starttls_required", "required"),
            ("xmpp.s2s_dialback", "answers"),
            ("xmpp.ipv6_reachable", "reachable"),
            ("xmpp.direct_tls", "works"),
            ("xmpp.tls_quality", "clean"),
        ] {
            self.finds(rule, code, "ok");
        }
    }

    /// Asserts that every rule is this or better.
    #[track_caller]
    fn at_worst(&self, bound: &str) {
        let rank = |word: &str| {
            ["unknown", "ok", "info", "warn", "crit", "error"]
                .iter()
                .position(|known| *known == word)
        };
        for state in self.states() {
            let status = state["status"].as_str().unwrap();
            assert!(
                rank(status) <= rank(bound) && status != "unknown",
                "{state:#}"
            );
        }
    }

    /// Asserts that the rule found this with this status.
    #[track_caller]
    pub(crate) fn finds(&self, rule: &str, code: &str, status: &str) {
        let wanted = format!("{rule}.{code}");
        let found = self
            .states()
            .iter()
            .any(|state| state["code"] == wanted.as_str() && state["status"] == status);
        assert!(found, "no {wanted} ({status}) in {:#}", self.0["states"]);
    }

    /// Asserts that no finding of the rule is called this.
    #[track_caller]
    pub(crate) fn finds_nothing(&self, rule: &str, code: &str) {
        let unwanted = format!("{rule}.{code}");
        let found = self
            .states()
            .iter()
            .find(|state| state["code"] == unwanted.as_str());
        assert!(found.is_none(), "{found:#?}");
    }

    /// The whole result, as text.
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }

    /// Asserts that no cause that begins like one of these is behind a finding any more, and that
    /// nothing worse than a note is there for it.
    #[track_caller]
    pub(crate) fn is_cured_of(&self, causes: &[&str]) {
        for state in self.states() {
            let cause = state["cause"].as_str().unwrap_or_default();
            let is_one = causes.iter().any(|one| cause.starts_with(one));
            assert!(!is_one, "still there: {state:#}");
            let status = state["status"].as_str().unwrap();
            let is_bad = ["warn", "crit", "error"].contains(&status);
            assert!(!is_bad, "come instead: {state:#}");
        }
    }

    /// The problem with this cause, or with one that begins like it.
    #[track_caller]
    pub(crate) fn problem(&self, cause: &str) -> &Value {
        let problems = self.0["summary"]["problems"].as_array().unwrap();
        let found = problems
            .iter()
            .find(|problem| problem["cause"].as_str().unwrap().starts_with(cause));
        found.unwrap_or_else(|| panic!("no {cause} in {problems:#?}"))
    }

    /// The observation.
    pub(crate) fn observation(&self) -> &Value {
        &self.0["observation"]
    }

    /// What surveys count.
    pub(crate) fn facts(&self) -> &Value {
        &self.0["summary"]["facts"]
    }

    /// What the TLS checker saw.
    pub(crate) fn related(&self) -> &Value {
        &self.0["related"][0]["data"]
    }

    fn states(&self) -> &Vec<Value> {
        self.0["states"].as_array().unwrap()
    }
}

/// A certificate authority and a certificate of the domain: `ca.pem`,
/// `cert.pem`, `key.pem` and both together as `both.pem`.
fn issue_certificate(folder: &Path) {
    let script = format!(
        "openssl req -x509 -newkey $K -keyout ca.key -out ca.pem -days 60 -subj '/CN=Test CA'\n\
         openssl req -newkey $K -keyout key.pem -out csr.pem -subj '/CN={DOMAIN}'\n\
         printf 'subjectAltName=DNS:{DOMAIN}\\nextendedKeyUsage=serverAuth,clientAuth\\n' > ext\n\
         openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 \
         -extfile ext -out cert.pem\n\
         cat cert.pem key.pem > both.pem; chmod 644 *.pem"
    );
    shell(folder, &script);
}

/// Runs a script in a folder; `$K` are the options of a new key.
pub(super) fn shell(folder: &Path, script: &str) {
    let script = format!(
        "set -e; cd '{}'; K='ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n{script}",
        folder.display()
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
