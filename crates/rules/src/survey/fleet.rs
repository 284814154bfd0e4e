//! Machines and maintenance windows, counted by region.

use std::collections::BTreeMap;

use bartizan_model::aws::ssm::MaintenanceWindow;
use bartizan_model::{Gap, Observed};
use serde::Deserialize;

use super::Place;

/// Counts by region.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    machines: BTreeMap<Place, usize>,
    /// By region and baseline: how many machines were last scanned with it.
    baselines: BTreeMap<(Place, String), usize>,
    /// Regions with a machine of which it is not known what it was scanned with.
    unknown_patches: BTreeMap<Place, Gap>,
    windows: BTreeMap<Place, Windows>,
}

/// The maintenance windows of a region that are enabled.
#[derive(Debug, Clone, Default)]
pub(crate) struct Windows {
    /// How many there are.
    pub(crate) enabled: usize,
    /// How many run a patch task on targets.
    pub(crate) patching: usize,
    /// Why one more may patch.
    pub(crate) unknown: Option<Gap>,
}

#[derive(Debug)]
pub(super) struct InstanceNote {
    place: Place,
    baseline: Observed<String>,
}

#[derive(Debug)]
pub(super) struct WindowNote {
    place: Place,
    patching: Observed<bool>,
}

#[derive(Deserialize)]
struct Slim {
    account: String,
    region: Option<String>,
    #[serde(default)]
    patches: Observed<SlimPatches>,
}

#[derive(Deserialize)]
struct SlimPatches {
    #[serde(default)]
    baseline: Option<String>,
}

pub(super) fn instance(text: &str) -> serde_json::Result<Box<InstanceNote>> {
    let slim: Slim = serde_json::from_str(text)?;
    Ok(Box::new(InstanceNote {
        place: (slim.account, slim.region),
        baseline: slim
            .patches
            .and_then(|it| it.baseline.map(|id| short(&id).to_owned()).into()),
    }))
}

/// Looks at a maintenance window; none when it does not run.
pub(super) fn window(text: &str) -> serde_json::Result<Option<Box<WindowNote>>> {
    let window: MaintenanceWindow = serde_json::from_str(text)?;
    if !window.enabled {
        return Ok(None);
    }
    let patches = window.tasks.as_ref().map(|tasks| {
        tasks
            .iter()
            .any(|task| task.runs.as_deref().is_some_and(patches))
    });
    let patches = patches.or_when_absent(false);
    let targets = window.targets.as_ref().map(|targets| *targets > 0);
    let patching = match (patches, targets.or_when_absent(false)) {
        (Observed::Known(false), _) | (_, Observed::Known(false)) => Observed::Known(false),
        (Observed::Unknown(gap), _) | (_, Observed::Unknown(gap)) => Observed::Unknown(gap),
        _ => Observed::Known(true),
    };
    Ok(Some(Box::new(WindowNote {
        place: (window.account, window.region),
        patching,
    })))
}

/// Whether a document installs patches.
/// <https://docs.aws.amazon.com/systems-manager/latest/userguide/patch-manager-ssm-documents.html>
fn patches(document: &str) -> bool {
    let name = short(document);
    name.starts_with("AWS-RunPatchBaseline")
        || [
            "AWS-ApplyPatchBaseline",
            "AWS-InstallWindowsUpdates",
            "AWS-PatchAsgInstance",
            "AWS-PatchInstanceWithRollback",
        ]
        .contains(&name)
}

/// An id without the ARN around it.
fn short(id: &str) -> &str {
    id.rsplit_once('/').map_or(id, |(_, id)| id)
}

impl Fleet {
    pub(super) fn keep_instance(&mut self, note: InstanceNote) -> usize {
        let mut bytes = 0;
        match note.baseline {
            Observed::Known(baseline) => {
                let count = self.baselines.entry((note.place.clone(), baseline));
                let count = count.or_insert_with(|| {
                    bytes += 192;
                    0
                });
                *count += 1;
            }
            Observed::Unknown(gap) => {
                self.unknown_patches
                    .entry(note.place.clone())
                    .or_insert(gap);
            }
            Observed::Absent => {}
        }
        let count = self.machines.entry(note.place).or_insert_with(|| {
            bytes += 192;
            0
        });
        *count += 1;
        bytes
    }

    pub(super) fn keep_window(&mut self, note: WindowNote) -> usize {
        let windows = self.windows.entry(note.place).or_default();
        windows.enabled += 1;
        match note.patching {
            Observed::Known(true) => windows.patching += 1,
            Observed::Known(false) | Observed::Absent => {}
            Observed::Unknown(gap) => windows.unknown = Some(gap),
        }
        16
    }

    /// How many machines Systems Manager manages in a region.
    pub(crate) fn machines(&self, place: &Place) -> usize {
        self.machines.get(place).copied().unwrap_or_default()
    }

    /// The maintenance windows of a region.
    pub(crate) fn windows(&self, place: &Place) -> Windows {
        self.windows.get(place).cloned().unwrap_or_default()
    }

    /// How many machines of a region were last scanned with a baseline; unknown when it may be more than none.
    pub(crate) fn scanned_with(&self, place: &Place, baseline: &str) -> Observed<usize> {
        let count = self
            .baselines
            .get(&(place.clone(), short(baseline).to_owned()));
        match (count, self.unknown_patches.get(place)) {
            (Some(count), _) => Observed::Known(*count),
            (None, Some(gap)) => Observed::Unknown(gap.clone()),
            (None, None) => Observed::Known(0),
        }
    }
}
