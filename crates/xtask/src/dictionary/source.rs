//! The package's files, as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// All that is taken from the package.
pub(super) struct Source {
    pub(super) version: String,
    pub(super) updated: String,
    /// Services by prefix.
    pub(super) services: BTreeMap<String, Service>,
    /// Key and type of the condition keys that every service has.
    pub(super) global: Vec<(String, String)>,
    /// First parts of condition keys that are no service's prefix, with the services that have them.
    pub(super) strangers: BTreeMap<String, Vec<String>>,
}

/// One service.
pub(super) struct Service {
    pub(super) name: String,
    pub(super) actions: BTreeMap<String, Action>,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) resources: BTreeMap<String, Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Action {
    pub(super) name: String,
    pub(super) access_level: String,
    pub(super) resource_types: Vec<Reference>,
    pub(super) condition_keys: Vec<String>,
}

/// A resource type that an action works on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) condition_keys: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub(super) key: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Resource {
    pub(super) key: String,
    pub(super) arn: String,
    #[serde(default)]
    pub(super) condition_keys: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    version: String,
    updated_at: String,
    license: String,
}

/// Reads the unpacked package.
///
/// # Errors
/// When a file is missing or of another shape, or the licence has changed.
pub(super) fn read(package: &Path) -> anyhow::Result<Source> {
    let manifest: Manifest = json(&package.join("package.json"))?;
    ensure!(
        manifest.license == "MIT",
        "the licence is {}",
        manifest.license
    );
    let data = package.join("data");
    let names: BTreeMap<String, String> = json(&data.join("serviceNames.json"))?;
    let prefixes: Vec<String> = json(&data.join("services.json"))?;
    let mut services = BTreeMap::new();
    for prefix in prefixes {
        let file = format!("{prefix}.json");
        let service = Service {
            name: names.get(&prefix).cloned().unwrap_or_default(),
            actions: json(&data.join("actions").join(&file))?,
            keys: json(&data.join("conditionKeys").join(&file))?,
            resources: json(&data.join("resourceTypes").join(&file))?,
        };
        services.insert(prefix, service);
    }
    Ok(Source {
        version: manifest.version,
        updated: manifest.updated_at,
        services,
        global: global(&package.join("dist/cjs/globalConditionKeys.js"))?,
        strangers: json(&data.join("unassociatedConditions.json"))?,
    })
}

/// The keys of every service stand in a program, one property a line.
fn global(file: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let program =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let property = |line: &str, name: &str| {
        let value = line.trim().strip_prefix(name)?.strip_prefix(": '")?;
        Some(value.split_once('\'')?.0.to_owned())
    };
    let mut keys = Vec::new();
    let mut last = None;
    for line in program.lines() {
        last = property(line, "key").or(last);
        if let Some(kind) = property(line, "type") {
            let key = last.take().context("a type before its key")?;
            keys.push((key, kind));
        }
    }
    ensure!(
        keys.len() >= 40,
        "only {} global condition keys",
        keys.len()
    );
    keys.sort();
    Ok(keys)
}

fn json<T: DeserializeOwned>(file: &Path) -> anyhow::Result<T> {
    let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("{} has another shape", file.display()))
}
