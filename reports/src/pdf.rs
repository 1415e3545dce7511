//! From pages to the bytes of a PDF.
//!
//! The words of a page are in the order they are read; the fonts are subsets ([`crate::subset`]); the title, the language
//! and the places of a long document are said. Nothing in it depends on when or where it was written: the same document
//! gives the same bytes, and its identity is their digest.
use crate::{
    faces::{FACES, FaceNo},
    page::{Colour, Document, Image, Item, MM, Page, Size},
    shape::Shaped,
    subset::Subset,
};
use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::{
    Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, LineCapStyle, LineJoinStyle, OutlineItemFlags, PageMode, SystemInfo, UnicodeCmap},
};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, io::Write, sync::Arc};

const PRODUCER: &str = "Sansom";
const SYSTEM: SystemInfo = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// The dots on each side of a picture's square. With one dot a square, viewers and printers smooth the edges of a picture
/// that they enlarge a little, and a telephone no longer reads it; packed, the dots take no room.
const DOTS: u32 = 8;

/// Writes a document.
pub fn write(document: &Document) -> Vec<u8> {
    let mut writer = Writer::new();
    let pages: Vec<Vec<u8>> = document.pages.iter().map(|page| writer.content(page)).collect();
    writer.document(document, &pages)
}

struct Writer {
    pdf: Pdf,
    last: i32,
    digest: Sha256,
    subsets: Vec<Subset>,
    /// Texts as they are shown, by the place in memory of what was shaped: kept alive by the document.
    shown: HashMap<*const Shaped, Arc<[Shown]>>,
    images: Vec<(Arc<Image>, Ref)>,
}

/// A run of a text, ready to be shown: codes with steps of the pen between them, in thousandths.
struct Shown {
    face: FaceNo,
    x: f32,
    pieces: Vec<(Vec<u8>, f32)>,
}

impl Writer {
    fn new() -> Writer {
        let subsets = (0..FACES.len()).map(|face| Subset::new(face as FaceNo)).collect();
        Writer { pdf: Pdf::new(), last: 0, digest: Sha256::new(), subsets, shown: HashMap::new(), images: Vec::new() }
    }

    fn id(&mut self) -> Ref {
        self.last += 1;
        Ref::new(self.last)
    }

    /// A stream, packed; its bytes become part of the document's identity.
    fn stream(&mut self, data: &[u8]) -> Vec<u8> {
        self.digest.update(data);
        let mut packer = ZlibEncoder::new(Vec::with_capacity(data.len() / 2), Compression::default());
        packer.write_all(data).and_then(|()| packer.finish()).expect("memory takes what is written")
    }

