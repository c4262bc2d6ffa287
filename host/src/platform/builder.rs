//! Furnishing a platform.

use std::path::{Path, PathBuf};
use std::thread::{self, Scope, ScopedJoinHandle};

use zeroize::Zeroize;

use super::Platform;
use super::admission::{self, InvalidDefinition};
use super::loading::{Loading, Tasks};
use super::member::Member;
use crate::engine::{Checker, CodeFolders, Config, Engine, Error, Limits, LoadError};
use crate::model::{Definition, Json, Options};
use crate::network::{Network, Policy};

/// What a platform is to be made of.
#[must_use]
pub struct Builder {
    network: Network,
    policy: Policy,
    config: Config,
    sources: Vec<Source>,
    left_out: Vec<String>,
    standing: Vec<Standing>,
}

/// Why a platform could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A component given by file.
    #[error("{path}: {error}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: LoadError,
    },
    /// Another component, or the engine.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A component would not say what it is, or one of this library could not be
    /// loaded.
    #[error(transparent)]
    Definition(#[from] Error),
    /// What a component says of itself cannot be.
    #[error("the definition of a checker cannot be used: {0}")]
    InvalidDefinition(#[from] InvalidDefinition),
    /// An option is for a checker that there is not.
    #[error("there is no checker \"{0}\"")]
    NoSuchChecker(String),
}

/// Where a checker comes from.
enum Source {
    /// What it says of itself is known.
    #[cfg_attr(
        not(feature = "bundled"),
        expect(dead_code, reason = "only those are known that come with this library")
    )]
    Known {
        definition: &'static Definition,
        bytes: &'static [u8],
        digest: [u8; 32],
    },
    Bytes(Vec<u8>),
    File(PathBuf),
    Loaded(Box<Checker>),
}

/// An option that holds for all runs.
struct Standing {
    /// For this checker; `None` for all that have such an option.
    checker: Option<String>,
    option: String,
    value: Json,
}

/// It may be secret: overwritten before its memory is given back.
impl Drop for Standing {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

impl Builder {
    pub(super) fn new(network: Network) -> Self {
        Self {
            network,
            policy: Policy::any_address(),
            config: Config::default(),
            sources: Vec::new(),
            left_out: Vec::new(),
            standing: Vec::new(),
        }
    }

    /// Which destinations are allowed; every address where it is not said.
    /// What definitions ask to be kept from is denied besides.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// The limits of each call, except for checkers that come loaded.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.config.limits = limits;
        self
    }

    /// Runs at most so many calls at once, in memory that is set aside.
    pub fn pool(mut self, calls: u32) -> Self {
        self.config.pool = Some(calls);
        self
    }

    /// Keeps so many places of the pool for calls that look at no deployment, and so
    /// are soon over: a check may need several places for long, one for each checker
    /// that looks.
    pub fn spare(mut self, calls: u32) -> Self {
        self.config.spare = calls;
        self
    }

    /// Where compiled components are looked for and kept; the folders of
    /// [`CodeFolders::default`] where it is not said.
    pub fn code_folders(mut self, folders: CodeFolders) -> Self {
        self.config.code = folders;
        self
    }

    /// Registers the checkers that come with this library.
    #[cfg(feature = "bundled")]
    pub fn bundled(mut self) -> Self {
        for bundled in crate::components::bundled() {
            if let Some(definition) = bundled.definition() {
                self.sources.push(Source::Known {
                    definition,
                    bytes: bundled.bytes,
                    digest: bundled.digest,
                });
            }
        }
        self
    }

    /// Leaves one of the bundled checkers out.
    pub fn without(mut self, id: &str) -> Self {
        self.left_out.push(id.to_owned());
        self
    }

    /// Registers a component.
    pub fn component(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.sources.push(Source::Bytes(bytes.into()));
        self
    }

    /// Registers a component from a file.
    pub fn component_file(mut self, path: &Path) -> Self {
        self.sources.push(Source::File(path.to_owned()));
        self
    }

    /// Registers a component that is loaded already.
    pub fn checker(mut self, checker: Checker) -> Self {
        self.sources.push(Source::Loaded(Box::new(checker)));
        self
    }

