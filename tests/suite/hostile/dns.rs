//! Answers of the DNS that want to harm.

use checker_host::model::Status;
use checker_host::network::sim::xmpp::XmppServer;
use checker_host::network::sim::{Answer, Listener};
use checker_host::network::{Resolver, SystemResolver};
use checker_host::platform::Outcome;
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::rdata::{CNAME, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use crate::lab::{DOMAIN, HOST, Lab, V4, codes, endpoints, found, observation};

const CLIENT: &str = "_xmpp-client._tcp.example.org";

/// A sound deployment, but for the answer to one question.
fn answered(name: &str, record_type: RecordType, answer: Answer) -> Outcome {
    let mut lab = Lab::sound();
    lab.simulation.zone().answer_type(name, record_type, answer);
    let outcome = lab.check();
    bounded(&outcome);
    outcome
}

#[track_caller]
fn bounded(outcome: &Outcome) {
    assert!(outcome.failures.is_empty(), "{:?}", outcome.failures);
    assert!(endpoints(outcome).len() <= 64);
}

/// The server-to-server side has nothing to do with the bad answer.
#[track_caller]
fn nothing_lost_of_the_others(outcome: &Outcome) {
    let mut whole = endpoints(outcome);
    whole.retain(|endpoint| endpoint["transcript"]["features"].is_object());
    assert!(whole.len() >= 6, "{}", whole.len());
    found(outcome, "xmpp.s2s_reachable", "reachable", Status::Ok);
}

fn name(text: &str) -> Name {
    Name::from_ascii(format!("{text}.")).unwrap()
}

/// A response to the question for the client's records, without identifier.
fn response(question: &str, records: Vec<Record>) -> Answer {
    let mut message = Message::response(0, OpCode::Query);
    message.add_query(Query::query(name(question), RecordType::SRV));
    message.add_answers(records);
    Answer::Raw(message.to_vec().unwrap()[2..].to_vec())
}

fn srv(owner: &str, target: &str) -> Record {
    Record::from_rdata(
        name(owner),
        60,
        RData::SRV(SRV::new(1, 1, 5222, name(target))),
    )
}

fn alias(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(target))))
}

#[test]
fn a_message_cut_anywhere() {
    let Answer::Raw(whole) = response(CLIENT, vec![srv(CLIENT, HOST)]) else {
        unreachable!();
    };
    for length in (0..whole.len()).step_by(7) {
        let outcome = answered(
            CLIENT,
            RecordType::SRV,
            Answer::Raw(whole[..length].to_vec()),
        );
        nothing_lost_of_the_others(&outcome);
    }
}

