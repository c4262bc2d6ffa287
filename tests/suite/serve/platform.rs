//! The platform's protocol, field for field.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};

use crate::layout::laid_out;
use crate::programs::PROGRAM;
use crate::server::Server;

/// Values that differ from run to run are replaced by their kind.
fn settled(mut value: Value) -> Value {
    fn settle(value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(settle),
            Value::Object(members) => {
                for (name, member) in members.iter_mut() {
                    match name.as_str() {
                        "duration_micros" | "micros" | "started_at" | "started_at_seconds"
                        | "timestamp" | "uptime_seconds" | "num_cpu" => {
                            *member = match member {
                                Value::String(_) => "[text]".into(),
                                _ => "[number]".into(),
                            };
                        }
                        _ => settle(member),
                    }
                }
                let timed = members.get("unit").is_some_and(|unit| unit == "seconds");
                if timed && let Some(value) = members.get_mut("value") {
                    *value = "[number]".into();
                }
            }
            _ => {}
        }
    }
    settle(&mut value);
    value
}

/// The first metric of each name: the others have the same form.
fn one_of_each_name(mut metrics: Value) -> Value {
    let mut names = BTreeSet::new();
    let all = metrics.as_array_mut().unwrap();
    all.retain(|metric| names.insert(metric["name"].as_str().unwrap().to_owned()));
    metrics
}

/// The document that the command line writes of the same check.
fn shown(domain: &str) -> Value {
    let output = Command::new(PROGRAM)
        .args(["demo", domain, "--timeout", "5", "--format", "json"])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn collect(server: &Server, path: &str, domain: &str, rules: &Value) -> Value {
    let answer = server.json(
        &format!("{path}/collect"),
        &json!({
            "key": "xmpp",
            "target": {"userId": "u", "domainId": "d", "serviceId": "s", "serviceType": "abstract.XMPP"},
            "options": {"domain": domain, "mode": "both", "timeout": 5},
            "enabledRules": rules,
        }),
    );
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/json");
    answer.value()
}

#[test]
fn health_definition_collect_evaluate_and_report_have_the_platforms_form() {
    let server = Server::demo(&[]);
    let health = settled(server.get("/health").value());
    insta::assert_snapshot!("serve-health", laid_out(&health));
    let definition = server.get("/definition").value();
    insta::assert_snapshot!("serve-definition", laid_out(&definition));

    let collected = collect(&server, "", "plain.example", &Value::Null);
    let shown = settled(shown("plain.example"));
    let seen = settled(collected.clone());
    assert_eq!(seen["data"], shown["observation"]);
    assert_eq!(seen["entries"], shown["entries"]);

    let evaluated = server.json(
        "/evaluate",
        &json!({"observations": {"xmpp": collected["data"]}, "options": {}, "enabledRules": null}),
    );
    assert_eq!(evaluated.status, 200);
    insta::assert_snapshot!("serve-evaluate", laid_out(&evaluated.value()));

    let asked = json!({
        "key": "xmpp",
        "data": collected["data"],
        "related": {"tls_probes": [{
            "checkerId": "tls", "key": "tls_probes", "data": {"probes": {}},
            "collectedAt": "2026-01-15T12:00:00Z", "ref": "xmpp.plain.example:5222",
        }]},
        "states": evaluated.value()["states"],
    });
    let page = server.post("/report", &asked.to_string(), &[("accept", "text/html")]);
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.body.contains("PLAIN"), "{}", page.body.len());
    let metrics = server.post(
        "/report",
        &asked.to_string(),
        &[("accept", "application/json")],
    );
    assert_eq!(metrics.header("content-type"), "application/json");
    let metrics = one_of_each_name(metrics.value());
    insta::assert_snapshot!("serve-metrics", laid_out(&settled(metrics)));
}

