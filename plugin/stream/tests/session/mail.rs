//! Mail servers, as far as TLS.

use checker_stream::failure::FailureCause;
use checker_stream::mail::Mail;
use checker_stream::opening::Opening;
use checker_stream::session::SessionConfig;
use checker_stream::step::Step;

use crate::lab::{Cut, Run, config, drive, run};
use crate::server::{Act, Server};

const SMTP: [&str; 3] = [
    "220-mx.example ESMTP\r\n220 ready\r\n",
    "250-mx.example at your service\r\n250-SIZE 1000\r\n250-starttls\r\n250 HELP\r\n",
    "220 go ahead\r\n",
];
const IMAP: [&str; 3] = [
    "* OK [CAPABILITY IMAP4rev1] ready\r\n",
    "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na OK done\r\n",
    "b OK begin TLS\r\n",
];
const POP3: [&str; 3] = [
    "+OK ready\r\n",
    "+OK capabilities\r\nUIDL\r\nSTLS\r\n.\r\n",
    "+OK begin TLS\r\n",
];
const ALL: [(Mail, [&str; 3]); 3] = [(Mail::Smtp, SMTP), (Mail::Imap, IMAP), (Mail::Pop3, POP3)];

fn mail(mail: Mail) -> SessionConfig<'static> {
    SessionConfig {
        opening: Opening::Mail(mail),
        from: Some("prober.example"),
        ..config()
    }
}

fn script(said: &[&'static str]) -> Vec<Act> {
    let mut said = said.iter();
    let mut script = Vec::new();
    script.extend(said.next().map(|greeting| Act::Say(greeting)));
    for answer in said {
        script.push(Act::Hear("\r\n"));
        script.push(Act::Say(answer));
    }
    script
}

/// To servers that say this, in turns, and end.
fn ended(protocol: Mail, said: &[&'static str]) -> Run {
    let mut script = script(said);
    script.push(Act::End);
    run(mail(protocol), &script)
}

#[test]
fn tls_begins_where_it_is_offered_however_the_lines_arrive() {
    for (protocol, said) in ALL {
        for lengths in [vec![], vec![1], vec![7, 3]] {
            let mut script = script(&said);
            script.push(Act::Secure);
            let cut = Cut {
                lengths,
                poll: true,
            };
            let run = drive(mail(protocol), Server::new(&script), &cut);
            let seen = run.transcript();
            assert_eq!(seen.failure, None, "{protocol:?}");
            assert!(seen.secured());
            assert_eq!(run.probe.chain.len(), 1);
            assert_eq!(seen.after_proceed, None);
        }
    }
}

#[test]
fn what_is_said_in_clear_is_what_the_protocol_has() {
    let sent = |protocol, said: &[&'static str]| {
        let run = ended(protocol, said);
        let clear = run.writes.iter().take(2);
        let clear = clear.map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        clear.collect::<Vec<_>>()
    };
    assert_eq!(
        sent(Mail::Smtp, &SMTP),
        ["EHLO prober.example\r\n", "STARTTLS\r\n"]
    );
    assert_eq!(
        sent(Mail::Imap, &IMAP),
        ["a CAPABILITY\r\n", "b STARTTLS\r\n"]
    );
    assert_eq!(sent(Mail::Pop3, &POP3), ["CAPA\r\n", "STLS\r\n"]);
}

#[test]
fn what_comes_in_clear_after_the_consent_is_never_taken_for_tls() {
    for (protocol, said) in ALL {
        let mut script = script(&said);
        script.push(Act::Send(b"250 injected\r\n".to_vec()));
        script.push(Act::Secure);
        let run = run(mail(protocol), &script);
        let seen = run.transcript();
        assert!(seen.secured(), "{protocol:?}: {:?}", seen.failure);
        let injected = seen.after_proceed.as_deref().unwrap();
        assert!(injected.starts_with("250 injected"), "{injected}");
    }
}

#[test]
fn not_offered_is_said_with_a_farewell() {
    for (protocol, said, farewell) in [
        (Mail::Smtp, [SMTP[0], "250 mx.example\r\n"], "QUIT\r\n"),
        (Mail::Smtp, [SMTP[0], "502 what?\r\n"], "QUIT\r\n"),
        (
            Mail::Imap,
            [IMAP[0], "* CAPABILITY IMAP4rev1\r\na OK\r\n"],
            "c LOGOUT\r\n",
        ),
        (Mail::Pop3, [POP3[0], "-ERR what?\r\n"], "QUIT\r\n"),
        (Mail::Pop3, [POP3[0], "+OK\r\nUIDL\r\n.\r\n"], "QUIT\r\n"),
    ] {
        let run = ended(protocol, &said);
        run.assert_failed(Step::StartTls, FailureCause::NotOffered);
        assert_eq!(run.writes.last().unwrap(), farewell.as_bytes());
    }
    let authenticated = ended(Mail::Imap, &["* PREAUTH hello\r\n"]);
    authenticated.assert_failed(Step::StartTls, FailureCause::NotOffered);
    let message = &ended(Mail::Pop3, &[POP3[0], "-ERR\r\n"])
        .failure()
        .message
        .clone();
    assert_eq!(message, "the server does not offer STLS");
}

#[test]
fn offered_and_refused_is_told_apart() {
    for (protocol, said, refusal) in [
        (Mail::Smtp, SMTP, "454 not now\r\n"),
        (Mail::Imap, IMAP, "b NO not now\r\n"),
        (Mail::Pop3, POP3, "-ERR not now\r\n"),
    ] {
        let run = ended(protocol, &[said[0], said[1], refusal]);
        run.assert_failed(Step::StartTls, FailureCause::StartTlsRefused);
    }
}

#[test]
fn another_answer_is_repeated_and_nothing_more_is_said() {
    for (protocol, greeting) in [
        (Mail::Smtp, "554 go away\r\n"),
        (Mail::Smtp, "* OK ready\r\n"),
        (Mail::Smtp, "220/odd\r\n"),
        (Mail::Smtp, "\u{fc}\u{fc}\r\n"),
        (Mail::Imap, "* BYE go away\r\n"),
        (Mail::Imap, "220 ready\r\n"),
        (Mail::Pop3, "-ERR go away\r\n"),
        (Mail::Pop3, "HTTP/1.1 400 Bad Request\r\n"),
    ] {
        let run = ended(protocol, &[greeting]);
        let shown = greeting.trim_end().to_owned();
        let failure = run.failure();
        assert_eq!(failure.step, Step::Stream);
        assert!(matches!(failure.cause, FailureCause::Reply(_)), "{shown}");
        assert!(run.writes.is_empty(), "{:?}", run.writes);
    }
}

#[test]
fn a_server_that_talks_without_end_is_left() {
    let line: &'static str = Box::leak("x".repeat(9_000).into_boxed_str());
    let lines: &'static str = Box::leak("220-x\r\n".repeat(600).into_boxed_str());
    for said in [line, lines] {
        let run = ended(Mail::Smtp, &[said]);
        run.assert_failed(Step::Stream, FailureCause::TooMuch);
    }
}

#[test]
fn silence_is_said_in_words_without_streams() {
    let run = run(mail(Mail::Imap), &[]);
    run.assert_failed(Step::Stream, FailureCause::TimedOut);
    assert!(!run.failure().message.contains("stream"));
}
