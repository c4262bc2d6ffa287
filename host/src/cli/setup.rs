//! From arguments to a platform and its options.

use std::net::SocketAddr;
use std::path::Path;

use tokio::runtime::{Builder as RuntimeBuilder, Runtime};
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::args::{CacheArguments, CheckerArguments, OptionFile};
use super::demo;
use super::failure::Failure;
use super::file;
use super::hints;
use super::tell::tell;
use crate::components::DEFAULT;
use crate::components::flags::AUTHORITIES;
use crate::engine::{CodeFolders, Limit, Limits};
use crate::model::Options;
use crate::network::{Network, SystemResolver};
use crate::platform::{Builder, Member, Platform};

/// A runtime for one check.
pub(super) fn single_threaded() -> Result<Runtime, Failure> {
    RuntimeBuilder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// A runtime for many.
pub(super) fn multi_threaded() -> Result<Runtime, Failure> {
    RuntimeBuilder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)
}

/// The real network, asking the resolvers named or the system's.
pub(super) fn real_network(resolvers: &[SocketAddr]) -> Result<Network, Failure> {
    let resolver = match resolvers.is_empty() {
        true => SystemResolver::from_system()?,
        false => SystemResolver::new(resolvers.to_vec()),
    };
    Ok(Network::system(resolver))
}

/// The real network or the demo's, and the further authorities that go with it.
pub(super) fn network(
    demo: bool,
    resolvers: &[SocketAddr],
    ca: Option<&Path>,
) -> Result<(Network, Option<String>), Failure> {
    let further = authorities(ca)?;
    if demo {
        let (network, root) = demo::build();
        let all = further.map_or(root.clone(), |further| format!("{root}\n{further}"));
        return Ok((network, Some(all)));
    }
    Ok((real_network(resolvers)?, further))
}

/// The text of a file with further certificate authorities.
pub(super) fn authorities(path: Option<&Path>) -> Result<Option<String>, Failure> {
    let Some(path) = path else {
        return Ok(None);
    };
    let text = file::text(path)?;
    match are_certificates(&text) {
        true => Ok(Some(text)),
        false => Err(Failure::NoCertificate {
            path: path.to_owned(),
        }),
    }
}

/// Whether there are certificates in PEM, and nothing among them that is none.
fn are_certificates(pem: &str) -> bool {
    let mut roots = RootCertStore::empty();
    let added = CertificateDer::pem_slice_iter(pem.as_bytes())
        .all(|one| one.is_ok_and(|certificate| roots.add(certificate).is_ok()));
    added && !roots.is_empty()
}

/// The limits with those changed that were given.
pub(super) fn limits(given: &[(Limit, u64)]) -> Limits {
    let mut limits = Limits::default();
    for (limit, value) in given {
        limits.set(*limit, *value);
    }
    limits
}

/// A platform without checkers, that finds compiled ones where it is told to.
pub(super) fn empty(network: Network, cache: &CacheArguments) -> Builder {
    let mut folders = CodeFolders::default();
    if let Some(folder) = &cache.cache_dir {
        folders.own = Some(folder.clone());
    }
    Platform::builder(network).code_folders(folders)
}

/// Builds the platform of a run, and says where that will take as long the next
/// time.
pub(super) async fn build(builder: Builder) -> Result<Platform, Failure> {
    let platform = builder.build().await?;
    if let Some((text, hint)) = hints::of_code(&platform) {
        tell(&text, Some(hint));
    }
    Ok(platform)
}

/// The bundled checkers, or a component in place of the main one.
pub(super) fn checkers(builder: Builder, component: Option<&Path>) -> Builder {
    match component {
        None => builder.bundled(),
        Some(path) => builder.component_file(path).bundled().without(DEFAULT),
    }
}

/// The checkers of a run on a network, with their options.
pub(super) fn builder(
    network: Network,
    arguments: &CheckerArguments,
    authorities: Option<String>,
) -> Result<Builder, Failure> {
    let builder = empty(network, &arguments.compiled).limits(limits(&arguments.limit));
    let builder = checkers(builder, arguments.component.as_deref());
    let builder = arguments.without().fold(builder, Builder::without);
    let options = arguments.options.options.iter();
    let builder = options.fold(builder, |builder, (id, value)| {
        builder.option_for_all(id, value.clone())
    });
    let builder = with_files(builder, &arguments.options.files)?;
    Ok(trusting(builder, authorities))
}

/// The same with the options that files hold, for whoever has such an option.
pub(super) fn with_files(builder: Builder, files: &[OptionFile]) -> Result<Builder, Failure> {
    files.iter().try_fold(builder, |builder, file| {
        let text = Zeroizing::new(file::text(&file.path)?);
        Ok(builder.option_for_all(file.option, text.as_str()))
    })
}

/// The same with further certificate authorities, for whoever looks at
/// certificates.
pub(super) fn trusting(builder: Builder, authorities: Option<String>) -> Builder {
    match authorities {
        None => builder,
        Some(pem) => builder.option_for_all(AUTHORITIES, pem),
    }
}

/// The checker that is asked where none is named.
pub(super) fn main_checker(platform: &Platform) -> Result<&Member, Failure> {
    let member = platform.members().first();
    member.ok_or_else(|| Failure::NoSubject(String::new()))
}

/// The options that every check of this run has in common; refuses those that
/// no checker has.
pub(super) fn options(
    platform: &Platform,
    arguments: &CheckerArguments,
) -> Result<Options, Failure> {
    let known = |id: &str| {
        let mut members = platform.members().iter();
        members.any(|member| member.definition().option(id).is_some())
    };
    match arguments.options.named.iter().find(|id| !known(id)) {
        Some(id) => Err(Failure::NoSuchOption(id.clone())),
        None => Ok(arguments.options.options.clone()),
    }
}

/// The options of a check of `subject`.
pub(super) fn about(member: &Member, options: Options, subject: &str) -> Result<Options, Failure> {
    let definition = member.definition();
    match &definition.subject_option {
        Some(id) => Ok(options.with(id, subject)),
        None => Err(Failure::NoSubject(definition.id.clone())),
    }
}
