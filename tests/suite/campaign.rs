//! Surveys over several workers, with a real NATS server.

mod crew;
mod logins;
mod names;
mod nats;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use checker_host::campaign::{Campaigns, Form, Plan};
use checker_host::model::Options;
use serde_json::Value;

use crate::programs::{PROGRAM, installed};
use crate::real::dns;
use crew::{Fate, Worker};
use nats::Nats;

/// How long anything here may take: far longer than it does.
const PATIENCE: Duration = Duration::from_secs(120);

/// What the command line makes of a survey that is told nothing, but for how long
/// a worker may be silent.
fn plan(silence: Duration) -> Plan {
    let standing = ["xmpp", "tls", "dane"].map(|id| (id.to_owned(), Options::new()));
    Plan {
        checker: "xmpp".into(),
        options: Options::new(),
        standing: standing.into(),
        without: Vec::new(),
        form: Form::Brief,
        per_address: 16,
        simulated: false,
        silence,
    }
}

fn begin(nats: &Nats, name: &str, plan: &Plan) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let link = nats.link().await;
        let campaigns = Campaigns::on(&link);
        campaigns.begin(&name.parse().unwrap(), plan).await.unwrap();
    });
}

fn survey(nats: &Nats, list: &[String], arguments: &[&str]) -> Command {
    let path = nats.file("list");
    std::fs::write(&path, list.join("\n")).unwrap();
    let mut command = Command::new(PROGRAM);
    command
        .arg("survey")
        .arg(&path)
        .args(["--nats", &nats.url(), "--campaign", "spring"])
        .args(arguments)
        .stdin(Stdio::null());
    command
}

fn campaigns(nats: &Nats, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(["campaigns", "--nats", &nats.url()]);
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Every line by its domain; each may have one only.
#[track_caller]
fn lines(text: &str) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let domain = value["domain"].as_str().unwrap().to_owned();
        assert!(
            all.insert(domain.clone(), value).is_none(),
            "{domain} twice"
        );
    }
    all
}

/// How many whole lines there are.
fn count(path: &Path) -> usize {
    let text = std::fs::read(path).unwrap_or_default();
    text.iter().filter(|byte| **byte == b'\n').count()
}