#[test]
fn a_precheck_names_what_the_options_leave_out() {
    let server = Server::demo(&[]);
    let asked = |body: &str| server.post("/definition", body, &[]).value();
    for empty in ["", "{}", r#"{"options":{}}"#, r#"{"options":null}"#] {
        let answer = asked(empty);
        assert_eq!(answer["precheck_failures"], json!({}), "{empty}");
        assert_eq!(answer["id"], "xmpp");
    }
    let answer = asked(r#"{"options":{"domain":"a.example","mode":"c2s"}}"#);
    let failures = answer["precheck_failures"].as_object().unwrap();
    for (rule, is_left_out) in [
        ("xmpp.srv_s2s", true),
        ("xmpp.s2s_reachable", true),
        ("xmpp.s2s_dialback", true),
        ("xmpp.srv_c2s", false),
        ("xmpp.c2s_reachable", false),
        ("xmpp.sasl_mechanisms", false),
        ("xmpp.starttls_required", false),
        ("xmpp.tls_quality", false),
    ] {
        assert_eq!(failures.contains_key(rule), is_left_out, "{rule}");
    }
    assert_eq!(answer["eligible"], true);
    let answer = asked(r#"{"options":{"domain":"a.example","mode":"c2c"}}"#);
    assert_eq!(answer["eligible"], false);
    assert!(
        answer["eligibility_reason"]
            .as_str()
            .unwrap()
            .contains("mode")
    );
}

#[test]
fn a_side_whose_rules_are_all_off_is_not_probed() {
    let server = Server::demo(&[]);
    let definition = server.get("/definition").value();
    let all_but = |rule: &str| -> Value {
        let rules = definition["rules"].as_array().unwrap().iter();
        let names = rules.map(|rule| rule["name"].as_str().unwrap().to_owned());
        let off = names.filter(|name| name != rule);
        off.map(|name| (name, Value::from(false))).collect()
    };
    let endpoints = |off: &Value| {
        let collected = collect(&server, "", "exemplary.example", off);
        let endpoints = collected["data"]["endpoints"].as_array().unwrap();
        (endpoints.clone(), collected)
    };
    // A rule of both sides uses both.
    assert_eq!(endpoints(&all_but("xmpp.starttls_required")).0.len(), 8);
    let off = all_but("xmpp.c2s_reachable");
    let (endpoints, collected) = endpoints(&off);
    assert_eq!(endpoints.len(), 4);
    assert!(endpoints.iter().all(|endpoint| endpoint["side"] == "c2s"));
    let evaluated = server.json(
        "/evaluate",
        &json!({"observations": {"xmpp": collected["data"]}, "options": {}, "enabledRules": off}),
    );
    let evaluated = evaluated.value();
    let states = evaluated["states"].as_array().unwrap();
    let none = states
        .iter()
        .all(|state| off[state["rule"].as_str().unwrap()].is_null());
    assert!(none && !states.is_empty());
}

#[test]
fn evaluate_folds_in_what_the_tls_checker_saw() {
    let server = Server::demo(&["--all"]);
    let collected = collect(&server, "/xmpp", "expired.example", &Value::Null);
    let probes = server.json(
        "/tls/collect",
        &json!({"key": "tls_probes", "options": {"endpoints": collected["entries"]}}),
    );
    assert_eq!(probes.status, 200, "{probes:?}");
    let evaluated = server.json(
        "/xmpp/evaluate",
        &json!({
            "observations": {"xmpp": collected["data"], "tls_probes": probes.value()["data"]},
            "options": {},
        }),
    );
    let states = evaluated.value()["states"].clone();
    let expired = states.as_array().unwrap().iter().any(|state| {
        state["rule"] == "xmpp.tls_quality"
            && state["status"] == 4
            && state["message"].as_str().unwrap().contains("expired")
    });
    assert!(expired, "{states:#}");
}

#[test]
fn errors_are_json_with_the_right_status() {
    let server = Server::demo(&[]);
    for (path, body, status, text) in [
        ("/collect", "{", 400, "invalid request body"),
        ("/evaluate", "[]", 400, "invalid request body"),
        ("/report", "{}", 400, "invalid request body"),
        ("/definition", "nonsense", 400, "invalid request body"),
        (
            "/collect",
            r#"{"key":"xmpp","options":{"domain":"a.example","timeout":99}}"#,
            400,
            "option timeout",
        ),
        (
            "/collect",
            r#"{"key":"tls_probes","options":{}}"#,
            400,
            "under the key \"xmpp\"",
        ),
        (
            "/evaluate",
            r#"{"observations":{"other":{}}}"#,
            400,
            "no observation under the key \"xmpp\"",
        ),
        (
            "/evaluate",
            r#"{"observations":{"xmpp":{"schema":99}}}"#,
            400,
            "cannot be read",
        ),
        (
            "/evaluate",
            r#"{"observations":{"xmpp":[]}}"#,
            400,
            "cannot be read",
        ),
        ("/nowhere", "", 404, "nothing here"),
    ] {
        let answer = server.post(path, body, &[]);
        assert_eq!(answer.status, status, "{path} {body}: {answer:?}");
        let error = answer.value()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(text), "{path} {body}: {error}");
    }
    let large = format!(r#"{{"key":"{}"}}"#, "x".repeat(1024 * 1024));
    let answer = server.post("/collect", &large, &[]);
    assert_eq!(answer.status, 413);
    assert!(answer.value()["error"].as_str().unwrap().contains("1 MiB"));
    // Just below the bound it is read.
    let fits = format!(r#"{{"key":"{}"}}"#, "x".repeat(1024 * 1024 - 20));
    assert_eq!(server.post("/collect", &fits, &[]).status, 400);
}

#[test]
fn another_checker_and_both_at_once() {
    let tls = Server::demo(&["--checker", "tls"]);
    assert_eq!(tls.get("/definition").value()["id"], "tls");
    let both = Server::demo(&["--all"]);
    for id in ["xmpp", "tls"] {
        let definition = both.get(&format!("/{id}/definition"));
        assert_eq!(definition.value()["id"], id);
        assert_eq!(both.get(&format!("/{id}/health")).value()["status"], "ok");
    }
    assert_eq!(both.get("/health").value()["status"], "ok");
    assert_eq!(both.get("/").header("location"), "/xmpp/check");
}

#[test]
fn the_environment_overrides_defaults_and_arguments_override_it() {
    let healthcheck = |environment: &str, arguments: &[&str]| {
        Command::new(PROGRAM)
            .args(["serve", "--healthcheck"])
            .args(arguments)
            .env("CHECKER_LISTEN", environment)
            .output()
            .unwrap()
            .status
            .code()
    };
    let server = Server::demo(&[]);
    assert_eq!(healthcheck(&server.address, &[]), Some(0));
    assert_eq!(healthcheck("127.0.0.1:1", &[]), Some(1));
    assert_eq!(
        healthcheck("127.0.0.1:1", &["--listen", &server.address]),
        Some(0)
    );
}
