//! The steps of servers that nobody tried here: by their documentation and
//! sources, and labelled so. One row for a server and a task; a further server
//! is one more arm in [`text`], in a file of its own.

mod jabberd2;
mod mongooseim;
mod openfire;
mod tigase;

use super::task::{Step, Task};
use crate::observation::Product;

/// Those servers, in the order in which they are shown.
const PRODUCTS: [Product; 4] = [
    Product::Openfire,
    Product::Tigase,
    Product::MongooseIm,
    Product::Jabberd2,
];

/// The steps of all of them.
pub(super) fn steps(task: &Task) -> Vec<Step> {
    let steps = PRODUCTS.into_iter().filter_map(|product| {
        let label = format!("{} (not tried)", product.label());
        Some(Step::new(product, label, text(product, task)?))
    });
    steps.collect()
}

/// `None` where there is nothing to do.
fn text(product: Product, task: &Task) -> Option<String> {
    match product {
        Product::Openfire => openfire::text(task),
        Product::Tigase => tigase::text(task),
        Product::MongooseIm => mongooseim::text(task),
        Product::Jabberd2 => jabberd2::text(task),
        Product::Prosody | Product::Ejabberd | Product::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use checker_stream::method::Method;
    use checker_stream::side::Side;

    use super::*;

    fn tasks() -> Vec<Task> {
        let sides = [Side::Client, Side::Server];
        let mut tasks = vec![
            Task::Certificate("example.org".into()),
            Task::Domain("example.org".into()),
            Task::Dialback,
            Task::Scram,
            Task::Sha256,
            Task::WithoutMechanisms(vec!["DIGEST-MD5".into(), "CRAM-MD5".into()]),
        ];
        for side in sides {
            tasks.push(Task::Encryption(side));
            tasks.push(Task::Listener(side, Method::StartTls, 15222));
            tasks.push(Task::Listener(side, Method::DirectTls, 15222));
        }
        tasks
    }

    #[test]
    fn each_server_has_a_step_for_each_task_and_it_is_marked_as_not_tried() {
        for task in tasks() {
            let steps = steps(&task);
            assert_eq!(steps.len(), PRODUCTS.len(), "{task:?}");
            for step in steps {
                assert!(step.label.ends_with(" (not tried)"), "{step:?}");
                assert!(step.label.starts_with(step.product.label()), "{step:?}");
                assert!(!step.text.is_empty(), "{step:?}");
            }
        }
    }

    #[test]
    fn only_prosody_has_a_module_to_load_for_tls() {
        assert_eq!(steps(&Task::TlsModule), []);
    }

    #[test]
    fn what_the_task_is_about_is_in_the_step() {
        for (task, word) in [
            (
                Task::Listener(Side::Client, Method::DirectTls, 15223),
                "15223",
            ),
            (
                Task::Listener(Side::Client, Method::StartTls, 15222),
                "15222",
            ),
            (
                Task::Listener(Side::Server, Method::StartTls, 15269),
                "15269",
            ),
            (Task::Domain("example.org".into()), "example.org"),
            (Task::Certificate("example.org".into()), "FOLDER"),
        ] {
            for step in steps(&task) {
                assert!(step.text.contains(word), "{step:?}");
            }
        }
    }

    #[test]
    fn lines_are_short_enough_to_be_read() {
        for step in tasks().iter().flat_map(steps) {
            for line in step.text.lines() {
                assert!(line.chars().count() <= 100, "{line}");
            }
            assert!(step.text.lines().count() <= 8, "{step:?}");
        }
    }
}
