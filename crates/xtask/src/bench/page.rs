//! The table, and the page that keeps it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::machine;
use super::measure::Row;

/// What the table stands between.
const BEGIN: &str = "<!-- written by `cargo xtask bench --write` -->";
const END: &str = "<!-- end -->";

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

/// Replaces the table of a page.
///
/// # Errors
/// When the page cannot be read or written, or has no place for a table.
pub(crate) fn write(page: &Path, table: &str) -> anyhow::Result<()> {
    let text =
        fs::read_to_string(page).with_context(|| format!("cannot read {}", page.display()))?;
    let replaced = replace(&text, table)
        .with_context(|| format!("{} has no place for the table", page.display()))?;
    fs::write(page, replaced).with_context(|| format!("cannot write {}", page.display()))
}

fn replace(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stands_between_the_marks_is_replaced() {
        let page = format!("# Numbers\n\n{BEGIN}\nold\n{END}\n\nThe end.\n");
        let once = replace(&page, "new").unwrap_or_default();
        assert_eq!(
            once,
            format!("# Numbers\n\n{BEGIN}\n\nnew\n{END}\n\nThe end.\n")
        );
        assert_eq!(replace(&once, "new"), Some(once));
        assert_eq!(replace("no marks", "new"), None);
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
