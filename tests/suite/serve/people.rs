//! The pages, and who may ask for them.

use serde_json::json;

use crate::programs::DEMO;
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
fn the_result_is_the_checkers_own_page_under_a_bar() {
    let server = Server::demo(&[]);
    let page = server.checked("domain=expired.example&mode=both&timeout=5");
    let result = server.get(&page);
    assert_eq!(result.status, 200);
    // The sibling ran: certificate findings are there.
    let body = &result.body;
    assert!(body.contains("expired on"), "{body}");
    let (bar, report) = body.split_once("</nav>").unwrap();
    for link in [
        r#"href="/check?domain=expired.example&#38;mode=both&#38;timeout=5">Check again</a>"#
            .into(),
        format!(r#"href="{page}/history">History</a>"#),
        format!(r#"href="{page}/result.json">JSON</a>"#),
        format!(r#"href="{page}/report.html">HTML</a>"#),
        format!(r#"href="{page}">Link</a>"#),
        "<b>expired.example</b>".to_owned(),
        "Demo".to_owned(),
    ] {
        assert!(bar.contains(&link), "{link} in {bar}");
    }
    // Nothing in it but links.
    assert!(!bar.contains("<form") && !bar.contains("<script"), "{bar}");
    let policy = result.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "sandbox allow-popups allow-downloads",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert_eq!(result.header("x-robots-tag"), "noindex, nofollow");
    assert!(bar.contains(r#"<meta name="robots" content="noindex, nofollow">"#));

    let alone = server.get(&format!("{page}/report.html"));
    assert_eq!(report.trim_start(), alone.body);
    assert!(
        alone
            .header("content-disposition")
            .contains("expired.example.html")
    );
    let policy = alone.header("content-security-policy");
    assert!(policy.contains("sandbox"), "{policy}");
    let document = server.get(&format!("{page}/result.json"));
    assert_eq!(document.value()["domain"], "expired.example");
    assert!(
        document
            .header("content-disposition")
            .contains("expired.example.json")
    );
}

#[test]
fn a_checker_without_a_page_gets_one() {
    let server = Server::demo(&["--checker", "tls"]);
    let form = server.get("/check").body;
    // An example, and a link that fills it in.
    assert!(form.contains("For example"), "{form}");
    let (_, link) = form.split_once(r#"For example (<a href=""#).unwrap();
    let filled = server.get(link.split('"').next().unwrap()).body;
    assert!(filled.contains("tls.endpoint.v1"), "{filled}");
    let (_, value) = filled
        .split_once("aria-describedby=\"endpoints-help\"")
        .unwrap();
    assert!(value.contains("tls.endpoint.v1") && value.contains("</textarea>"));

    let entry = json!([{"type": "tls.endpoint.v1", "ref": "a", "payload": {
        "host": "xmpp.expired.example", "port": 5223, "sni": "expired.example",
        "starttls": "", "require_starttls": false,
    }}]);
    let entry = entry.to_string().replace('"', "%22");
    let page = server
        .get(&server.checked(&format!("endpoints={entry}")))
        .body;
    assert!(page.contains(r#"<nav class="checker-bar""#), "{page}");
    assert!(
        page.contains("Findings") && page.contains("expired"),
        "{page}"
    );
}

#[test]
fn the_demo_says_that_it_is_one_and_what_there_is() {
    let server = Server::demo(&[]);
    let form = server.get("/check").body;
    assert!(form.contains("This is a demonstration."), "{form}");
    for name in DEMO {
        let link = format!(r#"href="/check?domain={name}.example""#);
        assert!(form.contains(&link), "{link} in {form}");
    }
    let real = Server::start(&["--no-store"]);
    assert!(!real.get("/check").body.contains("demonstration"));
}

#[test]
fn errors_are_pages_for_people_and_json_for_machines() {
    let server = Server::demo(&["--allow-host", "check.example.org"]);
    let browser = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    let (evil, bad) = (("host", "evil.example"), "/probe?target=");
    for (path, host, status) in [
        ("/nothing", ("x-none", ""), 404),
        ("/check/0123/history", ("x-none", ""), 404),
        ("/check", evil, 403),
        (bad, ("x-none", ""), 400),
        ("/collect", ("x-none", ""), 405),
    ] {
        let page = server.get_with(path, &[browser, host]);
        assert_eq!(page.status, status, "{path}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}: {page:?}"
        );
        assert!(page.body.contains(r#"role="alert""#), "{path}: {page:?}");
    }
    let machine = server.get_with("/nothing", &[("accept", "*/*")]);
    assert_eq!(machine.status, 404);
    assert!(machine.value()["error"].is_string());
}

#[test]
fn who_waits_is_told_the_number_in_the_queue() {
    let server = Server::demo(&["--max-checks", "1"]);
    let begin = |domain: &str| {
        let begun = server.post("/check", &format!("domain={domain}&timeout=20"), &[FORM]);
        assert_eq!(begun.status, 303, "{begun:?}");
        begun.header("location").to_owned()
    };
    let _running = begin("halfdead.example");
    let _first = begin("bare.example");
    let second = begin("plain.example");
    let page = server.get(&second).body;
    assert!(page.contains("number 2 in the queue"), "{page}");
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
    assert!(gone.body.contains("kept for 30 days"), "{}", gone.body);
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
