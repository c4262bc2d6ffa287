//! A workbench: a domain on the simulated network, checked by the shipped
//! components.

use std::sync::{Arc, LazyLock};

use checker_host::components;
use checker_host::engine::{Activity, Checker, Config, Engine, Limits};
use checker_host::model::{State, Status};
use checker_host::network::Policy;
use checker_host::network::sim::{
    Authority, Identity, KeyKind, Leaf, Listener, Simulation, XmppServer, runtime, server_config,
};
use checker_host::platform::{Outcome, Platform};
use serde_json::{Value, json};

/// The domain that most tests check.
pub(crate) const DOMAIN: &str = "example.org";
/// Its host, with one address of each family.
pub(crate) const HOST: &str = "xmpp.example.org";
pub(crate) const V4: &str = "192.0.2.1";
pub(crate) const V6: &str = "2001:db8::1";

pub(crate) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Config::default()).expect("the engine starts"));
pub(crate) static XMPP: LazyLock<Checker> =
    LazyLock::new(|| ENGINE.load(components::XMPP).expect("it loads"));
static TLS: LazyLock<Checker> = LazyLock::new(|| ENGINE.load(components::TLS).expect("it loads"));

/// A simulation with its certificate authority.
pub(crate) struct Lab {
    pub(crate) simulation: Simulation,
    pub(crate) authority: Authority,
    pub(crate) options: Value,
    pub(crate) domain: String,
    /// Roots to trust instead of the lab's own.
    pub(crate) roots: Option<String>,
    /// The kind of key that the servers use.
    pub(crate) key: KeyKind,
}

impl Lab {
    /// An empty network.
    pub(crate) fn empty() -> Self {
        Self {
            simulation: Simulation::new(),
            authority: Authority::root("Lab Root"),
            options: json!({}),
            domain: DOMAIN.to_owned(),
            roots: None,
            key: KeyKind::P256,
        }
    }

    /// A sound deployment: all four services on both families.
    pub(crate) fn sound() -> Self {
        let mut lab = Self::empty();
        lab.publish();
        let (c2s, s2s) = (lab.c2s(), lab.s2s());
        lab.serve(&c2s, &s2s);
        lab
    }

    /// A sound deployment with other servers.
    pub(crate) fn with(
        c2s: impl FnOnce(&mut XmppServer),
        s2s: impl FnOnce(&mut XmppServer),
    ) -> Self {
        let mut lab = Self::empty();
        lab.publish();
        let (mut client, mut server) = (lab.c2s(), lab.s2s());
        c2s(&mut client);
        s2s(&mut server);
        lab.serve(&client, &server);
        lab
    }

    /// A sound deployment whose certificate is this one.
    pub(crate) fn with_leaf(leaf: &Leaf) -> Self {
        Self::with_identity(|authority| authority.issue(leaf))
    }

    /// A sound deployment with another identity; the argument is the trusted
    /// authority.
    pub(crate) fn with_identity(identity: impl Fn(&Authority) -> Identity) -> Self {
        let mut lab = Self::empty();
        lab.publish();
        let tls = || server_config(identity(&lab.authority), &["xmpp-client", "xmpp-server"]);
        let (c2s, s2s) = (
            XmppServer::c2s(DOMAIN, tls()),
            XmppServer::s2s(DOMAIN, tls()),
        );
        lab.serve(&c2s, &s2s);
        lab
    }

    /// Publishes the four SRV records and the host's addresses.
    pub(crate) fn publish(&mut self) {
        self.srv("_xmpp-client", 5222, HOST);
        self.srv("_xmpps-client", 5223, HOST);
        self.srv("_xmpp-server", 5269, HOST);
        self.srv("_xmpps-server", 5270, HOST);
        self.simulation.zone().address(HOST, V4).address(HOST, V6);
    }

    /// Publishes one SRV record.
    pub(crate) fn srv(&mut self, service: &str, port: u16, target: &str) {
        let name = format!("{service}._tcp.{}", self.domain);
        self.simulation.zone().srv(&name, 5, 0, port, target);
    }

    pub(crate) fn c2s(&self) -> XmppServer {
        self.c2s_for(&self.domain)
    }

    /// A client-to-server service for another domain.
    pub(crate) fn c2s_for(&self, domain: &str) -> XmppServer {
        let identity = self.authority.issue(&self.leaf(domain));
        XmppServer::c2s(domain, server_config(identity, &["xmpp-client"]))
    }

    pub(crate) fn s2s(&self) -> XmppServer {
        let identity = self.authority.issue(&self.leaf(&self.domain));
        XmppServer::s2s(&self.domain, server_config(identity, &["xmpp-server"]))
    }

    fn leaf(&self, domain: &str) -> Leaf {
        Leaf {
            key: self.key,
            ..Leaf::of(domain)
        }
    }

    /// Puts the services on both addresses.
    pub(crate) fn serve(&mut self, c2s: &XmppServer, s2s: &XmppServer) {
        for port in [5222, 5223, 5269, 5270] {
            let server = if port < 5260 {
                c2s.clone()
            } else {
                s2s.clone()
            };
            let server = if port % 10 == 3 || port == 5270 {
                server.direct()
            } else {
                server
            };
            self.put(port, server);
        }
    }

