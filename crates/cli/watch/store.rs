//! The folder of runs, which is all that is remembered.
//!
//! A run is made in `.running` and moved to its place when it is whole, so that a folder under a day is always a whole
//! run. A file `told-CHANNEL` in it says that its differences were announced there.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::fault::Fault;

/// The snapshot of a run.
pub(crate) const SNAPSHOT: &str = "snapshot.jsonl.zst";

/// The report of a run.
pub(crate) const REPORT: &str = "report.json.zst";

/// A whole run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Run {
    /// When it began, to the second.
    pub(crate) began: Timestamp,
    /// Its folder.
    pub(crate) folder: PathBuf,
}

impl Run {
    /// As people call it: its day and time.
    pub(crate) fn name(&self) -> String {
        self.began.to_string()
    }

    /// Whether it was announced in a channel.
    pub(crate) fn told(&self, channel: &str) -> bool {
        self.folder.join(format!("told-{channel}")).exists()
    }

    /// The channels that it was announced in.
    fn channels(&self) -> Result<Vec<String>, Fault> {
        let entries = fs::read_dir(&self.folder);
        let entries = entries.map_err(|fault| cannot("read", &self.folder, &fault))?;
        let names = entries.filter_map(|it| it.ok()?.file_name().into_string().ok());
        Ok(names
            .filter_map(|it| it.strip_prefix("told-").map(str::to_owned))
            .collect())
    }

    /// Notes that it was announced in a channel.
    pub(crate) fn tell(&self, channel: &str) -> Result<(), Fault> {
        let path = self.folder.join(format!("told-{channel}"));
        fs::write(&path, b"").map_err(|fault| cannot("write", &path, &fault))
    }
}

/// The folder of runs; nobody else has it while this lives.
pub(crate) struct Store {
    folder: PathBuf,
    _lock: File,
}

impl Store {
    /// Takes the folder, and removes what a run left behind that broke off.
    pub(crate) fn open(folder: &Path) -> Result<Self, Fault> {
        fs::create_dir_all(folder).map_err(|fault| cannot("make", folder, &fault))?;
        let path = folder.join(".lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path);
        let lock = lock.map_err(|fault| cannot("write", &path, &fault))?;
        // The system lets go of it however the process ends.
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::unusable(format_args!(
                    "another watch keeps its runs in `{}`",
                    folder.display()
                ))
                .hint("name another folder with --runs, or end the other one"));
            }
            Err(TryLockError::Error(fault)) => return Err(cannot("lock", &path, &fault)),
        }
        let store = Self {
            folder: folder.to_owned(),
            _lock: lock,
        };
        store.remove(&store.running())?;
        Ok(store)
    }

    /// Where a run is made.
    pub(crate) fn running(&self) -> PathBuf {
        self.folder.join(".running")
    }

    /// Makes the place where a run is made.
    pub(crate) fn begin(&self) -> Result<PathBuf, Fault> {
        let path = self.running();
        self.remove(&path)?;
        fs::create_dir(&path).map_err(|fault| cannot("make", &path, &fault))?;
        Ok(path)
    }

    /// Moves a run that is whole to its place.
    pub(crate) fn finish(&self, began: Timestamp) -> Result<Run, Fault> {
        let folder = place(&self.folder, began);
        if let Some(day) = folder.parent() {
            fs::create_dir_all(day).map_err(|fault| cannot("make", day, &fault))?;
        }
        fs::rename(self.running(), &folder).map_err(|fault| cannot("write", &folder, &fault))?;
        Ok(Run { began, folder })
    }

    /// Every whole run up to `now`, the oldest first. What does not look like one is somebody else's and is passed over.
    ///
    /// A run that lies ahead was made while the clock was wrong. As the newest it would stop the watch, and hide what
    /// comes after it, for as long as the clock was ahead; it counts once its time has come.
    pub(crate) fn runs(&self, now: Timestamp) -> Result<Vec<Run>, Fault> {
        let mut runs = self.all()?;
        runs.retain(|it| it.began <= now);
        Ok(runs)
    }

    fn all(&self) -> Result<Vec<Run>, Fault> {
        let mut runs = Vec::new();
        for day in names(&self.folder)? {
            if day.parse::<jiff::civil::Date>().is_err() {
                continue;
            }
            let folder = self.folder.join(&day);
            for time in names(&folder)? {
                if let Some(began) = began(&day, &time) {
                    runs.push(Run {
                        began,
                        folder: folder.join(time),
                    });
                }
            }
        }
        runs.sort();
        Ok(runs)
    }

    /// Removes the oldest runs up to `now` beyond a number, but not the one that a channel was told of last: what
    /// became different since is told by it.
    pub(crate) fn keep(&self, most: usize, now: Timestamp) -> Result<(), Fault> {
        let runs = self.runs(now)?;
        let mut told = BTreeSet::new();
        for (place, run) in runs.iter().rev().enumerate() {
            let before = told.len();
            told.extend(run.channels()?);
            if place < most || told.len() > before {
                continue;
            }
            self.remove(&run.folder)?;
            // Its day, if that is empty now.
            if let Some(day) = run.folder.parent() {
                drop(fs::remove_dir(day));
            }
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), Fault> {
        match fs::remove_dir_all(path) {
            Err(fault) if fault.kind() != io::ErrorKind::NotFound => {
                Err(cannot("remove", path, &fault))
            }
            _ => Ok(()),
        }
    }
}

