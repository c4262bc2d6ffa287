//! The database, for the one thread that has it.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::error::ArchiveError;
use super::keeping::{Keeping, Place};
use super::link::{Link, LinkHash};
use super::record::{Entry, Found, Record};
use super::schema;
use super::series::Series;
use crate::model::Status;

/// How long another process may have the file for itself.
const PATIENCE: Duration = Duration::from_secs(2);
/// What a result takes up beside its texts, in bytes, at most: rows of two
/// tables, entries of their indices, pages that are not full.
const OVERHEAD: u64 = 16 * 1024;
/// The columns of an [`Entry`].
const ENTRY: &str = "started_at, status, verdict, version, problems";

/// The kept results.
pub(super) struct Database {
    connection: Connection,
    keep_seconds: i64,
    max_bytes: u64,
}

/// The large texts of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::serve) enum Body {
    /// The JSON document.
    Document,
    /// The checker's page.
    Page,
}

impl Database {
    /// Opens the file, or makes it: for nobody else to read.
    pub(super) fn open(keeping: &Keeping, now: i64) -> Result<Self, ArchiveError> {
        let mut connection = match &keeping.place {
            Place::Memory => Connection::open_in_memory()?,
            Place::File(path) => {
                prepare_file(path).map_err(|error| ArchiveError::File(error.to_string()))?;
                Connection::open(path)?
            }
        };
        connection.busy_timeout(PATIENCE)?;
        schema::prepare(&mut connection)?;
        let keep = keeping.duration.as_secs();
        let mut database = Self {
            connection,
            keep_seconds: i64::try_from(keep).unwrap_or(i64::MAX),
            max_bytes: keeping.max_bytes,
        };
        database.expire(now)?;
        Ok(database)
    }

    /// Keeps a result, unless it is kept already, and has this link lead to it.
    pub(super) fn keep(
        &mut self,
        link: LinkHash,
        record: &Record,
        now: i64,
    ) -> Result<(), ArchiveError> {
        let (oldest, max_bytes) = (self.oldest(now), self.max_bytes);
        let transaction = self.connection.transaction()?;
        forget_before(&transaction, oldest)?;
        let known = number_of(&transaction, record.run)?;
        let number = match known {
            Some(number) => number,
            None => {
                make_room(&transaction, max_bytes, size(record))?;
                insert(&transaction, record, now)?
            }
        };
        let sql = "INSERT INTO link (hash, result) VALUES (?1, ?2)";
        transaction.execute(sql, params![link, number])?;
        transaction.commit()?;
        Ok(())
    }

