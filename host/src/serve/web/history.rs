//! `GET /check/{id}/history`: how the same check went before and after, and what
//! changed from one to the next.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};

use super::render::render;
use super::view;
use super::words::{changes, kept_for, moment};
use crate::changes::Changes;
use crate::model::{Problem as Fault, Status};
use crate::serve::archive::Entry;
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;

#[derive(Template)]
#[template(path = "web/history.html")]
struct History<'a> {
    prefix: &'a str,
    id: &'a str,
    title: &'a str,
    name: &'a str,
    again: &'a str,
    is_demo: bool,
    is_kept: bool,
    kept_for: String,
    when: String,
    since: Option<String>,
    changes: Vec<Group<'a>>,
    /// The latest first.
    checks: Vec<Check<'a>>,
}

/// One check of the history.
struct Check<'a> {
    sign: Sign,
    when: String,
    verdict: &'a str,
    /// What changed since the one before; `None` where none is known.
    changes: Option<String>,
    groups: Vec<Group<'a>>,
    is_this: bool,
}

/// Problems of which the same became.
struct Group<'a> {
    heading: &'static str,
    faults: Vec<Row<'a>>,
}

struct Row<'a> {
    sign: Sign,
    fault: &'a Fault,
}

/// A status for the eye and for the ear.
struct Sign {
    word: &'static str,
    mark: &'static str,
}

pub(super) async fn history(
    State(mount): State<Mount>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = view::result(&mount, &id).await?;
    let entries = view.history(&mount).await?;
    let mut checks = Vec::with_capacity(entries.len());
    for (index, (number, entry)) in entries.iter().enumerate() {
        let before = entries.get(index + 1).map(|(_, before)| before);
        checks.push(Check::new(entry, before, *number == view.number()));
    }
    let page = render(&History {
        prefix: &mount.prefix,
        id: &id,
        title: &view.title,
        name: &mount.member()?.definition().name,
        again: &view.again,
        is_demo: !mount.service.settings.simulated.is_empty(),
        is_kept: mount.service.archive.is_some() && view.not_kept().is_none(),
        kept_for: kept_for(&mount),
        when: moment(&view.entry.started_at),
        since: view
            .previous
            .as_ref()
            .map(|previous| moment(&previous.started_at)),
        changes: match &view.previous {
            None => Vec::new(),
            Some(previous) => groups(&Changes::between(&previous.problems, &view.entry.problems)),
        },
        checks,
    });
    Ok(([(CACHE_CONTROL, "no-store")], page).into_response())
}

impl<'a> Check<'a> {
    fn new(entry: &'a Entry, before: Option<&'a Entry>, is_this: bool) -> Self {
        let found = before.map(|before| Changes::between(&before.problems, &entry.problems));
        let mut groups = found.as_ref().map(groups).unwrap_or_default();
        groups.retain(|group| group.heading != STILL);
        Self {
            sign: Sign::of(entry.status),
            when: moment(&entry.started_at),
            verdict: &entry.verdict,
            changes: found.as_ref().map(changes),
            groups,
            is_this,
        }
    }
}

const STILL: &str = "Still there";

/// What became of problems, without what there is nothing of.
fn groups<'a>(changes: &Changes<'a>) -> Vec<Group<'a>> {
    let still = |wanted: fn(&crate::changes::Still<'a>) -> bool| {
        let still = changes.still.iter().filter(move |still| wanted(still));
        still.map(|still| still.now).collect::<Vec<_>>()
    };
    let groups = [
        ("New", changes.new.clone()),
        ("Worse", still(|still| still.is_worse())),
        ("Gone", changes.gone.clone()),
        ("Better", still(|still| still.is_better())),
        (
            STILL,
            still(|still| !still.is_worse() && !still.is_better()),
        ),
        ("Could not be looked for", changes.unseen.clone()),
    ];
    let groups = groups.into_iter().map(|(heading, faults)| Group {
        heading,
        faults: faults.into_iter().map(Row::new).collect(),
    });
    groups.filter(|group| !group.faults.is_empty()).collect()
}

impl<'a> Row<'a> {
    fn new(fault: &'a Fault) -> Self {
        Self {
            sign: Sign::of(fault.status),
            fault,
        }
    }
}

impl Sign {
    fn of(status: Status) -> Self {
        Self {
            word: status.word(),
            mark: match status {
                Status::Ok => "✓",
                Status::Info => "i",
                Status::Warn => "!",
                Status::Crit => "✗",
                Status::Unknown | Status::Error => "?",
            },
        }
    }
}
