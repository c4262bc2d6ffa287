//! Which campaigns there are, and what each has on the server.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::kv::{CreateErrorKind, Store};
use async_nats::jetstream::stream::{self, RetentionPolicy, StorageType};
use futures_util::TryStreamExt;

use super::bucket;
use super::error::Error;
use super::lease;
use super::link::Link;
use super::missing;
use super::name::Name;
use super::plan::Plan;

/// The bucket that says which campaigns there are.
const BUCKET: &str = "checker-campaigns";
/// The consumer that all workers of a campaign share.
pub(super) const WORKERS: &str = "workers";
/// How many jobs may be under way at once, over all workers.
const UNDER_WAY: i64 = 100_000;
/// How long the server itself knows a message that comes twice: for what is sent
/// again at once. What is done the results say.
const WINDOW: Duration = Duration::from_secs(120);

/// The campaigns on a server.
#[derive(Debug, Clone)]
pub struct Campaigns {
    link: Link,
}

impl Campaigns {
    /// Those that this connection leads to.
    pub fn on(link: &Link) -> Self {
        Self { link: link.clone() }
    }

    /// Begins a campaign, or goes on with the one that was begun with the same.
    ///
    /// # Errors
    ///
    /// Where it was begun with something else, or the server refuses.
    pub async fn begin(&self, name: &Name, plan: &Plan) -> Result<(), Error> {
        let store = self.store_or_new().await?;
        if let Some(begun) = self.read(&store, name).await? {
            return same(name, &begun, plan);
        }
        // A campaign that can be seen has everything.
        lease::prepare(&self.link).await?;
        self.furnish(name, plan).await?;
        let text = serde_json::to_vec(plan).map_err(Error::doing("begin the campaign"))?;
        match store.create(name.as_str(), text.into()).await {
            Ok(_) => Ok(()),
            // Somebody was faster.
            Err(error) if error.kind() == CreateErrorKind::AlreadyExists => {
                let begun = self.read(&store, name).await?;
                begun.map_or(Ok(()), |begun| same(name, &begun, plan))
            }
            Err(error) => Err(Error::doing("begin the campaign")(error)),
        }
    }

    /// The campaign of this name.
    ///
    /// # Errors
    ///
    /// Where the server does not say.
    pub async fn find(&self, name: &Name) -> Result<Option<Plan>, Error> {
        match self.store().await? {
            None => Ok(None),
            Some(store) => self.read(&store, name).await,
        }
    }

    /// The names of all of them.
    ///
    /// # Errors
    ///
    /// Where the server does not say.
    pub async fn names(&self) -> Result<Vec<Name>, Error> {
        match self.store().await? {
            None => Ok(Vec::new()),
            Some(store) => names(&store).await,
        }
    }

    /// All that can be read: one of another version of this library may not be.
    ///
    /// # Errors
    ///
    /// Where the server does not say.
    pub async fn all(&self) -> Result<Vec<(Name, Plan)>, Error> {
        let Some(store) = self.store().await? else {
            return Ok(Vec::new());
        };
        let mut all = Vec::new();
        for name in names(&store).await? {
            match self.read(&store, &name).await {
                Ok(Some(plan)) => all.push((name, plan)),
                Ok(None) | Err(Error::Unreadable(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    /// Ends a campaign: its jobs and results are gone.
    ///
    /// # Errors
    ///
    /// Where there is none, or the server refuses.
    pub async fn end(&self, name: &Name) -> Result<(), Error> {
        let doing = "end the campaign";
        let store = self.store().await?;
        let store = store.ok_or_else(|| Error::NoSuchCampaign(name.clone()))?;
        if let Ok(None) = self.read(&store, name).await {
            return Err(Error::NoSuchCampaign(name.clone()));
        }
        // Jobs first: workers stop; the entry last, so that what was broken off
        // can be done again.
        let context = self.link.context();
        for stream in [name.jobs(), name.parts(), name.results()] {
            match context.delete_stream(stream).await {
                Ok(_) => {}
                Err(error) if missing::is_stream(&error) => {}
                Err(error) => return Err(Error::doing(doing)(error)),
            }
        }
        store
            .purge(name.as_str())
            .await
            .map_err(Error::doing(doing))
    }

    async fn read(&self, store: &Store, name: &Name) -> Result<Option<Plan>, Error> {
        let text = store.get(name.as_str()).await;
        let text = text.map_err(Error::doing("read the campaign"))?;
        let plan = text.map(|text| serde_json::from_slice(&text));
        plan.transpose()
            .map_err(|_| Error::Unreadable(name.to_string()))
    }

    async fn store(&self) -> Result<Option<Store>, Error> {
        match self.link.context().get_key_value(BUCKET).await {
            Ok(store) => Ok(Some(store)),
            Err(error) if missing::is_stream(&error) => Ok(None),
            Err(error) if missing::is_jetstream(&error) => Err(Error::NoJetStream),
            Err(error) => Err(Error::doing("look for campaigns")(error)),
        }
    }

    async fn store_or_new(&self) -> Result<Store, Error> {
        if let Some(store) = self.store().await? {
            return Ok(store);
        }
        let description = "What campaigns there are, and what they check with";
        bucket::make(&self.link, BUCKET, description, Duration::ZERO).await?;
        let store = self.store().await?;
        store.ok_or_else(|| Error::Unreadable(BUCKET.to_owned()))
    }

    /// What a campaign has on the server; what is there already stays.
    async fn furnish(&self, name: &Name, plan: &Plan) -> Result<(), Error> {
        let doing = "make the campaign's streams";
        let context = self.link.context();
        let kept = |name: String, subjects: String| stream::Config {
            name,
            subjects: vec![subjects],
            storage: StorageType::File,
            duplicate_window: WINDOW,
            allow_direct: true,
            num_replicas: 1,
            ..stream::Config::default()
        };
        let jobs = stream::Config {
            retention: RetentionPolicy::WorkQueue,
            ..kept(name.jobs(), name.all_jobs())
        };
        let streams = [
            kept(name.results(), name.all_results()),
            kept(name.parts(), name.all_parts()),
        ];
        for config in streams {
            let created = context.get_or_create_stream(config).await;
            created.map_err(Error::doing(doing))?;
        }
        let jobs = context.get_or_create_stream(jobs).await;
        let jobs = jobs.map_err(Error::doing(doing))?;
        let workers = pull::Config {
            durable_name: Some(WORKERS.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: plan.silence,
            max_ack_pending: UNDER_WAY,
            // Whoever takes a job once too often says so in its result.
            max_deliver: -1,
            ..pull::Config::default()
        };
        let created = jobs.get_or_create_consumer(WORKERS, workers).await;
        created.map_err(Error::doing(doing))?;
        Ok(())
    }
}

async fn names(store: &Store) -> Result<Vec<Name>, Error> {
    let doing = "list the campaigns";
    let keys = store.keys().await.map_err(Error::doing(doing))?;
    let keys: Vec<String> = keys.try_collect().await.map_err(Error::doing(doing))?;
    let mut names: Vec<Name> = keys.iter().filter_map(|key| key.parse().ok()).collect();
    names.sort();
    Ok(names)
}

fn same(name: &Name, begun: &Plan, plan: &Plan) -> Result<(), Error> {
    match begun.difference(plan) {
        None => Ok(()),
        Some(difference) => Err(Error::Different {
            name: name.clone(),
            difference,
        }),
    }
}
