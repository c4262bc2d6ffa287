//! The example of a checker (`plugin/examples/imap`): the test that its author
//! has, and as one that is given by file beside those that come with the program.

#[path = "../../plugin/examples/imap/simulated/tests/imap.rs"]
mod simulated;

use std::process::Command;

use checker_host::model::{Options, Status};
use checker_host::network::sim::{Authority, Leaf, runtime, server_config};
use checker_host::platform::Platform;
use serde_json::Value;

use crate::lab::{ENGINE, TLS};
use crate::programs::PROGRAM;
use crate::server::Server;
use simulated::{COMPONENT, published, serving};

fn run(arguments: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .args(arguments)
        .args(["--component", COMPONENT])
        .output()
        .unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn what_the_tls_checker_finds_is_folded_in() {
    let authority = Authority::root("Root");
    let expired = Leaf {
        until_day: -1,
        ..Leaf::of("imap.example.org")
    };
    let config = server_config(authority.issue(&expired), &[]);
    let mut simulation = published();
    simulation.listen("192.0.2.1:993", serving("* OK ready\r\n", config));
    let imap = ENGINE.load_file(COMPONENT.as_ref()).unwrap();
    let outcome = runtime().unwrap().block_on(async {
        let builder = Platform::builder(simulation.build())
            .checker(imap)
            .checker(TLS.clone())
            .option_for_all("trustedRoots", authority.pem());
        let platform = builder.build().await.unwrap();
        let options = Options::new().with("domain", "example.org");
        platform.check("imap", options, &[]).await.unwrap()
    });
    assert_eq!(outcome.status, Status::Crit);
    let mut states = outcome.states.iter();
    let folded = states.find(|state| state.rule == "imap.tls").unwrap();
    assert_eq!(folded.subject.as_deref(), Some("imap.example.org:993"));
    let cause = folded.cause.as_deref().unwrap();
    assert!(cause.starts_with("certificate.expired:"), "{cause}");
    let mut problems = outcome.summary.problems.iter();
    assert!(problems.any(|problem| problem.cause == cause && !problem.fix.is_empty()));
}

#[test]
fn monitoring_and_surveys_speak_of_it() {
    let check = ["check", "a.example", "--resolver", "127.0.0.1:1"];
    let line = run(&[&check[..], &["--format", "nagios"]].concat());
    assert!(line.starts_with("IMAP UNKNOWN - a.example: "), "{line}");

    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list");
    std::fs::write(&list, "lonely.example\n").unwrap();
    let survey = run(&["survey", "--demo", list.to_str().unwrap()]);
    let first: Value = serde_json::from_str(survey.lines().next().unwrap()).unwrap();
    assert_eq!(first["status"], "warn");
    assert_eq!(first["summary"]["problems"][0]["cause"], "imap.nowhere");
}

#[test]
fn the_service_has_its_form_and_shows_what_it_found() {
    let server = Server::demo(&["--component", COMPONENT]);
    let form = server.get("/check").body;
    assert!(form.contains(r#"name="domain""#), "{form}");
    assert!(
        form.contains("The part of an address behind the @."),
        "{form}"
    );
    assert!(!form.contains(r#"name="mode""#), "{form}");
    let page = server.checked("domain=lonely.example");
    let result = server.get(&page).body;
    assert!(result.contains("<b>lonely.example</b>"), "{result}");
    assert!(result.contains("No server is published"), "{result}");
    let history = server.get(&format!("{page}/history"));
    assert!(history.body.contains("lonely.example"), "{}", history.body);
    let probe = server.get("/probe?target=lonely.example").body;
    assert!(probe.contains("\nprobe_success 1\n"), "{probe}");
}
