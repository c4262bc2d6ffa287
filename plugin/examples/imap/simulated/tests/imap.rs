//! The component on a simulated network: names, servers and certificates are
//! made up, and time passes at once.

use std::sync::Arc;

use checker_host::engine::{Checker, Config, Engine};
use checker_host::model::{Options, Status};
use checker_host::network::sim::{
    Authority, Leaf, Listener, SimStream, Simulation, runtime, server_config,
};
use checker_host::platform::{Outcome, Platform};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// The component: where cargo puts it, unless the build says otherwise.
pub(crate) const COMPONENT: &str = match option_env!("COMPONENT") {
    Some(path) => path,
    None => "../target/wasm32-wasip2/release/checker_imap.wasm",
};

/// A server of IMAP that greets like this.
fn server(greeting: &'static str) -> Listener {
    let identity = Authority::root("Root").issue(&Leaf::of("imap.example.org"));
    serving(greeting, server_config(identity, &[]))
}

pub(crate) fn serving(greeting: &'static str, tls: Arc<ServerConfig>) -> Listener {
    let acceptor = TlsAcceptor::from(tls);
    Listener::from(move |stream: SimStream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let _ = stream.write_all(greeting.as_bytes()).await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
    })
}

fn check(simulation: Simulation) -> Outcome {
    let engine = Engine::new(Config::default()).unwrap();
    let checker: Checker = engine.load_file(COMPONENT.as_ref()).unwrap();
    runtime().unwrap().block_on(async {
        let builder = Platform::builder(simulation.build());
        let platform = builder.checker(checker).build().await.unwrap();
        let options = Options::new().with("domain", "example.org");
        platform.check("imap", options, &[]).await.unwrap()
    })
}

pub(crate) fn published() -> Simulation {
    let mut simulation = Simulation::new();
    let zone = simulation.zone();
    zone.srv("_imaps._tcp.example.org", 0, 1, 993, "imap.example.org");
    zone.address("imap.example.org", "192.0.2.1");
    simulation
}

#[test]
fn a_server_that_greets_is_found() {
    let mut simulation = published();
    simulation.listen("192.0.2.1:993", server("* OK ready\r\n"));
    let outcome = check(simulation);
    assert_eq!(outcome.summary.class, "greets", "{:?}", outcome.states);
    assert_eq!(outcome.entries.len(), 1);
}

#[test]
fn one_that_is_full_is_none() {
    let mut simulation = published();
    simulation.listen("192.0.2.1:993", server("* BYE full\r\n"));
    let outcome = check(simulation);
    assert_eq!(outcome.status, Status::Crit);
    assert_eq!(outcome.states[0].code, "imap.greeting.other");
}

#[test]
fn a_domain_without_a_server_is_told_how_to_publish_one() {
    let outcome = check(Simulation::new());
    assert_eq!(outcome.status, Status::Warn);
    assert_eq!(outcome.summary.problems[0].snippets[0].label, "DNS zone");
}