    /// The checker's result that a link leads to.
    pub(super) fn find(
        &self,
        link: &Link,
        checker: &str,
        now: i64,
    ) -> Result<Option<Found>, ArchiveError> {
        let sql = format!(
            "SELECT {ENTRY}, number, series, title, again FROM result \
             WHERE number = (SELECT result FROM link WHERE hash = ?1) AND checker = ?2 AND at >= ?3"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let found = query.query_row(params![link.hash(), checker, self.oldest(now)], |row| {
            Ok(Found {
                entry: entry(row)?,
                number: row.get(5)?,
                series: Series(row.get(6)?),
                title: row.get(7)?,
                again: row.get(8)?,
                previous: None,
            })
        });
        let Some(found) = found.optional()? else {
            return Ok(None);
        };
        let previous = self.before(found.series, found.number, now)?;
        Ok(Some(Found { previous, ..found }))
    }

    /// A text of a result.
    pub(super) fn body(&self, number: i64, body: Body) -> Result<Option<String>, ArchiveError> {
        let column = match body {
            Body::Document => "document",
            Body::Page => "page",
        };
        let sql = format!("SELECT {column} FROM result WHERE number = ?1");
        let mut query = self.connection.prepare_cached(&sql)?;
        Ok(query.query_row([number], |row| row.get(0)).optional()?)
    }

    /// The latest results of a history with their numbers, the latest first.
    pub(super) fn history(
        &self,
        series: Series,
        most: u32,
        now: i64,
    ) -> Result<Vec<(i64, Entry)>, ArchiveError> {
        let sql = format!(
            "SELECT {ENTRY}, number FROM result WHERE series = ?1 AND at >= ?2 \
             ORDER BY number DESC LIMIT ?3"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let rows = query.query_map(params![series.0, self.oldest(now), most], |row| {
            Ok((row.get(5)?, entry(row)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets what was kept long enough, and what is too much.
    pub(super) fn expire(&mut self, now: i64) -> Result<(), ArchiveError> {
        let (oldest, max_bytes) = (self.oldest(now), self.max_bytes);
        let transaction = self.connection.transaction()?;
        forget_before(&transaction, oldest)?;
        make_room(&transaction, max_bytes, 0)?;
        transaction.commit()?;
        let mut vacuum = self
            .connection
            .prepare_cached("PRAGMA incremental_vacuum")?;
        let mut pages = vacuum.query([])?;
        // Each step gives one page back.
        while pages.next()?.is_some() {}
        Ok(())
    }

    /// When the next result will have been kept long enough.
    pub(super) fn next_expiry(&self) -> Result<Option<i64>, ArchiveError> {
        let sql = "SELECT min(at) FROM result";
        let at: Option<i64> = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(at.map(|at| at.saturating_add(self.keep_seconds)))
    }

    /// The result before this one.
    fn before(&self, series: Series, number: i64, now: i64) -> Result<Option<Entry>, ArchiveError> {
        let sql = format!(
            "SELECT {ENTRY} FROM result WHERE series = ?1 AND number < ?2 AND at >= ?3 \
             ORDER BY number DESC LIMIT 1"
        );
        let mut query = self.connection.prepare_cached(&sql)?;
        let before = query.query_row(params![series.0, number, self.oldest(now)], entry);
        Ok(before.optional()?)
    }

    /// Since when results are kept.
    fn oldest(&self, now: i64) -> i64 {
        now.saturating_sub(self.keep_seconds)
    }
}

/// Makes the file where it is missing, with its folder, for the owner alone. The
/// database gives the files beside it the same mode.
fn prepare_file(path: &Path) -> std::io::Result<()> {
    let (mut folders, mut file) = (DirBuilder::new(), OpenOptions::new());
    folders.recursive(true);
    file.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folders.mode(0o700);
        file.mode(0o600);
    }
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        folders.create(folder)?;
    }
    file.open(path).map(drop)
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (status, problems): (String, String) = (row.get(1)?, row.get(4)?);
    Ok(Entry {
        started_at: row.get(0)?,
        // Words of a form that is not known are not worth losing the result.
        status: Status::of_word(&status).unwrap_or_default(),
        verdict: row.get(2)?,
        version: row.get(3)?,
        problems: serde_json::from_str(&problems).unwrap_or_default(),
    })
}

fn number_of(transaction: &Transaction<'_>, run: [u8; 16]) -> rusqlite::Result<Option<i64>> {
    let sql = "SELECT number FROM result WHERE run = ?1";
    transaction
        .query_row(sql, [run], |row| row.get(0))
        .optional()
}

fn insert(transaction: &Transaction<'_>, record: &Record, now: i64) -> Result<i64, ArchiveError> {
    let sql = "INSERT INTO result (run, checker, series, title, again, at, started_at, status, \
               verdict, version, problems, document, page) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let entry = &record.entry;
    let values = params![
        record.run,
        record.checker,
        record.series.0,
        record.title,
        record.again,
        // By the clock of this machine: what a check runs on may have another.
        now,
        entry.started_at,
        entry.status.word(),
        entry.verdict,
        entry.version,
        problems(entry),
        record.document,
        record.page,
    ];
    transaction.execute(sql, values)?;
    Ok(transaction.last_insert_rowid())
}

fn problems(entry: &Entry) -> String {
    // All of it has a form in JSON.
    serde_json::to_string(&entry.problems).unwrap_or_default()
}

fn size(record: &Record) -> u64 {
    let texts = [&record.document, &record.page, &record.again, &record.title];
    let texts = texts.into_iter().map(String::len).sum::<usize>();
    let entry = record.entry.verdict.len() + problems(&record.entry).len();
    u64::try_from(texts + entry)
        .unwrap_or(u64::MAX)
        .saturating_add(OVERHEAD)
}

fn forget_before(transaction: &Transaction<'_>, oldest: i64) -> rusqlite::Result<()> {
    let sql = "DELETE FROM result WHERE at < ?1";
    transaction.execute(sql, [oldest]).map(drop)
}

/// Forgets the oldest results until so many bytes more have room.
fn make_room(transaction: &Transaction<'_>, all: u64, needed: u64) -> Result<(), ArchiveError> {
    if needed > all {
        return Err(ArchiveError::TooLarge);
    }
    let sql = "DELETE FROM result WHERE number = (SELECT number FROM result ORDER BY at LIMIT 1)";
    while used(transaction)?.saturating_add(needed) > all {
        if transaction.execute(sql, [])? == 0 {
            // What an empty database takes up is not in anybody's hand.
            return Ok(());
        }
    }
    Ok(())
}

/// How many bytes of the file hold something.
fn used(transaction: &Transaction<'_>) -> rusqlite::Result<u64> {
    let number =
        |name: &str| transaction.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = number("page_count")? - number("freelist_count")?;
    Ok(u64::try_from(pages * number("page_size")?).unwrap_or(0))
}

#[cfg(test)]
mod tests;
