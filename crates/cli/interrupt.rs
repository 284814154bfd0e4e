//! Ctrl-C: ends at once, except while a file is being written, whose half must be removed first.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::exit::Exit;
use crate::fault::say;

/// How long a write under way may take to clean up after itself.
const PATIENCE: Duration = Duration::from_secs(2);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static WRITING: AtomicBool = AtomicBool::new(false);
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Listens for Ctrl-C, and for what a scheduler sends before it kills.
///
/// Everything but a file under way lives in unnamed temporary files, which the system removes by itself.
pub(crate) fn listen() {
    // It fails only when called twice; then the first one listens.
    drop(ctrlc::set_handler(|| {
        INTERRUPTED.store(true, SeqCst);
        // Whoever writes sees the flag at the next write and leaves; but a write may wait for ever,
        // for the reader of a pipe or for a network disk.
        let until = Instant::now() + PATIENCE;
        while WRITING.load(SeqCst) && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        leave();
    }));
}

/// Listens as [`listen`] does, for a program that runs until it is asked to end: ending is what it should do then,
/// and `unfinished` is the folder that it leaves nothing in.
pub(crate) fn listen_until_asked(unfinished: PathBuf) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = Some(unfinished);
    listen();
}

fn leave() -> ! {
    let unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(folder) = unfinished.as_ref() else {
        say("\ninterrupted");
        std::process::exit(Exit::Interrupted.code().into())
    };
    // What stays, since somebody writes into it this moment, goes when the next one starts.
    drop(std::fs::remove_dir_all(folder));
    say("\nstopped");
    std::process::exit(Exit::Clean.code().into())
}

/// Runs what writes a named file; Ctrl-C makes its next write fail, so that it cleans up after itself.
pub(crate) fn while_writing<T>(write: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    WRITING.store(true, SeqCst);
    let result = write();
    WRITING.store(false, SeqCst);
    // After the flag is down, so that an interrupt is seen either here or by the handler.
    if INTERRUPTED.load(SeqCst) {
        leave();
    }
    result
}

/// A writer that stops when the program was interrupted.
pub(crate) struct Stoppable<'a>(pub(crate) &'a mut dyn Write);

impl Write for Stoppable<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if INTERRUPTED.load(SeqCst) {
            // Not `ErrorKind::Interrupted`, which `write_all` takes for "try again".
            return Err(io::Error::other("interrupted"));
        }
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
