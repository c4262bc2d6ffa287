use super::*;
use crate::case::Case;
use crate::testing::{change, of, port, publish, resolve, serve, sound};

/// Endpoints that `which` says are of this software.
fn tell(case: &mut Case, which: impl Fn(&Endpoint) -> bool, name: Product) {
    change(case, which, |endpoint| {
        endpoint.software = Some(Software {
            name,
            told_by: Sign::Caps,
            said: "node".into(),
        });
    });
}

fn both(case: &Case) -> [Option<Product>; 2] {
    [Side::Client, Side::Server].map(|side| case.observation.software(side))
}

#[test]
fn nothing_tells_the_software() {
    assert_eq!(both(&sound()), [None, None]);
}

#[test]
fn a_side_is_what_its_endpoints_agree_on() {
    let mut case = sound();
    tell(&mut case, of(Side::Client), Product::Openfire);
    tell(&mut case, of(Side::Server), Product::Ejabberd);
    assert_eq!(
        both(&case),
        [Some(Product::Openfire), Some(Product::Ejabberd)]
    );
    // A proxy or another server behind one of its ports.
    tell(&mut case, port(5223), Product::Prosody);
    assert_eq!(both(&case), [None, Some(Product::Ejabberd)]);
}

#[test]
fn endpoints_that_are_silent_do_not_disagree() {
    let mut case = sound();
    tell(&mut case, port(5222), Product::Jabberd2);
    tell(&mut case, of(Side::Server), Product::Ejabberd);
    assert_eq!(
        case.observation.software(Side::Client),
        Some(Product::Jabberd2)
    );
}

#[test]
fn a_silent_side_is_what_stands_at_its_addresses() {
    let mut case = sound();
    tell(&mut case, port(5269), Product::Prosody);
    assert_eq!(both(&case), [Some(Product::Prosody); 2]);
}

#[test]
fn what_stands_elsewhere_tells_nothing() {
    let mut case = sound();
    publish(&mut case, Service::XmppServer, 5299, "other.example.org");
    resolve(&mut case, "other.example.org", &["192.0.2.99"]);
    serve(&mut case);
    tell(&mut case, port(5299), Product::Prosody);
    assert_eq!(both(&case), [None, Some(Product::Prosody)]);
}

#[test]
fn a_name_that_is_not_known_is_no_software_to_give_lines_for() {
    let mut case = sound();
    tell(&mut case, of(Side::Client), Product::Other);
    assert_eq!(case.observation.software(Side::Client), None);
    tell(&mut case, port(5222), Product::Prosody);
    assert_eq!(case.observation.software(Side::Client), None);
}
