//! Checkers whose components are loaded on threads of their own, while what is
//! known of them is used already.

use std::sync::Arc;
use std::thread;

use tokio::sync::SetOnce;

use crate::engine::{Checker, Engine, Error, LoadError};

/// A checker that is loaded, or is being loaded. Clones are the same one.
#[derive(Clone)]
pub(super) struct Loading(Arc<SetOnce<Result<Checker, Error>>>);

/// Components to be loaded.
pub(super) struct Tasks {
    asked: String,
    /// That of the checker which is asked.
    first: Option<Task>,
    others: Vec<Task>,
}

/// How a component is loaded.
type Load = dyn FnOnce(&Engine) -> Result<Checker, LoadError> + Send;

struct Task {
    load: Box<Load>,
    promise: Promise,
}

/// Whoever waits is told when this is dropped, if not before.
struct Promise(Loading);

impl Loading {
    /// The checker, when it is loaded.
    pub(super) async fn checker(&self) -> Result<&Checker, Error> {
        self.0.wait().await.as_ref().map_err(Clone::clone)
    }
}

impl From<Checker> for Loading {
    fn from(checker: Checker) -> Self {
        Self(Arc::new(SetOnce::new_with(Some(Ok(checker)))))
    }
}

impl Tasks {
    /// None yet. The checker `asked` is waited for before the others.
    pub(super) fn new(asked: &str) -> Self {
        Self {
            asked: asked.to_owned(),
            first: None,
            others: Vec::new(),
        }
    }

    /// Adds a checker, which is there some time after these tasks [begin](Self::begin).
    pub(super) fn add(
        &mut self,
        id: &str,
        load: impl FnOnce(&Engine) -> Result<Checker, LoadError> + Send + 'static,
    ) -> Loading {
        let loading = Loading(Arc::new(SetOnce::new()));
        let task = Task {
            load: Box::new(load),
            promise: Promise(loading.clone()),
        };
        match self.asked == id {
            true => self.first = Some(task),
            false => self.others.push(task),
        }
        loading
    }

    /// Begins: the first alone, since the others would slow it down, and then these
    /// at once.
    pub(super) fn begin(self, engine: Engine) {
        let Self { first, others, .. } = self;
        on_a_thread(move || {
            if let Some(task) = first {
                task.run(&engine);
            }
            for task in others {
                let engine = engine.clone();
                on_a_thread(move || task.run(&engine));
            }
        });
    }
}

impl Task {
    fn run(self, engine: &Engine) {
        let result = (self.load)(engine);
        self.promise.keep(result);
    }
}

impl Promise {
    fn keep(self, result: Result<Checker, LoadError>) {
        self.set(result.map_err(|error| Error::NotLoaded(error.to_string())));
    }

    fn set(&self, result: Result<Checker, Error>) {
        // What is dropped was kept before, if all went well.
        let _ = self.0.0.set(result);
    }
}

impl Drop for Promise {
    fn drop(&mut self) {
        let broken = "there was no thread for it, or it ended early";
        self.set(Err(Error::NotLoaded(broken.into())));
    }
}

/// Without a thread the promises of what was to run are dropped with it.
fn on_a_thread(run: impl FnOnce() + Send + 'static) {
    let _ = thread::Builder::new().name("loading".into()).spawn(run);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Config;

    #[tokio::test]
    async fn whoever_waits_is_told_whatever_happens_to_the_thread() {
        let engine = Engine::new(Config::default()).unwrap();
        let mut tasks = Tasks::new("refused");
        let crashed = tasks.add("crashed", |_| panic!("a bug"));
        let refused = tasks.add("refused", |engine| engine.load(b"\0asm no component"));
        tasks.begin(engine);
        let mut dropped = Tasks::new("");
        let forgotten = dropped.add("forgotten", |engine| engine.load(b"nothing"));
        drop(dropped);
        for loading in [refused, crashed, forgotten] {
            let told = loading.checker().await.map(|_| ());
            assert!(matches!(told, Err(Error::NotLoaded(_))), "{told:?}");
        }
    }
}
