//! Drawing: the only file that writes cells, and it takes nothing but [`Piece`]s.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use crate::tui::cursor::{Cursor, Extent};
use crate::tui::qr::Modules;
use crate::tui::text::{self, Piece, Pieces};
use crate::tui::theme::{Role, Theme};

/// The cells and the looks.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: &'a Theme,
}

/// A frame with its titles.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// At the left of its upper edge.
    pub title: Pieces,
    /// At the right of its upper edge.
    pub right: Pieces,
    /// Whether it has the keys.
    pub keys: bool,
    /// Whether it shares its upper edge with a frame above.
    pub joined: bool,
}

impl Panel {
    /// A frame with a plain title.
    pub fn new(title: impl AsRef<str>, keys: bool) -> Self {
        Self { title: vec![Piece::new(Role::Title, title)], keys, ..Self::default() }
    }

    /// With more at the right.
    pub fn right(mut self, right: Pieces) -> Self {
        self.right = right;
        self
    }

    /// Below another frame.
    pub const fn joined(mut self, joined: bool) -> Self {
        self.joined = joined;
        self
    }
}

/// A list to draw.
#[derive(Clone, Copy, Debug)]
pub struct List {
    /// How long it is and how much is seen.
    pub extent: Extent,
    /// Where the cursor is.
    pub cursor: Cursor,
    /// Whether it has the keys.
    pub keys: bool,
    /// Whether something beside it shows what the cursor is on, so that the cursor is seen without the keys too.
    pub leads: bool,
}

impl<'a> Canvas<'a> {
    /// Cells to draw on.
    pub const fn new(buffer: &'a mut Buffer, theme: &'a Theme) -> Self {
        Self { buffer, theme }
    }

    /// One line at the left of a row, cut with `…` where it does not fit. Says how many columns it took.
    pub fn row(&mut self, row: Rect, pieces: &[Piece]) -> u16 {
        let row = row.intersection(self.buffer.area);
        if row.is_empty() {
            return 0;
        }
        let (mut x, right) = (row.x, row.right());
        for piece in &text::cut(pieces, usize::from(row.width)) {
            // From nothing, not from what was there: a title must not take its frame's colour.
            let style = Style::reset().patch(self.theme.style(piece.role()));
            x = self.buffer.set_stringn(x, row.y, piece.text(), usize::from(right.saturating_sub(x)), style).0;
        }
        x - row.x
    }

    /// One line at the right of a row. Says how many columns it took.
    pub fn right(&mut self, row: Rect, pieces: &[Piece]) -> u16 {
        let width = u16::try_from(text::width(pieces)).unwrap_or(u16::MAX).min(row.width);
        self.row(Rect { x: row.right() - width, width, ..row }, pieces)
    }

    /// A frame; says where its content goes.
    pub fn panel(&mut self, frame: Rect, panel: &Panel) -> Rect {
        let frame = frame.intersection(self.buffer.area);
        if frame.width < 2 || frame.height < 2 {
            return Rect::ZERO;
        }
        let role = if panel.keys { Role::Focus } else { Role::Border };
        let edge = "─".repeat(usize::from(frame.width - 2));
        let (left, right) = if panel.joined { ("├", "┤") } else { ("┌", "┐") };
        let line = |y| Rect { y, height: 1, ..frame };
        self.row(line(frame.y), &[Piece::new(role, format!("{left}{edge}{right}"))]);
        for y in frame.y + 1..frame.bottom() - 1 {
            self.row(Rect { width: 1, ..line(y) }, &[Piece::new(role, "│")]);
            self.row(Rect { x: frame.right() - 1, width: 1, ..line(y) }, &[Piece::new(role, "│")]);
        }
        // A frame below that is already there has drawn the edge they share, with its title.
        if self.buffer[(frame.x, frame.bottom() - 1)].symbol() != "├" {
            self.row(line(frame.bottom() - 1), &[Piece::new(role, format!("└{edge}┘"))]);
        }
        self.titles(line(frame.y), panel);
        let inside = |from: u16, by: u16| from.saturating_sub(by);
        Rect { x: frame.x + 2, y: frame.y + 1, width: inside(frame.width, 4), height: frame.height - 2 }
    }

