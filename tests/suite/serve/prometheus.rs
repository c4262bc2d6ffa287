//! `/probe` and `/metrics`, as Prometheus and its linter see them.

use std::io::Write;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use super::monitoring;
use crate::programs::installed;
use crate::server::Server;

#[test]
fn a_probe_succeeds_unless_something_is_broken_now() {
    let server = Server::demo(&[]);
    for (domain, success) in [
        ("exemplary.example", "1"),
        ("bare.example", "0"),
        ("trouble.example", "0"),
    ] {
        let answer = server.get(&format!("/probe?target={domain}"));
        assert_eq!(answer.status, 200);
        assert!(
            answer
                .header("content-type")
                .starts_with("text/plain; version=0.0.4")
        );
        let line = format!("\nprobe_success {success}\n");
        assert!(answer.body.contains(&line), "{domain}: {}", answer.body);
        assert!(answer.body.contains("\nxmpp_endpoint_up{"));
    }
    let answer = server.get("/probe?target=exemplary.example&mode=c2s&timeout=5");
    assert!(!answer.body.contains(r#"side="s2s""#));
    assert_eq!(server.get("/probe").status, 400);
    assert_eq!(server.get("/probe?target=a%20b").status, 400);
}

#[test]
fn a_probe_answers_before_the_scrape_times_out() {
    let server = Server::demo(&[]);
    let scrape = ("x-prometheus-scrape-timeout-seconds", "1");
    let answer = server.get_with("/probe?target=halfdead.example&timeout=60", &[scrape]);
    assert_eq!(answer.status, 200);
    assert!(
        answer.body.contains("\nprobe_success 0\n"),
        "{}",
        answer.body
    );
    assert!(
        answer.body.contains("\nprobe_timed_out 1\n"),
        "{}",
        answer.body
    );
    // Nobody waits for it any more.
    server.until("it is cancelled", |server| {
        let series = r#"checker_checks_total{checker="xmpp",kind="check",outcome="cancelled"}"#;
        server.metric(series) == 1.0
    });
}

#[test]
fn promtool_finds_no_fault() {
    if !installed(&["promtool"]) {
        return;
    }
    let server = Server::demo(&[]);
    let probe = server.get("/probe?target=exemplary.example").body;
    for text in [probe, server.get("/metrics").body] {
        let mut promtool = Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        promtool
            .stdin
            .take()
            .unwrap()
            .write_all(text.as_bytes())
            .unwrap();
        let output = promtool.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned()
            + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.is_empty(), "{said}\n{text}");
    }
}

#[test]
fn a_real_prometheus_scrapes_a_probe_with_the_configuration_that_comes_along() {
    if !installed(&["prometheus", "promtool"]) {
        return;
    }
    let server = Server::demo(&[]);
    let folder = tempfile::tempdir().unwrap();
    let rules = "checker-xmpp-rules.yml";
    std::fs::copy(monitoring::file(rules), folder.path().join(rules)).unwrap();
    let scrape = monitoring::text("prometheus.yml")
        .replace("127.0.0.1:8080", &server.address)
        .replace("example.org", "exemplary.example")
        .replace("example.net", "trouble.example")
        .replace("scrape_interval: 10m", "scrape_interval: 2s")
        .replace("scrape_timeout: 60s", "scrape_timeout: 2s");
    let configuration = folder.path().join("prometheus.yml");
    std::fs::write(&configuration, scrape).unwrap();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let mut prometheus = Command::new("prometheus")
        .arg(format!("--config.file={}", configuration.display()))
        .arg(format!(
            "--storage.tsdb.path={}",
            folder.path().join("data").display()
        ))
        .arg(format!("--web.listen-address=127.0.0.1:{port}"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ask = |query: &str| -> Option<String> {
        let url = format!("http://127.0.0.1:{port}/api/v1/query?query={query}");
        let mut answer = ureq::get(url).call().ok()?;
        let text = answer.body_mut().read_to_string().ok()?;
        let value: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(value["data"]["result"][0]["value"][1].as_str()?.to_owned())
    };
    server.until("Prometheus has the good domain", |_| {
        ask("probe_success%7Binstance%3D%22exemplary.example%22%7D").as_deref() == Some("1")
    });
    server.until("Prometheus has the bad domain", |_| {
        ask("probe_success%7Binstance%3D%22trouble.example%22%7D").as_deref() == Some("0")
    });
    let _ = prometheus.kill();
    let _ = prometheus.wait();
}
