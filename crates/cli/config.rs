//! `bartizan.toml`: where it is found, how it is read, and what it changes.

mod mistake;
mod schema;
pub(crate) mod tickets;
mod waivers;
mod written;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bartizan_finding::{Waiver, Waivers};
use bartizan_rules::RuleSet;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::args::ConfigArgs;
use crate::args::tickets::TrackerName;
use crate::fault::Fault;
use crate::watch::announce::Channels;
use mistake::{Mistake, refuse};
use tickets::Wanted;
use written::Written;

pub(crate) use schema::schema;

/// The file's name.
pub(crate) const NAME: &str = "bartizan.toml";

/// The largest file that is read, in bytes: thousands of waivers.
const LARGEST: u64 = 1 << 20;

/// What a user's file says.
pub(crate) struct Config {
    path: String,
    text: String,
    written: Written,
}

impl Config {
    /// Reads the file that was named, or the one that is found; none when there is none.
    pub(crate) fn load(args: &ConfigArgs) -> Result<Option<Self>, Fault> {
        let path = match &args.config {
            Some(path) => path.clone(),
            None if args.no_config => return Ok(None),
            None => match find() {
                Some(path) => path,
                None => return Ok(None),
            },
        };
        let text = read(&path)?;
        let path = path.display().to_string();
        tracing::info!("settings are read from {path}");
        match written::parse(&text) {
            Ok(written) => Ok(Some(Self {
                path,
                text,
                written,
            })),
            Err(mistake) => Err(refuse(&path, text, vec![mistake])),
        }
    }

    /// The tracker that a `[tickets.…]` section is about, with the token that it names.
    pub(crate) fn tickets(self, name: TrackerName) -> Result<Wanted, Fault> {
        let mut mistakes = Vec::new();
        let section = tickets::section(&self.written.tickets, name, &mut mistakes);
        if !mistakes.is_empty() {
            return Err(refuse(&self.path, self.text, mistakes));
        }
        match section {
            Some(section) => section.open(),
            None => {
                let message = format!("`{}` has no section [tickets.{}]", self.path, name.name());
                Err(Fault::unusable(message).hint("docs/tickets.md shows one for each tracker"))
            }
        }
    }

    /// Who is told by `[watch]`, with the addresses and tokens that it names.
    pub(crate) fn channels(self) -> Result<Channels, Fault> {
        let watch = &self.written.watch;
        let mut mistakes = Vec::new();
        let names = tickets::trackers(&watch.tickets, &mut mistakes);
        let mut sections = Vec::new();
        for (name, written) in names.into_iter().zip(&watch.tickets) {
            match tickets::section(&self.written.tickets, name, &mut mistakes) {
                Some(section) => sections.push((name.name(), section)),
                None => {
                    let message = format!("there is no section [tickets.{}]", name.name());
                    let mistake = Mistake::new(written.span(), message);
                    mistakes.push(mistake.hint("docs/tickets.md shows one for each tracker"));
                }
            }
        }
        if !mistakes.is_empty() {
            return Err(refuse(&self.path, self.text, mistakes));
        }
        let address = |variable: &Option<String>| {
            let address = variable.as_deref().map(tickets::secret_address);
            address.transpose()
        };
        let opened = sections
            .iter()
            .map(|(name, section)| Ok((*name, section.open()?)));
        Ok(Channels {
            floor: watch.severity,
            slack: address(&watch.slack_url_env)?,
            webhook: address(&watch.webhook_url_env)?,
            tickets: opened.collect::<Result<_, Fault>>()?,
        })
    }

    /// Changes the rules as the file says, and gives the waivers that hold today. What it says of rules that exist and
    /// were left out, which `idle` gives, is no mistake.
    pub(crate) fn apply(
        self,
        rules: &mut RuleSet,
        idle: impl FnOnce() -> Result<Option<RuleSet>, Fault>,
    ) -> Result<Waivers, Fault> {
        let mut list = self.try_apply(rules, None);
        // Compiling rules that judge nothing takes time: only when there is something to ask them.
        if let Err(mistakes) = &list
            && mistakes.iter().any(|it| it.missing)
            && let Some(idle) = idle()?
        {
            list = self.try_apply(rules, Some(&idle));
        }
        let list = list.map_err(|mistakes| refuse(&self.path, self.text, mistakes))?;
        if rules.rules().is_empty() {
            let message = format!("`{}` switches every rule off", self.path);
            return Err(Fault::unusable(message).hint("leave some to judge by"));
        }
        let today = today();
        Ok(Waivers { today, list })
    }

    /// Changes the rules, or tells every mistake and changes nothing.
    fn try_apply(
        &self,
        rules: &mut RuleSet,
        idle: Option<&RuleSet>,
    ) -> Result<Vec<Waiver>, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let settings = self.written.settings(&mut mistakes);
        let idle_rules = idle.map(RuleSet::rules).unwrap_or_default();
        let known = rules.rules().iter().chain(idle_rules);
        let known: Vec<&str> = known.map(|rule| rule.id.as_str()).collect();
        let list = waivers::read(&self.written.waivers, &known, &mut mistakes);
        if let Err(faults) = rules.configure(&settings, idle) {
            mistakes.extend(faults.iter().map(|fault| self.written.locate(fault)));
        }
        if mistakes.is_empty() {
            Ok(list)
        } else {
            Err(mistakes)
        }
    }
}

/// The day in UTC: the same for everybody who judges at the same time.
pub(crate) fn today() -> jiff::civil::Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// Looks in the working folder, then in those above it, up to the root of the repository that it is in.
///
/// Not beyond: whoever can write to `/` or `/tmp` would otherwise decide what an audit there says.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let root = here
        .ancestors()
        .find(|folder| folder.join(".git").exists())
        .unwrap_or(&here);
    let mut folders = here
        .ancestors()
        .take_while(|folder| folder.starts_with(root));
    let found = folders.find(|folder| folder.join(NAME).is_file())?;
    // In the working folder it is called as a person there would call it.
    Some(if found == here {
        PathBuf::from(NAME)
    } else {
        found.join(NAME)
    })
}

fn read(path: &Path) -> Result<String, Fault> {
    let refuse = |why: &str, hint: &str| {
        Fault::unusable(format_args!("cannot read `{}`: {why}", path.display())).hint(hint)
    };
    let unreadable =
        |fault: io::Error| refuse(&fault.to_string(), "check the path and its permissions");
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        let why = format!("larger than {} KiB", LARGEST >> 10);
        return Err(refuse(&why, "a pattern can stand for many waivers"));
    }
    String::from_utf8(bytes).map_err(|_| refuse("not utf-8", "save it as utf-8"))
}
