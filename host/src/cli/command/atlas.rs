//! `checker-xmpp atlas`: the picture of a survey.

use crate::atlas;
use crate::cli::args::AtlasArguments;
use crate::cli::checkers::Checkers;
use crate::cli::failure::Failure;
use crate::cli::{print, results, run, setup};
use crate::model::Definition;
use crate::network::Network;
use crate::survey::Census;

/// Writes the page.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &AtlasArguments) -> Result<u8, Failure> {
    let mut census = Census::default();
    for path in &arguments.results {
        results::each(path, &mut |record| {
            census.add(record);
            Ok(())
        })?;
    }
    let definition = definition(checkers, arguments, &census)?;
    let page = atlas::render(&census, definition.as_ref());
    print::to(arguments.output.as_deref(), &page)?;
    Ok(0)
}

/// That of the checker which most of the results are of, where it is at hand.
fn definition(
    checkers: &Checkers,
    arguments: &AtlasArguments,
    census: &Census,
) -> Result<Option<Definition>, Failure> {
    let most = census.checkers.top(1);
    let name = most.first().map_or("", |(name, _)| *name);
    let Some(id) = name
        .split(' ')
        .next()
        .filter(|id| checkers.find(id).is_ok())
    else {
        return Ok(None);
    };
    setup::single_threaded()?.block_on(async {
        let builder = setup::empty(Network::offline(), &arguments.compiled);
        let builder = run::sources(builder, checkers, &arguments.component, &[], false);
        // Nothing of it has to be loaded.
        let platform = builder.begin(id).await?;
        let member = platform.member(id);
        Ok(member.map(|member| member.definition().clone()))
    })
}