    /// What is drawn on a page, from its lower left corner.
    fn content(&mut self, page: &Page) -> Vec<u8> {
        let mut content = Content::new();
        let mut pen = Pen::default();
        let height = page.height();
        for item in &page.items {
            match item {
                Item::Text { x, baseline, size, colour, text } => {
                    pen.fill(&mut content, *colour);
                    content.begin_text();
                    for run in self.shown(text).iter() {
                        let name = face_name(run.face);
                        content.set_font(Name(&name), round(*size));
                        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, round(x + run.x * size), round(height - baseline)]);
                        let mut show = content.show_positioned();
                        let mut items = show.items();
                        for (codes, step) in &run.pieces {
                            items.show(Str(codes));
                            if *step != 0.0 {
                                items.adjust(*step);
                            }
                        }
                    }
                    content.end_text();
                }
                Item::Box { x, y, width, height: high, fill, stroke } => {
                    let inks = (*fill, *stroke);
                    if let Some(colour) = fill {
                        pen.fill(&mut content, *colour);
                    }
                    if let Some((colour, thick)) = stroke {
                        pen.stroke(&mut content, *colour, *thick, false);
                    }
                    content.rect(round(*x), round(height - y - high), round(*width), round(*high));
                    match inks {
                        (Some(_), Some(_)) => content.fill_nonzero_and_stroke(),
                        (Some(_), None) => content.fill_nonzero(),
                        (None, Some(_)) => content.stroke(),
                        (None, None) => content.end_path(),
                    };
                }
                Item::Line { points, colour, thick, dotted } => {
                    pen.stroke(&mut content, *colour, *thick, *dotted);
                    for (at, (x, y)) in points.iter().enumerate() {
                        let (x, y) = (round(*x), round(height - y));
                        if at == 0 {
                            content.move_to(x, y)
                        } else {
                            content.line_to(x, y)
                        };
                    }
                    content.stroke();
                }
                Item::Image { x, y, width, image } => {
                    let high = width * image.rows as f32 / image.columns.max(1) as f32;
                    let name = self.image(image);
                    content.save_state();
                    content.transform([round(*width), 0.0, 0.0, round(high), round(*x), round(height - y - high)]);
                    content.x_object(Name(&name));
                    content.restore_state();
                }
            }
        }
        content.finish().into_vec()
    }

    fn shown(&mut self, text: &Arc<Shaped>) -> Arc<[Shown]> {
        let key = Arc::as_ptr(text);
        if let Some(shown) = self.shown.get(&key) {
            return Arc::clone(shown);
        }
        let runs = text.runs.iter().map(|run| {
            let subset = &mut self.subsets[usize::from(run.face)];
            let em = subset.face().em;
            let mut pieces: Vec<(Vec<u8>, f32)> = vec![(Vec::new(), 0.0)];
            for cluster in &run.clusters {
                let code = subset.code(cluster);
                let last = pieces.last_mut().expect("there is one from the start");
                last.0.extend(code.code.to_be_bytes());
                // The pen goes where the shaper wants it: kerning.
                let off = (code.advance - cluster.advance) as f32 * 1000.0 / em;
                if off != 0.0 {
                    last.1 = round(off);
                    pieces.push((Vec::new(), 0.0));
                }
            }
            pieces.retain(|piece| !piece.0.is_empty());
            Shown { face: run.face, x: run.x, pieces }
        });
        let shown: Arc<[Shown]> = runs.collect();
        self.shown.insert(key, Arc::clone(&shown));
        shown
    }

    /// The name of a picture among the resources; the same picture is kept once.
    fn image(&mut self, image: &Arc<Image>) -> Vec<u8> {
        let at = self.images.iter().position(|(known, _)| known == image).unwrap_or_else(|| {
            let id = self.id();
            self.images.push((Arc::clone(image), id));
            self.images.len() - 1
        });
        format!("I{at}").into_bytes()
    }

    fn document(mut self, document: &Document, pages: &[Vec<u8>]) -> Vec<u8> {
        let (catalog, tree, resources, info) = (self.id(), self.id(), self.id(), self.id());
        self.pdf.set_version(1, 7);
        let sheets: Vec<(Size, Vec<u8>)> = match &document.sides {
            None => document.pages.iter().zip(pages).map(|(page, content)| (page.size, content.clone())).collect(),
            Some(sides) => sides.iter().map(|side| (side.size, imposed(side, document, pages))).collect(),
        };
        let mut kids = Vec::with_capacity(sheets.len());
        for (size, content) in &sheets {
            let (page, contents) = (self.id(), self.id());
            let packed = self.stream(content);
            self.pdf.stream(contents, &packed).filter(Filter::FlateDecode);
            let mut written = self.pdf.page(page);
            written.parent(tree).media_box(Rect::new(0.0, 0.0, round(size.width * MM), round(size.height * MM))).contents(contents);
            written.pair(Name(b"Resources"), resources);
            kids.push(page);
        }
        self.pdf.pages(tree).kids(kids.iter().copied()).count(kids.len() as i32);
        self.resources(resources);
        self.digest.update(document.title.as_bytes());
        let mut about = self.pdf.document_info(info);
        about.title(TextStr(&document.title)).producer(TextStr(PRODUCER)).creator(TextStr(PRODUCER));
        about.finish();
        // A bookmark names a page; on imposed sheets pages stand in another order.
        let marks = if document.sides.is_none() { self.bookmarks(document, &kids) } else { None };
        let mut written = self.pdf.catalog(catalog);
        written.pages(tree).lang(TextStr(document.language));
        if let Some(outline) = marks {
            written.outlines(outline).page_mode(PageMode::UseOutlines);
        }
        let mut viewer = written.viewer_preferences();
        viewer.display_doc_title(true).pair(Name(b"PrintScaling"), Name(b"None"));
        viewer.finish();
        written.finish();
        let identity = self.digest.finalize()[..16].to_vec();
        self.pdf.set_file_id((identity.clone(), identity));
        self.pdf.finish()
    }

    /// What the pages draw with: fonts and pictures, shared by all.
    fn resources(&mut self, resources: Ref) {
        let mut fonts: Vec<(FaceNo, Ref)> = Vec::new();
        for face in 0..self.subsets.len() {
            if !self.subsets[face].is_empty() {
                let id = self.id();
                self.font(face, id);
                fonts.push((face as FaceNo, id));
            }
        }
        for (image, id) in std::mem::take(&mut self.images).iter().enumerate().map(|(at, (image, id))| (image.clone(), (at, *id))) {
            let packed = self.stream(&enlarged(&image));
            let mut object = self.pdf.image_xobject(id.1, &packed);
            object.filter(Filter::FlateDecode);
            object.width((image.columns * DOTS) as i32).height((image.rows * DOTS) as i32);
            object.bits_per_component(1).color_space().device_gray();
            object.finish();
            self.images.push((image, id.1));
        }
        let mut written = self.pdf.indirect(resources).start::<pdf_writer::writers::Resources<'_>>();
        let mut named = written.fonts();
        for (face, id) in fonts {
            named.pair(Name(&face_name(face)), id);
        }
        named.finish();
        if !self.images.is_empty() {
            let mut named = written.x_objects();
            for (at, (_, id)) in self.images.iter().enumerate() {
                named.pair(Name(format!("I{at}").as_bytes()), *id);
            }
        }
    }

    fn font(&mut self, face: usize, id: Ref) {
        let (descendant, descriptor, program, texts) = (self.id(), self.id(), self.id(), self.id());
        let data = self.subsets[face].build();
        let packed = self.stream(&data);
        let mut cmap = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        for (code, text) in self.subsets[face].texts() {
            cmap.pair_with_multiple(code, text.chars());
        }
        let cmap = self.stream(&cmap.finish());
        self.pdf.stream(texts, &cmap).filter(Filter::FlateDecode);
        self.pdf.stream(program, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), data.len() as i32);
        let subset = &self.subsets[face];
        let font = subset.face();
        // Six letters before the name say that it is a part of the font; they come from what is in it.
        let tag: String = Sha256::digest(&data).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect();
        let name = format!("{tag}+{}", font.name);
        let mut written = self.pdf.type0_font(id);
        written.base_font(Name(name.as_bytes())).encoding_predefined(Name(b"Identity-H"));
        written.descendant_font(descendant).to_unicode(texts);
        written.finish();
        let thousandths = |units: f32| round(units * 1000.0 / font.em);
        let mut written = self.pdf.cid_font(descendant);
        written.subtype(CidFontType::Type2).base_font(Name(name.as_bytes())).system_info(SYSTEM).font_descriptor(descriptor);
        written.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        written.widths().consecutive(0, subset.advances().map(|advance| thousandths(advance as f32)));
        written.finish();
        let mut written = self.pdf.font_descriptor(descriptor);
        let (ascent, descent) = (thousandths(f32::from(font.ascent)), thousandths(f32::from(font.descent)));
        written.name(Name(name.as_bytes())).flags(FontFlags::SYMBOLIC).bbox(Rect::new(-1000.0, descent, 4000.0, ascent));
        written.italic_angle(0.0).ascent(ascent).descent(descent).cap_height(714.0).stem_v(80.0).font_file2(program);
    }

    /// The outline of a long document, flat.
    fn bookmarks(&mut self, document: &Document, pages: &[Ref]) -> Option<Ref> {
        let marks = &document.bookmarks;
        if marks.len() < 2 {
            return None;
        }
        let outline = self.id();
        let items: Vec<Ref> = marks.iter().map(|_| self.id()).collect();
        let mut written = self.pdf.outline(outline);
        written.first(items[0]).last(items[items.len() - 1]).count(items.len() as i32);
        written.finish();
        for (at, mark) in marks.iter().enumerate() {
            let mut item = self.pdf.outline_item(items[at]);
            item.title(TextStr(&mark.name)).parent(outline).flags(OutlineItemFlags::empty());
            if at > 0 {
                item.prev(items[at - 1]);
            }
            if let Some(next) = items.get(at + 1) {
                item.next(*next);
            }
            if let (Some(page), Some(drawn)) = (pages.get(mark.page), document.pages.get(mark.page)) {
                item.dest().page(*page).xyz(0.0, round(drawn.height()), None);
            }
        }
        Some(outline)
    }
}

