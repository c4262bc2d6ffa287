//! Every state of `tls.chain_validity`, on chains that are what they say.

use checker_kit::contract::Status;
use checker_kit::tls::KeyFacts;
use rustls_pki_types::CertificateDer;

use super::RULE;
use crate::case::{Case, Excess, Shown, Trust};
use crate::lab::{Authority, Lab, Leaf, NOW, V4, judged, refused, states};

const DAY: i64 = 86_400;

/// The code, the status and the kind of cause of the only state.
#[track_caller]
fn one(case: &Case, expected: &str, kind: &str) {
    assert_eq!(judged(&RULE, case), [expected]);
    let cause = states(&RULE, case).remove(0).cause.unwrap();
    assert!(cause.starts_with(&format!("{kind}:")), "{cause}");
}

fn shown(case: &mut Case) -> &mut Shown {
    case.endpoints[0].addresses[0].shown.as_mut().unwrap()
}

#[test]
fn a_chain_to_a_given_root_is_fine() {
    assert_eq!(
        judged(&RULE, &Lab::sound().case()),
        ["ok tls.chain_validity.ok"]
    );
    let middle = Authority::root("Test Root").intermediate("Middle");
    let chain = [middle.issue(&Leaf::sound()), middle.certificate().clone()];
    let lab = Lab::showing(&chain);
    assert_eq!(judged(&RULE, &lab.case()), ["ok tls.chain_validity.ok"]);
}

#[test]
fn other_roots_give_another_verdict() {
    let mut lab = Lab::sound();
    lab.terms.roots.clear();
    one(
        &lab.case(),
        "crit tls.chain_validity.unknown-issuer",
        "certificate.untrusted-root",
    );
    lab.terms.roots = vec![Authority::root("Somebody Else").certificate().clone()];
    one(
        &lab.case(),
        "crit tls.chain_validity.missing-intermediate",
        "certificate.missing-intermediate",
    );
}

#[test]
fn another_date_gives_another_verdict() {
    let middle = Authority::root("Test Root").intermediate_until("Middle", 90);
    let leaf = Leaf {
        until_day: 300,
        ..Leaf::sound()
    };
    let lab = Lab::showing(&[middle.issue(&leaf), middle.certificate().clone()]);
    assert_eq!(judged(&RULE, &lab.case()), ["ok tls.chain_validity.ok"]);
    let later = lab.case_at(NOW + 91 * DAY);
    one(
        &later,
        "crit tls.chain_validity.outdated-link",
        "certificate.expired",
    );
    assert_eq!(
        states(&RULE, &later)[0].message,
        "The chain is broken: the chain's certificate CN=Middle is not valid now."
    );
}

#[test]
fn the_dates_of_the_servers_own_certificate_hide_nothing_else() {
    let lab = Lab::issued(&Leaf {
        until_day: -2,
        ..Leaf::sound()
    });
    assert_eq!(judged(&RULE, &lab.case()), ["ok tls.chain_validity.ok"]);
    let mut lab = lab;
    lab.terms.roots.clear();
    one(
        &lab.case(),
        "crit tls.chain_validity.unknown-issuer",
        "certificate.untrusted-root",
    );
}

#[test]
fn a_self_signed_certificate_is_trusted_only_where_it_was_given() {
    for is_authority in [true, false] {
        let leaf = Leaf {
            is_authority,
            ..Leaf::sound()
        };
        let own = leaf.self_signed();
        let mut lab = Lab::showing(std::slice::from_ref(&own));
        one(
            &lab.case(),
            "crit tls.chain_validity.self-signed",
            "certificate.self-signed",
        );
        lab.terms.roots = vec![own];
        assert_eq!(judged(&RULE, &lab.case()), ["ok tls.chain_validity.ok"]);
    }
}

#[test]
fn a_private_authority_is_not_a_missing_intermediate() {
    let other = Authority::root("Own Authority");
    let leaf = other.issue(&Leaf::sound());
    let with_root = [leaf.clone(), other.certificate().clone()];
    for chain in [&with_root[..], &with_root[..1]] {
        let mut lab = Lab::showing(chain);
        lab.terms.roots.clear();
        let case = lab.case();
        assert_eq!(
            judged(&RULE, &case),
            ["crit tls.chain_validity.unknown-issuer"]
        );
        let state = states(&RULE, &case).remove(0);
        // One fault, whether the root is sent or not.
        assert_eq!(
            state.cause.as_deref(),
            Some("certificate.untrusted-root:CN=Own Authority")
        );
        assert!(state.meta.unwrap().contains("trusted root"));
    }
}

