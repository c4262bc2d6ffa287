//! A workbench: a domain on the simulated network, checked by the shipped
//! components.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use checker_host::components;
use checker_host::engine::{Activity, Checker, CodeFolders, Config, Engine, Limits};
use checker_host::model::{Json, Options, State, Status};
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{
    Authority, Identity, KeyKind, Leaf, Listener, Simulation, runtime, server_config,
};
use checker_host::network::{Network, Policy};
use checker_host::platform::{Builder, Outcome, Platform};
use serde_json::Value;

use crate::counts::Counts;

/// The domain that most tests check.
pub(crate) const DOMAIN: &str = "example.org";
/// Its host, with one address of each family.
pub(crate) const HOST: &str = "xmpp.example.org";
pub(crate) const V4: &str = "192.0.2.1";
pub(crate) const V6: &str = "2001:db8::1";

/// Of checkers that the program runs, too: what is compiled is kept where it looks.
pub(crate) static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| Engine::new(Config::default()).expect("the engine starts"));
/// Of all others: kept, they would be more than the folder holds, and those that the
/// program needs would have to be compiled again and again.
pub(crate) static OTHERS: LazyLock<Engine> = LazyLock::new(|| {
    let config = Config {
        code: CodeFolders::none(),
        ..Config::default()
    };
    Engine::new(config).expect("the engine starts")
});
pub(crate) static XMPP: LazyLock<Checker> =
    LazyLock::new(|| ENGINE.load(components::XMPP).expect("it loads"));
pub(crate) static TLS: LazyLock<Checker> =
    LazyLock::new(|| ENGINE.load(components::TLS).expect("it loads"));
pub(crate) static DANE: LazyLock<Checker> =
    LazyLock::new(|| ENGINE.load(components::DANE).expect("it loads"));

/// All three of an engine that has a place for one call.
static ONE_AFTER_THE_OTHER: LazyLock<[Checker; 3]> = LazyLock::new(|| {
    let one = Config {
        pool: Some(1),
        ..Config::default()
    };
    let engine = Engine::new(one).expect("the engine starts");
    [components::XMPP, components::TLS, components::DANE]
        .map(|bytes| engine.load(bytes).expect("it loads"))
});

/// A simulation with its certificate authority.
pub(crate) struct Lab {
    pub(crate) simulation: Simulation,
    pub(crate) authority: Authority,
    pub(crate) options: Options,
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
            options: Options::new(),
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

    /// A deployment with nothing but one STARTTLS endpoint for clients.
    pub(crate) fn single(listener: impl Into<Listener>) -> Self {
        let mut lab = Self::empty();
        lab.srv("_xmpp-client", 5222, HOST);
        lab.simulation.zone().address(HOST, V4);
        lab.put(5222, listener);
        lab.option("mode", "c2s")
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
        self.put(5222, c2s.clone());
        self.put(5223, c2s.clone().direct());
        self.put(5269, s2s.clone());
        self.put(5270, s2s.clone().direct());
    }

    /// Puts something on a port of both addresses.
    pub(crate) fn put(&mut self, port: u16, listener: impl Into<Listener>) {
        let listener = listener.into();
        self.simulation
            .listen(&format!("{V4}:{port}"), listener.clone());
        self.simulation.listen(&format!("[{V6}]:{port}"), listener);
    }

    /// Sets an option of the check.
    pub(crate) fn option(mut self, name: &str, value: impl Into<Json>) -> Self {
        self.options.set(name, value);
        self
    }

    /// Checks with the XMPP checker alone.
    pub(crate) fn check(self) -> Outcome {
        self.run(|builder| builder.checker(XMPP.clone())).outcome
    }

    /// Checks with the XMPP checker under other limits.
    pub(crate) fn check_with_limits(self, change: impl FnOnce(&mut Limits)) -> Outcome {
        let mut limits = XMPP.limits().clone();
        change(&mut limits);
        let checker = XMPP.clone().with_limits(limits);
        self.run(|builder| builder.checker(checker)).outcome
    }

    /// Checks with a policy that allows global unicast addresses only.
    pub(crate) fn check_public_only(self) -> Outcome {
        let public = |builder: Builder| builder.policy(Policy::public_only());
        self.run(|builder| public(builder).checker(XMPP.clone()))
            .outcome
    }

    /// Checks with the XMPP checker alone and counts what it does.
    pub(crate) fn check_counted(self) -> (Arc<Activity>, Outcome) {
        let made = self.run(|builder| builder.checker(XMPP.clone()));
        (made.activity, made.outcome)
    }

    /// Checks with the TLS checker beside it.
    pub(crate) fn check_with_tls(self) -> Outcome {
        self.run(both).outcome
    }

