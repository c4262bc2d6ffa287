//! A domain with its certificates, ports and DNS, and the check of it by the
//! program.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::dns::{Dns, Srv, serve};
use super::process::free_ports;
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

/// Everything around a server.
pub(crate) struct World {
    pub(crate) folder: TempDir,
    pub(crate) ports: Ports,
    records: Vec<(&'static str, u16, &'static str)>,
    hosts: Vec<(&'static str, &'static [&'static str])>,
}

/// A result of the program.
pub(crate) struct Verdict(Value);

impl World {
    pub(crate) fn new() -> Self {
        let [c2s, c2s_tls, s2s, s2s_tls] = free_ports();
        let folder = TempDir::new().unwrap();
        issue_certificate(folder.path());
        let records = vec![
            ("_xmpp-client", c2s, HOST),
            ("_xmpps-client", c2s_tls, HOST),
            ("_xmpp-server", s2s, HOST),
            ("_xmpps-server", s2s_tls, HOST),
        ];
        Self {
            folder,
            ports: Ports {
                c2s,
                c2s_tls,
                s2s,
                s2s_tls,
            },
            records,
            hosts: vec![(HOST, &["127.0.0.1", "::1"])],
        }
    }

    /// Publishes one record more.
    pub(crate) fn publish(&mut self, record: Srv<'static>) {
        self.records.push(record);
    }

    /// Replaces the records.
    pub(crate) fn publish_only(&mut self, records: Vec<Srv<'static>>) {
        self.records = records;
    }

    /// Publishes a name.
    pub(crate) fn name(&mut self, name: &'static str, addresses: &'static [&'static str]) {
        self.hosts.push((name, addresses));
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Where the services listen.
    pub(crate) fn listening(&self) -> Vec<SocketAddr> {
        let Ports {
            c2s,
            c2s_tls,
            s2s,
            s2s_tls,
        } = self.ports;
        [c2s, c2s_tls, s2s, s2s_tls]
            .map(|port| ([127, 0, 0, 1], port).into())
            .to_vec()
    }

    /// Starts the DNS server.
    pub(crate) fn serve_dns(&self) -> Dns {
        serve(DOMAIN, &self.records, &self.hosts, None)
    }

    /// Starts it at port 53 of an address, for programs that know no other.
    #[allow(dead_code, reason = "the benchmarks use it")]
    pub(crate) fn serve_dns_at(&self, address: Ipv4Addr) -> Dns {
        serve(DOMAIN, &self.records, &self.hosts, Some(address))
    }

    /// Checks the domain as a person would.
    pub(crate) fn check(&self) -> Verdict {
        let dns = self.serve_dns();
        let output = Command::new(PROGRAM)
            .args(["check", DOMAIN, "--format", "json", "--timeout", "5"])
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

    /// The observation.
    pub(crate) fn observation(&self) -> &Value {
        &self.0["observation"]
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
        "set -e; cd '{}'; K='ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n\
         openssl req -x509 -newkey $K -keyout ca.key -out ca.pem -days 60 -subj '/CN=Test CA'\n\
         openssl req -newkey $K -keyout key.pem -out csr.pem -subj '/CN={DOMAIN}'\n\
         printf 'subjectAltName=DNS:{DOMAIN}\\nextendedKeyUsage=serverAuth,clientAuth\\n' > ext\n\
         openssl x509 -req -in csr.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 \
         -extfile ext -out cert.pem\n\
         cat cert.pem key.pem > both.pem; chmod 644 *.pem",
        folder.display()
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
