//! The page in a browser, and text of peers in every field that is shown.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use checker_host::network::sim::xmpp::{XmppServer, xmpp_addr};
use checker_host::network::sim::{Leaf, Listener, server_config};
use checker_host::platform::Outcome;
use hickory_proto::rr::rdata::SRV;
use hickory_proto::rr::{Name, RData};

use crate::lab::{DOMAIN, Lab, V4};
use crate::programs::{DEMO, PROGRAM, installed, path_of};

/// The folder with the browser's tools, installed once for all runs.
pub(crate) fn tools() -> PathBuf {
    static TOOLS: LazyLock<PathBuf> = LazyLock::new(install_tools);
    TOOLS.clone()
}

fn install_tools() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
    std::fs::create_dir_all(&folder).unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("page");
    for file in [
        "package.json",
        "package-lock.json",
        "browse.mjs",
        "check.mjs",
        "form.mjs",
        "history.mjs",
    ] {
        std::fs::copy(source.join(file), folder.join(file)).unwrap();
    }
    let npm = Command::new("npm")
        .args(["ci", "--ignore-scripts"])
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(
        npm.status.success(),
        "{}",
        String::from_utf8_lossy(&npm.stderr)
    );
    folder
}

#[test]
fn every_page_passes_the_browser_the_validator_and_axe() {
    if !installed(&["chromium", "node", "npm"]) {
        return;
    }
    let pages = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for domain in DEMO {
        let file = pages.path().join(format!("{domain}.html"));
        let output = Command::new(PROGRAM)
            .args([
                "demo",
                &format!("{domain}.example"),
                "--format",
                "html",
                "--output",
            ])
            .arg(&file)
            .output()
            .unwrap();
        assert!(
            output.stderr.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        files.push(file);
    }
    for (name, page) in [("hostile", hostile().1), ("large", large())] {
        let file = pages.path().join(format!("{name}.html"));
        std::fs::write(&file, page).unwrap();
        files.push(file);
    }
    let check = Command::new("node")
        .arg("check.mjs")
        .arg(path_of("chromium"))
        .args(&files)
        .current_dir(tools())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&check.stdout);
    assert!(
        check.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&check.stderr)
    );
}

/// What a peer might say to break a page, a terminal or a metric.
fn evil() -> String {
    format!(
        "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&apos; onload=alert(1) \u{202e}\u{2066}\u{9b}31m&amp;{}",
        "A".repeat(10_000)
    )
}

/// A deployment whose servers put such text wherever they can, and its page.
fn hostile() -> (Outcome, String) {
    let text = evil();
    let error = XmppServer::stream_error("internal-server-error", "").replace(
        "</stream:error>",
        &format!("<text xmlns='urn:ietf:params:xml:ns:xmpp-streams'>{text}</text></stream:error>"),
    );
    let mechanisms = format!(
        "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>{text}</mechanism></mechanisms>\
         <x-feature xmlns='{}'/>",
        text.replace('\'', "")
    );
    let mut lab = Lab::empty();
    lab.publish();
    let leaf = Leaf {
        names: vec![DOMAIN.into(), "<script>alert(1)</script>".into()],
        other_names: vec![xmpp_addr("\u{202e}<b>\u{7}")],
        ..Leaf::of(DOMAIN)
    };
    let tls = || {
        let identity = lab.authority.issue(&leaf);
        server_config(identity, &[])
    };
    let mut c2s = XmppServer::c2s(DOMAIN, tls());
    c2s.extra = mechanisms;
    c2s.mechanisms.clear();
    // The stream header's `from`.
    c2s.domains.insert(0, text.clone());
    let mut s2s = XmppServer::s2s(DOMAIN, tls());
    s2s.error = Some(error);
    lab.serve(&c2s, &s2s);
    let redirecting = XmppServer {
        error_before: Some(XmppServer::stream_error("see-other-host", &text)),
        ..s2s
    };
    lab.simulation.listen(&format!("{V4}:5269"), redirecting);
    let target = Name::from_labels([b"<b>\x1b[31m\xff\"".as_slice(), b"example", b"org"]).unwrap();
    let record = RData::SRV(SRV::new(5, 0, 5222, target.clone()));
    lab.simulation
        .zone()
        .add("_xmpp-client._tcp.example.org", record);
    lab.simulation.listen(
        &format!("{V4}:5222"),
        Listener::answering(b"\xff\x1b]0;evil\x07<script>".to_vec()),
    );
    lab.check_and_report()
}

/// A deployment with 32 endpoints.
fn large() -> String {
    let mut lab = Lab::empty();
    for number in 1..=32 {
        let host = format!("h{number}.example.org");
        lab.srv("_xmpp-client", 5222, &host);
        lab.simulation
            .zone()
            .address(&host, &format!("192.0.2.{number}"));
        let server = lab.c2s();
        lab.simulation
            .listen(&format!("192.0.2.{number}:5222"), server);
    }
    lab.check_and_report().1
}

#[test]
fn text_of_peers_is_harmless_wherever_it_is_shown() {
    let (outcome, page) = hostile();
    let json = outcome.to_json();
    assert!(json.contains("alert(1)"), "the text of the peer arrived");
    assert!(!page.contains("<script>") && !page.contains("</script>"));
    for (name, text) in [("page", &page), ("JSON", &json)] {
        let bad = text.chars().find(|character| {
            (character.is_control() && *character != '\n')
                || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(bad, None, "{name}");
    }
    for metric in &outcome.metrics {
        for value in metric.labels.values() {
            assert!(!value.contains("alert"), "{value}");
        }
    }
    assert!(
        json.len() < 400_000,
        "10 KB strings are cut: {}",
        json.len()
    );
}
