//! A person with a browser: keeps cookies, follows redirects, fills in the forms that the pages show.

use super::http::{Answer, form, send};

/// Pages before somebody is lost: code, confirmation, login, consent, and the redirects between them.
const PATIENCE: usize = 24;

/// The account that logs in.
const LOGIN: &str = "ann";

/// How the person comes to the page of the device flow.
#[derive(Debug, Clone, Copy)]
pub enum Verification<'a> {
    /// By `verification_uri_complete`, as from a QR code.
    Complete(&'a str),
    /// By typing the code into the page at `verification_uri`.
    Typed {
        /// Its address.
        uri: &'a str,
        /// The code.
        user_code: &'a str,
    },
}

/// Goes through the provider's pages and approves or denies the device.
pub fn approve_device(verification: Verification<'_>, allow: bool) {
    let (address, user_code) = match verification {
        Verification::Complete(address) => (address, None),
        Verification::Typed { uri, user_code } => (uri, Some(user_code)),
    };
    let last = Person::new(address, user_code).decide(address, allow);
    assert!(last.status < 400, "the person was stopped: {last:?}");
}

/// Opens an authorization request, approves or denies it, and follows the last redirect to the client; what the client
/// answers is returned.
pub fn approve_authorization(address: &str, allow: bool) -> Answer {
    Person::new(address, None).decide(address, allow)
}

/// A person who signed in to an authorization request and stays signed in.
pub struct SignedIn(Person<'static>);

impl SignedIn {
    /// Opens an authorization request and approves it.
    pub fn at(address: &str) -> Self {
        let mut person = Person::new(address, None);
        person.decide(address, true);
        Self(person)
    }

    /// Opens a logout address, confirms, and follows the last redirect to the client; what the client answers.
    pub fn log_out(&mut self, address: &str) -> Answer {
        self.0.decide(address, true)
    }
}

struct Cookie {
    name: String,
    value: String,
    path: String,
}

struct Person<'a> {
    origin: String,
    user_code: Option<&'a str>,
    cookies: Vec<Cookie>,
}

impl<'a> Person<'a> {
    fn new(address: &str, user_code: Option<&'a str>) -> Self {
        Self { origin: origin(address).to_owned(), user_code, cookies: Vec::new() }
    }

    /// From page to page until there is nothing left to fill in.
    fn decide(&mut self, address: &str, allow: bool) -> Answer {
        let mut page = self.visit("GET", address, "");
        let mut denied = false;
        // Where the page is from: the provider, or the client that the last redirect leads to.
        let mut here = self.origin.clone();
        for _ in 0..PATIENCE {
            if let Some(location) = page.header("location") {
                let next = absolute(&here, location);
                origin(&next).clone_into(&mut here);
                page = self.visit("GET", &next, "");
                continue;
            }
            let Some(shown) = Form::of(&page.body).filter(|_| !denied && page.status < 400) else { return page };
            if !allow && let Some(abort) = link_to_abort(&page.body) {
                denied = true;
                let abort = absolute(&self.origin, &abort);
                page = self.visit("GET", &abort, "");
                continue;
            }
            let mut fields = self.filled(&shown);
            if !allow && fields.iter().any(|(name, _)| name == "confirm") {
                // As a browser sends the form's fields and the button that was pressed.
                denied = true;
                fields.push(("abort".to_owned(), "yes".to_owned()));
            }
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let action = absolute(&here, &shown.action);
            origin(&action).clone_into(&mut here);
            page = self.visit("POST", &action, &form(&fields));
        }
        panic!("the pages do not end, the last one was {page:?}")
    }

    fn filled(&self, form: &Form) -> Vec<(String, String)> {
        let typed = |name: &str, value: &str| match name {
            "login" => LOGIN.to_owned(),
            "password" => "any will do".to_owned(),
            "user_code" if value.is_empty() => self.user_code.unwrap_or_default().to_owned(),
            _ => value.to_owned(),
        };
        let mut fields: Vec<_> = form.fields.iter().map(|(name, value)| (name.clone(), typed(name, value))).collect();
        // The button of the logout page stands outside its form.
        if form.action.ends_with("/session/end/confirm") && form.fields.iter().all(|(name, _)| name != "logout") {
            fields.push(("logout".to_owned(), "yes".to_owned()));
        }
        fields
    }

