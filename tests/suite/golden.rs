//! The demo domains, byte for byte.

use std::process::Command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_checker-xmpp-tested");

fn demo(domain: &str, format: &str) -> String {
    let output = Command::new(PROGRAM)
        .args(["demo", domain, "--format", format])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

macro_rules! domains {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let domain = concat!(stringify!($name), ".example");
                insta::assert_snapshot!(concat!(stringify!($name), ".json"), demo(domain, "json"));
                insta::assert_snapshot!(concat!(stringify!($name), ".txt"), demo(domain, "text"));
            }
        )*
    };
}

domains!(
    exemplary, trouble, halfdead, cleartext, plain, swapped, bare, strict, lonely, expired,
);

#[test]
fn nagios() {
    insta::assert_snapshot!("nagios.txt", demo("trouble.example", "nagios"));
}
