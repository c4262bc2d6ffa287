//! What a link leads to.

use std::sync::Arc;

use crate::serve::archive::{ArchiveError, Body, Entry, Found, Link, Series};
use crate::serve::jobs::{Job, Stage};
use crate::serve::mount::Mount;
use crate::serve::problem::Problem;
use crate::serve::service::Checked;
use crate::serve::settled::{Held, Settled};

/// What a link leads to.
pub(super) enum Seen {
    /// A check that goes on.
    Going(Job<Checked, Settled>),
    /// A check that gave no result.
    Failed {
        /// What it was about.
        title: String,
        /// Why; `None` where it broke down.
        why: Option<Arc<str>>,
    },
    /// A result.
    Result(Box<View>),
}

/// A result.
pub(super) struct View {
    /// What it is about.
    pub(super) title: String,
    /// The query of the form that asks for the same again.
    pub(super) again: String,
    /// What the history says about it.
    pub(super) entry: Entry,
    /// The one before it.
    pub(super) previous: Option<Entry>,
    /// Where it is.
    pub(super) place: Place,
}

/// Where a result is.
pub(super) enum Place {
    Archive { number: i64, series: Series },
    Memory(Arc<Held>),
}

/// What the link leads to.
pub(super) async fn see(mount: &Mount, id: &str) -> Result<Seen, Problem> {
    let link = Link::parse(id).ok_or(Problem::Gone)?;
    let Some(job) = mount.service.jobs.see(&link) else {
        return found(mount, link).await.map(Box::new).map(Seen::Result);
    };
    let Stage::Over(settled) = &job.stage else {
        return Ok(Seen::Going(job));
    };
    let failed = |why| Seen::Failed {
        title: job.title.clone(),
        why,
    };
    Ok(match settled {
        Settled::Kept => Seen::Result(Box::new(found(mount, link).await?)),
        Settled::Held(held) => Seen::Result(Box::new(View::held(held))),
        Settled::Failed(why) => failed(Some(why.clone())),
        Settled::Broken => failed(None),
    })
}

/// The result that the link leads to.
pub(super) async fn result(mount: &Mount, id: &str) -> Result<View, Problem> {
    match see(mount, id).await? {
        Seen::Result(view) => Ok(*view),
        Seen::Going(_) | Seen::Failed { .. } => Err(Problem::Gone),
    }
}

async fn found(mount: &Mount, link: Link) -> Result<View, Problem> {
    let archive = mount.service.archive.as_ref().ok_or(Problem::Gone)?;
    let found = archive.find(link, &mount.id).await?;
    Ok(View::kept(found.ok_or(Problem::Gone)?))
}

impl View {
    fn kept(found: Found) -> Self {
        Self {
            title: found.title,
            again: found.again,
            entry: found.entry,
            previous: found.previous,
            place: Place::Archive {
                number: found.number,
                series: found.series,
            },
        }
    }

    fn held(held: &Arc<Held>) -> Self {
        let record = &held.record;
        Self {
            title: record.title.clone(),
            again: record.again.clone(),
            entry: record.entry.clone(),
            previous: None,
            place: Place::Memory(held.clone()),
        }
    }

    /// A text of it.
    pub(super) async fn body(&self, mount: &Mount, body: Body) -> Result<String, Problem> {
        match &self.place {
            Place::Memory(held) => Ok(match body {
                Body::Document => held.record.document.clone(),
                Body::Page => held.record.page.clone(),
            }),
            Place::Archive { number, .. } => {
                let archive = mount.service.archive.as_ref().ok_or(Problem::Gone)?;
                let text = archive.body(*number, body).await?;
                text.ok_or(Problem::Gone)
            }
        }
    }

    /// Its history with numbers, the latest first; of one that is not kept, itself.
    pub(super) async fn history(&self, mount: &Mount) -> Result<Vec<(i64, Entry)>, Problem> {
        match (&self.place, &mount.service.archive) {
            (Place::Archive { series, .. }, Some(archive)) => Ok(archive.history(*series).await?),
            _ => Ok(vec![(0, self.entry.clone())]),
        }
    }

    /// Its number in the history.
    pub(super) fn number(&self) -> i64 {
        match self.place {
            Place::Archive { number, .. } => number,
            Place::Memory(_) => 0,
        }
    }

    /// Why it is not kept, where it should have been.
    pub(super) fn not_kept(&self) -> Option<&ArchiveError> {
        match &self.place {
            Place::Memory(held) => held.reason.as_ref(),
            Place::Archive { .. } => None,
        }
    }
}
