//! The tables, and the page that keeps them: one for each part, with when and on what it was measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::machine;
use super::measure::Row;

/// What a table ends with.
const END: &str = "<!-- end -->";

/// What the table of a part begins with.
fn begin(part: &str) -> String {
    format!("<!-- written by `cargo xtask bench --only {part} --write` -->")
}

/// The rows as a Markdown table, with the machine above it.
///
/// # Errors
/// Never; writing into a text cannot fail.
pub(crate) fn render(rows: &[Row]) -> anyhow::Result<String> {
    let mut text = format!("Measured on {}.\n\n", machine::describe());
    writeln!(
        text,
        "| what | measured | goal | met |\n| --- | --- | --- | --- |"
    )?;
    for Row {
        what,
        measured,
        goal,
        met,
    } in rows
    {
        let met = match met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        writeln!(text, "| {what} | {measured} | {goal} | {met} |")?;
    }
    Ok(text)
}

/// Replaces the table of a part.
///
/// # Errors
/// When the page cannot be read or written, or has no place for the table.
pub(crate) fn write(page: &Path, part: &str, table: &str) -> anyhow::Result<()> {
    let text =
        fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    let replaced = replace(&text, part, table)
        .with_context(|| format!("{} has no place for `{part}`", page.display()))?;
    fs::write(page, replaced).with_context(|| format!("cannot write {}", page.display()))
}

fn replace(text: &str, part: &str, table: &str) -> Option<String> {
    let begin = begin(part);
    let (before, rest) = text.split_once(&begin)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{begin}\n\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum as _;

    use super::*;
    use crate::bench::Part;
    use crate::paths;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let (one, two) = (begin("one"), begin("two"));
        let page = format!("# Numbers\n\n{one}\nold\n{END}\n\n{two}\nold\n{END}\n\nThe end.\n");
        let once = replace(&page, "two", "new").unwrap_or_default();
        let wanted = format!("# Numbers\n\n{one}\nold\n{END}\n\n{two}\n\nnew\n{END}\n\nThe end.\n");
        assert_eq!(once, wanted);
        assert_eq!(replace(&once, "two", "new"), Some(once));
        assert_eq!(replace("no marks", "one", "new"), None);
    }

    #[test]
    fn the_page_has_a_place_for_every_part() {
        let page = fs::read_to_string(paths::root().join("docs/benchmarks.md")).unwrap_or_default();
        for part in Part::value_variants() {
            let name = part.name();
            assert!(
                replace(&page, &name, "new").is_some(),
                "no place for {name}"
            );
        }
    }

    #[test]
    fn a_missed_goal_is_said_in_the_table() {
        let row = Row {
            what: "wall".into(),
            measured: "2 s".into(),
            goal: "≤ 1 s".into(),
            met: Some(false),
        };
        let table = render(&[row]).unwrap_or_default();
        assert!(table.contains("| wall | 2 s | ≤ 1 s | **no** |"), "{table}");
    }
}