#[track_caller]
fn until(what: &str, mut reached: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !reached() {
        assert!(Instant::now() < end, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn started(command: &mut Command) -> Child {
    command.stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn every_domain_has_one_line_whoever_dies() {
    if !installed(&["nats-server"]) {
        return;
    }
    let mut nats = Nats::start();
    begin(&nats, "spring", &plan(Duration::from_secs(2)));
    let fate = Arc::<Fate>::default();
    let first: Vec<String> = (0..400).map(|n| format!("d{n}.example")).collect();
    let out = nats.file("out");
    let arguments = ["--brief", "--resume", "--output", out.to_str().unwrap()];

    // The one who follows is killed, and so is the server, while a worker works.
    let slow = ["--concurrency", "2"];
    let mut workers = vec![Worker::start(&nats.url(), &slow, &fate)];
    let mut follower = started(&mut survey(&nats, &first, &arguments));
    until("first lines", || count(&out) >= 20);
    follower.kill().unwrap();
    follower.wait().unwrap();
    nats.crash();
    nats.go_on();

    // More workers and a longer list: one is killed, one is stopped for longer
    // than it may be silent, and one domain kills whoever checks it.
    let mut list = first;
    list.extend((0..100).map(|n| format!("e{n}.example")));
    list.extend(["kill", "pause", "poison"].map(|name| format!("{name}.example")));
    let several = ["--concurrency", "8", "--campaign", "spring"];
    workers.extend([(); 2].map(|()| Worker::start(&nats.url(), &several, &fate)));
    let mut follower = started(&mut survey(&nats, &list, &arguments));
    until("all lines", || {
        workers.iter_mut().for_each(Worker::look_after);
        let written = std::fs::read_to_string(&out).unwrap_or_default();
        if written.contains("\"pause.example\"") {
            fate.go_on();
        }
        follower.try_wait().unwrap().is_some()
    });
    assert!(follower.wait().unwrap().success());

    let lines = lines(&std::fs::read_to_string(&out).unwrap());
    assert_eq!(lines.len(), list.len());
    for (domain, line) in &lines {
        let given_up = domain == "poison.example";
        assert_eq!(line["error"].is_string(), given_up, "{line}");
    }
    let why = lines["poison.example"]["error"].as_str().unwrap();
    assert!(why.contains("3 workers"), "{why}");
    assert!(fate.killed.load(Ordering::SeqCst));
    assert!(fate.was_paused.load(Ordering::SeqCst));
    assert_eq!(fate.poisoned.load(Ordering::SeqCst), 3);

    // What the server did not know of any more when it came back is let go of, too.
    until("an empty queue", || {
        workers.iter_mut().for_each(Worker::look_after);
        row(&nats)[..4] == ["spring", "503", "0", "0"]
    });
    // Once more, somewhere else: the same lines, and nobody is there to check.
    drop(workers);
    let elsewhere = survey(&nats, &list, &["--brief"]).output().unwrap();
    assert!(elsewhere.status.success());
    assert_eq!(of_output(&elsewhere), lines);
}

/// The first campaign as it is listed.
fn row(nats: &Nats) -> Vec<String> {
    let listed = campaigns(nats, &[]);
    let row = text(&listed.stdout).lines().nth(1).unwrap_or_default();
    row.split_whitespace().map(str::to_owned).collect()
}

fn of_output(output: &Output) -> BTreeMap<String, Value> {
    lines(text(&output.stdout))
}

#[test]
fn a_result_that_no_message_can_hold_comes_in_parts() {
    if !installed(&["nats-server"]) {
        return;
    }
    let nats = Nats::with("max_payload: 8192");
    let list = ["exemplary.example", "bare.example"].map(str::to_owned);
    let mut command = Command::new(PROGRAM);
    command.args(["worker", "--demo", "--nats", &nats.url()]);
    let mut worker = started(&mut command);
    let output = survey(&nats, &list, &["--demo"]).output().unwrap();
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = of_output(&output);
    assert_eq!(lines.len(), 2);
    let whole = &lines["exemplary.example"];
    assert!(whole.to_string().len() > 3 * 8192);
    let endpoints = whole["observation"]["endpoints"].as_array().unwrap();
    assert_eq!(endpoints.len(), 8);
}

#[test]
fn a_campaign_is_one_for_all_and_can_be_ended() {
    if !installed(&["nats-server"]) {
        return;
    }
    let nats = Nats::start();
    assert_eq!(text(&campaigns(&nats, &[]).stdout).lines().count(), 1);
    begin(&nats, "spring", &plan(Duration::from_secs(9)));
    // Other options would make other lines.
    let list = ["a.example".to_owned()];
    for (other, what) in [
        (&["--brief", "--mode", "c2s"][..], "other options"),
        (&[], "lines of another form"),
        (&["--brief", "--no-tls"], "other checkers"),
        (&["--brief", "--demo"], "other options"),
    ] {
        let refused = survey(&nats, &list, other).output().unwrap();
        assert_eq!(refused.status.code(), Some(3));
        let said = text(&refused.stderr);
        assert!(said.contains(what) && said.lines().count() == 1, "{said}");
    }
    assert!(text(&campaigns(&nats, &[]).stdout).contains("spring"));
    assert!(campaigns(&nats, &["--delete", "spring"]).status.success());
    assert_eq!(text(&campaigns(&nats, &[]).stdout).lines().count(), 1);
    let again = campaigns(&nats, &["--delete", "spring"]);
    assert_eq!(again.status.code(), Some(3));
    assert!(text(&again.stderr).contains("there is no campaign \"spring\""));
}

#[test]
fn without_a_server_there_is_one_clear_line() {
    for (arguments, what) in [
        (
            &["campaigns", "--nats", "nats://127.0.0.1:1"][..],
            "cannot connect to NATS",
        ),
        (&["worker"], "NATS_URL"),
        (
            &["campaigns", "--nats", "http://127.0.0.1"],
            "the address of the NATS server",
        ),
        (
            &["survey", "/dev/null", "--nats", "nats://127.0.0.1:1"],
            "--campaign NAME",
        ),
    ] {
        let output = Command::new(PROGRAM)
            .args(arguments)
            .env_remove("NATS_URL")
            .output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(3));
        let said = text(&output.stderr);
        assert!(said.contains(what) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn connections_to_an_address_are_counted_over_all_workers() {
    if !installed(&["nats-server", "dnsmasq"]) {
        return;
    }
    let nats = Nats::start();
    let busy = Busy::start();
    let labels: Vec<String> = (0..12).map(|n| format!("d{n}.cap.example")).collect();
    let dns = dns::serve_many("cap.example", &labels, busy.port, "host.cap.example");
    let resolver = format!("127.0.0.1:{}", dns.port);
    let url = nats.url();
    // Alone, each would have as many as all are to have.
    let arguments = ["worker", "--nats", &url, "--resolver", &resolver];
    let mut workers = [(); 2].map(|()| {
        let mut command = Command::new(PROGRAM);
        started(command.args(arguments).args(["--concurrency", "3"]))
    });
    let options = ["--brief", "--mode", "c2s", "--per-address", "2"];
    let without = ["--without", "tls", "--without", "dane"];
    let arguments = [&options[..], &without].concat();
    let output = survey(&nats, &labels, &arguments).output().unwrap();
    for worker in &mut workers {
        worker.kill().unwrap();
        worker.wait().unwrap();
    }
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(of_output(&output).len(), 12);
    assert!(busy.came.load(Ordering::SeqCst) >= 12);
    assert_eq!(busy.most.load(Ordering::SeqCst), 2);
}

/// A server that keeps everybody waiting, and counts them.
#[derive(Clone)]
struct Busy {
    port: u16,
    came: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Busy {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let busy = Self {
            port: listener.local_addr().unwrap().port(),
            came: Arc::default(),
            most: Arc::default(),
        };
        let (came, most) = (busy.came.clone(), busy.most.clone());
        let now = Arc::<AtomicUsize>::default();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                came.fetch_add(1, Ordering::SeqCst);
                let there = now.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(there, Ordering::SeqCst);
                let now = now.clone();
                std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_millis(150));
                    // Before the client can know that it is over.
                    now.fetch_sub(1, Ordering::SeqCst);
                    drop(stream);
                });
            }
        });
        busy
    }
}

