//! The frameworks that ship, held against those of the field's largest tool: which requirements there are, and what stands under them.
//!
//! `differ.txt` beside this file lists where we differ and why; it is held against both sides, so that nothing can go quietly.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bartizan_finding::Framework;
use serde_json::Value;

use super::builtin;

/// How another tool writes the id of one of our requirements.
type Spelling = fn(&str) -> String;

/// Their framework, ours, and how their ids are to be read.
const PAIRS: &[(&str, &str, Spelling)] = &[
    (
        "aws_foundational_security_best_practices_aws",
        "aws-fsbp",
        same,
    ),
    ("cis_6.0_aws", "cis-aws-6.0", same),
    ("cis_7.0_aws", "cis-aws-7.0", same),
    ("pci_4.0_aws", "pci-dss-4.0.1", numbered_once_more),
    ("nis2_aws", "nis2", same),
    ("iso27001_2022_aws", "iso-27001-2022", same),
    ("soc2_aws", "soc-2", criterion),
    ("nist_800_53_revision_5_aws", "nist-800-53-r5", control),
    ("dora_2022_2554", "dora", article),
    ("gdpr_aws", "gdpr-32", article),
];

/// Ids of theirs that are in no edition of the standard that we list, and why.
const NOT_OF_THE_STANDARD: &[(&str, &str, &str)] = &[
    (
        "nist-800-53-r5",
        "ac_3_1",
        "AC-3(1) is withdrawn: it went into AC-6",
    ),
    (
        "nist-800-53-r5",
        "cp_1_2",
        "CP-1 has no enhancements; meant is its item a.2",
    ),
    (
        "nist-800-53-r5",
        "sa_1_1",
        "SA-1 has no enhancements; meant is its item a.1",
    ),
    (
        "nist-800-53-r5",
        "sc_7_2",
        "SC-7(2) is withdrawn: it went into SC-7",
    ),
    (
        "nist-800-53-r5",
        "si_1_1_c",
        "SI-1 has no enhancements; meant is its item a.1",
    ),
    (
        "gdpr-32",
        "article_25",
        "data protection by design: the framework is Article 32 alone",
    ),
    (
        "gdpr-32",
        "article_30",
        "records of processing: the framework is Article 32 alone",
    ),
];

fn same(id: &str) -> String {
    id.to_owned()
}

/// Theirs of PCI DSS are numbered once more below each of the standard's own.
fn numbered_once_more(id: &str) -> String {
    id.rsplit_once('.').unwrap().0.to_owned()
}

/// `cc_6_1` is CC6.1, `cc_a_1_1` A1.1, `pi_1_2` PI1.2.
fn criterion(id: &str) -> String {
    let parts: Vec<&str> = id.split('_').collect();
    match parts.as_slice() {
        ["cc", letter, major, minor] if letter.parse::<u8>().is_err() => {
            format!("{}{major}.{minor}", letter.to_uppercase())
        }
        [letters, major, minor] => format!("{}{major}.{minor}", letters.to_uppercase()),
        _ => panic!("{id}"),
    }
}

/// `ac_2` is AC-2, `ac_2_3` and `ac_2_3_a` AC-2(3), `ac_2_d_1` AC-2: a number after the control's is an enhancement, a letter an item.
fn control(id: &str) -> String {
    let mut parts = id.split('_');
    let (family, number) = (parts.next().unwrap(), parts.next().unwrap());
    let control = format!("{}-{number}", family.to_uppercase());
    match parts.next().filter(|it| it.parse::<u8>().is_ok()) {
        Some(enhancement) => format!("{control}({enhancement})"),
        None => control,
    }
}

/// `DORA-Art9` is every paragraph of Art. 9, `article_32` every one of 32.
fn article(id: &str) -> String {
    match id.strip_prefix("DORA-Art") {
        Some(number) => format!("Art. {number}"),
        None => id.strip_prefix("article_").unwrap().to_owned(),
    }
}

/// The rules of ours that stand under an id of theirs; none when we have no such requirement.
fn rules_under<'a>(framework: &'a Framework, id: &str) -> Option<BTreeSet<&'a str>> {
    let whole_article = ["dora", "gdpr-32"].contains(&framework.id.as_str());
    let mut found = framework.requirements.iter().filter(|it| {
        it.id == id || whole_article && it.id.strip_prefix(id).is_some_and(|it| it.starts_with('('))
    });
    let first = found.next()?;
    let rules = [first].into_iter().chain(found).flat_map(|it| it.rules());
    Some(rules.map(String::as_str).collect())
}

