//! A run of the program: which checkers take part, and what they are told.

use std::path::PathBuf;

use super::args::CheckerArguments;
use super::checkers::Checkers;
use super::failure::Failure;
use super::setup;
use super::told::{self, Told};
use crate::model::{Definition, Options};
use crate::network::{Network, Policy};
use crate::platform::Builder;

/// A run of the program that asks one checker.
pub(super) struct Run<'a> {
    /// The checker that is asked.
    pub(super) asked: &'a Definition,
    checkers: &'a Checkers,
    arguments: &'a CheckerArguments,
    told: Told,
}

impl<'a> Run<'a> {
    /// Whom the arguments ask, and what they tell: refuses what no checker knows.
    ///
    /// `further` are certificate authorities that hold besides those given.
    pub(super) fn new(
        checkers: &'a Checkers,
        arguments: &'a CheckerArguments,
        further: Option<&str>,
    ) -> Result<Self, Failure> {
        Self::of(checkers, arguments, |asked| {
            let parts = told::parts(asked, checkers.definitions(), &arguments.without());
            Told::new(&parts, &arguments.options, further)
        })
    }

    /// The same where somebody else said what checkers are told.
    pub(super) fn told(
        checkers: &'a Checkers,
        arguments: &'a CheckerArguments,
        told: Told,
    ) -> Result<Self, Failure> {
        Self::of(checkers, arguments, |_| Ok(told))
    }

    fn of(
        checkers: &'a Checkers,
        arguments: &'a CheckerArguments,
        tell: impl FnOnce(&'a Definition) -> Result<Told, Failure>,
    ) -> Result<Self, Failure> {
        let asked = checkers.asked(arguments.checker.as_deref())?;
        left_out(checkers, &[asked], &arguments.without())?;
        Ok(Self {
            asked,
            checkers,
            arguments,
            told: tell(asked)?,
        })
    }

    /// What holds for each checker that takes part. Refuses to tell secrets.
    pub(super) fn shareable(&self) -> Result<Vec<(String, Options)>, Failure> {
        let standing = self.told.standing();
        for (id, options) in standing {
            let definition = self.checkers.find(id)?;
            let is_secret = |id: &str| definition.option(id).is_some_and(|field| field.secret);
            if let Some((id, _)) = options.iter().find(|(id, _)| is_secret(id)) {
                return Err(Failure::SecretOption(id.to_owned()));
            }
        }
        Ok(standing.to_vec())
    }

    /// A platform for one check at once, to be completed.
    pub(super) fn builder(&self, network: Network) -> Builder {
        self.furnish(network, false)
    }

    /// A platform for many checks at once, to be completed.
    pub(super) fn pooled(&self, network: Network, calls: u32) -> Builder {
        self.furnish(network, true).pool(calls)
    }

    fn furnish(&self, network: Network, pooled: bool) -> Builder {
        let (guests, without) = (&self.arguments.guests, self.arguments.without());
        let builder = setup::empty(network, &guests.compiled)
            .policy(setup::policy(Policy::any_address(), &guests.ports))
            .limits(setup::limits(&guests.limit));
        let builder = sources(builder, self.checkers, &guests.component, &without, pooled);
        self.told.to(builder)
    }

    /// What every check of this run has besides its subject.
    pub(super) fn options(&self) -> &Options {
        &self.told.options
    }

    /// The options of a check of `subject`.
    pub(super) fn about(&self, subject: &str) -> Result<Options, Failure> {
        match &self.asked.subject_option {
            Some(id) => Ok(self.told.options.clone().with(id, subject)),
            None => Err(Failure::NoSubject(self.asked.id.clone())),
        }
    }
}

/// The components that were given and the bundled checkers, but for those of
/// which there is another and those that are left out.
///
/// Those that were given are loaded already. Where many calls run at once, in
/// memory that is set aside for all, they are loaded once more, into that.
pub(super) fn sources(
    builder: Builder,
    checkers: &Checkers,
    components: &[PathBuf],
    without: &[&str],
    pooled: bool,
) -> Builder {
    let builder = components
        .iter()
        .fold(builder, |builder, path| match checkers.loaded(path) {
            Some((_, id)) if without.contains(&id) => builder,
            Some((checker, id)) if !pooled => builder.checker(checker.clone()).without(id),
            Some((_, id)) => builder.component_file(path).without(id),
            None => builder.component_file(path),
        });
    let builder = without.iter().copied().fold(builder, Builder::without);
    builder.bundled()
}

/// Refuses to leave out what is asked, or what there is not.
pub(super) fn left_out(
    checkers: &Checkers,
    asked: &[&Definition],
    without: &[&str],
) -> Result<(), Failure> {
    for id in without {
        checkers.find(id)?;
        if asked.iter().any(|one| one.id == *id) {
            return Err(Failure::Asked((*id).to_owned()));
        }
    }
    Ok(())
}