    /// Sets an option of a checker that holds unless a run gives another value.
    pub fn option(mut self, checker: &str, option: &str, value: impl Into<Json>) -> Self {
        self.standing.push(Standing {
            checker: Some(checker.to_owned()),
            option: option.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Sets an option of every checker that has one of this identifier.
    pub fn option_for_all(mut self, option: &str, value: impl Into<Json>) -> Self {
        self.standing.push(Standing {
            checker: None,
            option: option.to_owned(),
            value: value.into(),
        });
        self
    }

    /// Loads the components, asks each what it is, and puts them together.
    ///
    /// # Errors
    ///
    /// Where one cannot be loaded or used, or an option is for none of them.
    pub async fn build(self) -> Result<Platform, BuildError> {
        let platform = self.begin("").await?;
        platform.loaded().await?;
        Ok(platform)
    }

    /// The same without waiting for the checkers that come with this library: what
    /// they are is known. They are loaded meanwhile, `asked` before the others, and
    /// each is waited for where it is needed ([`Platform::loaded`] waits for all).
    ///
    /// # Errors
    ///
    /// As for [`build`](Self::build), but for these checkers: a check tells what is
    /// wrong with them.
    pub async fn begin(self, asked: &str) -> Result<Platform, BuildError> {
        let left_out = self.left_out;
        let is_wanted = |source: &Source| match source {
            Source::Known { definition, .. } => !left_out.contains(&definition.id),
            _ => true,
        };
        let sources = self.sources.into_iter().filter(is_wanted);
        let mut members: Vec<Member> = Vec::new();
        for part in parts(sources.collect(), self.config, asked)? {
            let definition = match part.definition {
                Some(definition) => definition.clone(),
                None => part.checker.checker().await?.definition().await?,
            };
            admission::check(&definition, members.iter().map(Member::definition))?;
            let has = |standing: &&Standing| match &standing.checker {
                Some(checker) => *checker == definition.id,
                None => definition.option(&standing.option).is_some(),
            };
            let standing: Options = self
                .standing
                .iter()
                .filter(has)
                .map(|standing| (standing.option.clone(), standing.value.clone()))
                .collect();
            members.push(Member::new(
                definition,
                part.checker,
                standing,
                &self.policy,
            ));
        }
        let is_there = |id: &String| members.iter().any(|member| member.definition().id == *id);
        let named = self.standing.iter().filter_map(|one| one.checker.as_ref());
        match named.into_iter().find(|id| !is_there(id)) {
            Some(id) => Err(BuildError::NoSuchChecker(id.clone())),
            None => Ok(Platform {
                network: self.network,
                members: members.into(),
            }),
        }
    }
}

/// A checker of a platform to be.
struct Part {
    checker: Loading,
    /// What it says of itself, where it need not be asked.
    definition: Option<&'static Definition>,
}

/// A source that is a part already, or will be one.
enum Begun<'scope> {
    Part(Part),
    Loading(ScopedJoinHandle<'scope, Result<Checker, BuildError>>),
}

/// Those that have to be asked what they are, loaded; the others begin to be.
fn parts(sources: Vec<Source>, config: Config, asked: &str) -> Result<Vec<Part>, BuildError> {
    let loaded: Option<Vec<Part>> = sources.iter().map(Source::loaded).collect();
    if let Some(parts) = loaded {
        return Ok(parts);
    }
    let engine = Engine::new(config)?;
    thread::scope(|scope| {
        let mut tasks = Tasks::new(asked);
        let begin = |source: Source| source.begin(scope, &engine, &mut tasks);
        // All begin before the first is waited for.
        let begun: Vec<Begun<'_>> = sources.into_iter().map(begin).collect();
        tasks.begin(engine.clone());
        begun.into_iter().map(Begun::part).collect()
    })
}

impl Source {
    fn loaded(&self) -> Option<Part> {
        match self {
            Self::Loaded(checker) => Some(checker.as_ref().clone().into()),
            _ => None,
        }
    }

    fn begin<'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        engine: &'scope Engine,
        tasks: &mut Tasks,
    ) -> Begun<'scope> {
        match self {
            Self::Known {
                definition,
                bytes,
                digest,
            } => {
                let load = move |engine: &Engine| engine.load_known(bytes, &digest);
                Begun::Part(Part {
                    checker: tasks.add(&definition.id, load),
                    definition: Some(definition),
                })
            }
            Self::Bytes(bytes) => Begun::Loading(scope.spawn(move || Ok(engine.load(&bytes)?))),
            Self::File(path) => Begun::Loading(scope.spawn(move || {
                engine
                    .load_file(&path)
                    .map_err(|error| BuildError::File { path, error })
            })),
            Self::Loaded(checker) => Begun::Part((*checker).into()),
        }
    }
}

impl Begun<'_> {
    fn part(self) -> Result<Part, BuildError> {
        match self {
            Self::Part(part) => Ok(part),
            Self::Loading(thread) => match thread.join() {
                Ok(loaded) => Ok(loaded?.into()),
                // A thread that panicked is a bug of ours, not of the component.
                Err(panic) => std::panic::resume_unwind(panic),
            },
        }
    }
}

impl From<Checker> for Part {
    fn from(checker: Checker) -> Self {
        Self {
            checker: checker.into(),
            definition: None,
        }
    }
}
