//! A domain that is mended between two checks, as a person sees it.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use checker_host::network::sim::Leaf;
use checker_host::network::{BoxStream, Connector, Network, TcpError};
use checker_host::platform::Platform;
use checker_host::serve::{Keeping, Place, Server, Settings};
use futures_util::future::BoxFuture;

use crate::lab::{DOMAIN, Lab, TLS, XMPP};
use crate::page::tools;
use crate::programs::{installed, path_of};
use crate::server::Client;

const FORM: &str = "domain=example.org&mode=c2s&timeout=5";

/// The servers of one network until the switch, then those of the other.
struct Switched {
    before: Arc<dyn Connector>,
    after: Arc<dyn Connector>,
    is_after: Arc<AtomicBool>,
}

impl Connector for Switched {
    fn connect(&self, remote: SocketAddr) -> BoxFuture<'_, Result<BoxStream, TcpError>> {
        match self.is_after.load(Ordering::SeqCst) {
            false => self.before.connect(remote),
            true => self.after.connect(remote),
        }
    }
}

/// A server for a domain whose certificate expired, and the switch that mends it.
/// It goes on until the tests end.
fn serve() -> (Client, Arc<AtomicBool>) {
    let is_after = Arc::new(AtomicBool::new(false));
    let switch = is_after.clone();
    let (sender, address) = mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build();
        runtime.unwrap().block_on(async move {
            let (old, new) = (Lab::with_leaf(&expired()), Lab::sound());
            let roots = format!("{}\n{}", old.authority.pem(), new.authority.pem());
            let (old, new) = (old.simulation.build(), new.simulation.build());
            let network = Network {
                connector: Arc::new(Switched {
                    before: old.connector,
                    after: new.connector.clone(),
                    is_after: switch,
                }),
                ..new
            };
            let platform = Platform::builder(network)
                .checker(XMPP.clone())
                .checker(TLS.clone())
                .option_for_all("trustedRoots", roots)
                .build()
                .await
                .unwrap();
            let mut settings = Settings::default();
            settings.listen = ([127, 0, 0, 1], 0).into();
            settings.keeping = Some(Keeping::at(Place::Memory));
            let server = Server::bind(platform, settings).await.unwrap();
            sender.send(server.address().to_string()).unwrap();
            server.run(std::future::pending()).await;
        });
    });
    let address = address.recv().unwrap();
    (Client { address }, is_after)
}

fn expired() -> Leaf {
    Leaf {
        from_day: -95,
        until_day: -5,
        ..Leaf::of(DOMAIN)
    }
}

#[test]
fn what_was_mended_is_gone_in_the_history_of_both_results() {
    let (client, mended) = serve();
    let broken = client.checked(FORM);
    assert!(!client.get(&broken).body.contains("</a> ("));
    mended.store(true, Ordering::SeqCst);
    let sound = client.checked(FORM);
    let page = client.get(&sound).body;
    assert!(page.contains("History</a> (1 gone)"), "{page}");
    let history = client.get(&format!("{sound}/history")).body;
    let (_, changes) = history.split_once("What changed").unwrap();
    let (changes, all) = changes.split_once("All of them").unwrap();
    let (_, gone) = changes.split_once("<h3>Gone</h3>").unwrap();
    assert!(gone.contains("expired"), "{gone}");
    assert!(!changes.contains("<h3>New</h3>"), "{changes}");
    assert!(all.contains("Gone: "), "{all}");
    // The older link sees the same history from where it stands.
    let older = client.get(&format!("{broken}/history")).body;
    assert!(older.contains("the first one that is known"), "{older}");
    assert!(older.contains("Gone: "), "{older}");
    // And a badge shows what is now.
    let [before, now] = [&broken, &sound].map(|page| client.get(&format!("{page}/badge.svg")).body);
    assert_eq!(before, now);
    // What was asked for otherwise is another history.
    let both = client.checked("domain=example.org&mode=both&timeout=5");
    let history = client.get(&format!("{both}/history")).body;
    assert!(history.contains("the first one that is known"), "{history}");
    // However the domain is written, it is the same one.
    let again = client.checked("domain=EXAMPLE.org.&mode=c2s&timeout=5");
    let history = client.get(&format!("{again}/history")).body;
    assert_eq!(history.matches(r#"<li class="#).count(), 3, "{history}");
}

#[test]
fn a_person_comes_from_the_form_to_a_link_a_history_and_a_changed_result() {
    if !installed(&["chromium", "node", "npm"]) {
        return;
    }
    let (client, mended) = serve();
    let drive = |step: &str, page: &str| {
        let output = Command::new("node")
            .arg("history.mjs")
            .arg(path_of("chromium"))
            .args([step, &client.url(page)])
            .args(std::env::var_os("CHECKER_SCREENSHOTS"))
            .current_dir(tools())
            .output()
            .unwrap();
        let (said, faults) = (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        );
        assert!(output.status.success(), "{said}{faults}");
        said.lines().last().unwrap_or_default().to_owned()
    };
    let first = drive("first", "/check");
    mended.store(true, Ordering::SeqCst);
    drive("second", &first);
}
