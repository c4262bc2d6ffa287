use super::*;
use crate::cli::output::example::{half_down, outcome, problem, state};
use crate::model::{Status, Summary};

fn shown(outcome: &Outcome, width: usize) -> String {
    anstream::adapter::strip_str(&render(outcome, width)).to_string()
}

#[test]
fn the_verdict_comes_first_then_the_problems_worst_first_and_the_rest_last() {
    assert_eq!(
        shown(&half_down(), 80),
        " CRIT  a.example: Browsers are warned, and one address in two answers nobody.
  1 critical, 1 warning, 1 note; checked 2026-01-15T12:00:00Z in 1.3 s
  The address was cut to its domain.

Fix these first
  CRIT  An expired certificate
        Browsers refuse the connection.
        at b.example:443
        - The certificate expired on 2026-01-01.
        → Renew it.
          Shell: renew --now
          Timer:
            daily
            renew
          more in page and JSON: Another shell; By hand
        [probe.up.stale]
  WARN  A dead address
        at 192.0.2.1 (ports 443, 444)
        - 192.0.2.1:443 does not answer.
        - 192.0.2.1:444 does not answer.
        [probe.up.dead]

Worth knowing
  INFO  The server is old
        [probe.up.old]

Who gets through
  ✗ a browser: refuses the certificate

Endpoints
    Address                                 Host
  ✗ 192.0.2.1                               b.example
  ✓ 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff  b.example

The rest
  ✓ probe.up 1 of 2 endpoints answers.
"
    );
}

#[test]
fn narrow_lines_lose_no_word() {
    let wide = shown(&half_down(), 140);
    for width in [72, 60, 50, 45] {
        let narrow = shown(&half_down(), width);
        let words: Vec<&str> = narrow.split_whitespace().collect();
        let lost = wide.split_whitespace().find(|word| !words.contains(word));
        assert_eq!(lost, None, "{width}:\n{narrow}");
        let longest = narrow.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(width), "{longest:?} of {width}:\n{narrow}");
    }
}

#[test]
fn a_table_that_does_not_fit_is_told_row_by_row() {
    let text = shown(&half_down(), 45);
    let table = text.split("Endpoints\n").nth(1).unwrap();
    let table: Vec<&str> = table.lines().take(3).collect();
    assert_eq!(
        table,
        [
            "  ✗ Address 192.0.2.1 · Host b.example",
            "  ✓ Address",
            "    2001:db8:ffff:ffff:ffff:ffff:ffff:ffff ·",
        ]
    );
}

#[test]
fn without_a_verdict_the_problems_are_counted() {
    let states = vec![
        state(Status::Error, "limit", "The limit was reached."),
        state(Status::Ok, "some", "1 of 1 endpoint answers."),
    ];
    let summary = Summary {
        problems: vec![problem(Status::Error, "The limit was reached", &[0])],
        ..Summary::default()
    };
    assert_eq!(
        shown(&outcome(states, summary), 80),
        " ERROR  a.example: 1 not checkable
  checked 2026-01-15T12:00:00Z in 1.3 s

Could not be checked
  ERROR The limit was reached
        [probe.up.limit]

The rest
  ✓ probe.up 1 of 1 endpoint answers.
"
    );
}

#[test]
fn text_of_peers_cannot_steer_the_terminal() {
    let states = vec![state(Status::Ok, "odd", "It says \u{1b}[2J\u{202e}.")];
    let summary = Summary {
        problems: vec![problem(Status::Warn, "An odd \u{9b}2J", &[0])],
        ..Summary::default()
    };
    let text = shown(&outcome(states, summary), 80);
    assert!(text.contains("\\u{1b}[2J\\u{202e}"), "{text}");
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{9b}']));
}

#[test]
fn of_many_messages_some_are_shown_and_the_others_counted() {
    let states: Vec<_> = (0..20)
        .map(|number| state(Status::Warn, "dead", &format!("Number {number} is dead.")))
        .collect();
    let positions: Vec<u32> = (0..20).collect();
    let summary = Summary {
        problems: vec![problem(Status::Warn, "Many are dead", &positions)],
        ..Summary::default()
    };
    let text = shown(&outcome(states, summary), 80);
    assert_eq!(text.matches(" is dead.").count(), 6);
    assert!(text.contains("        - and 14 more\n"), "{text}");
}