#[test]
fn a_public_certificate_alone_lacks_its_intermediate() {
    let public = Authority::root("Public Root").intermediate("Public Middle");
    let leaf = Leaf {
        logged: true,
        ..Leaf::sound()
    };
    let mut lab = Lab::showing(&[public.issue(&leaf)]);
    lab.terms.roots.clear();
    one(
        &lab.case(),
        "crit tls.chain_validity.missing-intermediate",
        "certificate.missing-intermediate",
    );
}

// Leaf and root without what is between them: as good as the leaf alone.
#[test]
fn what_is_sent_beside_the_path_is_not_its_end() {
    let root = Authority::root("Public Root");
    let beside = root.certificate().clone();
    let middle = root.intermediate("Public Middle");
    let leaf = Leaf {
        logged: true,
        ..Leaf::sound()
    };
    let mut lab = Lab::showing(&[middle.issue(&leaf), beside.clone()]);
    lab.terms.roots = vec![beside];
    let states = states(&RULE, &lab.case());
    assert_eq!(states[0].code, "tls.chain_validity.missing-intermediate");
    assert!(
        states[0]
            .message
            .contains("the certificate of the issuer (CN=Public Middle) is missing"),
        "{}",
        states[0].message
    );
}

#[test]
fn certificates_in_another_order_are_a_warning() {
    let upper = Authority::root("Test Root").intermediate("Upper");
    let lower = upper.intermediate("Lower");
    let leaf = lower.issue(&Leaf::sound());
    let chain = [
        leaf,
        upper.certificate().clone(),
        lower.certificate().clone(),
    ];
    one(
        &Lab::showing(&chain).case(),
        "warn tls.chain_validity.wrong-order",
        "certificate.chain-order",
    );
}

#[test]
fn what_is_no_servers_certificate_is_critical() {
    let authority = Authority::root("Test Root");
    let leaf = Leaf {
        is_authority: true,
        ..Leaf::sound()
    };
    one(
        &Lab::showing(&[authority.issue(&leaf)]).case(),
        "crit tls.chain_validity.ca-certificate",
        "certificate.authority",
    );
    let leaf = Leaf {
        usages: &["clientAuth"],
        ..Leaf::sound()
    };
    one(
        &Lab::showing(&[authority.issue(&leaf)]).case(),
        "crit tls.chain_validity.not-for-servers",
        "certificate.not-for-servers",
    );
}

#[test]
fn a_signature_that_is_wrong_is_critical() {
    let impostor = Authority::impostor("Test Root");
    one(
        &Lab::showing(&[impostor.issue(&Leaf::sound())]).case(),
        "crit tls.chain_validity.bad-signature",
        "certificate.bad-signature",
    );
}

#[test]
fn a_chain_that_is_invalid_in_another_way_is_critical() {
    let garbage = CertificateDer::from(vec![0x30, 0x03, 1, 1, 0]);
    let leaf = Authority::root("Somebody").issue(&Leaf::sound());
    let case = Lab::showing(&[leaf, garbage]).case();
    one(
        &case,
        "crit tls.chain_validity.invalid-chain",
        "certificate.chain-invalid",
    );
    // In words, and not in those of a library for its developers.
    let message = states(&RULE, &case).remove(0).message;
    let is_code = |word: &str| word.chars().skip(1).any(char::is_uppercase);
    let codes: Vec<&str> = message
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| is_code(word) && word.chars().any(char::is_lowercase))
        .collect();
    assert_eq!(codes, [""; 0], "{message}");
    assert!(!message.contains('{'), "{message}");
}

#[test]
fn weak_keys_and_signatures_are_critical() {
    let mut case = Lab::sound().case();
    shown(&mut case).links[0].key = KeyFacts {
        algorithm: "RSA".into(),
        bits: 1024,
    };
    one(
        &case,
        "crit tls.chain_validity.weak-key",
        "certificate.weak-key",
    );
    let mut case = Lab::sound().case();
    shown(&mut case).links[0].signature_algorithm = "sha1WithRSAEncryption".into();
    one(
        &case,
        "crit tls.chain_validity.weak-signature",
        "certificate.weak-signature",
    );
    assert_eq!(
        states(&RULE, &case)[0].message,
        "The server's certificate is signed with sha1WithRSAEncryption, which nobody accepts any \
         more."
    );
}

