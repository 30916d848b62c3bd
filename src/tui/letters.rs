//! Block letters, for a text that must be read from across the table: `assets/letters.txt`, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Rows of a letter: six on the line and two below it.
const ROWS: usize = 8;

/// Columns of a blank.
const BLANK: usize = 3;

/// Pixels, row by row, all of one width.
type Letter = [Vec<bool>; ROWS];

/// How large a pixel is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    /// Two columns, one row.
    Large,
    /// One column, half a row.
    Small,
}

/// A text as lines of blocks, as large as these columns allow; large ones are `tall`. Nothing when it does not fit on
/// one line, or when a letter is not known.
pub fn written(text: &str, width: usize, tall: bool) -> Option<Vec<String>> {
    let pixels = pixels(text)?;
    let columns = pixels.first().map_or(0, Vec::len);
    let size = match columns {
        0 => return None,
        _ if tall && columns * 2 <= width => Size::Large,
        _ if columns <= width => Size::Small,
        _ => return None,
    };
    Some(drawn(&pixels, size))
}

/// Every pixel of a line, without rows below it that nothing hangs into.
fn pixels(text: &str) -> Option<Vec<Vec<bool>>> {
    let mut rows = vec![Vec::new(); ROWS];
    for character in text.trim().chars() {
        let blank = || std::array::from_fn(|_| vec![false; BLANK]);
        let letter = if character == ' ' { blank() } else { letters().get(&character)?.clone() };
        for (row, more) in rows.iter_mut().zip(letter) {
            if !row.is_empty() {
                row.push(false);
            }
            row.extend(more);
        }
    }
    while rows.len() > ROWS - 2 && !rows.last().is_some_and(|row| row.contains(&true)) {
        rows.pop();
    }
    Some(rows)
}

fn drawn(pixels: &[Vec<bool>], size: Size) -> Vec<String> {
    let line = |row: &Vec<bool>| row.iter().map(|dark| if *dark { "██" } else { "  " }).collect::<String>();
    match size {
        Size::Large => pixels.iter().map(line).collect(),
        Size::Small => pixels.chunks(2).map(halves).collect(),
    }
}

/// Two rows of pixels in one row of cells.
fn halves(rows: &[Vec<bool>]) -> String {
    let below = |at: usize| rows.get(1).is_some_and(|row| row[at]);
    let cell = |(at, above): (usize, &bool)| match (*above, below(at)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    rows.first().into_iter().flatten().enumerate().map(cell).collect()
}

fn letters() -> &'static BTreeMap<char, Letter> {
    static LETTERS: OnceLock<BTreeMap<char, Letter>> = OnceLock::new();
    LETTERS.get_or_init(|| read(include_str!("../../assets/letters.txt")))
}

fn read(text: &str) -> BTreeMap<char, Letter> {
    let mut letters = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(names) = line.strip_prefix("= ") else { continue };
        let drawn: Vec<Vec<&str>> =
            lines.by_ref().take_while(|line| !line.is_empty()).map(|line| line.split_whitespace().collect()).collect();
        for (n, name) in names.split(' ').filter_map(|name| name.chars().next()).enumerate() {
            let row = |y: usize| drawn.get(y).and_then(|row| row.get(n)).copied();
            let width = row(0).map_or(0, str::len);
            let letter = |y| row(y).map_or_else(|| vec![false; width], |row| row.chars().map(|c| c == '#').collect());
            letters.insert(name, std::array::from_fn(letter));
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_digits_are_there_and_no_two_look_alike() {
        for character in ('A'..='Z').chain('a'..='z').chain('0'..='9').chain("-_.,:;+/#*!?=()'".chars()) {
            let letter = letters().get(&character).unwrap_or_else(|| panic!("{character} is missing"));
            let width = letter[0].len();
            assert!((1..=5).contains(&width) && letter.iter().all(|row| row.len() == width), "{character}");
            assert!(letter.iter().flatten().any(|dark| *dark), "{character} is blank");
            for (other, drawn) in letters().iter().filter(|(other, _)| **other != character) {
                assert_ne!(letter, drawn, "{character} looks like {other}");
            }
        }
    }

    #[test]
    fn a_text_is_as_large_as_its_room_allows() {
        let small = written("W4-SCT", 40, true).expect("it fits");
        assert_eq!((small.len(), small[0].chars().count()), (3, 31));
        let large = written("W4-SCT", 62, true).expect("it fits");
        assert_eq!((large.len(), large[0].chars().count()), (6, 62));
        assert_eq!(written("W4-SCT", 62, false).map(|lines| lines.len()), Some(3));
        assert_eq!(written("gap", 60, false).map(|lines| lines.len()), Some(4));
        for odd in ["", "  ", "W4-SCT and much more", "Zahlung über 5 €", "a\u{202e}b", "a\nb"] {
            assert_eq!(written(odd, 29, true), None, "{odd}");
        }
    }
}
