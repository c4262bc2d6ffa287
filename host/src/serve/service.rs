//! What all requests share, and the two kinds of work: a collection for the
//! platform, a whole check for people and probes.

use std::sync::Arc;

use super::archive::Archive;
use super::bounds::Bounds;
use super::client::Client;
use super::jobs::Jobs;
use super::key::Key;
use super::load::Load;
use super::runs::{Run, Runs, Source};
use super::settings::Settings;
use super::settled::Settled;
use super::shares::NoRoom;
use super::start_error::StartError;
use super::telemetry::Telemetry;
use super::watch::{Ending, Kind, Watched};
use crate::model::{Options, RuleSwitch};
use crate::platform::{CheckError, Collected, Member, Outcome, Platform};
use crate::queue::Queue;

/// What a collection ended with.
pub(super) type Collection = Result<Collected, CheckError>;
/// What a check ended with.
pub(super) type Checked = Result<Outcome, CheckError>;

/// Everything that requests share.
pub(super) struct Service {
    pub(super) platform: Platform,
    pub(super) settings: Settings,
    pub(super) load: Arc<Load>,
    pub(super) telemetry: Arc<Telemetry>,
    pub(super) bounds: Bounds,
    pub(super) queue: Queue,
    pub(super) jobs: Arc<Jobs<Checked, Settled>>,
    pub(super) archive: Option<Archive>,
    /// Tells the runs of this process from those of others.
    pub(super) process: u64,
    collections: Runs<Collection>,
    checks: Runs<Checked>,
}

impl Service {
    pub(super) fn new(
        platform: Platform,
        settings: Settings,
        bounds: Bounds,
        archive: Option<Archive>,
    ) -> Result<Self, StartError> {
        let queue = Queue::new(settings.max_checks).max_waiting(settings.max_queue);
        Ok(Self {
            load: Arc::new(Load::new()),
            telemetry: Arc::new(Telemetry::new()?),
            jobs: Arc::new(Jobs::new(bounds.results.clone())),
            collections: Runs::new(queue.clone(), bounds.checks.clone(), settings.cache),
            checks: Runs::new(queue.clone(), bounds.checks.clone(), settings.cache),
            bounds,
            archive,
            process: rand::random(),
            queue,
            platform,
            settings,
        })
    }

    /// Collects for the platform.
    pub(super) fn collect(
        &self,
        client: Client,
        member: &Member,
        options: Options,
        rules: Vec<RuleSwitch>,
    ) -> Result<Arc<Run<Collection>>, NoRoom> {
        let id = member.definition().id.clone();
        let key = Key::of(&id, &options, &rules);
        let watched = self.watched(Kind::Collect, member, &options);
        let platform = self.platform.clone();
        let run = self.collections.run(key, client, |activity| async move {
            let watch = watched.begin();
            let collected = platform.collect(&id, options, &rules, &activity).await;
            watch.end(&match &collected {
                Ok(collected) => Ending::Collected(&collected.limits_hit),
                Err(error) => Ending::Failed(error),
            });
            collected
        });
        self.counted(run)
    }

    /// Makes a whole check.
    pub(super) fn check(
        &self,
        client: Client,
        member: &Member,
        options: Options,
    ) -> Result<Arc<Run<Checked>>, NoRoom> {
        let id = member.definition().id.clone();
        let key = Key::of(&id, &options, &[]);
        let watched = self.watched(Kind::Check, member, &options);
        let platform = self.platform.clone();
        let run = self.checks.run(key, client, |activity| async move {
            let watch = watched.begin();
            let checked = platform.check_observed(&id, options, &[], &activity).await;
            watch.end(&match &checked {
                Ok(outcome) => Ending::Checked(outcome),
                Err(error) => Ending::Failed(error),
            });
            checked
        });
        self.counted(run)
    }

    fn watched(&self, kind: Kind, member: &Member, options: &Options) -> Watched {
        let definition = member.definition();
        let subject = definition.subject_option.as_ref();
        let subject = subject.and_then(|id| options.text(id)).unwrap_or_default();
        Watched::new(&self.telemetry, kind, &definition.id, &subject)
    }

    /// Counts where the run comes from, or that there is none.
    fn counted<T>(
        &self,
        run: Result<(Arc<Run<T>>, Source), NoRoom>,
    ) -> Result<Arc<Run<T>>, NoRoom> {
        let (run, source) = run.inspect_err(|_| self.telemetry.rejected())?;
        self.telemetry.source(source);
        Ok(run)
    }
}
