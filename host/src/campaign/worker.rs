//! A worker: takes jobs of campaigns, checks, stores the result, and only then
//! lets go of the job.

mod crew;
mod handle;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{RwLock, Semaphore};
use tokio::task::JoinSet;

use super::error::Error;
use super::link::Link;
use super::name::Name;
use super::plan::Plan;
use super::registry::Campaigns;
use super::retry::Pause;
use crate::platform::Platform;
use crew::Crew;

pub use handle::MAX_DEATHS;

/// How often campaigns are looked for.
const LOOK: Duration = Duration::from_secs(5);

/// What a worker does.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The campaign that it works on; all there are where none is named.
    pub campaign: Option<Name>,
    /// How many checks run at once.
    pub concurrency: usize,
    /// Whether it has the simulated internet: campaigns of the other are left to
    /// others.
    pub simulated: bool,
}

/// What somebody who watches a worker might want to know.
#[derive(Debug)]
pub enum Said<F> {
    /// It works on a campaign.
    Joined(Name),
    /// It has not got the internet that a campaign is about.
    OtherInternet(Name),
    /// It cannot make the checks of a campaign.
    Unable(Name, F),
}

/// Works until `stop` comes, and then ends what it has begun. A server that is
/// away is waited for.
///
/// `prepare` makes the platform that a campaign's checks are made with.
///
/// # Errors
///
/// Where the server says that it will not have us.
pub async fn work<F>(
    link: &Link,
    settings: &Settings,
    prepare: impl AsyncFn(&Plan) -> Result<Platform, F>,
    mut say: impl FnMut(Said<F>),
    stop: impl Future<Output = ()>,
) -> Result<(), Error> {
    let mut worker = Worker::new(link, settings);
    // Who is refused at the beginning always will be.
    worker.look(&prepare, &mut say).await?;
    let mut idle = Pause::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        let places = worker.places.clone();
        tokio::select! {
            biased;
            () = &mut stop => break,
            _ = places.acquire() => {}
        }
        if worker.looked.elapsed() > LOOK {
            // What is known holds until the server says something else.
            let _ = worker.look(&prepare, &mut say).await;
        }
        if worker.round().await {
            idle = Pause::new();
            continue;
        }
        tokio::select! {
            biased;
            () = &mut stop => break,
            () = idle.wait() => {}
        }
    }
    while worker.running.join_next().await.is_some() {}
    Ok(())
}

struct Worker<'a> {
    link: &'a Link,
    settings: &'a Settings,
    crews: BTreeMap<Name, Arc<Crew>>,
    /// Those that are left to others.
    left: BTreeSet<Name>,
    places: Arc<Semaphore>,
    /// Held for writing by a job that is to be alone.
    room: Arc<RwLock<()>>,
    running: JoinSet<()>,
    looked: Instant,
}

impl<'a> Worker<'a> {
    fn new(link: &'a Link, settings: &'a Settings) -> Self {
        Self {
            link,
            settings,
            crews: BTreeMap::new(),
            left: BTreeSet::new(),
            places: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            room: Arc::default(),
            running: JoinSet::new(),
            looked: Instant::now(),
        }
    }

    /// Looks which campaigns there are.
    async fn look<F>(
        &mut self,
        prepare: &impl AsyncFn(&Plan) -> Result<Platform, F>,
        say: &mut impl FnMut(Said<F>),
    ) -> Result<(), Error> {
        self.looked = Instant::now();
        let campaigns = Campaigns::on(self.link);
        let there: BTreeMap<Name, Plan> = match &self.settings.campaign {
            None => campaigns.all().await?.into_iter().collect(),
            Some(name) => {
                let plan = campaigns.find(name).await?;
                plan.map(|plan| (name.clone(), plan)).into_iter().collect()
            }
        };
        self.left.retain(|name| there.contains_key(name));
        self.crews
            .retain(|name, crew| there.get(name) == Some(&crew.plan));
        for (name, plan) in there {
            if self.crews.contains_key(&name) || self.left.contains(&name) {
                continue;
            }
            if plan.simulated != self.settings.simulated {
                say(Said::OtherInternet(name.clone()));
                self.left.insert(name);
                continue;
            }
            match prepare(&plan).await {
                Ok(platform) => match Crew::new(self.link, &name, plan, platform).await {
                    Ok(crew) => {
                        self.crews.insert(name.clone(), Arc::new(crew));
                        say(Said::Joined(name));
                    }
                    Err(error) if self.settings.campaign.is_some() => return Err(error),
                    // One that is just ended, or not for us; the next look tells.
                    Err(_) => {}
                },
                Err(why) => {
                    say(Said::Unable(name.clone(), why));
                    self.left.insert(name);
                }
            }
        }
        Ok(())
    }

    /// Takes as many jobs as there are places for, of each campaign in turn;
    /// whether there were any.
    async fn round(&mut self) -> bool {
        // Those that ended make room for the account of those that come.
        while self.running.try_join_next().is_some() {}
        let mut any = false;
        for crew in self.crews.values() {
            let free = self.places.available_permits();
            if free == 0 {
                break;
            }
            let begin = |message| {
                // Nobody else takes places: there is one.
                let place = self.places.clone().try_acquire_owned();
                let (crew, room) = (crew.clone(), self.room.clone());
                self.running.spawn(async move {
                    let _place = place;
                    handle::handle(&crew, message, &room).await;
                });
            };
            any |= crew.take(free, begin).await > 0;
        }
        any
    }
}