#[test]
fn a_worker_needs_no_more_than_the_document_says() {
    if !installed(&["nats-server"]) {
        return;
    }
    let document = include_str!("../../docs/campaigns.md");
    let (_, block) = document.split_once("```text\nauthorization").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let nats = Nats::with(&format!("authorization{block}"));
    let of = |user: &str| nats.url().replace("//", &format!("//{user}@"));
    let log = std::fs::File::create(nats.file("worker.log")).unwrap();
    let mut worker = Command::new(PROGRAM);
    worker.args(["worker", "--demo", "--nats", &of("worker:w-secret")]);
    let mut output = survey(
        &nats,
        &["exemplary.example".to_owned()],
        &["--demo", "--brief"],
    );
    // The last word of an option holds.
    output
        .env("NATS_USER", "owner")
        .env("NATS_PASSWORD", "o-secret");
    let mut follower = output.stdout(Stdio::piped()).spawn().unwrap();
    // It lists campaigns, which takes that there is one.
    until("a campaign", || {
        let mut command = Command::new(PROGRAM);
        let listed = command
            .args(["campaigns", "--nats", &of("owner:o-secret")])
            .output();
        text(&listed.unwrap().stdout).contains("spring")
    });
    let mut worker = worker.stderr(log).spawn().unwrap();
    until("a line", || follower.try_wait().unwrap().is_some());
    worker.kill().unwrap();
    worker.wait().unwrap();
    let output = follower.wait_with_output().unwrap();
    assert_eq!(of_output(&output).len(), 1);
    // Leases are given back, and campaigns stay what they are.
    let said = std::fs::read_to_string(nats.file("worker.log")).unwrap();
    assert!(!said.contains("cannot"), "{said}");
    let mut command = Command::new(PROGRAM);
    let ended = command
        .args([
            "campaigns",
            "--delete",
            "spring",
            "--nats",
            &of("worker:w-secret"),
        ])
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(3));
}

#[test]
fn the_way_to_the_server_can_be_encrypted() {
    if !installed(&["nats-server", "openssl"]) {
        return;
    }
    let keys = tempfile::TempDir::new().unwrap();
    let path = |name: &str| keys.path().join(name).display().to_string();
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
        ])
        .args(["-nodes", "-subj", "/CN=nats", "-days", "2"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .args(["-keyout", &path("key"), "-out", &path("certificate")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
    let tls = format!(
        "tls {{ cert_file: \"{}\", key_file: \"{}\" }}",
        path("certificate"),
        path("key")
    );
    let nats = Nats::with(&tls);
    let trusted = campaigns(&nats, &["--tlsca", &path("certificate")]);
    assert!(trusted.status.success(), "{}", text(&trusted.stderr));
    // Whoever is not told whom to trust trusts nobody new.
    let refused = campaigns(&nats, &[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(text(&refused.stderr).contains("cannot connect to NATS"));
}
