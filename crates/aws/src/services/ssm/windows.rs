//! Maintenance windows, what they run, and on how many targets.

use aws_sdk_ssm::Client;
use aws_sdk_ssm::types::{MaintenanceWindowIdentity, ResourceTypeForTagging};
use bartizan_model::aws::ssm::{MaintenanceWindow, WindowTask};
use bartizan_model::{Observed, ResourceType};

use super::{
    DESCRIBE_MAINTENANCE_WINDOW_TARGETS, DESCRIBE_MAINTENANCE_WINDOW_TASKS,
    DESCRIBE_MAINTENANCE_WINDOWS, arn, tags,
};
use crate::fault::sent;
use crate::kit::AwsCx;

/// Hands over the region's maintenance windows.
pub(super) async fn windows(cx: &AwsCx, ssm: &Client) {
    let windows = cx
        .list(
            DESCRIBE_MAINTENANCE_WINDOWS,
            &[MaintenanceWindow::TYPE],
            |token| {
                sent(
                    ssm.describe_maintenance_windows()
                        .max_results(100)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.window_identities.unwrap_or_default(), page.next_token),
        )
        .await;
    cx.each(windows, |it| window(cx, ssm, it)).await;
}

async fn window(cx: &AwsCx, ssm: &Client, it: MaintenanceWindowIdentity) {
    let Some(id) = it.window_id else {
        return;
    };
    let (tasks, targets, tags) = futures::join!(
        tasks(cx, ssm, &id),
        targets(cx, ssm, &id),
        tags(cx, ssm, ResourceTypeForTagging::MaintenanceWindow, &id),
    );
    let arn = arn(cx, "ssm", &format!("maintenancewindow/{id}"));
    let name = it.name.filter(|name| !name.is_empty()).unwrap_or(id);
    cx.emit(MaintenanceWindow {
        enabled: it.enabled,
        schedule: it.schedule,
        duration_hours: it.duration,
        cutoff_hours: it.cutoff,
        next_execution: it.next_execution_time,
        tasks,
        targets,
        tags,
        ..MaintenanceWindow::at(arn, name, cx.account(), cx.region())
    });
}

async fn tasks(cx: &AwsCx, ssm: &Client, id: &str) -> Observed<Vec<WindowTask>> {
    let pages = cx
        .pages(
            DESCRIBE_MAINTENANCE_WINDOW_TASKS,
            |token| {
                sent(
                    ssm.describe_maintenance_window_tasks()
                        .window_id(id)
                        .max_results(100)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.tasks.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|tasks| {
        // Their parameters are left out: people put secrets into commands.
        let mut tasks: Vec<_> = tasks
            .into_iter()
            .map(|task| WindowTask {
                kind: task.r#type.map(|kind| kind.to_string()),
                runs: task.task_arn,
            })
            .collect();
        tasks.sort();
        tasks
    })
}

async fn targets(cx: &AwsCx, ssm: &Client, id: &str) -> Observed<usize> {
    let pages = cx
        .pages(
            DESCRIBE_MAINTENANCE_WINDOW_TARGETS,
            |token| {
                sent(
                    ssm.describe_maintenance_window_targets()
                        .window_id(id)
                        .max_results(100)
                        .set_next_token(token)
                        .send(),
                )
            },
            |page| (page.targets.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|targets| targets.len())
}
