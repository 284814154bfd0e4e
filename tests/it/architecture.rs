//! The picture in docs/architecture.md, held against what cargo builds.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Which of our crates each of our crates may use. An arrow in the picture is an entry here.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "bartizan",
        &[
            "bartizan-aws",
            "bartizan-collect",
            "bartizan-finding",
            "bartizan-iam",
            "bartizan-model",
            "bartizan-policies",
            "bartizan-report",
            "bartizan-rules",
            "bartizan-tickets",
        ],
    ),
    (
        "bartizan-aws",
        &["bartizan-collect", "bartizan-iam", "bartizan-model"],
    ),
    ("bartizan-collect", &["bartizan-model"]),
    ("bartizan-finding", &["bartizan-model"]),
    ("bartizan-iam", &[]),
    ("bartizan-model", &["bartizan-iam"]),
    ("bartizan-policies", &[]),
    ("bartizan-report", &["bartizan-finding", "bartizan-model"]),
    (
        "bartizan-rules",
        &["bartizan-finding", "bartizan-iam", "bartizan-model"],
    ),
    ("bartizan-tickets", &["bartizan-finding"]),
    ("bartizan-testkit", &["bartizan-model"]),
    (
        "xtask",
        &[
            "bartizan-finding",
            "bartizan-iam",
            "bartizan-policies",
            "bartizan-rules",
        ],
    ),
];

/// Who alone may name a family of crates.
const KEPT_IN: &[(&str, &[&str])] = &[
    ("aws-", &["bartizan-aws"]),
    ("azure_", &[]),
    ("regorus", &["bartizan-rules"]),
    ("clap", &["bartizan", "xtask", "bartizan-testkit"]),
    ("comfy-table", &["bartizan-report"]),
    ("indicatif", &["bartizan"]),
    ("reqwest", &["bartizan-tickets"]),
];

/// The direct dependencies of each workspace crate, those for tests and build scripts left out.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    let direct = |package: &cargo_metadata::Package| {
        let normal = package
            .dependencies
            .iter()
            .filter(|it| it.kind == DependencyKind::Normal);
        normal.map(|it| it.name.clone()).collect()
    };
    metadata
        .packages
        .iter()
        .map(|package| (package.name.to_string(), direct(package)))
        .collect()
}

#[test]
fn every_crate_uses_only_what_the_picture_allows() {
    let dependencies = dependencies();
    let ours: BTreeSet<_> = dependencies.keys().cloned().collect();
    let drawn: BTreeSet<_> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(ours, drawn, "every crate is in the picture");
    for (name, allowed) in ARROWS {
        for used in dependencies[*name].intersection(&ours) {
            assert!(
                allowed.contains(&used.as_str()),
                "{name} uses {used}: change the picture first"
            );
        }
    }
}

#[test]
fn clouds_and_rule_engines_stay_in_their_crates() {
    for (name, used) in dependencies() {
        for (family, keepers) in KEPT_IN {
            let named = used.iter().find(|used| used.starts_with(family));
            assert!(
                named.is_none() || keepers.contains(&name.as_str()),
                "{name} names {named:?}"
            );
        }
    }
}

#[test]
fn the_top_level_is_fixed() {
    const TOP: &[&str] = &[
        "Cargo.toml",
        "Cargo.lock",
        "crates",
        "policies",
        "tests",
        "localstack",
        "docs",
        "README.md",
        "LICENSE",
    ];
    let listed = std::process::Command::new("git")
        .args(["ls-files"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let tops: BTreeSet<_> = listed
        .lines()
        .filter_map(|path| path.split('/').next())
        .collect();
    for top in tops {
        assert!(
            top.starts_with('.') || TOP.contains(&top),
            "{top} does not belong at the top level"
        );
    }
}