    fn titles(&mut self, edge: Rect, panel: &Panel) {
        let room = Rect { x: edge.x + 1, width: edge.width.saturating_sub(2), ..edge };
        let spaced = |pieces: &Pieces| [&[Piece::gap(1)][..], pieces, &[Piece::gap(1)]].concat();
        let mut title = panel.title.clone();
        if panel.keys {
            title = title
                .into_iter()
                .map(|piece| if piece.role() == Role::Title { piece.with_role(Role::Active) } else { piece })
                .collect();
        }
        let used = if title.is_empty() { 0 } else { self.row(room, &spaced(&title)) };
        let left = Rect { x: room.x + used, width: room.width - used, ..room };
        if !panel.right.is_empty() && text::width(&panel.right) + 3 <= usize::from(left.width) {
            self.right(Rect { width: left.width - 1, ..left }, &spaced(&panel.right));
        }
    }

    /// The lines of a list that are seen, the chosen one marked by sign and look, and a bar where there is more.
    pub fn list(&mut self, inside: Rect, list: List, mut line: impl FnMut(usize) -> (Pieces, Pieces)) {
        let seen = list.cursor.seen(list.extent);
        let at = list.cursor.at.min(list.extent.lines.saturating_sub(1));
        for (y, index) in (inside.y..inside.bottom()).zip(seen) {
            let row = Rect { y, height: 1, ..inside };
            let (left, right) = line(index);
            let used = self.right(row, &right);
            let gap = u16::from(used > 0);
            self.row(Rect { width: row.width.saturating_sub(used + gap), ..row }, &left);
            if index == at && (list.keys || list.leads) {
                let whole = Rect { x: row.x - 1, width: row.width + 2, ..row };
                self.row(Rect { width: 1, ..whole }, &[Piece::new(Role::Active, if list.keys { "▸" } else { " " })]);
                self.tint(whole, if list.keys { Role::Selected } else { Role::Idle });
            }
        }
        self.scrollbar(inside, list.cursor.seen(list.extent).start, list.extent);
    }

    /// Lines of a text from `top` on.
    pub fn text(&mut self, inside: Rect, top: usize, lines: &[Pieces]) {
        let height = usize::from(inside.height);
        let top = top.min(lines.len().saturating_sub(height));
        for (y, line) in (inside.y..inside.bottom()).zip(&lines[top..]) {
            self.row(Rect { y, height: 1, ..inside }, line);
        }
        self.scrollbar(inside, top, Extent { lines: lines.len(), height });
    }

    /// A thumb on the frame's right edge, when not everything is seen.
    fn scrollbar(&mut self, inside: Rect, top: usize, extent: Extent) {
        let height = usize::from(inside.height);
        if extent.lines <= height || height == 0 {
            return;
        }
        let thumb = (height * height / extent.lines).max(1);
        let room = height - thumb;
        let from = top * room / (extent.lines - height).max(1);
        for at in from.min(room)..(from.min(room) + thumb).min(height) {
            let y = inside.y + u16::try_from(at).unwrap_or_default();
            // The thumb keeps the look of the frame it stands on.
            if let Some(cell) = self.buffer.cell_mut((inside.right() + 1, y)) {
                cell.set_char('▐');
            }
        }
    }

    /// Gives a place a look without changing its text.
    pub fn tint(&mut self, area: Rect, role: Role) {
        self.buffer.set_style(area.intersection(self.buffer.area), self.theme.style(role));
    }

    /// Empties a place for what lies on top.
    pub fn clear(&mut self, area: Rect) {
        for position in area.intersection(self.buffer.area).positions() {
            self.buffer[position].reset();
        }
    }

    /// A QR code: black on white whatever the theme, since scanners want dark modules on a light ground.
    pub fn qr(&mut self, at: Rect, code: &Modules) {
        let size = code.size();
        for (x, y) in (0..size.width).flat_map(|x| (0..size.height).map(move |y| (x, y))) {
            let color = |dark| if dark { Color::Black } else { Color::White };
            let (column, line) = (usize::from(x), usize::from(y) * 2);
            let style = Style::new().fg(color(code.is_dark(column, line))).bg(color(code.is_dark(column, line + 1)));
            if let Some(cell) = self.buffer.cell_mut((at.x + x, at.y + y)) {
                cell.reset();
                cell.set_char('▀').set_style(style);
            }
        }
    }
}
