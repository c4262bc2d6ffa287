//! Results that are kept: across restarts, within their bounds, by link alone.

use std::path::Path;
use std::process::Command;

use crate::programs::skipped;
use crate::server::Server;

const FORM: &str = "domain=bare.example&mode=c2s";

fn with_store(file: &Path) -> Server {
    Server::demo(&["--store", file.to_str().unwrap()])
}

#[test]
fn a_kept_result_survives_the_death_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("new/results.sqlite");
    let server = with_store(&file);
    let page = server.checked(FORM);
    let [before, document] = ["", "/result.json"].map(|rest| server.get(&format!("{page}{rest}")));
    assert_eq!(before.status, 200);
    server.kill();

    let server = with_store(&file);
    let after = server.get(&page);
    assert_eq!((after.status, &after.body), (200, &before.body));
    let again = server.get(&format!("{page}/result.json"));
    assert_eq!(again.body, document.body);
    let history = server.get(&format!("{page}/history"));
    assert!(
        history.body.contains("the first one that is known"),
        "{history:?}"
    );
    // In the middle of another one.
    let second = server.checked(FORM);
    server.kill();
    let server = with_store(&file);
    assert_eq!(server.get(&second).status, 200);
    let history = server.get(&format!("{second}/history")).body;
    assert_eq!(history.matches(r#"<li class="#).count(), 2, "{history}");
}

#[test]
fn nothing_is_found_without_a_link() {
    let server = Server::demo(&["--all"]);
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let begun = server.post("/xmpp/check", FORM, &[kind]);
    let page = begun.header("location").to_owned();
    server.get(&format!("{page}/events"));
    assert_eq!(server.get(&page).status, 200);
    let id = page.rsplit('/').next().unwrap();
    assert_eq!(id.len(), 32);
    // One digit off, in capitals, below another checker, no link at all.
    let other = format!("{}{}", &id[..31], if id.ends_with('0') { '1' } else { '0' });
    for path in [
        format!("/xmpp/check/{other}"),
        format!(
            "/xmpp/check/{}",
            id.to_uppercase().replace(char::is_numeric, "A")
        ),
        format!("/tls/check/{id}"),
        "/xmpp/check/history".to_owned(),
        "/xmpp/check/%00".to_owned(),
    ] {
        for rest in ["", "/history", "/badge.svg", "/report.html", "/result.json"] {
            let answer = server.get(&format!("{path}{rest}"));
            assert_eq!(answer.status, 404, "{path}{rest}");
        }
    }
}

#[test]
fn a_badge_shows_the_latest_status_and_its_date() {
    let server = Server::demo(&[]);
    let page = server.checked("domain=plain.example");
    let badge = server.get(&format!("{page}/badge.svg"));
    assert_eq!(badge.header("content-type"), "image/svg+xml; charset=utf-8");
    assert_eq!(badge.header("cache-control"), "max-age=300");
    let said = "XMPP check of plain.example: crit, 2026-";
    assert!(badge.body.contains(said), "{}", badge.body);
    assert!(badge.body.contains(r#"role="img""#));
}

#[test]
fn where_nothing_can_be_written_that_is_said_once_and_checks_go_on() {
    // A folder cannot be made where a file is.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let server = with_store(&file.join("results.sqlite"));
    for _ in 0..2 {
        let page = server.checked(FORM);
        assert_eq!(server.get(&page).status, 200);
    }
    let form = server.get("/check").body;
    assert!(form.contains("kept for ten minutes"), "{form}");
    let log = server.logged("results are not kept");
    assert_eq!(log.matches("results are not kept").count(), 1, "{log}");
}

#[test]
fn what_is_not_to_be_kept_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let script = format!("STATE_DIRECTORY={state} exec \"$0\" \"$@\"");
    let server = Server::in_shell(&script, &["--no-store"]);
    let page = server.checked(FORM);
    assert_eq!(server.get(&page).status, 200);
    let history = server.get(&format!("{page}/history")).body;
    assert!(history.contains("this result is not kept"), "{history}");
    assert!(!server.log().contains("results are not kept"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// As root, or where users may have namespaces of their own.
fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args([
            "--mount",
            "--map-root-user",
            "mount",
            "-t",
            "tmpfs",
            "none",
            "/mnt",
        ])
        .output();
    tried.is_ok_and(|tried| tried.status.success())
}

#[test]
fn on_a_full_disk_checks_go_on_and_what_was_kept_stays() {
    if !may_mount() {
        return skipped("no file system of its own can be mounted to be filled");
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().to_str().unwrap();
    let script = format!(
        "exec unshare --mount --map-root-user sh -c 'mount -t tmpfs -o size=768k none {disk} && \
         exec \"$0\" \"$@\"' \"$0\" \"$@\""
    );
    let server = Server::in_shell(&script, &["--store", &format!("{disk}/results.sqlite")]);
    let first = server.checked(FORM);
    assert_eq!(server.get(&first).status, 200);
    assert!(!server.log().contains("results cannot be kept"));
    // Each with options of its own: none is the result of another's run.
    let lost = (1..=30).find_map(|timeout| {
        let page = server.checked(&format!("domain=exemplary.example&timeout={timeout}"));
        let result = server.get(&page);
        assert_eq!(result.status, 200, "{result:?}");
        result.body.contains("could not be kept").then_some(page)
    });
    let lost = lost.expect("the disk is never full");
    let document = server.get(&format!("{lost}/result.json"));
    assert_eq!(document.value()["domain"], "exemplary.example");
    assert_eq!(server.get(&format!("{lost}/history")).status, 200);
    assert_eq!(server.get(&first).status, 200);
    let log = server.logged("results cannot be kept");
    assert_eq!(log.matches("results cannot be kept").count(), 1, "{log}");
    assert!(log.contains("no space left"), "{log}");
}

#[test]
fn a_file_that_may_not_grow_is_told_of_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("results.sqlite");
    // In blocks of 512 bytes; without the trap the signal would end the program.
    let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\"";
    let server = Server::in_shell(script, &["--store", file.to_str().unwrap()]);
    let lost = (1..=30).any(|timeout| {
        let page = server.checked(&format!("domain=exemplary.example&timeout={timeout}"));
        let result = server.get(&page);
        assert_eq!(result.status, 200, "{result:?}");
        result.body.contains("could not be kept")
    });
    assert!(lost);
    let log = server.logged("results cannot be kept");
    assert_eq!(log.matches("results cannot be kept").count(), 1, "{log}");
}
