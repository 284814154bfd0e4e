//! Commands that the guides and the ready files name without showing what they say: the program takes their arguments.

use std::fs;
use std::path::Path;

use super::{ROOT, pages, place, run, text_of};

#[test]
fn the_program_takes_the_arguments_of_every_command_that_is_named() {
    let mut commands: Vec<(String, String)> = Vec::new();
    for page in pages() {
        let found = blocks(&text_of(&page))
            .into_iter()
            .filter_map(|it| command(&it));
        commands.extend(found.map(|it| (page.clone(), it)));
    }
    for entry in fs::read_dir(Path::new(ROOT).join("docs/deploy")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let file = format!("docs/deploy/{name}");
        let text = text_of(&file);
        let found = text.lines().filter_map(ready);
        commands.extend(found.map(|it| (file.clone(), it)));
    }
    assert!(commands.len() > 30, "{commands:#?}");
    let place = place();
    let mut wrong = String::new();
    for (page, command) in commands {
        let said = run(place.path(), &format!("timeout 60 {command}"));
        if said.contains("try '--help'") || said.contains("there is no format") {
            wrong += &format!("{page}: {command}\n{said}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The lines of the `sh` blocks, those that go on put together.
fn blocks(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside = false;
    let mut unfinished = String::new();
    for line in text.lines() {
        if let Some(language) = line.strip_prefix("```") {
            inside = language == "sh";
        } else if inside {
            match line.strip_suffix('\\') {
                Some(part) => unfinished.push_str(part),
                None => lines.push(std::mem::take(&mut unfinished) + line),
            }
        }
    }
    lines
}

/// What is run of a line, so that it ends by itself and stays in its folder.
fn command(line: &str) -> Option<String> {
    let line = line.replace("cargo run --release -- ", "bartizan ");
    let at = line.find("bartizan ")?;
    // Settings of the environment may stand before it, and nothing else.
    let before = line.get(..at)?;
    if !before.split_whitespace().all(|it| it.contains('=')) {
        return None;
    }
    let line = line.get(at..)?.split(" #").next()?.split(" || ").next()?;
    let line = line
        .replace("/var/lib/bartizan/runs", "runs")
        .replace(" /runs", " runs");
    // A page of its own shows how to look at an endpoint; here nothing answers.
    let line = line.replace("--endpoint-url http://127.0.0.1:4566", "");
    let once = line.contains(" watch ") && !line.contains(" --once");
    Some(line.trim_end().to_owned() + if once { " --once" } else { "" })
}

/// A command in a file for another scheduler: a line of a shell, of systemd, or a list of arguments.
fn ready(line: &str) -> Option<String> {
    let line = line.trim();
    let line = line.strip_prefix("run: ").unwrap_or(line);
    if let Some(line) = line.strip_prefix("ExecStart=/usr/local/bin/") {
        return command(line);
    }
    let list = line
        .strip_prefix("args: [")
        .or_else(|| line.strip_prefix("Command: ["));
    match list {
        Some(list) => command(&format!(
            "bartizan {}",
            list.trim_end_matches(']').replace([',', '"'], "")
        )),
        None if line.starts_with("bartizan ") => command(line),
        None => None,
    }
}