    /// Puts something on a port of both addresses.
    pub(crate) fn put(&mut self, port: u16, listener: impl Into<Listener>) {
        let listener = listener.into();
        self.simulation
            .listen(&format!("{V4}:{port}"), listener.clone());
        self.simulation.listen(&format!("[{V6}]:{port}"), listener);
    }

    /// Sets an option of the check.
    pub(crate) fn option(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.options[name] = value.into();
        self
    }

    /// Checks with the XMPP checker alone.
    pub(crate) fn check(self) -> Outcome {
        self.run(XMPP.clone(), None, Policy::allow_private())
    }

    /// Checks with the XMPP checker under other limits.
    pub(crate) fn check_with_limits(self, change: impl FnOnce(&mut Limits)) -> Outcome {
        let mut limits = XMPP.limits().clone();
        change(&mut limits);
        self.run(
            XMPP.clone().with_limits(limits),
            None,
            Policy::allow_private(),
        )
    }

    /// Checks with a policy that allows global unicast addresses only.
    pub(crate) fn check_public_only(self) -> Outcome {
        self.run(XMPP.clone(), None, Policy::public_only())
    }

    /// Checks with the XMPP checker alone and counts what it does.
    pub(crate) fn check_counted(mut self) -> (Arc<Activity>, Outcome) {
        runtime().unwrap().block_on(async {
            self.options["domain"] = self.domain.clone().into();
            let activity = Arc::<Activity>::default();
            let platform = Platform::new(Arc::new(self.simulation.build()))
                .with(XMPP.clone())
                .await
                .unwrap();
            let outcome = platform
                .check_observed("xmpp", self.options, &[], &activity)
                .await
                .unwrap();
            (activity, outcome)
        })
    }

    /// Checks with the TLS checker beside it.
    pub(crate) fn check_with_tls(self) -> Outcome {
        self.run(XMPP.clone(), Some(TLS.clone()), Policy::allow_private())
    }

    /// Checks with a TLS checker that is given no time.
    pub(crate) fn check_with_impatient_sibling(self) -> Outcome {
        let mut limits = TLS.limits().clone();
        limits.deadline = std::time::Duration::from_millis(15);
        let sibling = TLS.clone().with_limits(limits);
        self.run(XMPP.clone(), Some(sibling), Policy::allow_private())
    }

    /// Checks and renders the page.
    pub(crate) fn check_and_report(self) -> (Outcome, String) {
        self.run_and_report(XMPP.clone(), Some(TLS.clone()), Policy::allow_private())
    }

    fn run(self, checker: Checker, sibling: Option<Checker>, policy: Policy) -> Outcome {
        self.run_and_report(checker, sibling, policy).0
    }

    fn run_and_report(
        mut self,
        checker: Checker,
        sibling: Option<Checker>,
        policy: Policy,
    ) -> (Outcome, String) {
        let runtime = runtime().unwrap();
        runtime.block_on(async {
            self.options["domain"] = self.domain.clone().into();
            let pem = self.roots.unwrap_or_else(|| self.authority.pem());
            let roots = json!({ "trustedRoots": pem });
            let mut platform = Platform::new(Arc::new(self.simulation.build()))
                .policy(policy)
                .with(checker)
                .await
                .unwrap();
            if let Some(sibling) = sibling {
                let roots = roots.as_object().unwrap().clone();
                platform = platform.with_options(sibling, roots).await.unwrap();
            }
            let outcome = platform.check("xmpp", self.options, &[]).await.unwrap();
            // A check that came to nothing has no page.
            let page = platform.report(&outcome).await.unwrap_or_default();
            (outcome, page)
        })
    }
}

/// The states of a rule.
pub(crate) fn states<'a>(outcome: &'a Outcome, rule: &str) -> Vec<&'a State> {
    outcome
        .states
        .iter()
        .filter(|state| state.rule == rule)
        .collect()
}

/// Asserts that the rule found `code` with this status, and returns the state.
#[track_caller]
pub(crate) fn found<'a>(outcome: &'a Outcome, rule: &str, code: &str, status: Status) -> &'a State {
    let states = states(outcome, rule);
    let wanted = format!("{rule}.{code}");
    match states
        .iter()
        .find(|state| state.code == wanted && state.status == status)
    {
        Some(state) => state,
        None => panic!("no {wanted} with status {status} among {states:#?}"),
    }
}

/// Asserts the worst status of a rule.
#[track_caller]
pub(crate) fn worst(outcome: &Outcome, rule: &str, status: Status) {
    let states: Vec<State> = states(outcome, rule).into_iter().cloned().collect();
    assert_eq!(Status::worst(&states), status, "{rule}: {states:#?}");
}

/// The endpoints in the observation.
pub(crate) fn endpoints(outcome: &Outcome) -> &Vec<Value> {
    outcome.observation["endpoints"].as_array().unwrap()
}
