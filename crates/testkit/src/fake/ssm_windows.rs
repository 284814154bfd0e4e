//! Maintenance windows.

use serde_json::{Value, json};

use super::view::{View, with_token};
use crate::answer::{Refusal, Served};
use crate::scenario::{id17, number_in, team, uuid};

impl View<'_> {
    fn window_id(window: usize) -> String {
        format!("mw-{}", id17("window", window))
    }

    /// The window that a call names.
    fn window(&self) -> Result<usize, Refusal> {
        let id = self.call().text("WindowId");
        number_in(id)
            .filter(|&window| {
                Self::window_id(window) == id
                    && self.here(self.scenario().windows).contains(&window)
            })
            .ok_or_else(|| {
                Refusal::new(
                    400,
                    "DoesNotExistException",
                    format!("Maintenance window {id} does not exist"),
                )
            })
    }

    pub(super) fn windows(&self) -> Served {
        let here = self.here(self.scenario().windows);
        let (page, next) = self.page_of(&here, "NextToken", "MaxResults", 100, 100)?;
        let windows: Value = page
            .iter()
            .map(|&window| {
                json!({
                    "WindowId": Self::window_id(window),
                    "Name": format!("{}-patching-{window}", team(window)),
                    "Enabled": window % 3 != 2,
                    "Duration": 3,
                    "Cutoff": 1,
                    "Schedule": "cron(0 3 ? * SUN *)",
                    "NextExecutionTime": "2026-06-07T03:00Z",
                })
            })
            .collect();
        Ok(with_token(
            json!({"WindowIdentities": windows}),
            "NextToken",
            next,
        ))
    }

    pub(super) fn window_tasks(&self) -> Served {
        let window = self.window()?;
        let all = [json!({
            "WindowId": Self::window_id(window),
            "WindowTaskId": uuid("task", window),
            "TaskArn": "AWS-RunPatchBaseline",
            "Type": "RUN_COMMAND",
            "Targets": [{"Key": "WindowTargetIds", "Values": [uuid("target", window)]}],
            "TaskParameters": {},
            "Priority": 1,
            "MaxConcurrency": "10%",
            "MaxErrors": "1",
        })];
        let (tasks, next) = self.page_of(&all, "NextToken", "MaxResults", 100, 100)?;
        Ok(with_token(json!({ "Tasks": tasks }), "NextToken", next))
    }

    pub(super) fn window_targets(&self) -> Served {
        let window = self.window()?;
        let all = [json!({
            "WindowId": Self::window_id(window),
            "WindowTargetId": uuid("target", window),
            "ResourceType": "INSTANCE",
            "Targets": [{"Key": "tag:team", "Values": [team(window)]}],
        })];
        let (targets, next) = self.page_of(&all, "NextToken", "MaxResults", 100, 100)?;
        Ok(with_token(json!({ "Targets": targets }), "NextToken", next))
    }
}
