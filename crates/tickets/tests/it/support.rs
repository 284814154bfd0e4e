//! Trackers that talk to plays, and whole runs.

use std::time::Duration;

use bartizan_finding::{Audit, Severity};
use bartizan_tickets::trackers::{
    GitHub, Jira, JiraFlavour, JiraSettings, ServiceNow, ServiceNowSettings, Webhook,
};
use bartizan_tickets::{Auth, Fault, Group, Patience, Policy, Secret, Tracker, execute, prepare};

pub(crate) const TOKEN: &str = "s3cr3t-t0k3n";

pub(crate) const POLICY: Policy = Policy {
    floor: Severity::High,
    close_waived: true,
    reopen_closed_by_people: true,
    most_new: 100,
};

/// Hurried: a test waits for nothing but what it is about.
pub(crate) fn patience() -> Patience {
    Patience {
        first: Duration::from_millis(1),
        answer: Duration::from_secs(5),
        ..Patience::default()
    }
}

pub(crate) fn bearer() -> Auth {
    Auth::Bearer(Secret::new(TOKEN.to_owned()), "TOKEN".to_owned())
}

pub(crate) fn github(url: &str) -> GitHub {
    let labels = ["security".to_owned()];
    GitHub::with(url, ("acme", "security"), &labels, &bearer(), patience()).unwrap()
}

fn jira_settings(flavour: JiraFlavour) -> JiraSettings {
    JiraSettings {
        flavour,
        project: "PAY".to_owned(),
        issue_type: "Task".to_owned(),
        labels: vec!["security".to_owned()],
        done: None,
        reopened: None,
        priorities: vec![(Severity::Critical, "Highest".to_owned())],
    }
}

pub(crate) fn jira(url: &str) -> Jira {
    let settings = jira_settings(JiraFlavour::Cloud);
    let auth = Auth::Basic(
        "ana@acme.test".to_owned(),
        Secret::new(TOKEN.to_owned()),
        "TOKEN".to_owned(),
    );
    Jira::new(url, settings, &auth, patience()).unwrap()
}

pub(crate) fn jira_data_center(url: &str) -> Jira {
    let settings = jira_settings(JiraFlavour::DataCenter);
    Jira::new(url, settings, &bearer(), patience()).unwrap()
}

pub(crate) fn servicenow(url: &str) -> ServiceNow {
    let settings = ServiceNowSettings {
        table: "incident".to_owned(),
        assignment_group: None,
        open_state: "1".to_owned(),
        closed_state: "6".to_owned(),
        closed_states: vec!["7".to_owned(), "8".to_owned()],
        close_code: "Solution provided".to_owned(),
    };
    ServiceNow::new(url, settings, &bearer(), patience()).unwrap()
}

pub(crate) fn webhook(url: &str) -> Webhook {
    Webhook::new(&format!("{url}/tickets"), &bearer(), patience()).unwrap()
}

/// One whole run; gives what was done as `action name`, and the faults.
pub(crate) async fn sync_as(
    tracker: &dyn Tracker,
    audit: &Audit,
    group: Group,
    policy: &Policy,
) -> (Vec<String>, Vec<Fault>) {
    let plan = match prepare(tracker, audit, group, policy).await {
        Ok(plan) => plan,
        Err(fault) => return (Vec::new(), vec![fault]),
    };
    let done = execute(tracker, &plan.steps, Duration::from_millis(1), |_| {}).await;
    let mut said = Vec::new();
    let mut faults = Vec::new();
    for it in done {
        match it.result {
            Some(Ok(name)) => said.push(format!("{} {name}", it.step.action.name())),
            Some(Err(fault)) => faults.push(fault),
            None => said.push("not tried".to_owned()),
        }
    }
    (said, faults)
}

/// One whole run that goes well.
pub(crate) async fn sync(tracker: &dyn Tracker, audit: &Audit) -> Vec<String> {
    let (said, faults) = sync_as(tracker, audit, Group::Finding, &POLICY).await;
    assert!(faults.is_empty(), "{faults:?}");
    said
}
