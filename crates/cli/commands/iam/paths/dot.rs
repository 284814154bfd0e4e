//! A graph in the DOT language. <https://graphviz.org/doc/info/lang.html>

use std::io::{self, Write};

use bartizan_report::plain;

use super::picture::{Kind, Picture};

pub(super) fn write(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph paths {{")?;
    writeln!(out, "  rankdir=LR;")?;
    writeln!(out, "  node [fontname=\"sans-serif\", shape=box];")?;
    writeln!(out, "  edge [fontname=\"sans-serif\", fontsize=10];")?;
    for (number, node) in picture.nodes.iter().enumerate() {
        let shape = match node.kind {
            Kind::User => "box",
            Kind::Role => "ellipse",
            Kind::Group => "folder",
            Kind::Outside => "octagon",
            Kind::Goal => "doubleoctagon",
        };
        let label = quoted(&node.label);
        writeln!(out, "  n{number} [label=\"{label}\", shape={shape}];")?;
    }
    for edge in &picture.edges {
        let style = match edge.strength {
            "certain" => "solid",
            "conditional" => "dashed",
            _ => "dotted",
        };
        let (label, title) = (quoted(&edge.label), quoted(&edge.title));
        writeln!(
            out,
            "  n{} -> n{} [label=\"{label}\", tooltip=\"{title}\", style={style}];",
            edge.from, edge.to
        )?;
    }
    if picture.left_out > 0 {
        writeln!(out, "  // {} principals are not drawn", picture.left_out)?;
    }
    writeln!(out, "}}")
}

/// A text between quotes. A backslash would begin one of DOT's own escapes.
fn quoted(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('"', "\\\"")
}