#[test]
fn a_compression_pointer_that_points_at_itself() {
    let mut bytes = vec![0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
    // The question's name is a pointer to itself, at offset 12.
    bytes.extend([0xc0, 0x0c, 0, 33, 0, 1]);
    bytes.extend([
        0xc0, 0x0c, 0, 33, 0, 1, 0, 0, 0, 60, 0, 7, 0, 1, 0, 1, 0x14, 0x66, 0,
    ]);
    let outcome = answered(CLIENT, RecordType::SRV, Answer::Raw(bytes));
    nothing_lost_of_the_others(&outcome);
    found(&outcome, "xmpp.srv_c2s", "lookup-broken", Status::Crit);
}

#[test]
fn the_answer_to_another_question() {
    let other = "_xmpp-client._tcp.evil.example";
    let outcome = answered(
        CLIENT,
        RecordType::SRV,
        response(other, vec![srv(other, HOST)]),
    );
    nothing_lost_of_the_others(&outcome);
}

#[test]
fn answers_for_other_names_are_not_believed() {
    let outcome = answered(
        CLIENT,
        RecordType::SRV,
        response(
            CLIENT,
            vec![srv("_xmpp-client._tcp.evil.example", "evil.example")],
        ),
    );
    nothing_lost_of_the_others(&outcome);
    assert!(!outcome.observation.as_str().contains("evil.example"));
}

#[test]
fn sixty_four_kilobytes_of_answer() {
    let records = (0..1_500).map(|number| srv(CLIENT, &format!("h{number}.{DOMAIN}")));
    let outcome = answered(CLIENT, RecordType::SRV, response(CLIENT, records.collect()));
    nothing_lost_of_the_others(&outcome);
    let notes = outcome.summary.notes.join("\n");
    assert!(
        notes.contains(" SRV records of _xmpp-client._tcp"),
        "{notes}"
    );
}

#[test]
fn a_chain_and_a_circle_of_aliases() {
    let chain: Vec<Record> = (0..50)
        .map(|number| match number {
            0 => alias(CLIENT, "a0.example.org"),
            _ => alias(
                &format!("a{}.example.org", number - 1),
                &format!("a{number}.example.org"),
            ),
        })
        .collect();
    let circle = vec![
        alias(CLIENT, "b.example.org"),
        alias("b.example.org", CLIENT),
    ];
    for records in [chain, circle] {
        let outcome = answered(CLIENT, RecordType::SRV, response(CLIENT, records));
        nothing_lost_of_the_others(&outcome);
    }
}

#[test]
fn a_thousand_records_are_cut_to_a_choice_that_is_named_and_always_the_same() {
    let check = || {
        let mut lab = Lab::empty();
        for number in 0..1_000 {
            lab.srv("_xmpp-client", 5222, &format!("h{number}.example.org"));
        }
        let outcome = lab.option("mode", "c2s").check();
        bounded(&outcome);
        outcome
    };
    let outcome = check();
    let notes = outcome.summary.notes.join("\n");
    assert!(notes.contains("968 SRV records"), "{notes}");
    assert_eq!(outcome.observation, check().observation);
}

#[test]
fn a_thousand_addresses_are_cut_to_a_choice_that_is_named() {
    let mut lab = Lab::sound();
    for number in 0..1_000 {
        let address = format!("198.18.{}.{}", number / 250, number % 250);
        lab.simulation.zone().address(HOST, &address);
    }
    let outcome = lab.check();
    bounded(&outcome);
    let left_out = observation(&outcome)["left_out"].to_string();
    assert!(left_out.contains("addresses"), "{left_out}");
    // Eight of each family, four services.
    assert!(endpoints(&outcome).len() <= 64);
}

#[test]
fn targets_that_are_the_root_the_service_itself_or_port_zero() {
    let mut lab = Lab::sound();
    lab.srv("_xmpp-client", 5222, ".");
    lab.srv("_xmpp-client", 5222, CLIENT);
    lab.srv("_xmpp-client", 0, HOST);
    let outcome = lab.check();
    bounded(&outcome);
    assert_eq!(endpoints(&outcome).len(), 8);
    found(
        &outcome,
        "xmpp.srv_c2s",
        "root-beside-records",
        Status::Warn,
    );
}

#[test]
fn hundreds_of_records_of_one_priority() {
    let mut lab = Lab::empty();
    for number in 0..300 {
        lab.simulation
            .zone()
            .srv(CLIENT, 5, 0, 5222, &format!("h{number}.example.org"));
        lab.simulation
            .zone()
            .address(&format!("h{number}.example.org"), V4);
    }
    let server = lab.c2s();
    lab.put(5222, server);
    let outcome = lab.option("mode", "c2s").check();
    bounded(&outcome);
    // One address and port is one endpoint, however many records lead there.
    assert_eq!(endpoints(&outcome).len(), 1);
}

#[test]
fn names_with_odd_bytes_are_harmless_where_they_are_shown() {
    let odd = Name::from_labels(vec![
        b"<script>".as_slice(),
        b"\x1b[31m\0\"'",
        b"\xff\xfe",
        b"example",
    ])
    .unwrap();
    let mut lab = Lab::sound();
    lab.simulation
        .zone()
        .add(CLIENT, RData::SRV(SRV::new(9, 0, 5222, odd)));
    let (outcome, page) = lab.check_and_report();
    bounded(&outcome);
    assert!(!page.contains("<script"));
    let text = outcome.to_json();
    assert!(
        !text.contains('\u{1b}') && !text.contains("\\u001b"),
        "{text}"
    );
}

#[test]
fn a_private_address_on_a_public_name_is_blocked_where_the_policy_says_so() {
    let mut lab = Lab::empty();
    lab.publish();
    let zone = lab.simulation.zone();
    for address in [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.1",
    ] {
        zone.address(HOST, address);
    }
    let outcome = lab.check_public_only();
    bounded(&outcome);
    for endpoint in &endpoints(&outcome) {
        let failure = endpoint["transcript"]["failure"]["message"].as_str();
        let is_blocked = failure.is_some_and(|why| why.starts_with("blocked by policy"));
        // Where there are other addresses, those of the machine itself are not
        // even tried.
        let is_untried = endpoint["of_nobody"] == true && failure.is_none();
        assert!(is_blocked || is_untried, "{endpoint:#}");
    }
    let codes = codes(&outcome);
    assert!(
        !codes.iter().any(|code| code.ends_with(".unreachable")),
        "{codes:?}"
    );
}

#[test]
fn see_other_host_passes_the_policy_like_any_other() {
    let error = |host: &str| XmppServer::stream_error("see-other-host", host);
    let mut lab = Lab::with(|c2s| c2s.error = Some(error("10.0.0.1:5222")), |_| {});
    lab.simulation.listen("10.0.0.1:5222", Listener::silent());
    let outcome = lab.check();
    bounded(&outcome);
    let text = outcome.observation.as_str();
    assert!(text.contains("private"), "{text}");
}

#[test]
fn a_response_with_another_identifier_is_not_taken() {
    // The forger is faster than the resolver.
    let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0; 512];
        let (count, client) = socket.recv_from(&mut buffer).unwrap();
        let query = Message::from_vec(&buffer[..count]).unwrap();
        let answer = |id: u16, target: &str| {
            let mut message = Message::response(id, OpCode::Query);
            message.add_query(query.queries[0].clone());
            message.add_answers(vec![srv(CLIENT, target)]);
            message.to_vec().unwrap()
        };
        let id = query.metadata.id;
        socket
            .send_to(&answer(!id, "evil.example"), client)
            .unwrap();
        socket.send_to(&answer(id, HOST), client).unwrap();
    });
    let mut query = Message::new(7, MessageType::Query, OpCode::Query);
    query.add_query(Query::query(name(CLIENT), RecordType::SRV));
    let resolver = SystemResolver::new(vec![address]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = runtime
        .block_on(resolver.query(query.to_vec().unwrap()))
        .unwrap();
    let answer = Message::from_vec(&answer).unwrap();
    assert_eq!(answer.metadata.id, 7);
    assert_eq!(answer.answers, [srv(CLIENT, HOST)]);
}
