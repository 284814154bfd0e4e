//! The `[tickets.…]` sections of `bartizan.toml`.

mod written;

use std::ops::Range;

use bartizan_finding::Severity;
use bartizan_rules::nearest;
use bartizan_tickets::trackers::{
    GitHub, Jira, JiraFlavour, JiraSettings, ServiceNow, ServiceNowSettings, Webhook,
};
use bartizan_tickets::{Auth, Group, Patience, Policy, Secret, Tracker, check_url};
use toml::Spanned;

use super::mistake::Mistake;
use crate::args::tickets::TrackerName;
use crate::fault::Fault;
use written::Common;

pub(super) use written::{WrittenTickets, WrittenWatch};

/// The most that `most_new` may be: what nobody would read through.
const MOST_NEW: u32 = 10_000;

/// A tracker that can be talked to, and what is wanted of it.
pub(crate) struct Wanted {
    pub(crate) tracker: Box<dyn Tracker>,
    pub(crate) group: Group,
    pub(crate) policy: Policy,
}

/// What a section says, checked, and without any token.
pub(super) struct Section<'a> {
    common: Common<'a>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    Jira(&'a written::WrittenJira),
    ServiceNow(&'a written::WrittenServiceNow),
    GitHub(&'a written::WrittenGitHub, (&'a str, &'a str)),
    Webhook(&'a written::WrittenWebhook),
}

/// Finds and checks the section of a tracker; none when there is none.
pub(super) fn section<'a>(
    written: &'a WrittenTickets,
    name: TrackerName,
    mistakes: &mut Vec<Mistake>,
) -> Option<Section<'a>> {
    let (common, kind) = match name {
        TrackerName::Jira => {
            let it = written.jira.as_ref()?;
            address(&it.url, mistakes);
            key("project", &it.project, mistakes);
            (it.common(), Kind::Jira(it))
        }
        TrackerName::ServiceNow => {
            let it = written.servicenow.as_ref()?;
            address(&it.url, mistakes);
            if let Some(table) = &it.table {
                key("table", table, mistakes);
            }
            (it.common(), Kind::ServiceNow(it))
        }
        TrackerName::GitHub => {
            let it = written.github.as_ref()?;
            if let Some(url) = &it.url {
                address(url, mistakes);
            }
            (
                it.common(),
                Kind::GitHub(it, repository(&it.repository, mistakes)),
            )
        }
        TrackerName::Webhook => {
            let it = written.webhook.as_ref()?;
            match (&it.url, &it.url_env) {
                (Some(url), None) => address(url, mistakes),
                (None, Some(_)) => {}
                (Some(url), Some(_)) => mistakes.push(Mistake::new(url.span(), "the address is given twice")
                    .hint("remove `url` or `url_env`")),
                (None, None) => mistakes.push(Mistake::new(it.common().place, "the webhook has no address")
                    .hint("set `url`, or `url_env` to the name of the environment variable that holds it")),
            }
            (it.common(), Kind::Webhook(it))
        }
    };
    let labels = common.labels.iter();
    for label in labels.filter(|it| !plain_word(it.get_ref())) {
        let mistake = Mistake::new(label.span(), format!("`{}` is no label", label.get_ref()));
        mistakes.push(mistake.hint("a label is letters, digits, `-`, `_`, `:`, `.` and `/`"));
    }
    Some(Section { common, kind })
}

impl Section<'_> {
    /// Takes tokens from the environment and makes the tracker.
    pub(super) fn open(&self) -> Result<Wanted, Fault> {
        let patience = Patience::default();
        let labels: Vec<String> = self
            .common
            .labels
            .iter()
            .map(|it| it.get_ref().clone())
            .collect();
        let tracker: Box<dyn Tracker> = match &self.kind {
            Kind::Jira(it) => {
                let settings = JiraSettings {
                    flavour: match it.flavour {
                        Some(written::WrittenFlavour::DataCenter) => JiraFlavour::DataCenter,
                        _ => JiraFlavour::Cloud,
                    },
                    project: it.project.get_ref().clone(),
                    issue_type: it.issue_type.clone().unwrap_or_else(|| "Task".to_owned()),
                    labels,
                    done: it.done.clone(),
                    reopened: it.reopened.clone(),
                    priorities: it.priorities.clone().into_iter().collect(),
                };
                let auth = auth(it.token_env.as_deref(), "JIRA_TOKEN", it.user.as_deref())?;
                Box::new(Jira::new(it.url.get_ref(), settings, &auth, patience).map_err(refused)?)
            }
            Kind::ServiceNow(it) => {
                let settings = ServiceNowSettings {
                    table: it
                        .table
                        .as_ref()
                        .map_or("incident", |it| it.get_ref())
                        .to_owned(),
                    assignment_group: it.assignment_group.clone(),
                    open_state: it.open_state.clone().unwrap_or_else(|| "1".to_owned()),
                    closed_state: it.closed_state.clone().unwrap_or_else(|| "6".to_owned()),
                    closed_states: vec!["7".to_owned(), "8".to_owned()],
                    close_code: it
                        .close_code
                        .clone()
                        .unwrap_or_else(|| "Solution provided".to_owned()),
                };
                let auth = auth(
                    it.token_env.as_deref(),
                    "SERVICENOW_TOKEN",
                    it.user.as_deref(),
                )?;
                Box::new(
                    ServiceNow::new(it.url.get_ref(), settings, &auth, patience)
                        .map_err(refused)?,
                )
            }
            Kind::GitHub(it, repository) => {
                let auth = auth(it.token_env.as_deref(), "GITHUB_TOKEN", None)?;
                let url = it.url.as_ref().map(|it| it.get_ref().as_str());
                Box::new(GitHub::new(url, *repository, &labels, &auth, patience).map_err(refused)?)
            }
            Kind::Webhook(it) => {
                let url = match (&it.url, &it.url_env) {
                    (_, Some(variable)) => secret_address(variable)?,
                    (Some(url), None) => url.get_ref().clone(),
                    (None, None) => String::new(),
                };
                let auth = match &it.token_env {
                    Some(_) => auth(it.token_env.as_deref(), "", None)?,
                    None => Auth::None,
                };
                Box::new(Webhook::new(&url, &auth, patience).map_err(refused)?)
            }
        };
        let common = &self.common;
        Ok(Wanted {
            tracker,
            group: match common.group {
                Some(written::WrittenGroup::Rule) => Group::Rule,
                _ => Group::Finding,
            },
            policy: Policy {
                floor: common.severity.unwrap_or(Severity::High),
                close_waived: common.waived != Some(written::WrittenWaived::Comment),
                reopen_closed_by_people: common.reopen != Some(written::WrittenReopen::Returned),
                most_new: common.most_new.unwrap_or(100).min(MOST_NEW) as usize,
            },
        })
    }
}

