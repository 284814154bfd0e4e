//! `bartizan watch`: look again and again, and tell what became different.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::args::watch::WatchAwsArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::fault::{Fault, say};
use crate::watch::announce::Channels;
use crate::watch::schedule;
use crate::watch::serve;
use crate::watch::state::State;
use crate::watch::store::{REPORT, Run, SNAPSHOT, Store};
use crate::{interrupt, judging, look, output, ruleset};

/// The longest time that is slept at once: a clock that was changed is noticed.
const NAP: Duration = Duration::from_secs(30);

/// Watches until somebody ends it.
pub(crate) fn aws(args: &WatchAwsArgs, still: bool, quiet: bool) -> Result<Exit, Fault> {
    // What is mistaken is told now, not at the first look tonight.
    let config = Config::load(&args.rules.config)?;
    let channels = config.map_or_else(|| Ok(Channels::default()), Config::channels)?;
    ruleset::load(&args.rules)?;
    let store = Store::open(&args.runs)?;
    interrupt::listen_until_asked(store.running());
    let state = Arc::new(State::default());
    if let Some(address) = args.listen {
        let address = serve::start(address, Arc::clone(&state))?;
        say(&format!("http://{address}/healthz and /metrics answer"));
    }
    Watch {
        args,
        store,
        channels,
        state,
        still,
        quiet,
    }
    .go()
}

struct Watch<'a> {
    args: &'a WatchAwsArgs,
    store: Store,
    channels: Channels,
    state: Arc<State>,
    still: bool,
    quiet: bool,
}

impl Watch<'_> {
    fn go(&self) -> Result<Exit, Fault> {
        // A look that failed is not tried again before its time.
        let mut tried = None;
        // What the last process saw and did not get to tell.
        let mut last = self.tell();
        loop {
            let runs = self.store.runs()?;
            let began = runs.last().map(|it| it.began).max(tried);
            let now = Timestamp::now();
            let Some(due) = schedule::due(&self.args.when, began, now) else {
                return Err(Fault::unusable("the times of --cron never come")
                    .hint("check its day and month"));
            };
            self.state.waits(due);
            if due > now {
                if self.args.once {
                    return last;
                }
                nap(due, now);
                continue;
            }
            tried = Some(now);
            // To the second, as the folder is called.
            last = self.look(Timestamp::from_second(now.as_second()).unwrap_or(now));
            if let Err(fault) = last {
                self.state.failed(fault.message());
                if self.args.once {
                    return Err(fault);
                }
                last = Ok(fault.tell());
                continue;
            }
            last = self.tell();
            if let Some(most) = self.args.keep {
                self.store.keep(most as usize)?;
            }
            if self.args.once {
                return last;
            }
        }
    }

    /// One run, whole or not at all.
    fn look(&self, began: Timestamp) -> Result<Exit, Fault> {
        self.state.looks(began);
        // Rules and waivers are read anew: a waiver ends on its day.
        let judges = ruleset::load(&self.args.rules)?;
        let folder = self.store.begin()?;
        let collected = look::aws(&self.args.look, self.still)?;
        let snapshot = folder.join(SNAPSHOT);
        output::save(&snapshot, |out| {
            collected.builder.finish(&collected.header, out)
        })?;
        let audit = judging::judge_files(&judges, std::slice::from_ref(&snapshot))?;
        output::save(&folder.join(REPORT), |out| {
            bartizan_report::json::write(&audit, out)
        })?;
        let run = self.store.finish(began)?;
        self.state
            .looked(began, Timestamp::now(), &audit.summary, audit.gaps.len());
        if !self.quiet {
            let it = &audit.summary;
            say(&format!(
                "{}: {} failed, {} unknown, {} waived, {} passed",
                run.name(),
                it.fail,
                it.unknown,
                it.waived,
                it.pass
            ));
        }
        Ok(Exit::Clean)
    }

    /// Tells what the newest run shows to whoever does not know it yet.
    fn tell(&self) -> Result<Exit, Fault> {
        let runs: Vec<Run> = self.store.runs()?;
        let told = crate::commands::tickets::runtime()?.block_on(self.channels.tell(&runs));
        match told {
            Ok(()) => Ok(Exit::Clean),
            Err(fault) => {
                self.state.untold(fault.message());
                if self.args.once {
                    return Err(fault);
                }
                Ok(fault.tell())
            }
        }
    }
}

fn nap(due: Timestamp, now: Timestamp) {
    let left = Duration::try_from(due.duration_since(now)).unwrap_or_default();
    std::thread::sleep(left.min(NAP));
}