#[test]
fn the_signature_of_a_root_does_not_matter() {
    let root = Authority::root("Test Root");
    let chain = [root.issue(&Leaf::sound()), root.certificate().clone()];
    let mut case = Lab::showing(&chain).case();
    shown(&mut case).links[1].signature_algorithm = "sha1WithRSAEncryption".into();
    assert_eq!(judged(&RULE, &case), ["ok tls.chain_validity.ok"]);
}

#[test]
fn a_key_that_cannot_be_checked_here_is_unknown_and_no_fault() {
    let root = Authority::with_rsa_8192("Test Root");
    let mut lab = Lab::showing(&[root.issue(&Leaf::sound())]);
    lab.terms.roots = vec![root.certificate().clone()];
    let case = lab.case();
    assert_eq!(
        judged(&RULE, &case),
        ["unknown tls.chain_validity.unverifiable"]
    );
    assert_eq!(states(&RULE, &case)[0].cause, None);
}

#[test]
fn what_is_too_much_is_named_instead_of_validated() {
    let chain = [Authority::root("Test Root").issue(&Leaf::sound())];
    let mut lab = Lab::showing(&chain);
    lab.only().addresses[0].chain.sent = 80;
    let mut case = lab.case();
    assert_eq!(
        shown(&mut case).trust,
        Trust::NotValidated(Excess::Sent(80))
    );
    one(
        &case,
        "warn tls.chain_validity.too-long",
        "certificate.chain-too-long",
    );
    assert!(states(&RULE, &case)[0].message.contains("80 certificates"));

    let twin = Authority::root("Twin");
    let chain = [
        twin.issue(&Leaf::sound()),
        twin.certificate().clone(),
        Authority::impostor("Twin").certificate().clone(),
        Authority::root("Test Root")
            .intermediate("Twin")
            .certificate()
            .clone(),
    ];
    let mut case = Lab::showing(&chain).case();
    assert_eq!(shown(&mut case).trust, Trust::NotValidated(Excess::Paths));
    one(
        &case,
        "warn tls.chain_validity.too-long",
        "certificate.chain-too-long",
    );
}

#[test]
fn one_endpoint_with_many_chains_costs_its_own_verdicts_only() {
    let root = Authority::root("Test Root");
    let mut lab = Lab::empty();
    let leaves: Vec<Leaf> = (0..10)
        .map(|day| Leaf {
            until_day: 60 + day,
            ..Leaf::sound()
        })
        .collect();
    for leaf in &leaves {
        lab.add_address("greedy", &[root.issue(leaf)]);
    }
    lab.add_address("modest", &[root.issue(&leaves[9])]);
    let case = lab.case();
    let trust = |index: usize| -> Vec<Trust> {
        case.endpoints[index]
            .shown()
            .map(|shown| shown.trust.clone())
            .collect()
    };
    assert_eq!(trust(0)[7], Trust::Trusted);
    assert_eq!(
        trust(0)[8..],
        [
            Trust::NotValidated(Excess::Chains),
            Trust::NotValidated(Excess::Chains)
        ]
    );
    assert_eq!(trust(1), [Trust::Trusted]);
}

#[test]
fn what_is_seen_at_some_addresses_only_says_where() {
    let mut lab = Lab::sound();
    let leaf = Leaf::sound().self_signed();
    lab.add_address("one", &[leaf]);
    let states = states(&RULE, &lab.case());
    assert_eq!(states.len(), 1);
    assert_eq!(states[0].status, Status::Crit);
    assert!(
        states[0].message.ends_with("(only at 192.0.2.2)."),
        "{}",
        states[0].message
    );
}

#[test]
fn without_a_certificate_there_is_nothing_to_look_at() {
    let mut lab = Lab::sound();
    lab.only().addresses = vec![refused(V4)];
    assert_eq!(
        judged(&RULE, &lab.case()),
        ["unknown tls.chain_validity.skipped"]
    );
}
