//! The demo's domains: what is shown in text, what was found, and of one of
//! them the whole document.

mod verdicts;

use std::process::Command;

use serde_json::Value;

use crate::layout::laid_out;
use crate::programs::PROGRAM;

fn demo(domain: &str, format: &str) -> String {
    let output = Command::new(PROGRAM)
        .args(["demo", domain, "--format", format])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn document(domain: &str) -> Value {
    serde_json::from_str(&demo(domain, "json")).unwrap()
}

macro_rules! domains {
    ($($name:ident),* $(,)?) => {
        $(
            #[test]
            fn $name() {
                let domain = concat!(stringify!($name), ".example");
                insta::assert_snapshot!(concat!(stringify!($name), ".txt"), demo(domain, "text"));
                let verdicts = verdicts::of(&document(domain));
                insta::assert_snapshot!(concat!(stringify!($name), ".verdicts"), verdicts);
            }
        )*
    };
}

domains!(
    exemplary, trouble, halfdead, cleartext, plain, swapped, bare, strict, lonely, expired,
);

#[test]
fn the_whole_document() {
    insta::assert_snapshot!("trouble.json", laid_out(&document("trouble.example")));
}

#[test]
fn nagios() {
    insta::assert_snapshot!("nagios.txt", demo("trouble.example", "nagios"));
}
