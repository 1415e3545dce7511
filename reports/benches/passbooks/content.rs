//! What stands in a passbook, for engines that know nothing of it: its leaves with their blocks, every word and figure
//! already written out, so that the others have only to lay them out and to write the file.
use super::told::Leaf;
use reports::{Block, Cell, Colour, Document, Facts, Image, Item, Label, Page, RowKind, Seal, Table, Width};
use serde_json::{Value, json};

/// The content of a passbook. `printed` is the same passbook as we print it: the picture of its square is taken from
/// there, so that no other engine has to make one.
pub(super) fn of(leaves: &[Leaf], printed: &Document) -> Value {
    let square = printed.pages.iter().flat_map(|page| &page.items).find_map(|item| match item {
        Item::Image { image, .. } => Some(svg(image)),
        _ => None,
    });
    let leaves = leaves.iter().map(|leaf| {
        let [head, foot] = leaf.ends.as_ref().map_or([None, None], |[head, foot]| [Some(head), Some(foot)]);
        json!({ "head": head, "foot": foot, "blocks": blocks(&leaf.blocks) })
    });
    json!({ "title": printed.title, "square": square, "leaves": leaves.collect::<Vec<_>>() })
}

fn blocks(list: &[Block]) -> Vec<Value> {
    list.iter().map(block).collect()
}

fn block(block: &Block) -> Value {
    match block {
        Block::Title(label) | Block::Heading(label) => json!({ "is": "heading", "text": said(label) }),
        Block::Text(label) => json!({ "is": "text", "text": said(label) }),
        Block::Small(label) => json!({ "is": "small", "text": said(label) }),
        Block::Numbered(number, label) => json!({ "is": "numbered", "number": number, "text": said(label) }),
        Block::Facts(facts) => json!({ "is": "facts", "lines": pairs(facts) }),
        Block::Table(table) => tabled(table),
        Block::Signatures(signatures) => {
            let people: Vec<_> = signatures.people.iter().map(|(office, name)| [said(office), name]).collect();
            json!({ "is": "signatures", "people": people })
        }
        Block::Seal(seal) => sealed(seal),
        Block::Rule => json!({ "is": "rule" }),
        Block::Gap(millimetres) => json!({ "is": "gap", "mm": millimetres }),
        Block::Together(list) => json!({ "is": "together", "blocks": blocks(list) }),
        Block::Page(page) => drawn(page),
        other => panic!("a passbook has no such block: {other:?}"),
    }
}

fn said(label: &Label) -> &str {
    assert!(label.beside.is_none(), "the passbooks compared are in one language");
    &label.main
}

fn pairs(facts: &Facts) -> Vec<[&str; 2]> {
    facts.lines.iter().map(|(name, value)| [said(name), value]).collect()
}

fn sealed(seal: &Seal) -> Value {
    json!({ "is": "seal", "code": seal.code, "says": seal.says.iter().map(said).collect::<Vec<_>>() })
}

fn tabled(table: &Table) -> Value {
    let columns = table.columns.iter().map(|column| {
        let width = match column.width {
            Width::Fit => json!("fit"),
            Width::Share(share) => json!({ "share": share }),
            Width::Fixed(millimetres) => json!({ "mm": millimetres }),
        };
        json!({ "head": said(&column.head), "width": width, "align": format!("{:?}", column.align) })
    });
    let rows = table.rows.iter().map(|row| {
        let kind = match row.kind {
            RowKind::Plain | RowKind::Section => "plain",
            RowKind::Sum => "sum",
            RowKind::Marked => "marked",
        };
        json!({ "kind": kind, "cells": row.cells.iter().map(cell).collect::<Vec<_>>() })
    });
    json!({
        "is": "table", "size": table.size, "row": table.row, "spare": table.spare,
        "columns": columns.collect::<Vec<_>>(), "rows": rows.collect::<Vec<_>>(),
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Blank | Cell::Dots => json!(null),
        Cell::Text(text) | Cell::Hint(text) => json!({ "is": "text", "text": text }),
        Cell::Strong(text) => json!({ "is": "strong", "text": text }),
        Cell::Label(label) => json!({ "is": "text", "text": said(label) }),
        Cell::Under(main, under) => json!({ "is": "under", "text": main, "under": under }),
        Cell::Over(over, main) => json!({ "is": "over", "text": main, "over": over }),
        Cell::Stamps(on, of) => json!({ "is": "stamps", "on": on, "of": on.max(of) }),
        Cell::Tick(ticked) => json!({ "is": "stamps", "on": u32::from(*ticked), "of": 1 }),
        Cell::Squares(of) => json!({ "is": "stamps", "on": 0, "of": of }),
    }
}

/// A page drawn by hand is placed by hand in the others too.
fn drawn(page: &Page) -> Value {
    let items = page.items.iter().filter_map(|item| match item {
        Item::Text { x, baseline, size, colour, text } => {
            // What is large on a cover is bold.
            let bold = *size > 12.0;
            Some(json!({ "is": "text", "x": x, "baseline": baseline, "size": size, "ink": ink(colour), "bold": bold, "text": text.text() }))
        }
        Item::Box { x, y, width, height, fill, stroke } => Some(json!({
            "is": "box", "x": x, "y": y, "width": width, "height": height,
            "fill": fill.as_ref().map(ink),
            "stroke": stroke.as_ref().map(|(colour, thick)| json!([ink(colour), thick])),
        })),
        Item::Line { .. } | Item::Image { .. } => None,
    });
    json!({ "is": "drawn", "items": items.collect::<Vec<_>>() })
}

fn ink(Colour(red, green, blue): &Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The black squares of a picture as one path.
fn svg(image: &Image) -> String {
    let stride = image.columns.div_ceil(8) as usize;
    let black = |x: u32, y: u32| image.bits[y as usize * stride + x as usize / 8] & (0x80 >> (x % 8)) == 0;
    let mut path = String::new();
    for y in 0..image.rows {
        let mut x = 0;
        while x < image.columns {
            let run = (x..image.columns).take_while(|&x| black(x, y)).count() as u32;
            if run > 0 {
                path += &format!("M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    let (columns, rows) = (image.columns, image.rows);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{columns}" height="{rows}" viewBox="0 0 {columns} {rows}"><path d="{path}"/></svg>"#
    )
}
