//! A checker's page with a bar above it.
//!
//! The page comes from a component and is not to be believed: it may be anything.
//! So the bar comes first, in a document of the server's own, and the page is
//! what follows in it: a browser takes a second beginning of a document as if it
//! were not there (HTML, "in body": what a second `html` and `body` say is added,
//! `head` and its end are ignored, `style` works anywhere). Whatever the page
//! is, the bar was read before it.
//!
//! The bar's style sheet is the first cascade layer of the document. Of important
//! declarations, those of an earlier layer win over all that come later, whatever
//! their selectors (CSS Cascading and Inheritance 5 §6.4.4); and the layer has no
//! name under which the page could add to it. What is left to the page is to
//! draw something above the bar. It runs no scripts, asks for nothing and posts
//! nothing: the policy that it is sent with sees to that.

use askama::Template;

use super::view::View;
use super::words::{changes, moment};
use crate::changes::Changes;
use crate::serve::mount::Mount;

#[derive(Template)]
#[template(path = "web/bar.html")]
struct Bar<'a> {
    style: &'static str,
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    status: &'static str,
    when: String,
    again: &'a str,
    changes: String,
    is_demo: bool,
    not_kept: String,
}

/// The page under its bar.
pub(super) fn with_bar(mount: &Mount, id: &str, view: &View, page: &str) -> String {
    let changes = view.previous.as_ref().map(|previous| {
        let found = Changes::between(&previous.problems, &view.entry.problems);
        changes(&found)
    });
    let bar = Bar {
        style: include_str!("assets/bar.css"),
        prefix: &mount.prefix,
        id,
        title: &view.title,
        status: view.entry.status.word(),
        when: moment(&view.entry.started_at),
        again: &view.again,
        changes: changes.unwrap_or_default(),
        is_demo: !mount.service.settings.simulated.is_empty(),
        not_kept: match view.not_kept() {
            Some(why) => {
                format!("This result could not be kept ({why}) and is gone in ten minutes")
            }
            None => String::new(),
        },
    };
    // Templates write into memory: they do not fail.
    let mut document = bar.render().unwrap_or_default();
    document.push_str(page);
    document
}