pub(crate) fn refused(fault: bartizan_tickets::Fault) -> Fault {
    let hint = fault.hint();
    Fault::unusable(fault).hint(hint)
}

/// A token of the environment; the settings name where tokens are, and never hold them.
fn token(variable: &str) -> Result<String, Fault> {
    from_environment(variable).ok_or_else(|| {
        unset(variable).hint("put the token into it; bartizan.toml may name another by `token_env`")
    })
}

/// An address of the environment, which is a secret itself: what is wrong with it is told without it.
pub(super) fn secret_address(variable: &str) -> Result<String, Fault> {
    let address = from_environment(variable).ok_or_else(|| {
        unset(variable).hint("put the address into it; bartizan.toml says which variable")
    })?;
    match check_url(&address) {
        Ok(_) => Ok(address),
        Err(bartizan_tickets::Fault::Address { why, .. }) => Err(Fault::unusable(format_args!(
            "the address in `{variable}` cannot be used: {why}"
        ))
        .hint("it must begin with https:// (http:// is for this machine only)")),
        Err(other) => Err(refused(other)),
    }
}

fn from_environment(variable: &str) -> Option<String> {
    let value = std::env::var(variable).unwrap_or_default();
    Some(value.trim().to_owned()).filter(|it| !it.is_empty())
}

fn unset(variable: &str) -> Fault {
    Fault::unusable(format_args!(
        "the environment variable `{variable}` is not set"
    ))
}

fn auth(variable: Option<&str>, usual: &str, user: Option<&str>) -> Result<Auth, Fault> {
    let variable = variable.unwrap_or(usual);
    let token = Secret::new(token(variable)?);
    let variable = variable.to_owned();
    Ok(match user {
        Some(user) => Auth::Basic(user.to_owned(), token, variable),
        None => Auth::Bearer(token, variable),
    })
}

fn address(url: &Spanned<String>, mistakes: &mut Vec<Mistake>) {
    if let Err(fault) = check_url(url.get_ref()) {
        mistakes.push(Mistake::new(url.span(), fault.to_string()).hint(fault.hint()));
    }
}

/// A name that goes into addresses and queries.
fn key(what: &str, written: &Spanned<String>, mistakes: &mut Vec<Mistake>) {
    let text = written.get_ref();
    let fine = !text.is_empty()
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    if !fine {
        let mistake = Mistake::new(written.span(), format!("`{text}` is no {what}"));
        mistakes.push(mistake.hint(format!("a {what} is letters, digits and `_`")));
    }
}

fn repository<'a>(written: &'a Spanned<String>, mistakes: &mut Vec<Mistake>) -> (&'a str, &'a str) {
    let fine = |it: &str| {
        !it.is_empty()
            && it != "."
            && it != ".."
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
    };
    match written.get_ref().split_once('/') {
        Some((owner, name)) if fine(owner) && fine(name) => (owner, name),
        _ => {
            let message = format!("`{}` is no repository", written.get_ref());
            mistakes.push(Mistake::new(written.span(), message).hint("write it as `owner/name`"));
            ("", "")
        }
    }
}

fn plain_word(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 50
        && text
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b"-_:./".contains(&it))
}

/// Reads the names of trackers; what is mistaken is noted and left out.
pub(super) fn trackers(
    written: &[Spanned<String>],
    mistakes: &mut Vec<Mistake>,
) -> Vec<TrackerName> {
    use clap::ValueEnum as _;
    let mut names = Vec::new();
    for it in written {
        let found = TrackerName::value_variants()
            .iter()
            .find(|name| name.name() == it.get_ref());
        match found {
            Some(name) => names.push(*name),
            None => mistakes.push(unknown(it.span(), it.get_ref())),
        }
    }
    names
}

fn unknown(span: Range<usize>, name: &str) -> Mistake {
    use clap::ValueEnum as _;
    let names = TrackerName::value_variants().iter().map(|it| it.name());
    let mistake = Mistake::new(span, format!("there is no tracker `{name}`"));
    match nearest(name, names.clone()) {
        Some(meant) => mistake.meant(meant),
        None => mistake.hint(format!(
            "trackers are {}",
            names.collect::<Vec<_>>().join(", ")
        )),
    }
}
