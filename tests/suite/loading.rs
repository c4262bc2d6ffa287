//! Platforms whose checkers are still being loaded.

use checker_host::components;
use checker_host::model::{Definition, Options};
use checker_host::network::Network;
use checker_host::platform::{Builder, Outcome, Platform};

fn offline() -> Builder {
    Platform::builder(Network::offline()).bundled()
}

async fn check(platform: &Platform) -> Outcome {
    let options = Options::new().with("domain", "example.org");
    let outcome = platform.check(components::DEFAULT, options, &[]).await;
    outcome.unwrap()
}

#[tokio::test]
async fn a_check_waits_for_the_checker_that_it_asks() {
    let begun = offline().begin(components::DEFAULT).await.unwrap();
    let early = check(&begun).await;
    assert!(!early.states.is_empty() && early.failures.is_empty());
    let built = offline().build().await.unwrap();
    assert_eq!(early.states, check(&built).await.states);
}

#[tokio::test]
async fn all_are_what_they_will_say_and_are_there_in_the_end() {
    // Whichever is asked, and whether it is there at all.
    for asked in ["dane", "imap"] {
        let platform = offline().begin(asked).await.unwrap();
        let known: Vec<Definition> = platform.definitions().cloned().collect();
        assert_eq!(known.len(), components::bundled().len());
        platform.loaded().await.unwrap();
        for (member, known) in platform.members().iter().zip(known) {
            let checker = member.checker().await.unwrap();
            assert_eq!(checker.definition().await.unwrap(), known);
        }
    }
}