    /// Checks with a TLS checker that begins when the XMPP checker has done.
    pub(crate) fn check_with_tls_afterwards(self) -> Outcome {
        let [xmpp, tls, _] = &*ONE_AFTER_THE_OTHER;
        self.run(|builder| builder.checker(xmpp.clone()).checker(tls.clone()))
            .outcome
    }

    /// Checks with all three checkers, whose connections are counted.
    pub(crate) fn check_with_all_counted(self) -> (Counts, Outcome) {
        let counts = Counts::default();
        let made = self.run_on(
            |network| counts.of(network),
            |builder| both(builder).checker(DANE.clone()),
        );
        (counts, made.outcome)
    }

    /// Checks with all three checkers.
    pub(crate) fn check_with_all(self) -> Outcome {
        self.run(|builder| both(builder).checker(DANE.clone()))
            .outcome
    }

    /// Checks with these checkers.
    pub(crate) fn check_by(self, checkers: &[Checker]) -> Outcome {
        let all = checkers.iter().cloned();
        self.run(|builder| all.fold(builder, Builder::checker))
            .outcome
    }

    /// Checks with a TLS checker that is given no time.
    pub(crate) fn check_with_impatient_sibling(self) -> Outcome {
        let mut limits = TLS.limits().clone();
        limits.deadline = Duration::from_millis(15);
        let sibling = TLS.clone().with_limits(limits);
        self.run(|builder| builder.checker(XMPP.clone()).checker(sibling))
            .outcome
    }

    /// Checks with both and renders the page.
    pub(crate) fn check_and_report(self) -> (Outcome, String) {
        let made = self.run(both);
        let page = made.platform.report(&made.outcome);
        let page = runtime().unwrap().block_on(page);
        (made.outcome, page.unwrap())
    }

    /// Checks with these checkers, and sees that the check takes no longer than
    /// they say beforehand.
    fn run(self, with: impl FnOnce(Builder) -> Builder) -> Made {
        self.run_on(|network| network, with)
    }

    fn run_on(
        mut self,
        wrap: impl FnOnce(Network) -> Network,
        with: impl FnOnce(Builder) -> Builder,
    ) -> Made {
        self.options.set("domain", self.domain.as_str());
        let roots = self.roots.unwrap_or_else(|| self.authority.pem());
        runtime().unwrap().block_on(async {
            let builder = Platform::builder(wrap(self.simulation.build()));
            let builder = with(builder).option_for_all("trustedRoots", roots);
            let platform = builder.build().await.unwrap();
            let activity = Arc::<Activity>::default();
            let check = platform.check_observed("xmpp", self.options.clone(), &[], &activity);
            let outcome = check.await.unwrap();
            let at_most = at_most(&platform, &self.options).await;
            assert!(outcome.duration <= at_most, "{:?}", outcome.duration);
            Made {
                platform,
                activity,
                outcome,
            }
        })
    }
}

/// A check that was made.
struct Made {
    platform: Platform,
    activity: Arc<Activity>,
    outcome: Outcome,
}

fn both(builder: Builder) -> Builder {
    builder.checker(XMPP.clone()).checker(TLS.clone())
}

/// The longest that the check may take, siblings included: what the checker says
/// beforehand. A sibling has a second even where nothing is left, and two to
/// judge what it saw.
async fn at_most(platform: &Platform, options: &Options) -> Duration {
    let member = platform.members().first().unwrap();
    let precheck = member.precheck(options).await.unwrap();
    precheck.at_most.unwrap() + Duration::from_secs(3)
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

/// Asserts the overall status of a rule.
#[track_caller]
pub(crate) fn worst(outcome: &Outcome, rule: &str, status: Status) {
    let states = states(outcome, rule);
    let overall = Status::overall(states.iter().map(|state| state.status));
    assert_eq!(overall, status, "{rule}: {states:#?}");
}

/// The codes of all states.
pub(crate) fn codes(outcome: &Outcome) -> Vec<&str> {
    let states = outcome.states.iter();
    states.map(|state| state.code.as_str()).collect()
}

/// What the XMPP checker saw.
pub(crate) fn observation(outcome: &Outcome) -> Value {
    outcome.observation.read().unwrap()
}

/// The endpoints in the observation.
pub(crate) fn endpoints(outcome: &Outcome) -> Vec<Value> {
    let observation = observation(outcome);
    observation["endpoints"].as_array().unwrap().clone()
}

/// What the TLS checker saw.
pub(crate) fn tls_observation(outcome: &Outcome) -> Value {
    let [related] = outcome.related.as_slice() else {
        panic!("{:?}", outcome.related);
    };
    related.data.read().unwrap()
}
