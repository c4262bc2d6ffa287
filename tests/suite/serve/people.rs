//! The pages, and who may ask for them.

use crate::server::Server;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[test]
fn the_form_is_made_from_the_options_and_a_link_fills_it_in() {
    let server = Server::demo(&[]);
    assert_eq!(server.get("/").header("location"), "/check");
    let form = server.get("/check?domain=example.org%22%3E&mode=s2s");
    assert_eq!(form.status, 200);
    for part in [
        r#"name="domain""#,
        r#"value="example.org&#34;&#62;""#,
        r#"<option value="s2s" selected>"#,
        r#"name="timeout""#,
    ] {
        assert!(form.body.contains(part), "{part} in {}", form.body);
    }
    // What only the operator may set is not for visitors.
    assert!(!form.body.contains(r#"name="from""#));
    assert!(
        form.header("content-security-policy")
            .starts_with("default-src 'none'")
    );
    assert_eq!(form.header("x-content-type-options"), "nosniff");
    assert_eq!(form.header("referrer-policy"), "no-referrer");
}

#[test]
fn a_check_is_followed_to_its_result_without_scripts() {
    let server = Server::demo(&[]);
    let begun = server.post(
        "/check",
        "domain=expired.example&mode=both&timeout=5",
        &[FORM],
    );
    assert_eq!(begun.status, 303, "{begun:?}");
    let page = begun.header("location").to_owned();
    server.until("the result is there", |server| {
        server.get(&page).body.contains("Findings")
    });
    let result = server.get(&page).body;
    // The sibling ran: certificate findings are there.
    assert!(result.contains("xmpp.tls_quality"), "{result}");
    assert!(result.contains("expired on"), "{result}");
    assert!(result.contains(r#"<iframe sandbox title="Report""#));

    let report = server.get(&format!("{page}/report"));
    assert!(report.body.contains("expired.example"));
    let policy = report.header("content-security-policy");
    assert!(
        policy.contains("sandbox") && policy.contains("default-src 'none'"),
        "{policy}"
    );

    let document = server.get(&format!("{page}/result.json"));
    assert_eq!(document.value()["domain"], "expired.example");
    assert!(
        document
            .header("content-disposition")
            .contains("expired.example.json")
    );
}

#[test]
fn a_running_check_says_what_it_does() {
    let server = Server::demo(&[]);
    let begun = server.post("/check", "domain=halfdead.example&timeout=3", &[FORM]);
    let page = begun.header("location").to_owned();
    let running = server.get(&page).body;
    assert!(running.contains("Checking halfdead.example"), "{running}");
    assert!(running.contains(r#"http-equiv="refresh""#));
    // The events end with the check.
    let events = server.get(&format!("{page}/events"));
    assert_eq!(events.header("content-type"), "text/event-stream");
    assert!(events.body.contains("waiting for"), "{}", events.body);
    assert!(events.body.contains("event: done"), "{}", events.body);
}

#[test]
fn bad_values_are_told_beside_the_form() {
    let server = Server::demo(&[]);
    for (body, text) in [
        ("domain=", "Domain is missing"),
        ("domain=https%3A%2F%2Fa.example", "not a URL"),
        ("domain=a.example&timeout=99", "from 1 to 60"),
    ] {
        let answer = server.post("/check", body, &[FORM]);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains(text), "{body}: {}", answer.body);
        assert!(answer.body.contains("<form"));
    }
    let gone = server.get("/check/0123");
    assert_eq!(gone.status, 404);
    assert!(gone.body.contains("kept for ten minutes"));
}

#[test]
fn other_sites_cannot_use_the_readers_browser() {
    let server = Server::demo(&["--allow-host", "check.example.org"]);
    let own = format!("http://{}", server.address);
    let form = "domain=bare.example";
    assert_eq!(
        server
            .post("/check", form, &[FORM, ("origin", &own)])
            .status,
        303
    );
    for headers in [
        [FORM, ("origin", "http://evil.example")],
        [FORM, ("origin", "null")],
        [FORM, ("sec-fetch-site", "cross-site")],
    ] {
        assert_eq!(
            server.post("/check", form, &headers).status,
            403,
            "{headers:?}"
        );
        // Nor can they make the platform's routes work for them.
        assert_eq!(
            server.post("/collect", "{}", &headers).status,
            403,
            "{headers:?}"
        );
    }
    // DNS rebinding: the name is theirs.
    let refused = server.get_with("/check", &[("host", "evil.example:8080")]);
    assert_eq!(refused.status, 403);
    assert!(
        refused.body.contains("--allow-host evil.example"),
        "{}",
        refused.body
    );
    for host in ["localhost:8080", "check.example.org", "[::1]:8080"] {
        assert_eq!(
            server.get_with("/check", &[("host", host)]).status,
            200,
            "{host}"
        );
    }
}
