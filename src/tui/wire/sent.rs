//! The JWTs that we sent, read in place: assertion, proof, request object. Their signature is left out, since it is what
//! makes them worth stealing.

use crate::protocol::exchange::{Request, Value};
use crate::protocol::json::Json;
use crate::record::wire::decoded;
use crate::tui::pretty::Look;
use crate::tui::text::{Piece, Pieces};
use crate::tui::theme::Role;

/// Each of them, header and claims.
pub fn lines(request: &Request, look: Look<'_>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    for (name, header, claims) in decoded(request, look.eyes) {
        let title = Piece::new(Role::Title, name);
        lines.extend([Vec::new(), vec![title, Piece::new(Role::Dim, "  read; its signature is left out")]]);
        lines.extend(indented(look.lines(&header)));
        match claims {
            Json::Null => lines.push(vec![Piece::new(Role::Dim, "  no claims that can be read: encrypted, perhaps")]),
            claims => lines.extend(indented(look.lines(&claims))),
        }
    }
    lines
}

fn indented(lines: Vec<Pieces>) -> impl Iterator<Item = Pieces> {
    lines.into_iter().map(|line| [vec![Piece::gap(2)], line].concat())
}

/// The JWTs as text that can be pasted into the box for tokens: a name and a token a line.
pub fn pasted(request: &Request) -> String {
    let values = |(name, value): (&str, &Value)| {
        let text = value.reveal();
        let token = text.split_once(' ').map_or(text, |(_, credential)| credential);
        token.starts_with("eyJ").then(|| format!("{name}: {token}\n"))
    };
    let headers = request.headers.iter().map(|(name, value)| (*name, value));
    let form = request.form.iter().map(|(name, value)| (name.as_str(), value));
    headers.chain(form).filter_map(values).collect()
}
