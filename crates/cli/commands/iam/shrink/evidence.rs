//! What the principal used, by files or by IAM's own record.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use bartizan_iam::shrink::Used;
use bartizan_iam::shrink::used::{self, Read as Found};
use bartizan_model::aws::iam::ServiceUse;
use bartizan_model::{Holding, Observed};

use crate::args::iam::shrink::ShrinkArgs;
use crate::exit::Exit;
use crate::fault::Fault;

/// What is read of a file: a day of a busy account's log is smaller.
const MOST: u64 = 512 << 20;

/// IAM keeps no record of this action: it is used by handing a role to a service, and no call has its name.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>
pub(super) const UNTRACKED: &str = "iam:PassRole";

/// What was used, with how often.
pub(super) struct Evidence {
    pub(super) found: Found,
    /// By IAM's record, which knows neither resources nor all actions.
    pub(super) by_record: bool,
}

impl Evidence {
    pub(super) fn read(args: &ShrinkArgs, holding: &Holding) -> Result<Self, Fault> {
        if args.last_accessed {
            let services = match &holding.last_accessed {
                Observed::Known(services) => services,
                Observed::Absent => return Err(not_collected("the snapshot has none")),
                Observed::Unknown(gap) if gap.action.is_empty() => {
                    return Err(not_collected(gap.reason.words()));
                }
                Observed::Unknown(gap) => {
                    let why = format!("{}: {}", gap.action, gap.reason.words());
                    return Err(not_collected(&why));
                }
            };
            return Ok(Self {
                found: by_record(services),
                by_record: true,
            });
        }
        let mut found = Found::default();
        for path in &args.used {
            add(&mut found, file(path, &args.principal)?);
        }
        Ok(Self {
            found,
            by_record: false,
        })
    }

    /// Each thing once, in order.
    pub(super) fn used(&self) -> Vec<Used> {
        self.found.used.keys().cloned().collect()
    }
}

fn not_collected(why: &str) -> Fault {
    let message = format_args!("when the principal last used what is not known: {why}");
    Fault::new(Exit::Gaps, message).hint("collect again with --last-accessed")
}

fn file(path: &Path, principal: &str) -> Result<Found, Fault> {
    let cannot = |detail: &dyn std::fmt::Display| {
        Fault::unusable(format_args!("cannot read `{}`: {detail}", path.display()))
    };
    let text = text(path).map_err(|fault| cannot(&fault))?;
    used::read(&text, principal).map_err(|fault| {
        cannot(&fault)
            .hint("lines are `ACTION [RESOURCE]`, json with action, or events of cloudtrail")
    })
}

fn text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        io::stdin()
            .lock()
            .take(MOST + 1)
            .read_to_string(&mut text)?
    } else {
        File::open(path)?.take(MOST + 1).read_to_string(&mut text)?
    };
    if read as u64 > MOST {
        return Err(io::Error::other(
            "it is larger than 512 MiB: give it in parts",
        ));
    }
    Ok(text)
}

fn add(all: &mut Found, more: Found) {
    for (used, times) in more.used {
        *all.used.entry(used).or_default() += times;
    }
    for (event, times) in more.unmapped {
        *all.unmapped.entry(event).or_default() += times;
    }
    all.others += more.others;
    all.refused += more.refused;
}

/// Every service that was used, without the actions that IAM keeps track of and that were not.
fn by_record(services: &[ServiceUse]) -> Found {
    let mut used = BTreeMap::new();
    for service in services.iter().filter(|it| it.at.is_some()) {
        let prefix = &service.service;
        let unused = service.actions.iter().filter(|it| it.at.is_none());
        let unused = unused.map(|it| format!("{prefix}:{}", it.action));
        let kept = Used {
            action: format!("{prefix}:*"),
            except: unused.filter(|it| it != UNTRACKED).collect(),
            ..Used::default()
        };
        used.insert(kept, 1);
    }
    used.insert(Used::action(UNTRACKED), 1);
    Found {
        used,
        ..Found::default()
    }
}
