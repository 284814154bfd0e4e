//! What the guides show is what the program says: the commands of their `console` blocks are run.
//!
//! A command is run by a shell, in a folder where every snapshot is the bundled demo. `$ cat FILE` makes the file where
//! no command did, so that a page shows what it is about; a block of settings makes `bartizan.toml`. A line `…` stands
//! for any lines, `…` in a line for any text.

mod commands;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Pages that show what nothing here can answer: a tracker, an endpoint, a folder of the reader's own.
const NOT_RUN: &[&str] = &[
    "docs/contributing.md",
    "docs/localstack.md",
    "docs/tickets.md",
    "docs/writing-a-rule.md",
];

macro_rules! pages {
    ($($name:ident $page:literal;)*) => {
        const RUN: &[&str] = &[$($page),*];
        $(
            #[test]
            fn $name() {
                shows_what_is_said($page);
            }
        )*
    };
}

pages! {
    readme "README.md";
    compliance "docs/compliance.md";
    configuration "docs/configuration.md";
    differences "docs/diff.md";
    formats "docs/formats.md";
    iam "docs/iam.md";
    paths "docs/iam-paths.md";
    proofs "docs/iam-proofs.md";
    shrinking "docs/iam-shrink.md";
    who_can "docs/iam-who-can.md";
}

/// A command with the lines that the page shows below it.
struct Shown {
    line: usize,
    command: String,
    output: Vec<String>,
    /// The settings that the page showed last before it.
    settings: String,
}

fn text_of(page: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(page)).unwrap()
}

/// The commands of the `console` blocks.
fn shown(text: &str) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    let mut language = "";
    let mut settings = String::new();
    let mut goes_on = false;
    for (number, line) in (1..).zip(text.lines()) {
        if let Some(name) = line.strip_prefix("```") {
            language = name;
            if name == "toml" {
                settings.clear();
            }
        } else if language == "toml" {
            settings.push_str(line);
            settings.push('\n');
        } else if language != "console" {
        } else if let Some(command) = line.strip_prefix("$ ") {
            goes_on = command.ends_with('\\');
            all.push(Shown {
                line: number,
                command: command.to_owned(),
                output: Vec::new(),
                settings: settings.clone(),
            });
        } else if let Some(last) = all.last_mut() {
            if goes_on {
                goes_on = line.ends_with('\\');
                last.command.push('\n');
                last.command.push_str(line);
            } else {
                last.output.push(line.to_owned());
            }
        }
    }
    all
}

/// A folder with everything that the pages name and do not show.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let demo = fs::read(Path::new(ROOT).join("localstack/demo.jsonl.zst")).unwrap();
    let unpacked = zstd::decode_all(demo.as_slice()).unwrap();
    let at = |name: &str| place.path().join(name);
    fs::create_dir(at("localstack")).unwrap();
    for name in [
        "localstack/demo.jsonl.zst",
        "prod.jsonl.zst",
        "snapshot.jsonl.zst",
    ] {
        fs::write(at(name), &demo).unwrap();
    }
    fs::write(at("demo.jsonl"), &unpacked).unwrap();
    fs::write(at("snapshot.jsonl"), crate::iam::shrink::recorded()).unwrap();
    fs::write(
        at("later.jsonl"),
        later(&String::from_utf8(unpacked).unwrap()),
    )
    .unwrap();
    // Whoever runs this must not find settings above it.
    fs::create_dir(at(".git")).unwrap();
    place
}

/// The demo a week later: ana has lost her second device, ben's could not be read, and a parameter is gone.
fn later(demo: &str) -> String {
    let mut out = String::new();
    for line in demo.lines() {
        let mut it: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(lines) = it["lines"].as_u64() {
            it["lines"] = (lines - 1).into();
            for time in ["started_at", "finished_at"] {
                it[time] = it[time]
                    .as_str()
                    .unwrap()
                    .replace("-11-22", "-11-29")
                    .into();
            }
        }
        match it["name"].as_str() {
            Some("ana") => it["mfa_devices"] = serde_json::json!([]),
            Some("ben") => {
                it["mfa_devices"] = serde_json::json!({"$unknown": {
                    "action": "iam:ListMFADevices", "reason": "access-denied", "code": "AccessDenied"
                }});
            }
            Some("/payments/eu/webhook-secret") => continue,
            _ => {}
        }
        out.push_str(&it.to_string());
        out.push('\n');
    }
    out
}

