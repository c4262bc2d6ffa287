//! What people read of a fault first: what is wrong, and whom it hurts.

mod certificate;
mod effect;
mod scene;
mod title;

use checker_kit::problems::{Group, Headline, by_message};

use super::affected::Affected;
use crate::case::Case;
use crate::faults::Fault;
use scene::Scene;

/// The headline of the states of one cause.
pub(super) fn headline(case: &Case, affected: &Affected<'_>, group: &Group<'_>) -> Headline {
    match group.cause.parse::<Fault>() {
        Ok(fault) => {
            let scene = Scene::new(case, affected, group, &fault);
            Headline {
                title: title::title(&scene),
                effect: effect::effect(&scene),
            }
        }
        // Of another checker, or of the host.
        Err(_) => certificate::headline(case, affected, group).unwrap_or_else(|| by_message(group)),
    }
}
