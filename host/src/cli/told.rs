//! What the checkers of a run are told: options by the types that they declare,
//! and those of files.

use std::path::Path;

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use zeroize::Zeroizing;

use super::args::{Given, OptionArguments};
use super::failure::Failure;
use super::file;
use crate::components::flags::AUTHORITIES;
use crate::model::{Definition, InvalidOption, Json, OptionField, OptionType, Options};
use crate::platform::{Builder, CheckError};

/// What the checkers of a run are told.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What holds for each checker, by its identifier.
    standing: Vec<(String, Options)>,
    /// What every check of this run has besides its subject.
    pub(super) options: Options,
}

impl Told {
    /// Reads what was given for the checkers that take part, the one that is
    /// asked first. Refuses options that none of them has.
    ///
    /// `further` are certificate authorities that hold besides those given.
    pub(super) fn new(
        parts: &[&Definition],
        given: &OptionArguments,
        further: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut told = Self {
            standing: parts
                .iter()
                .map(|part| (part.id.clone(), Options::new()))
                .collect(),
            options: Options::new(),
        };
        let mut authorities = further.map(str::to_owned);
        for (id, value) in given.iter() {
            if !parts.iter().any(|part| takes(part, id)) {
                return Err(no_such_option(id, parts));
            }
            match value {
                Given::Text(text) => told.tell(parts, id, text)?,
                Given::File(path) if id == AUTHORITIES => {
                    let own = certificates(path)?;
                    authorities = Some(match authorities {
                        Some(more) => format!("{more}\n{own}"),
                        None => own,
                    });
                }
                Given::File(path) => told.keep(parts, id, &read(parts, id, path)?)?,
            }
        }
        if let Some(pem) = authorities {
            told.keep(parts, AUTHORITIES, &pem)?;
        }
        Ok(told)
    }

    /// The builder with what holds for each checker.
    pub(super) fn to(&self, builder: Builder) -> Builder {
        let standing = self.standing.iter();
        standing.fold(builder, |builder, (checker, options)| {
            let options = options.iter();
            options.fold(builder, |builder, (id, value)| {
                builder.option(checker, id, value.clone())
            })
        })
    }

    /// What somebody else was told.
    pub(super) fn again(standing: Vec<(String, Options)>, options: Options) -> Self {
        Self { standing, options }
    }

    /// What holds for each checker, by its identifier.
    pub(super) fn standing(&self) -> &[(String, Options)] {
        &self.standing
    }

    /// All of it, whoever it is for.
    pub(super) fn all(&self) -> Options {
        let of_each = self.standing.iter().map(|(_, options)| options);
        of_each.fold(self.options.clone(), |all, options| all.over(options))
    }

    /// A value that was typed: each check has it, unless it is for others alone
    /// and nobody else's business.
    fn tell(&mut self, parts: &[&Definition], id: &str, text: &str) -> Result<(), Failure> {
        self.keep(parts, id, text)?;
        let of_asked = parts.first().and_then(|asked| asked.option(id));
        let of_others = parts.iter().filter_map(|part| part.option(id));
        let secret = of_others.clone().any(|field| field.secret);
        let shown = of_asked.or_else(|| of_others.clone().next().filter(|_| !secret));
        if let Some(field) = shown {
            self.options.set(id, value(field, text)?);
        }
        Ok(())
    }

    /// A value that holds for whoever has such an option.
    fn keep(&mut self, parts: &[&Definition], id: &str, text: &str) -> Result<(), Failure> {
        for (part, (_, options)) in parts.iter().zip(&mut self.standing) {
            if let Some(field) = part.option(id) {
                options.set(id, value(field, text)?);
            }
        }
        Ok(())
    }
}

/// The checkers that take part where this one is asked: it, and those that look
/// at what it finds.
pub(super) fn parts<'a>(
    asked: &'a Definition,
    all: &'a [Definition],
    without: &[&str],
) -> Vec<&'a Definition> {
    let others = all.iter().filter(|other| other.looks_at(asked));
    let others = others.filter(|other| !without.contains(&other.id.as_str()));
    std::iter::once(asked).chain(others).collect()
}

/// Whether people give the checker this option.
fn takes(part: &Definition, id: &str) -> bool {
    let is_subject = part.subject_option.as_deref() == Some(id);
    let field = part.option(id).filter(|_| !is_subject);
    field.is_some_and(|field| field.value_type != OptionType::Entries)
}

fn no_such_option(id: &str, parts: &[&Definition]) -> Failure {
    let options = parts.iter().flat_map(|part| {
        let ids = part.options.iter().map(|field| field.id.as_str());
        ids.filter(|id| takes(part, id))
    });
    let mut known: Vec<String> = options.map(str::to_owned).collect();
    known.sort();
    known.dedup();
    Failure::NoSuchOption {
        id: id.to_owned(),
        known,
    }
}

fn value(field: &OptionField, text: &str) -> Result<Json, Failure> {
    let value = field.read(text);
    value.map_err(|error: InvalidOption| CheckError::from(error).into())
}

/// The value in a file. One of a single line has no line break at its end.
fn read(parts: &[&Definition], id: &str, path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = Zeroizing::new(file::text(path)?);
    let mut fields = parts.iter().filter_map(|part| part.option(id));
    Ok(match fields.any(|field| field.textarea) {
        true => text,
        false => Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()),
    })
}

/// The text of a file with certificate authorities.
fn certificates(path: &Path) -> Result<String, Failure> {
    let text = file::text(path)?;
    match are_certificates(&text) {
        true => Ok(text),
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

#[cfg(test)]
mod tests;