/// `2026-11-22/160000Z`.
fn place(folder: &Path, began: Timestamp) -> PathBuf {
    let time = began.to_zoned(TimeZone::UTC);
    folder
        .join(time.strftime("%Y-%m-%d").to_string())
        .join(time.strftime("%H%M%SZ").to_string())
}

fn began(day: &str, time: &str) -> Option<Timestamp> {
    let began = Timestamp::strptime(
        "%Y-%m-%d %H%M%S%z",
        format!("{day} {}+0000", time.strip_suffix('Z')?),
    )
    .ok()?;
    // Only what we would call so ourselves.
    (place(Path::new(""), began) == Path::new(day).join(time)).then_some(began)
}

/// The names of the folders in a folder that are text.
fn names(folder: &Path) -> Result<Vec<String>, Fault> {
    let read = || -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                names.extend(entry.file_name().into_string().ok());
            }
        }
        Ok(names)
    };
    read().map_err(|fault| cannot("read", folder, &fault))
}

fn cannot(what: &str, path: &Path, fault: &io::Error) -> Fault {
    Fault::unusable(format_args!("cannot {what} `{}`: {fault}", path.display()))
        .hint("check that the folder of runs may be written to and has room")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn now() -> Timestamp {
        "2026-11-22T16:00:00Z".parse().unwrap()
    }

    fn run(store: &Store, began: &str) -> Run {
        let path = store.begin().unwrap();
        fs::write(path.join(SNAPSHOT), b"x").unwrap();
        store.finish(began.parse().unwrap()).unwrap()
    }

    #[test]
    fn whole_runs_are_found_again_and_the_oldest_go() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        assert!(store.runs(now()).unwrap().is_empty());
        let late = run(&store, "2026-11-22T16:00:00Z");
        let early = run(&store, "2026-11-21T23:59:59Z");
        assert!(late.folder.ends_with("2026-11-22/160000Z"));
        fs::create_dir_all(folder.path().join("2026-11-20/notes")).unwrap();
        fs::create_dir_all(folder.path().join("mine")).unwrap();
        assert_eq!(store.runs(now()).unwrap(), [early.clone(), late.clone()]);
        store.keep(1, now()).unwrap();
        assert_eq!(store.runs(now()).unwrap(), std::slice::from_ref(&late));
        assert!(!early.folder.parent().unwrap().exists());
        assert!(!late.told("slack"));
        late.tell("slack").unwrap();
        assert!(late.told("slack"));
    }

    #[test]
    fn what_lies_ahead_does_not_hide_what_comes_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let wrong = run(&store, "2099-01-01T00:00:00Z");
        assert!(store.runs(now()).unwrap().is_empty());
        let right = run(&store, "2026-11-22T15:00:00Z");
        store.keep(1, now()).unwrap();
        assert_eq!(store.runs(now()).unwrap(), [right]);
        assert!(wrong.folder.exists());
    }

    #[test]
    fn what_a_channel_was_told_of_last_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let made: Vec<Run> = (11..16)
            .map(|hour| run(&store, &format!("2026-11-22T{hour}:00:00Z")))
            .collect();
        let [_, second, third, _, fifth] = made.as_slice() else {
            unreachable!("five were made");
        };
        second.tell("slack").unwrap();
        third.tell("slack").unwrap();
        fifth.tell("webhook").unwrap();
        store.keep(1, now()).unwrap();
        assert_eq!(store.runs(now()).unwrap(), [third.clone(), fifth.clone()]);
    }

    #[test]
    fn half_a_run_is_none_and_a_second_watch_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        fs::write(store.begin().unwrap().join(SNAPSHOT), b"x").unwrap();
        assert!(store.runs(now()).unwrap().is_empty());
        assert!(Store::open(folder.path()).is_err());
        drop(store);
        let store = Store::open(folder.path()).unwrap();
        assert!(!store.running().exists());
    }
}