    /// One request; the cookies are for the provider only.
    fn visit(&mut self, method: &str, url: &str, body: &str) -> Answer {
        if origin(url) != self.origin {
            return send(method, url, &[], body);
        }
        let path = url[self.origin.len()..].split(['?', '#']).next().unwrap_or_default();
        let fitting = self.cookies.iter().filter(|cookie| reaches(&cookie.path, path));
        let jar = fitting.map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ");
        let headers: &[_] = if jar.is_empty() { &[] } else { &[("cookie", jar.as_str())] };
        let answer = send(method, url, headers, body);
        for (_, line) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            self.keep(line);
        }
        answer
    }

    /// A `Set-Cookie` line; an empty value takes the cookie away.
    fn keep(&mut self, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { return };
        let path = parts.find_map(|part| part.strip_prefix("path=")).unwrap_or("/");
        self.cookies.retain(|cookie| cookie.name != name || cookie.path != path);
        if !value.is_empty() {
            self.cookies.push(Cookie { name: name.to_owned(), value: value.to_owned(), path: path.to_owned() });
        }
    }
}

/// Whether a cookie of `path` goes along to `target`.
fn reaches(path: &str, target: &str) -> bool {
    target.strip_prefix(path).is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}

/// `http://host:port` of an address.
fn origin(url: &str) -> &str {
    let authority = url.find("://").map_or(0, |at| at + 3);
    url[authority..].find(['/', '?', '#']).map_or(url, |end| &url[..authority + end])
}

fn absolute(origin: &str, reference: &str) -> String {
    if reference.starts_with('/') { format!("{origin}{reference}") } else { reference.to_owned() }
}

/// The first form of a page.
#[derive(Debug, PartialEq)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl Form {
    fn of(page: &str) -> Option<Self> {
        let start = page.find("<form")?;
        let body = &page[start..];
        let body = &body[..body.find("</form>")?];
        let action = attribute(&body[..body.find('>')?], "action")?;
        let inputs = body.split("<input").skip(1).filter_map(|input| input.split('>').next());
        let fields = inputs.filter_map(|input| Some((attribute(input, "name")?, input)));
        let fields = fields.map(|(name, input)| (name, attribute(input, "value").unwrap_or_default())).collect();
        Some(Self { action, fields })
    }
}

/// The "cancel" of the login and consent pages is a link.
fn link_to_abort(page: &str) -> Option<String> {
    let links = page.split("<a").skip(1).filter_map(|link| link.split('>').next());
    links.filter_map(|link| attribute(link, "href")).find(|href| href.ends_with("/abort"))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let begin = format!(" {name}=\"");
    let one_line = tag.replace(['\n', '\t', '\r'], " ");
    let value = &one_line[one_line.find(&begin)? + begin.len()..];
    let entities = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    let value = value[..value.find('"')?].to_owned();
    Some(entities.iter().fold(value, |text, (entity, character)| text.replace(entity, character)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oidc_provider_fixture_reads_forms_and_links() {
        let page = "<p><form novalidate\n action=\"/x?a=1&amp;b=2\"><input type=\"hidden\" name=\"xsrf\" value=\"1&#39;\"/>\n<input\n name=\"user_code\"></form>";
        let fields = vec![("xsrf".to_owned(), "1'".to_owned()), ("user_code".to_owned(), String::new())];
        assert_eq!(Form::of(page), Some(Form { action: "/x?a=1&b=2".to_owned(), fields }));
        assert_eq!(Form::of("<p>done"), None);
        let links = "<a href=\"/interaction/1\">?</a> <a href=\"/interaction/1/abort\">[ Cancel ]</a>";
        assert_eq!(link_to_abort(links).as_deref(), Some("/interaction/1/abort"));
    }

    #[test]
    fn oidc_provider_fixture_keeps_cookies_apart_by_path() {
        let mut person = Person::new("http://127.0.0.1:1/device?x", None);
        person.keep("a=1; path=/; httponly");
        person.keep("a=2; path=/auth/x; httponly");
        person.keep("b=3; path=/");
        person.keep("b=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT");
        let kept: Vec<_> = person.cookies.iter().map(|cookie| (cookie.value.as_str(), cookie.path.as_str())).collect();
        assert_eq!(kept, [("1", "/"), ("2", "/auth/x")]);
        assert!(reaches("/", "/auth/x") && reaches("/auth/x", "/auth/x") && reaches("/auth", "/auth/x"));
        assert!(!reaches("/auth", "/authority") && !reaches("/auth/x", "/auth"));
        assert_eq!(person.origin, "http://127.0.0.1:1");
    }
}
