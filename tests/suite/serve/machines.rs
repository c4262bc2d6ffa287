//! How the platform really asks, line for line of what is known of it, and that
//! each answer has the protocol's form and nothing else.

use std::process::Command;

use serde_json::{Value, json};

use super::wire::{
    AutoFill, Collected, Definition, Evaluated, Field, FieldType, Health, Metric, Refusal, State,
};
use crate::programs::PROGRAM;
use crate::server::{Answer, Server};

fn collected(server: &Server, domain: &str) -> Value {
    let asked = json!({"key": "xmpp", "options": {"domain": domain, "timeout": 5}});
    let answer = server.json("/collect", &asked);
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.strictly::<Collected>().data
}

fn refused(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{answer:?}");
    answer.strictly::<Refusal>().error
}

#[test]
fn every_answer_has_the_protocols_form_and_no_other() {
    let server = Server::demo(&["--all"]);
    let health: Health = server.get("/health").strictly();
    assert_eq!(health.status, "ok");
    assert!(health.num_cpu > 0 && health.uptime_seconds >= 0.0);
    assert!(health.loadavg.iter().all(|load| *load >= 0.0));
    assert!(health.inflight <= health.total_requests);
    for id in ["xmpp", "tls"] {
        let path = format!("/{id}/definition");
        assert_is_a_definition(&server.get(&path).strictly(), id);
        let answer = server.post(&path, "{}", &[]);
        let precheck: Definition = answer.strictly();
        assert!(precheck.precheck_failures.as_ref().unwrap().is_empty());
        assert_is_a_definition(&precheck, id);
    }

    let answer = server.json(
        "/xmpp/collect",
        &json!({"key": "xmpp", "options": {"domain": "expired.example"}}),
    );
    let xmpp: Collected = answer.strictly();
    assert!(xmpp.data.is_object() && !xmpp.entries.is_empty());
    for entry in &xmpp.entries {
        assert_eq!(entry.r#type, "tls.endpoint.v1");
        assert!(!entry.r#ref.is_empty() && entry.payload.is_object());
    }
    let entries = answer.value()["entries"].clone();
    let tls: Collected = server
        .json(
            "/tls/collect",
            &json!({"key": "tls_probes", "options": {"endpoints": entries}}),
        )
        .strictly();
    let observations = json!({"xmpp": xmpp.data, "tls_probes": tls.data});
    let evaluated: Evaluated = server
        .json("/xmpp/evaluate", &json!({"observations": observations}))
        .strictly();
    assert_are_states(&evaluated.states, "xmpp.");
    let judged = json!({"observations": {"tls_probes": tls.data}});
    let evaluated: Evaluated = server.json("/tls/evaluate", &judged).strictly();
    assert_are_states(&evaluated.states, "tls.");

    for (id, key, data) in [
        ("xmpp", "xmpp", &xmpp.data),
        ("tls", "tls_probes", &tls.data),
    ] {
        let asked = json!({"key": key, "data": data});
        let metrics: Vec<Metric> = server.json(&format!("/{id}/report"), &asked).strictly();
        assert!(!metrics.is_empty());
        for metric in metrics {
            assert!(metric.name.starts_with(&format!("{id}_")), "{metric:?}");
            assert!(metric.value.is_finite() && metric.timestamp.ends_with('Z'));
            assert_eq!(metric.unit == "seconds", metric.name.ends_with("_seconds"));
            assert!(metric.labels.values().all(|value| !value.is_empty()));
        }
    }
    for path in [
        "/xmpp/collect",
        "/xmpp/evaluate",
        "/xmpp/report",
        "/xmpp/nowhere",
    ] {
        let answer = server.post(path, "nonsense", &[]);
        assert!((400..500).contains(&answer.status), "{answer:?}");
        assert!(!answer.strictly::<Refusal>().error.is_empty());
    }
}

fn assert_is_a_definition(definition: &Definition, id: &str) {
    assert_eq!(definition.id, id);
    assert!(!definition.name.is_empty() && !definition.version.is_empty());
    assert_eq!(definition.observation_keys.len(), 1);
    assert!(definition.has_metrics);
    assert_eq!(definition.has_html_report, id == "xmpp");
    let interval = &definition.interval;
    assert!(interval.min <= interval.default && interval.default <= interval.max);
    // Nanoseconds: a check every five minutes at most.
    assert!(interval.min >= 300_000_000_000, "{interval:?}");
    let availability = &definition.availability;
    assert!(!availability.apply_to_domain || availability.limit_to_services.is_empty());
    assert_eq!(availability.apply_to_service, id == "xmpp");
    for rule in &definition.rules {
        assert!(rule.name.starts_with(&format!("{id}.")) && !rule.description.is_empty());
        assert!(rule.options.is_none());
    }
    assert!(!definition.build_info.is_empty());
    for field in fields(definition) {
        assert!(!field.label.is_empty() && !field.description.is_empty());
        assert!(!field.hide && !field.no_override);
        // What the platform fills in is no user's to store.
        assert!(field.auto_fill.is_none() || field.default.is_none());
        assert!(field.choices.is_empty() || field.r#type == FieldType::String);
        assert!(field.placeholder.is_empty() || field.r#type != FieldType::Bool);
        assert!(!field.secret || !field.required);
        assert!(!field.textarea || field.r#type == FieldType::String);
    }
}

fn fields(definition: &Definition) -> impl Iterator<Item = &Field> {
    let options = &definition.options;
    let scopes = [
        &options.admin_opts,
        &options.user_opts,
        &options.domain_opts,
        &options.service_opts,
        &options.run_opts,
    ];
    scopes.into_iter().flatten()
}

fn assert_are_states(states: &[State], prefix: &str) {
    assert!(!states.is_empty());
    for state in states {
        assert!(state.status <= 5 && !state.message.is_empty());
        assert!(state.rule.starts_with(prefix), "{state:?}");
        assert!(state.code.starts_with(&state.rule), "{state:?}");
        assert!(state.meta.as_ref().is_none_or(|meta| !meta.is_empty()));
        assert!(!state.subject.contains('\n'));
    }
}

#[test]
fn a_precheck_with_what_the_platform_has_stored_leaves_every_rule_available() {
    let server = Server::demo(&[]);
    for stored in [
        json!({"endpoint": "http://w"}),
        json!({"endpoint": "http://w", "timeout": 5, "something": {"of": "others"}}),
        json!({"endpoint": "http://w", "domain": null}),
    ] {
        let answer = server.json("/definition", &json!({"options": stored}));
        assert_eq!(answer.status, 200);
        let precheck: Definition = answer.strictly();
        assert!(precheck.precheck_failures.unwrap().is_empty(), "{stored}");
        assert_eq!(precheck.eligible, None, "{stored}");
        assert_eq!(precheck.eligibility_reason, None, "{stored}");
    }
}

#[test]
fn what_a_user_wants_kept_is_the_users_and_what_the_platform_knows_it_fills_in() {
    let server = Server::demo(&["--all"]);
    let ids =
        |fields: &[Field]| -> Vec<String> { fields.iter().map(|field| field.id.clone()).collect() };
    let xmpp: Definition = server.get("/xmpp/definition").strictly();
    assert_eq!(
        ids(&xmpp.options.user_opts),
        ["mode", "timeout", "maxDuration"]
    );
    let filled = |definition: &Definition| -> Vec<(String, AutoFill)> {
        let filled =
            fields(definition).filter_map(|field| Some((field.id.clone(), field.auto_fill?)));
        filled.collect()
    };
    let expected = [
        ("domain".to_owned(), AutoFill::DomainName),
        ("subdomain".to_owned(), AutoFill::Subdomain),
    ];
    assert_eq!(filled(&xmpp), expected);
    let tls: Definition = server.get("/tls/definition").strictly();
    let users = ids(&tls.options.user_opts);
    for kept in ["timeout", "warnDays", "critDays"] {
        assert!(users.contains(&kept.to_owned()), "{users:?}");
    }
    let expected = [("endpoints".to_owned(), AutoFill::DiscoveryEntries)];
    assert_eq!(filled(&tls), expected);
}

#[test]
fn a_service_below_the_zones_apex_is_checked_where_it_is() {
    let server = Server::demo(&[]);
    let domain = |options: Value| {
        let answer = server.json("/collect", &json!({"key": "xmpp", "options": options}));
        answer.strictly::<Collected>().data["domain"]["ascii"].clone()
    };
    let below = json!({"domain": "example", "subdomain": "exemplary"});
    assert_eq!(domain(below), "exemplary.example");
    for apex in [json!(""), json!("@"), Value::Null] {
        let at = json!({"domain": "exemplary.example", "subdomain": apex});
        assert_eq!(domain(at), "exemplary.example", "{apex}");
    }
}

#[test]
fn a_report_is_metrics_unless_a_page_is_asked_for() {
    let server = Server::demo(&["--all"]);
    let data = {
        let asked = json!({"key": "xmpp", "options": {"domain": "exemplary.example"}});
        server
            .json("/xmpp/collect", &asked)
            .strictly::<Collected>()
            .data
    };
    let asked = json!({"key": "xmpp", "data": data}).to_string();
    let report = |accept: &[(&str, &str)]| server.post("/xmpp/report", &asked, accept);
    // The platform sends none; others send what their library does.
    for accept in [
        &[][..],
        &[("accept", "application/json")],
        &[("accept", "*/*")],
    ] {
        assert!(!report(accept).strictly::<Vec<Metric>>().is_empty());
    }
    for accept in ["text/html", "application/json, text/html"] {
        let page = report(&[("accept", accept)]);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.body.starts_with("<!DOCTYPE html>"));
    }
    // A checker without a page has metrics.
    let asked = json!({"key": "tls_probes", "options": {"endpoints": []}});
    let none = server.json("/tls/collect", &asked).strictly::<Collected>();
    let none = json!({"key": "tls_probes", "data": none.data}).to_string();
    let answer = server.post("/tls/report", &none, &[("accept", "text/html")]);
    assert_eq!(answer.strictly::<Vec<Metric>>().len(), 0);
}

#[test]
fn a_page_without_verdicts_shows_what_was_seen_and_calls_nothing_unknown() {
    let server = Server::demo(&[]);
    let data = collected(&server, "exemplary.example");
    for asked in [
        json!({"key": "xmpp", "data": data}),
        json!({"key": "xmpp", "data": data, "states": null, "related": null}),
        json!({"key": "xmpp", "data": data, "states": []}),
    ] {
        let page = server.post("/report", &asked.to_string(), &[("accept", "text/html")]);
        assert_eq!(page.status, 200);
        assert!(page.body.contains("xmpp.exemplary.example"));
        let words = page.body.to_lowercase();
        assert!(!words.contains(">unknown<") && !words.contains("\"status unknown\""));
    }
}

#[test]
fn without_observations_each_rule_that_is_on_is_skipped() {
    let server = Server::demo(&[]);
    let definition: Definition = server.get("/definition").strictly();
    for asked in [
        json!({}),
        json!({"observations": null, "options": null, "enabledRules": null}),
        json!({"observations": {}, "options": {}}),
        json!({"observations": {"xmpp": null}}),
    ] {
        let answer = server.json("/evaluate", &asked);
        assert_eq!(answer.status, 200, "{asked}");
        let states = answer.strictly::<Evaluated>().states;
        assert_eq!(states.len(), definition.rules.len(), "{asked}");
        for state in states {
            assert_eq!(
                (state.status, state.code),
                (0, format!("{}.skipped", state.rule))
            );
        }
    }
    let off = json!({"enabledRules": {"xmpp.srv_c2s": false}});
    let states = server
        .json("/evaluate", &off)
        .strictly::<Evaluated>()
        .states;
    assert_eq!(states.len(), definition.rules.len() - 1);
}

#[test]
fn names_of_fields_are_read_in_any_case() {
    let server = Server::demo(&[]);
    let asked = json!({
        "KEY": "xmpp",
        "Target": {"userid": "u"},
        "OPTIONS": {"domain": "exemplary.example", "mode": "c2s"},
        "enabledrules": null,
    });
    let data = server.json("/collect", &asked).strictly::<Collected>().data;
    assert_eq!(data["mode"], "c2s");
    let asked = json!({
        "Observations": {"xmpp": data},
        "ENABLEDRULES": {"xmpp.srv_c2s": false},
    });
    let states = server
        .json("/evaluate", &asked)
        .strictly::<Evaluated>()
        .states;
    assert!(
        states
            .iter()
            .any(|state| state.rule == "xmpp.c2s_reachable")
    );
    assert!(states.iter().all(|state| state.rule != "xmpp.srv_c2s"));
    let asked = json!({
        "Key": "xmpp",
        "Data": data,
        "Related": {"tls_probes": [{"CheckerID": "tls", "Data": {"probes": {}}}]},
        "STATES": [{"Status": 4, "MESSAGE": "In capitals.", "Rule": "xmpp.srv_c2s"}],
    });
    let page = server.post("/report", &asked.to_string(), &[("accept", "text/html")]);
    // A page without that state has no verdict.
    assert!(page.body.contains("class=\"badge crit\""));
}

#[test]
fn what_a_client_got_wrong_is_a_4xx() {
    let server = Server::demo(&[]);
    for (path, body, words) in [
        (
            "/collect",
            json!({"options": {"domain": "a.example", "timeout": 99}}),
            "option timeout",
        ),
        ("/collect", json!({"options": {}}), "option domain"),
        ("/collect", json!({"key": 7}), "key"),
        (
            "/collect",
            json!({"enabledRules": {"xmpp.srv_c2s": "no"}}),
            "enabledRules",
        ),
        (
            "/evaluate",
            json!({"observations": {"xmpp": {"schema": 99}}}),
            "cannot be read",
        ),
        ("/report", json!({"data": "nothing"}), "cannot be read"),
        ("/report", json!({}), "data"),
        ("/report", json!({"data": {}, "states": {}}), "states"),
    ] {
        let error = refused(&server.json(path, &body), 400);
        assert!(error.contains(words), "{path} {body}: {error}");
    }
    assert_eq!(server.get("/collect").status, 405);
}

#[test]
fn a_program_of_an_image_is_asked_for_its_health_with_one_dash() {
    let server = Server::demo(&[]);
    let ask = |arguments: &[&str], listen: &str| {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env("CHECKER_LISTEN", listen);
        command.output().unwrap().status.code()
    };
    for arguments in [&["-healthcheck"][..], &["serve", "-healthcheck"]] {
        assert_eq!(ask(arguments, &server.address), Some(0), "{arguments:?}");
        assert_eq!(ask(arguments, "127.0.0.1:1"), Some(1), "{arguments:?}");
    }
}

// As in an image, where the platform is another machine.
#[test]
fn a_server_on_all_addresses_is_found_by_its_healthcheck() {
    let server = Server::of_environment(&[("CHECKER_LISTEN", ":0"), ("CHECKER_DEMO", "true")]);
    let port = server.address.rsplit(':').next().unwrap();
    assert!(server.address.starts_with("[::]:"), "{}", server.address);
    let mut command = Command::new(PROGRAM);
    command
        .arg("-healthcheck")
        .env("CHECKER_LISTEN", format!(":{port}"));
    assert_eq!(command.output().unwrap().status.code(), Some(0));
}