/// What the pen is set to, so that it is set only when it changes.
#[derive(Default)]
struct Pen {
    fill: Option<Colour>,
    stroke: Option<(Colour, f32, bool)>,
}

impl Pen {
    fn fill(&mut self, content: &mut Content, colour: Colour) {
        if self.fill.replace(colour) != Some(colour) {
            let [red, green, blue] = parts(colour);
            content.set_fill_rgb(red, green, blue);
        }
    }

    fn stroke(&mut self, content: &mut Content, colour: Colour, thick: f32, dotted: bool) {
        let now = Some((colour, thick, dotted));
        if self.stroke == now {
            return;
        }
        let [red, green, blue] = parts(colour);
        content.set_stroke_rgb(red, green, blue).set_line_width(round(thick));
        if dotted {
            content.set_line_cap(LineCapStyle::RoundCap).set_dash_pattern([0.0, 2.4], 0.0);
        } else {
            content.set_line_cap(LineCapStyle::ButtCap).set_line_join(LineJoinStyle::MiterJoin).set_dash_pattern([], 0.0);
        }
        self.stroke = now;
    }
}

/// The pages of a sheet's side, each at its place.
fn imposed(side: &crate::Side, document: &Document, pages: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for (page, across, down) in &side.placed {
        let (Some(drawn), Some(content)) = (document.pages.get(*page), pages.get(*page)) else { continue };
        let (x, y) = (across * MM, side.size.height * MM - down * MM - drawn.height());
        out.extend(format!("q 1 0 0 1 {} {} cm\n", round(x), round(y)).into_bytes());
        out.extend(content);
        out.extend(b"\nQ\n");
    }
    out
}

/// The bits of a picture with so many dots for each square: a bit of it is a byte here.
fn enlarged(image: &Image) -> Vec<u8> {
    let stride = image.columns.div_ceil(8) as usize;
    let mut out = Vec::with_capacity((image.rows * image.columns * DOTS) as usize);
    for row in image.bits.chunks(stride.max(1)).take(image.rows as usize) {
        let wide: Vec<u8> =
            (0..image.columns as usize).map(|x| if row[x / 8] & (0x80 >> (x % 8)) != 0 { 0xff } else { 0 }).collect();
        (0..DOTS).for_each(|_| out.extend(&wide));
    }
    out
}

fn face_name(face: FaceNo) -> [u8; 2] {
    [b'F', b'0' + face]
}

fn parts(Colour(red, green, blue): Colour) -> [f32; 3] {
    [red, green, blue].map(|part| (f32::from(part) / 255.0 * 1000.0).round() / 1000.0)
}

/// Hundredths of a point are finer than any printer.
fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
