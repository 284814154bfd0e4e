//! Ctrl-C and its relatives: noted, and acted on where something has to be put away first.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context as _, bail};

static ASKED: AtomicBool = AtomicBool::new(false);

/// Notes SIGINT, SIGTERM and SIGHUP from now on instead of dying of them.
///
/// # Errors
/// When signals cannot be handled.
pub(crate) fn listen() -> anyhow::Result<()> {
    let note = || {
        // Whoever asks twice does not want to wait; what is left running is found by `emulators stop`.
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(note).context("cannot listen for Ctrl-C")
}

/// Fails once somebody asked to end.
///
/// # Errors
/// When somebody did.
pub(crate) fn check() -> anyhow::Result<()> {
    if ASKED.load(Ordering::Relaxed) {
        bail!("interrupted");
    }
    Ok(())
}
