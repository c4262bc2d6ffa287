use super::*;
use crate::model::{Problem, Status};

const DAY: i64 = 24 * 3600;

fn keeping(place: Place) -> Keeping {
    Keeping {
        duration: Duration::from_secs(30 * 24 * 3600),
        ..Keeping::at(place)
    }
}

fn memory() -> Database {
    Database::open(&keeping(Place::Memory), 0).unwrap()
}

fn problem(cause: &str) -> Problem {
    Problem {
        cause: cause.into(),
        status: Status::Crit,
        title: "It is broken".into(),
        effect: String::new(),
        subjects: Vec::new(),
        states: Vec::new(),
        fix: String::new(),
        snippets: Vec::new(),
    }
}

/// A result of a run of this number.
fn record(run: u8, series: u8) -> Record {
    Record {
        run: [run; 16],
        checker: "probe".into(),
        series: Series([series; 32]),
        title: format!("{series}.example"),
        again: "domain=a.example".into(),
        entry: Entry {
            started_at: format!("2026-01-{run:02}T12:00:00Z"),
            status: Status::Crit,
            verdict: "Nobody gets in.".into(),
            version: "1.0.0".into(),
            problems: vec![problem("expired")],
        },
        document: format!("{{\"run\":{run}}}"),
        page: format!("<p>{run}</p>"),
    }
}

fn keep(database: &mut Database, record: &Record, now: i64) -> Link {
    let link = Link::random();
    database.keep(link.hash(), record, now).unwrap();
    link
}

#[test]
fn a_result_is_found_by_its_link_as_it_was_kept() {
    let mut database = memory();
    let kept = record(1, 1);
    let link = keep(&mut database, &kept, 0);
    let found = database.find(&link, "probe", 0).unwrap().unwrap();
    assert_eq!((&found.entry, &found.title), (&kept.entry, &kept.title));
    assert_eq!((found.series, found.again), (kept.series, kept.again));
    let body = |body| database.body(found.number, body).unwrap().unwrap();
    assert_eq!(body(Body::Document), kept.document);
    assert_eq!(body(Body::Page), kept.page);
    // Neither by another link nor as a result of another checker.
    assert_eq!(database.find(&Link::random(), "probe", 0).unwrap(), None);
    assert_eq!(database.find(&link, "other", 0).unwrap(), None);
}

#[test]
fn a_run_that_several_asked_for_is_kept_once() {
    let mut database = memory();
    let links = [(); 2].map(|()| keep(&mut database, &record(1, 1), 0));
    let numbers = links.map(|link| {
        let found = database.find(&link, "probe", 0).unwrap().unwrap();
        assert_eq!(found.previous, None);
        found.number
    });
    assert_eq!(numbers[0], numbers[1]);
    let series = Series([1; 32]);
    assert_eq!(database.history(series, 9, 0).unwrap().len(), 1);
}

#[test]
fn a_history_has_the_results_of_its_series_the_latest_first() {
    let mut database = memory();
    keep(&mut database, &record(1, 1), 0);
    keep(&mut database, &record(2, 2), 0);
    let link = keep(&mut database, &record(3, 1), 0);
    keep(&mut database, &record(4, 1), 0);
    let history = database.history(Series([1; 32]), 2, 0).unwrap();
    let dates = history.iter().map(|(_, entry)| &entry.started_at[..10]);
    assert_eq!(dates.collect::<Vec<_>>(), ["2026-01-04", "2026-01-03"]);
    let found = database.find(&link, "probe", 0).unwrap().unwrap();
    assert_eq!(found.previous, Some(record(1, 1).entry));
}

#[test]
fn what_was_kept_long_enough_is_not_shown_and_then_gone() {
    let mut database = memory();
    let link = keep(&mut database, &record(1, 1), 0);
    assert_eq!(database.next_expiry().unwrap(), Some(30 * DAY));
    assert!(database.find(&link, "probe", 30 * DAY).unwrap().is_some());
    let late = 30 * DAY + 1;
    assert_eq!(database.find(&link, "probe", late).unwrap(), None);
    assert!(
        database
            .history(Series([1; 32]), 9, late)
            .unwrap()
            .is_empty()
    );
    database.expire(late).unwrap();
    for table in ["result", "link"] {
        let sql = format!("SELECT count(*) FROM {table}");
        let count: i64 = database
            .connection
            .query_row(&sql, [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 0, "{table}");
    }
    assert_eq!(database.next_expiry().unwrap(), None);
}

#[test]
fn the_oldest_make_room_and_the_file_stays_within_its_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("results");
    let mut database = Database::open(
        &Keeping {
            max_bytes: 1024 * 1024,
            ..keeping(Place::File(path.clone()))
        },
        0,
    )
    .unwrap();
    let large = |run| Record {
        page: "x".repeat(100_000),
        ..record(run, run)
    };
    let links: Vec<Link> = (1..=30)
        .map(|run| keep(&mut database, &large(run), i64::from(run)))
        .collect();
    let is_there = |link| database.find(link, "probe", 30).unwrap().is_some();
    assert!(!is_there(&links[0]) && is_there(&links[29]));
    let left = links.iter().filter(|link| is_there(link)).count();
    assert!((5..=10).contains(&left), "{left}");
    assert!(std::fs::metadata(&path).unwrap().len() <= 1_200_000);
    let huge = Record {
        page: "x".repeat(2_000_000),
        ..record(31, 31)
    };
    let refused = database.keep(Link::random().hash(), &huge, 31);
    assert_eq!(refused, Err(ArchiveError::TooLarge));
    assert!(database.find(&links[29], "probe", 31).unwrap().is_some());
}

#[test]
fn the_file_holds_no_link_and_is_for_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/results");
    let mut database = Database::open(&keeping(Place::File(path.clone())), 0).unwrap();
    let link = keep(&mut database, &record(1, 1), 0);
    let digits = link.to_string();
    for file in std::fs::read_dir(folder.path().join("new")).unwrap() {
        let file = file.unwrap();
        let bytes = std::fs::read(file.path()).unwrap();
        let holds = bytes
            .windows(digits.len())
            .any(|window| window == digits.as_bytes());
        assert!(!holds, "{:?}", file.path());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{:?}", file.path());
        }
    }
    drop(database);
    let again = Database::open(&keeping(Place::File(path)), 0).unwrap();
    assert!(again.find(&link, "probe", 0).unwrap().is_some());
}

#[test]
fn a_file_of_another_program_or_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let opened = |name: &str| Database::open(&keeping(Place::File(path(name))), 0).err();
    Connection::open(path("foreign"))
        .unwrap()
        .execute_batch("CREATE TABLE theirs (a)")
        .unwrap();
    assert_eq!(opened("foreign"), Some(ArchiveError::Foreign));
    std::fs::write(
        path("text"),
        "no database, but quite some text in its place",
    )
    .unwrap();
    assert!(matches!(opened("text"), Some(ArchiveError::Database(_))));
    assert_eq!(opened("later"), None);
    let later = Connection::open(path("later")).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let refused = ArchiveError::Later {
        found: 99,
        known: 1,
    };
    assert_eq!(opened("later"), Some(refused));
}
