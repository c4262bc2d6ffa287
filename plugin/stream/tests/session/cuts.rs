//! The outcome does not depend on how what arrives is cut.

use checker_stream::session::SessionConfig;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::lab::{Cut, config, direct, drive};
use crate::server::{Act, HEADER, HOST_UNKNOWN, OFFER, Server};
use crate::success::{offering, secured, sound};

/// Conversations that end in every way that a server's words can end them.
fn conversations() -> Vec<(SessionConfig<'static>, Vec<Act>)> {
    let says = |texts: &[&'static str]| {
        let mut script = vec![Act::Hear(">")];
        script.extend(texts.iter().map(|text| Act::Say(text)));
        script.push(Act::End);
        script
    };
    let under_tls = |acts: &[Act]| [vec![Act::Secure, Act::Hear(">")], acts.to_vec()].concat();
    let broken = Act::Send(b"\x17\x03\x03\x00\x20................................".to_vec());
    vec![
        (config(), sound()),
        (direct(), secured()),
        (direct(), [secured(), vec![broken.clone()]].concat()),
        (direct(), under_tls(&[broken])),
        (direct(), under_tls(&[Act::Say(HEADER), Act::CloseNotify])),
        (
            direct(),
            under_tls(&[Act::Say(HEADER), Act::Say(HOST_UNKNOWN)]),
        ),
        (direct(), under_tls(&[Act::Say("<!-- x -->"), Act::End])),
        (config(), [offering(), vec![Act::End]].concat()),
        (config(), says(&[HEADER, "<stream:features/>"])),
        (config(), says(&[HEADER, OFFER, HOST_UNKNOWN])),
        (config(), says(&[HOST_UNKNOWN])),
        (config(), says(&[HEADER, "<1 a='<'b='&#1;'><x:y/></1>"])),
        (config(), says(&[HEADER, "<a></b>"])),
    ]
}

fn assert_same(config: SessionConfig<'static>, script: &[Act], cut: &Cut) {
    let whole = drive(config, Server::new(script), &Cut::WHOLE);
    let pieces = drive(config, Server::new(script), cut);
    assert_eq!(whole.probe, pieces.probe, "{cut:?}");
}

#[test]
fn byte_by_byte() {
    for (config, script) in conversations() {
        for poll in [false, true] {
            let lengths = vec![1];
            assert_same(config, &script, &Cut { lengths, poll });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn in_any_pieces(
        which in any::<prop::sample::Index>(),
        lengths in vec(1_usize..700, 1..12),
        poll in any::<bool>(),
    ) {
        let conversations = conversations();
        let (config, script) = which.get(&conversations);
        assert_same(*config, script, &Cut { lengths, poll });
    }
}
