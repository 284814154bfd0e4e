//! A Mermaid flowchart. <https://mermaid.js.org/syntax/flowchart.html>

use std::io::{self, Write};

use bartizan_report::plain;

use super::picture::{Kind, Picture};

pub(super) fn write(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for (number, node) in picture.nodes.iter().enumerate() {
        let label = quoted(&node.label);
        match node.kind {
            Kind::Goal => writeln!(out, "  n{number}{{{{\"{label}\"}}}}")?,
            Kind::Role => writeln!(out, "  n{number}([\"{label}\"])")?,
            Kind::Group => writeln!(out, "  n{number}[[\"{label}\"]]")?,
            Kind::User | Kind::Outside => writeln!(out, "  n{number}[\"{label}\"]")?,
        }
    }
    for edge in &picture.edges {
        let arrow = if edge.strength == "certain" {
            "-->"
        } else {
            "-.->"
        };
        let label = match edge.strength {
            "certain" => edge.label.clone(),
            strength => format!("{}, {strength}", edge.label),
        };
        let label = quoted(&label);
        writeln!(out, "  n{} {arrow}|\"{label}\"| n{}", edge.from, edge.to)?;
    }
    if picture.left_out > 0 {
        writeln!(out, "  %% {} principals are not drawn", picture.left_out)?;
    }
    Ok(())
}

/// A text between quotes: whatever Mermaid would read as its own or hand to a browser becomes a number.
fn quoted(text: &str) -> String {
    let mut safe = String::new();
    for c in plain(text).chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '-' | '_' | '/' | '.' | ',' | '+' | '@' => {
                safe.push(c);
            }
            c if c.is_alphanumeric() => safe.push(c),
            c => safe.push_str(&format!("#{};", u32::from(c))),
        }
    }
    safe
}
