//! The program as a person or a monitoring system calls it.

use std::process::{Command, Output, Stdio};

use crate::programs::PROGRAM;

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn check(arguments: &[&str]) -> (i32, String) {
    // A resolver that refuses: nothing here may need an answer.
    let mut all = vec!["check", "--resolver", "127.0.0.1:1"];
    all.extend(arguments);
    let output = run(&all);
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn what_is_wrong_with_arguments_is_told_without_their_control_characters() {
    let harmful = "--a\u{1b}[31mb\u{9b}c\u{202e}d\u{2066}e\nchecker-xmpp: all is well";
    for arguments in [
        vec![harmful],
        vec!["check", harmful],
        vec!["check", "a.example", "--format", harmful],
        vec!["serve", "--listen", harmful],
        vec!["serve", "--trusted", harmful],
        vec!["demo", harmful.trim_start_matches('-')],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        assert_clean(&String::from_utf8(output.stderr).unwrap());
    }
    let output = Command::new(PROGRAM)
        .arg("serve")
        .env("CHECKER_LISTEN", harmful)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    let raw = |character: char| character != '\n' && character.is_control();
    assert!(
        !text.contains(raw) && !text.contains('\u{202e}'),
        "{text:?}"
    );
}

#[track_caller]
fn assert_clean(text: &str) {
    let raw = |character: char| {
        matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
            || (character != '\n' && character.is_control())
    };
    assert!(!text.contains(raw), "{text:?}");
    // Nor is there a line that the program did not write.
    assert!(!text.contains("\nchecker-xmpp: all is well"), "{text:?}");
    assert!(text.contains("\\u{202e}"), "{text:?}");
}

#[test]
fn bad_input_gives_one_clear_line_and_exit_3() {
    let long_name = ["a"; 130].join(".");
    let long_label = format!("{}.example", "a".repeat(64));
    for (arguments, expected) in [
        (vec![""], "domain"),
        (vec![long_name.as_str()], "235 bytes"),
        (vec![long_label.as_str()], "63 bytes"),
        (vec!["https://example.org/"], "not a URL"),
        (vec!["192.0.2.1"], "not an IP address"),
        (vec!["Example.org:5222"], "without a port, Example.org"),
        (vec!["xmpp:example.org"], "the domain alone, example.org"),
        (
            vec!["example.org.."],
            "one dot at its end or none, example.org",
        ),
        (vec!["juliet@example.org/balcony"], "resource"),
        (vec!["exam\u{1b}ple.org"], "control characters"),
        (
            vec!["example.org", "--mode", "c2c"],
            "one of both, c2s, s2s",
        ),
        (vec!["example.org", "--timeout", "0"], "from 1 to 60"),
        (vec!["example.org", "--timeout", "61"], "from 1 to 60"),
        (vec!["example.org", "--max-duration", "0"], "from 1 to 110"),
        (
            vec!["example.org", "--max-duration", "nan"],
            "1 to 110 seconds",
        ),
        (
            vec!["example.org", "--from", "example.org"],
            "other than the one that is checked",
        ),
        (vec!["example.org", "--ca", "/nonexistent"], "cannot read"),
    ] {
        let (code, text) = check(&arguments);
        assert_eq!(code, 3, "{arguments:?}: {text}");
        assert!(text.contains(expected), "{arguments:?}: {text}");
        assert_eq!(text.trim_end().lines().count(), 1, "{arguments:?}: {text}");
        assert!(
            !text.contains("panicked") && !text.contains('\u{1b}'),
            "{text}"
        );
    }
}

#[test]
fn a_domain_may_be_in_capitals_and_end_with_a_dot() {
    let output = run(&["check", "EXAMPLE.Org.", "-r", "127.0.0.1:1", "-f", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["domain"], "example.org");
}

#[test]
fn the_help_opens_with_what_the_program_is_for() {
    let help = |arguments: &[&str]| {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    for arguments in [&["--help"][..], &["-h"]] {
        let text = help(arguments);
        assert!(text.starts_with("Checks the XMPP (Jabber) deployment of a domain"));
        assert!(text.contains("checker-xmpp check example.org "), "{text}");
    }
    assert!(help(&["check", "-h"]).starts_with("Check a domain: what is wrong"));
    // What is not given has a default, which is said.
    let serve = help(&["serve", "--help"]);
    for words in [
        "[default: 127.0.0.1:8080]",
        "[default: 32]",
        "[default: info]",
    ] {
        assert!(serve.contains(words), "{words}: {serve}");
    }
}

#[test]
fn the_version_tells_what_the_program_is_made_of_and_agrees_with_the_checkers() {
    let said = |argument: &str| String::from_utf8(run(&[argument]).stdout).unwrap();
    let short = said("-V");
    assert_eq!(short.lines().count(), 1, "{short}");
    let long = said("--version");
    assert!(
        long.starts_with(short.trim_end())
            && (long.contains("(commit ") || long.contains("(development build)")),
        "{long}"
    );
    for id in ["xmpp", "tls"] {
        let output = run(&["definition", "--checker", id]);
        let definition: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let version = definition["version"].as_str().unwrap();
        assert!(
            long.contains(&format!("component:  {id} {version}, SHA-256 ")),
            "{long}"
        );
        if let Some(store) = definition["build_info"]["root store"].as_str() {
            assert!(store.contains("as of 20") && long.contains(store), "{long}");
        }
    }
    assert!(long.contains("Mozilla"), "{long}");
}

#[test]
fn colour_is_where_it_is_asked_for() {
    let colours = |arguments: &[&str]| {
        let output = run(&[&["demo", "plain"], arguments].concat());
        output.stdout.contains(&0x1b)
    };
    assert!(!colours(&[]) && !colours(&["--color", "auto"]));
    assert!(colours(&["--color", "always"]) && colours(&["--color=always"]));
    assert!(!colours(&["--color", "never"]));
    assert_eq!(run(&["demo", "--color", "green"]).status.code(), Some(3));
}

#[test]
fn shells_and_manuals_know_every_command() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["man", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let commands = [
        "check",
        "demo",
        "discover",
        "survey",
        "serve",
        "compile",
        "completions",
    ];
    for command in commands {
        let page = folder.path().join(format!("checker-xmpp-{command}.1"));
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(
            text.contains(".SH OPTIONS") || text.contains(".SH NAME"),
            "{text}"
        );
    }
    assert!(folder.path().join("checker-xmpp.1").exists());
    assert!(!folder.path().join("checker-xmpp-man.1").exists());
    for shell in ["bash", "zsh", "fish"] {
        let output = run(&["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        for command in commands {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("max-duration"), "{shell}");
    }
    assert_eq!(run(&["completions", "csh"]).status.code(), Some(3));
}

#[test]
fn wrong_usage_is_exit_3() {
    assert_eq!(run(&["check"]).status.code(), Some(3));
    assert_eq!(
        run(&["check", "example.org", "--resolver", "nonsense"])
            .status
            .code(),
        Some(3)
    );
    assert_eq!(run(&["nonsense"]).status.code(), Some(3));
    assert_eq!(run(&["demo", "nowhere.example"]).status.code(), Some(3));
    let unknown_level = run(&["serve", "--log-level", "banana"]);
    assert_eq!(unknown_level.status.code(), Some(3));
    assert_eq!(run(&["demo", "Trouble"]).status.code(), Some(2));
    assert_eq!(run(&["--help"]).status.code(), Some(0));
}

#[test]
fn files_that_are_no_checker_components_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, expected) in [
        ("text", b"hello".as_slice(), "not a WebAssembly file"),
        ("module", b"\0asm\x01\0\0\0", "not a component"),
        ("empty", b"\0asm\x0d\0\x01\0", "not a checker"),
        ("elf", b"\x7fELF\x02\x01\x01\0", "precompiled"),
        (
            "broken",
            b"\0asm\x0d\0\x01\0\xff\xff\xff",
            "not a valid component",
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let (code, text) = check(&["example.org", "--component", path.to_str().unwrap()]);
        assert_eq!(code, 3);
        assert!(text.contains(expected), "{name}: {text}");
    }
}

#[test]
fn a_resolver_that_does_not_answer_is_an_error_state_and_exit_3() {
    let output = run(&[
        "check",
        "example.org",
        "--resolver",
        "127.0.0.1:1",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(3));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["status"], "error");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    assert!(text.contains("--resolver"), "{text}");
}

#[test]
fn exit_codes_follow_the_status() {
    for (domain, code) in [
        ("exemplary", 0),
        ("strict", 0),
        ("halfdead", 1),
        ("trouble", 2),
    ] {
        let output = run(&["demo", &format!("{domain}.example")]);
        assert_eq!(output.status.code(), Some(code), "{domain}");
    }
    let show = run(&["demo"]);
    assert_eq!(show.status.code(), Some(0));
    let text = String::from_utf8(show.stdout).unwrap();
    assert!(
        text.contains("exemplary.example") && text.contains("CRIT  trouble.example"),
        "{text}"
    );
}

#[test]
fn json_is_one_document_with_all_members() {
    let output = run(&["demo", "exemplary.example", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for member in [
        "checker",
        "version",
        "domain",
        "status",
        "started_at",
        "duration_ms",
        "judged_at",
        "options",
        "states",
        "summary",
        "observation",
        "entries",
        "related",
        "metrics",
    ] {
        assert!(document.get(member).is_some(), "{member}");
    }
    assert!(output.stderr.is_empty());
}

#[test]
fn a_pipe_gets_no_colour_and_a_file_gets_the_page() {
    let output = run(&["demo", "trouble.example"]);
    assert!(!output.stdout.contains(&0x1b));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let output = run(&[
        "demo",
        "trouble.example",
        "--format",
        "html",
        "--output",
        path.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let page = std::fs::read_to_string(path).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("trouble.example"));
}

#[test]
fn definitions_are_json() {
    for id in ["xmpp", "tls"] {
        let output = run(&["definition", "--checker", id]);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["id"], id);
        let rules = document["rules"].as_array().unwrap();
        let own = |name: &serde_json::Value| name.as_str().unwrap().starts_with(&format!("{id}."));
        assert!(!rules.is_empty());
        assert!(rules.iter().all(|rule| own(&rule["name"])), "{rules:#?}");
    }
}

#[test]
fn nagios_is_one_line_with_performance_data_and_long_output() {
    let output = run(&["demo", "trouble.example", "--format", "nagios"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("XMPP CRITICAL - trouble.example: "),
        "{first}"
    );
    assert_eq!(first.matches('|').count(), 1);
    assert!(first.contains("endpoints_up=2"), "{first}");
}

#[test]
fn limits_can_be_set_and_the_result_says_which_was_hit() {
    let output = run(&[
        "demo",
        "exemplary.example",
        "--limit",
        "connections=3",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(3));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("host.limits.connections") && text.contains("--limit connections="));
    let beyond = format!("deadline={}", u64::MAX);
    for bad in ["connections", "connections=x", "wishes=3", &beyond] {
        assert_eq!(
            run(&["demo", "--limit", bad]).status.code(),
            Some(3),
            "{bad}"
        );
    }
}

#[test]
fn what_the_dns_names_is_listed_without_connecting() {
    let output = run(&[
        "discover",
        "exemplary.example",
        "--demo",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let entries = document["entries"].as_array().unwrap();
    let references: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry["ref"].as_str())
        .collect();
    assert_eq!(references.len(), 4, "{references:?}");
    let output = run(&["discover", "exemplary.example", "--demo"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for reference in references {
        assert!(text.contains(reference), "{text}");
    }
}

#[test]
fn any_option_of_a_checker_can_be_given_and_no_other() {
    let narrowed = ["demo", "exemplary.example", "--format", "json"];
    let with = |option: &str| run(&[&narrowed[..], &["--option", option]].concat());
    let output = with("mode=c2s");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["options"]["mode"], "c2s");
    let endpoints = document["observation"]["endpoints"].as_array().unwrap();
    assert!(endpoints.iter().all(|endpoint| endpoint["side"] == "c2s"));
    let output = with("wish=3");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("wish"), "{said}");
}

// Nagios shows what is on standard output, and nothing else.
#[test]
fn whatever_fails_a_monitoring_system_gets_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let nothing = folder.path().join("nothing.pem");
    std::fs::write(&nothing, "no certificate").unwrap();
    let nothing = nothing.to_str().unwrap();
    for arguments in [
        &["check", "not a domain"][..],
        &["check", "example.org", "--timeout", "0"],
        &["check", "example.org", "--no-such-flag"],
        &["check", "example.org", "--ca", nothing],
        &["check", "example.org", "--ca", "/nonexistent"],
        &["check", "example.org", "--component", "/nonexistent"],
        &["check", "example.org", "--component", "/dev/zero"],
        &["demo", "nobody.example"],
    ] {
        let output = run(&[arguments, &["--format", "nagios"]].concat());
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        let line = String::from_utf8(output.stdout).unwrap();
        assert!(line.contains(" UNKNOWN - "), "{arguments:?}: {line}");
        assert_eq!(line.trim_end().lines().count(), 1, "{line}");
    }
}

#[test]
fn a_checker_can_be_left_out_and_that_counts_for_nothing() {
    let folder = tempfile::TempDir::new().unwrap();
    let list = folder.path().join("domains");
    std::fs::write(&list, "expired.example\n").unwrap();
    let list = list.to_str().unwrap();
    let status = |more: &[&str]| {
        let output = run(&[&["survey", "--demo", "--brief", list], more].concat());
        let line: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        line["status"].as_str().unwrap().to_owned()
    };
    // What nobody looks at is not missed; what is looked at counts.
    assert_eq!(status(&[]), "crit");
    assert!(["ok", "info"].contains(&status(&["--no-tls"]).as_str()));
    // Without the one that is asked there is nothing to run.
    let output = run(&["check", "example.org", "--without", "xmpp"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
}

#[test]
fn what_nobody_asked_for_is_not_spoken_of() {
    let output = run(&["demo", "exemplary.example", "--mode", "c2s"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("xmpp.srv_c2s"), "{text}");
    assert!(
        !text.contains("s2s") && !text.contains("not looked at"),
        "{text}"
    );
}

#[test]
fn a_file_without_authorities_is_refused_by_every_command_that_takes_one() {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("ca.pem");
    let path = path.to_str().unwrap();
    for pem in [
        "nothing at all\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAAAA\n",
    ] {
        std::fs::write(path, pem).unwrap();
        for command in [
            &["check", "example.org", "--resolver", "127.0.0.1:1"][..],
            &["survey", "--demo", "/dev/null"],
        ] {
            let output = run(&[command, &["--ca", path]].concat());
            assert_eq!(output.status.code(), Some(3), "{command:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("no certificate in PEM"), "{said}");
            assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        }
    }
}

#[test]
fn the_document_has_the_domain_as_it_is_written_wherever_it_came_from() {
    let typed = "Someone@IN-JID.Test.";
    let check = [
        "check",
        typed,
        "--resolver",
        "127.0.0.1:1",
        "--format",
        "json",
    ];
    let output = run(&check);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["domain"], "in-jid.test");
}
