//! The picture: columns towards the goal on the right, nodes in each ordered by those that they lead to.

use std::collections::BTreeMap;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::super::picture::{Kind, Picture};
use super::escaped;

const WIDTH: f64 = 230.0;
const HEIGHT: f64 = 36.0;
/// Between columns there is room for the name of a technique.
const GAP: f64 = 230.0;
const ROW: f64 = 60.0;
const MARGIN: f64 = 24.0;

/// How many times columns are put into order.
const SWEEPS: usize = 6;

/// How much text a box holds.
const LONGEST: usize = 30;

/// Boxes by their places, columns by layer.
struct Layout {
    /// The upper left corner of each node.
    corners: Vec<(f64, f64)>,
    width: f64,
    height: f64,
}

pub(super) fn write(picture: &Picture, out: &mut dyn Write) -> io::Result<()> {
    let layout = Layout::new(picture);
    let (width, height) = (layout.width, layout.height);
    writeln!(out, "<div class=\"picture\">")?;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"The paths as a graph; they are listed below\">"
    )?;
    writeln!(
        out,
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>"
    )?;
    edges(picture, &layout, out)?;
    for (node, (x, y)) in picture.nodes.iter().zip(&layout.corners) {
        let class = match node.kind {
            Kind::User => "user",
            Kind::Role => "role",
            Kind::Group => "group",
            Kind::Outside => "outside",
            Kind::Goal => "goal",
        };
        let round = if node.kind == Kind::Role { 18 } else { 5 };
        let title = escaped(&node.names.join("\n")).replace("\\n", "\n");
        let label = escaped(&cut(&node.label));
        writeln!(
            out,
            "<g><title>{title}</title><rect class=\"{class}\" x=\"{x:.0}\" y=\"{y:.0}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"{round}\"/><text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"middle\">{label}</text></g>",
            x + WIDTH / 2.0,
            y + HEIGHT / 2.0 + 4.5
        )?;
    }
    writeln!(out, "</svg>\n</div>")
}

fn edges(picture: &Picture, layout: &Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut labels = String::new();
    let mut leaving: BTreeMap<usize, usize> = BTreeMap::new();
    for edge in &picture.edges {
        *leaving.entry(edge.from).or_default() += 1;
    }
    for edge in &picture.edges {
        let (Some((from_x, from_y)), Some((to_x, to_y))) =
            (layout.corners.get(edge.from), layout.corners.get(edge.to))
        else {
            continue;
        };
        let (x1, y1) = (from_x + WIDTH, from_y + HEIGHT / 2.0);
        let (x2, y2) = (*to_x, to_y + HEIGHT / 2.0);
        let bend = ((x2 - x1) / 2.0).max(60.0);
        let (c1, c2) = (x1 + bend, x2 - bend);
        let title = escaped(&edge.title);
        writeln!(
            out,
            "<path class=\"{}\" marker-end=\"url(#tip)\" d=\"M{x1:.0} {y1:.0}C{c1:.0} {y1:.0} {c2:.0} {y2:.0} {x2:.0} {y2:.0}\"><title>{title}</title></path>",
            edge.strength
        )?;
        // Beside the end at which fewer edges meet, so that labels keep out of each other's way.
        let alone = leaving.get(&edge.from).is_none_or(|count| *count == 1);
        let at = if alone { 0.14 } else { 0.72 };
        let x = along(x1, c1, c2, x2, if alone { 0.05 } else { 0.66 });
        let y = along(y1, y1, y2, y2, at) - 5.0;
        let label = escaped(&cut(&edge.label));
        labels += &format!(
            "<text class=\"label\" x=\"{x:.0}\" y=\"{y:.0}\" text-anchor=\"{}\">{label}<title>{title}</title></text>\n",
            if alone { "start" } else { "middle" }
        );
    }
    out.write_all(labels.as_bytes())
}

/// A point of a cubic curve.
fn along(a: f64, b: f64, c: f64, d: f64, t: f64) -> f64 {
    let u = 1.0 - t;
    u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
}

impl Layout {
    fn new(picture: &Picture) -> Self {
        let columns = ordered(picture);
        let last = picture.nodes.iter().map(|it| it.layer).max().unwrap_or(0);
        let tallest = columns.values().map(Vec::len).max().unwrap_or(0);
        let mut corners = vec![(0.0, 0.0); picture.nodes.len()];
        for (layer, column) in &columns {
            let x = MARGIN + (last - layer) as f64 * (WIDTH + GAP);
            let top = MARGIN + (tallest - column.len()) as f64 * ROW / 2.0;
            for (row, node) in column.iter().enumerate() {
                if let Some(corner) = corners.get_mut(*node) {
                    *corner = (x, top + row as f64 * ROW);
                }
            }
        }
        Self {
            corners,
            width: 2.0 * MARGIN + last as f64 * (WIDTH + GAP) + WIDTH,
            height: 2.0 * MARGIN + tallest.max(1) as f64 * ROW - (ROW - HEIGHT),
        }
    }
}

/// The nodes of each layer, each beside the middle of those that it is joined to.
fn ordered(picture: &Picture) -> BTreeMap<usize, Vec<usize>> {
    let mut columns: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (number, node) in picture.nodes.iter().enumerate() {
        columns.entry(node.layer).or_default().push(number);
    }
    let layers: Vec<usize> = columns.keys().copied().collect();
    for sweep in 0..SWEEPS {
        let mut rows = vec![0.0; picture.nodes.len()];
        for column in columns.values() {
            place(column, &mut rows);
        }
        let mut order = layers.clone();
        if sweep % 2 == 1 {
            order.reverse();
        }
        for layer in order {
            let Some(column) = columns.get_mut(&layer) else {
                continue;
            };
            column.sort_by(|one, two| {
                middle(picture, *one, &rows).total_cmp(&middle(picture, *two, &rows))
            });
            place(column, &mut rows);
        }
    }
    columns
}

fn place(column: &[usize], rows: &mut [f64]) {
    for (row, node) in column.iter().enumerate() {
        if let Some(place) = rows.get_mut(*node) {
            *place = row as f64 - column.len() as f64 / 2.0;
        }
    }
}

/// The middle of the rows of those that a node is joined to.
fn middle(picture: &Picture, node: usize, rows: &[f64]) -> f64 {
    let others = picture.edges.iter().filter_map(|edge| match edge {
        edge if edge.from == node => Some(edge.to),
        edge if edge.to == node => Some(edge.from),
        _ => None,
    });
    let rows_of: Vec<f64> = others.filter_map(|it| rows.get(it).copied()).collect();
    match rows_of.len() {
        0 => rows.get(node).copied().unwrap_or(0.0),
        count => rows_of.iter().sum::<f64>() / count as f64,
    }
}

/// A label that fits into its box.
fn cut(label: &str) -> String {
    if label.width() <= LONGEST {
        return label.to_owned();
    }
    let mut kept = String::new();
    for c in label.chars() {
        if kept.width() + 1 >= LONGEST {
            break;
        }
        kept.push(c);
    }
    format!("{kept}…")
}
