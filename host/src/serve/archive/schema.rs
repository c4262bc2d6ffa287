//! The form of the database.

use rusqlite::Connection;

use super::error::ArchiveError;

/// Tells our files from those of other programs (`PRAGMA application_id`): "chkr".
const APPLICATION: i64 = 0x6368_6b72;
/// The steps from an empty file to the form of today. The file knows how many of
/// them it has made (`PRAGMA user_version`). Steps are only ever added.
const STEPS: [&str; 1] = [FIRST];

/// Large columns come last: reading the others does not read them.
const FIRST: &str = "
    CREATE TABLE result (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        run BLOB NOT NULL UNIQUE,
        checker TEXT NOT NULL,
        series BLOB NOT NULL,
        title TEXT NOT NULL,
        again TEXT NOT NULL,
        at INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        status TEXT NOT NULL,
        verdict TEXT NOT NULL,
        version TEXT NOT NULL,
        problems TEXT NOT NULL,
        document TEXT NOT NULL,
        page TEXT NOT NULL
    ) STRICT;
    CREATE INDEX result_of_series ON result (series, number);
    CREATE INDEX result_by_age ON result (at);
    CREATE TABLE link (
        hash BLOB PRIMARY KEY,
        result INTEGER NOT NULL REFERENCES result (number) ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX link_of_result ON link (result);
";

/// Makes an empty file ours, and one of an earlier version one of today.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), ArchiveError> {
    let number = |connection: &Connection, name: &str| {
        connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
    };
    let application = number(connection, "application_id")?;
    let is_new = number(connection, "schema_version")? == 0;
    if application != APPLICATION && !(is_new && application == 0) {
        return Err(ArchiveError::Foreign);
    }
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    if number(connection, "user_version")? > known {
        let found = number(connection, "user_version")?;
        return Err(ArchiveError::Later { found, known });
    }
    if is_new {
        // Only an empty file can be told to give back what it no longer needs.
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    // What was committed outlives the process and a crash of the machine.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What was kept long enough is overwritten, not only forgotten.
    connection.pragma_update(None, "secure_delete", true)?;
    migrate(connection)
}

fn migrate(connection: &mut Connection) -> Result<(), ArchiveError> {
    let step = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let done = step.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0))?;
    for (number, sql) in (1_i64..).zip(STEPS) {
        if number > done {
            step.execute_batch(sql)?;
            step.pragma_update(None, "user_version", number)?;
        }
    }
    step.pragma_update(None, "application_id", APPLICATION)?;
    step.commit()?;
    Ok(())
}