fn shows_what_is_said(page: &str) {
    let place = place();
    let mut wrong = String::new();
    for shown in shown(&text_of(page)) {
        if !shown.settings.is_empty() {
            fs::write(place.path().join("bartizan.toml"), &shown.settings).unwrap();
        }
        let file = shown
            .command
            .strip_prefix("cat ")
            .map(|it| place.path().join(it));
        if let Some(file) = file.filter(|it| !it.exists()) {
            fs::write(file, shown.output.join("\n") + "\n").unwrap();
            continue;
        }
        let said = run(place.path(), &shown.command);
        let said: Vec<&str> = said.lines().collect();
        let expected: Vec<&str> = shown.output.iter().map(String::as_str).collect();
        if !fits(trimmed(&expected), trimmed(&said)) {
            wrong += &format!(
                "{page}:{}: $ {}\n{}\n",
                shown.line,
                shown.command,
                said.join("\n")
            );
        }
    }
    assert!(wrong.is_empty(), "these say something else now:\n\n{wrong}");
}

fn trimmed<'a, 'b>(mut lines: &'a [&'b str]) -> &'a [&'b str] {
    while let [rest @ .., ""] = lines {
        lines = rest;
    }
    lines
}

/// What a person sees on a terminal of 80 columns: what is printed and what is said beside it.
fn run(place: &Path, line: &str) -> String {
    let bin = PathBuf::from(env!("CARGO_BIN_EXE_bartizan"));
    let path = format!(
        "{}:/usr/local/bin:/usr/bin:/bin",
        bin.parent().unwrap().display()
    );
    let mut shell = Command::new("sh");
    for (name, value) in command().get_envs() {
        shell.env(name, value.unwrap_or_default());
    }
    let output = shell
        .env("PATH", path)
        .current_dir(place)
        .args(["-c", &format!("exec 2>&1\n{line}")])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn fits(shown: &[&str], said: &[&str]) -> bool {
    match shown {
        [] => said.is_empty(),
        ["…"] => true,
        ["…", rest @ ..] => (0..=said.len()).any(|skip| fits(rest, &said[skip..])),
        [line, rest @ ..] => match said {
            [first, others @ ..] => same(line, first) && fits(rest, others),
            [] => false,
        },
    }
}

fn same(shown: &str, said: &str) -> bool {
    if shown.trim_end() == said.trim_end() {
        return true;
    }
    let mut pieces = shown.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = said.strip_prefix(first) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        let Some(at) = rest.find(piece) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
        last = Some(piece);
    }
    last.is_some_and(|last| last.is_empty() || said.ends_with(last))
}

/// The guides, without what is generated.
fn pages() -> BTreeSet<String> {
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    for entry in fs::read_dir(Path::new(ROOT).join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if Path::new(&name).extension().is_some_and(|it| it == "md") {
            pages.insert(format!("docs/{name}"));
        }
    }
    pages
}

#[test]
fn every_page_that_shows_a_command_is_run_or_said_not_to_be() {
    for page in pages() {
        let text = text_of(&page);
        let shows = text.lines().any(|it| it.starts_with("$ bartizan"));
        let listed = RUN.contains(&&*page) || NOT_RUN.contains(&&*page);
        assert!(listed || !shows, "{page} is in neither list");
        let run = shown(&text)
            .iter()
            .filter(|it| it.command.starts_with("bartizan"))
            .count();
        let all = text
            .lines()
            .filter(|it| it.starts_with("$ bartizan"))
            .count();
        assert_eq!(
            run, all,
            "{page} shows commands outside of `console` blocks"
        );
    }
}

#[test]
fn the_table_of_standards_counts_as_the_program_does() {
    let text = text_of("docs/compliance.md");
    for it in crate::support::run(["frameworks", "--format", "json"])
        .json()
        .as_array()
        .unwrap()
    {
        let (id, counts) = (it["id"].as_str().unwrap(), &it["counts"]);
        let counts =
            ["requirements", "rules", "people", "service"].map(|of| counts[of].to_string());
        let row = text
            .lines()
            .find(|row| row.starts_with(&format!("| `{id}` |")));
        let row = row.unwrap_or_else(|| panic!("{id} is not in the table"));
        assert!(
            row.ends_with(&format!("| {} |", counts.join(" | "))),
            "{id}: {counts:?}"
        );
    }
}

#[test]
fn what_is_left_out_is_found_and_what_is_wrong_too() {
    let said = ["one", "two", "three: 3 of 4", "four"];
    for (shown, expected) in [
        (&["one", "two", "three: 3 of 4", "four"][..], true),
        (&["one", "…", "four"], true),
        (&["…", "three: … of 4", "…"], true),
        (&["…", "three: … of 5", "…"], false),
        (&["one", "two"], false),
        (&["two", "…"], false),
        (&["one", "two", "three: 3 …", "four", "five"], false),
    ] {
        assert_eq!(fits(shown, &said), expected, "{shown:?}");
    }
}
