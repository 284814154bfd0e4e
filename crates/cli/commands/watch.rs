//! `bartizan watch`: look again and again, and tell what became different.

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use bartizan_report::read;
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
        remember(&store, &state);
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
        let mut tried: Option<Timestamp> = None;
        // What the last process saw and did not get to tell.
        let mut last = self.tell();
        let mut said = None;
        loop {
            let now = Timestamp::now();
            // A clock that was set back must not stop the watch for as long as it was ahead.
            tried = tried.map(|it| it.min(now));
            let runs = self.store.runs(now)?;
            let due = self.due(runs.last().map(|it| it.began).max(tried), now)?;
            self.state.waits(due);
            if due > now {
                if said != Some(due) {
                    self.say_next(due);
                    said = Some(due);
                }
                if self.args.once {
                    return last;
                }
                nap(due, now);
                continue;
            }
            tried = Some(now);
            last = self.look(schedule::to_the_second(now));
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
                self.store.keep(most as usize, Timestamp::now())?;
            }
            if self.args.once {
                return last;
            }
        }
    }

    /// When the next look is due.
    fn due(&self, began: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, Fault> {
        let due = schedule::due(&self.args.when, began, now).ok_or_else(|| {
            Fault::unusable("the times of --cron never come").hint("check its day and month")
        })?;
        // Whoever looks once must not wait for a time that only a process that stays would meet.
        Ok(if self.args.once && began.is_none() {
            now
        } else {
            due
        })
    }

    fn say_next(&self, due: Timestamp) {
        if !self.quiet {
            say(&format!(
                "the next look is due at {}",
                schedule::to_the_second(due)
            ));
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
        let runs: Vec<Run> = self.store.runs(Timestamp::now())?;
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

/// Tells the state of the newest run, so that what is measured does not vanish with a restart.
fn remember(store: &Store, state: &State) {
    let newest = store
        .runs(Timestamp::now())
        .ok()
        .and_then(|mut it| it.pop());
    let Some(run) = newest else {
        return;
    };
    let path = run.folder.join(REPORT);
    // A report that cannot be read is told of when it is compared with.
    let head = File::open(&path)
        .ok()
        .and_then(|file| read::each_from(&path, file, |_| Ok(())).ok());
    if let Some(head) = head {
        let ended = head.audited.finished_at;
        state.remembers(run.began, ended, &head.summary, head.gaps.len());
    }
}

fn nap(due: Timestamp, now: Timestamp) {
    let left = Duration::try_from(due.duration_since(now)).unwrap_or_default();
    std::thread::sleep(left.min(NAP));
}