fn data() -> Option<Value> {
    let shared = std::env::var_os("BARTIZAN_SHARED")
        .map_or_else(|| PathBuf::from("../../../shared"), PathBuf::from);
    let path = shared.join("data/prowler-compliance.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("SKIPPED: {} is absent; set BARTIZAN_SHARED", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Their requirements that have a counterpart here: framework, id as we write it, their checks.
fn requirements(data: &Value) -> BTreeMap<(&'static str, String), BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (theirs, ours, spelling) in PAIRS {
        let known = data["aws"][theirs]["requirements"].as_object().unwrap();
        assert!(known.len() >= 3, "{theirs}");
        for (id, checks) in known {
            if NOT_OF_THE_STANDARD
                .iter()
                .any(|(framework, not, _)| framework == ours && not == id)
            {
                continue;
            }
            let checks = checks.as_array().unwrap().iter();
            let under: &mut BTreeSet<String> = all.entry((*ours, spelling(id))).or_default();
            under.extend(checks.map(|it| it.as_str().unwrap().to_owned()));
        }
    }
    all
}

#[test]
fn every_requirement_that_the_largest_tool_knows_is_there() {
    let Some(data) = data() else { return };
    let builtin = builtin();
    let asked = requirements(&data);
    for (framework, id) in asked.keys() {
        let found = rules_under(builtin.get(framework).unwrap(), id);
        assert!(found.is_some(), "{framework} lacks {id}");
    }
    for (framework, id, why) in NOT_OF_THE_STANDARD {
        let (theirs, _, spelling) = PAIRS.iter().find(|(_, ours, _)| ours == framework).unwrap();
        assert!(
            data["aws"][theirs]["requirements"][id].is_array(),
            "{theirs} knows no {id}: {why}"
        );
        let found = rules_under(builtin.get(framework).unwrap(), &spelling(id));
        assert!(
            found.is_none(),
            "{framework} has {id} after all, not: {why}"
        );
    }
    let frameworks: BTreeSet<&str> = asked.keys().map(|(framework, _)| *framework).collect();
    assert_eq!(frameworks.len(), builtin.list().len());
}

/// Which rules cover which of their checks, as `docs/coverage.md` says it.
fn covered() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/coverage.md")).unwrap();
    let row = |line: &str| {
        let (check, here) = line.strip_prefix("| `")?.split_once("` | ")?;
        let rules = here.split("](rules/").skip(1);
        let rules: Vec<String> = rules
            .filter_map(|rest| Some(rest.split_once(".md)")?.0.to_owned()))
            .collect();
        (!here.starts_with("left out") && !rules.is_empty()).then(|| (check.to_owned(), rules))
    };
    page.lines().filter_map(row).collect()
}

/// The list of differences: framework and requirement, each with its reason.
fn differences() -> BTreeMap<(String, String), &'static str> {
    let mut all = BTreeMap::new();
    let lines = include_str!("differ.txt").lines();
    for line in lines.filter(|it| !it.is_empty() && !it.starts_with('#')) {
        let (head, why) = line.split_once(": ").unwrap();
        let (framework, ids) = head.split_once(' ').unwrap();
        for id in ids.split(", ") {
            let twice = all.insert((framework.to_owned(), id.to_owned()), why);
            assert!(twice.is_none(), "{framework} {id} stands twice");
        }
    }
    all
}

#[test]
fn what_they_put_under_a_requirement_stands_there_here_too_or_is_explained() {
    let Some(data) = data() else { return };
    let (builtin, covered, explained) = (builtin(), covered(), differences());
    assert!(covered.len() >= 90, "{} checks are covered", covered.len());
    let (mut compared, mut differ) = (0, BTreeSet::new());
    for ((framework, id), checks) in requirements(&data) {
        let ours = rules_under(builtin.get(framework).unwrap(), &id).unwrap();
        let theirs: Vec<&String> = checks
            .iter()
            .filter_map(|it| covered.get(it))
            .flatten()
            .collect();
        if theirs.is_empty() {
            continue;
        }
        compared += 1;
        if !theirs.iter().any(|rule| ours.contains(rule.as_str())) {
            differ.insert((framework.to_owned(), id));
        }
    }
    assert!(compared > 400, "{compared} requirements were compared");
    let listed: BTreeSet<_> = explained.keys().cloned().collect();
    let unexplained: Vec<_> = differ.difference(&listed).collect();
    assert!(
        unexplained.is_empty(),
        "no reason is given: {unexplained:?}"
    );
    let stale: Vec<_> = listed.difference(&differ).collect();
    assert!(stale.is_empty(), "they do not differ any more: {stale:?}");
}
