//! What is unwise in `[code]`, and what there is to know about where its answers arrive.

use url::{Host, Url};

use crate::profile::{CodeSection, Flow, Pkce, Profile};
use crate::protocol::authorize::ResponseMode;
use crate::protocol::redirect;

/// The values of `prompt` that are registered (OIDC Core §3.1.2.1, Initiating User Registration §4.1).
const PROMPTS: [&str; 5] = ["none", "login", "consent", "select_account", "create"];

/// The warnings about this flow, of a profile that uses it.
pub(super) fn warnings(profile: &Profile, all: &mut Vec<String>) {
    let code = &profile.code;
    if profile.flow != Flow::Code && *code == CodeSection::default() {
        return;
    }
    request(profile, all);
    prompt(code, all);
    redirect_uri(code, all);
}

fn request(profile: &Profile, all: &mut Vec<String>) {
    let code = &profile.code;
    let kind = code.response_type;
    match code.pkce {
        Pkce::Off if kind.code => all.push(
            "`code.pkce` is off, so a stolen code can be redeemed by others; S256 prevents it (RFC 9700 §2.1.1)"
                .to_owned(),
        ),
        Pkce::Plain if kind.code => all.push(
            "`code.pkce` is plain, which sends the verifier itself with the request; S256 hides it (RFC 7636 §4.2)"
                .to_owned(),
        ),
        _ => {}
    }
    if kind.token {
        all.push(format!(
            "`code.response_type` \"{}\" brings an access token through the browser, which RFC 9700 §2.1.2 advises \
             against",
            kind.name()
        ));
    }
    if kind.id_token && !profile.request.scope.iter().any(|word| word == "openid") {
        all.push(format!(
            "`code.response_type` \"{}\" asks for an ID Token, and `request.scope` has no openid (OIDC Core §3.1.2.1)",
            kind.name()
        ));
    }
    if kind.has_tokens() && code.response_mode == Some(ResponseMode::QueryJwt) {
        all.push(
            "`code.response_mode` is query.jwt, where tokens must be encrypted (JARM §2.3.1), and grantty asks for no \
             encryption"
                .to_owned(),
        );
    }
}

fn prompt(code: &CodeSection, all: &mut Vec<String>) {
    let words: Vec<&str> = code.prompt.iter().flat_map(|prompt| prompt.split(' ')).collect();
    for word in words.iter().filter(|word| !PROMPTS.contains(word)) {
        all.push(format!("`code.prompt` has \"{word}\", which is not registered; it is sent as it stands"));
    }
    if words.len() > 1 && words.contains(&"none") {
        all.push("`code.prompt` has none beside others, which is an error (OIDC Core §3.1.2.1)".to_owned());
    }
}

fn redirect_uri(code: &CodeSection, all: &mut Vec<String>) {
    let (Ok(url), Ok(plan)) = (Url::parse(&code.redirect_uri), redirect::plan(&code.redirect_uri, None)) else {
        return;
    };
    let is_name = matches!(url.host(), Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost"));
    if is_name && url.scheme() == "http" {
        all.push(
            "`code.redirect_uri` has the name localhost, which may lead elsewhere; RFC 8252 §8.3 advises 127.0.0.1 or \
             [::1]"
                .to_owned(),
        );
    }
    if code.listen.is_some() {
        return;
    }
    if plan.bind.is_empty() {
        all.push(
            "`code.redirect_uri` is no address that grantty can listen at: the answer is to be pasted, or name \
             `code.listen`"
                .to_owned(),
        );
    } else if url.port().is_none() {
        all.push(
            "`code.redirect_uri` has no port, so port 80 is listened at, which most people may not; the port 0 \
             stands for any free one"
                .to_owned(),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::{Source, check, parse};

    const PLAIN: &str =
        "issuer = \"https://id.example\"\nflow = \"code\"\n[client]\nid = \"a\"\n[request]\nscope = [\"openid\"]\n";

    fn said(code: &str) -> Vec<String> {
        let parsed = parse("x", &format!("{PLAIN}[code]\n{code}"), Source::Demo).expect("a profile without mistakes");
        check::warnings(&parsed.profile, None)
    }

    #[test]
    fn the_usual_code_profile_has_no_warning() {
        assert_eq!(said(""), Vec::<String>::new());
        assert_eq!(said("redirect_uri = \"http://[::1]:8400/cb\"\nprompt = \"login consent\""), Vec::<String>::new());
        assert_eq!(
            said("redirect_uri = \"https://app.example/cb\"\nlisten = \"127.0.0.1:8400\""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn what_is_unwise_is_said() {
        crate::covers!("LOO-03");
        for (code, part) in [
            ("pkce = \"off\"", "RFC 9700 §2.1.1"),
            ("pkce = \"plain\"", "RFC 7636 §4.2"),
            ("response_type = \"code token\"", "RFC 9700 §2.1.2"),
            ("redirect_uri = \"http://localhost:0/cb\"", "RFC 8252 §8.3"),
            ("redirect_uri = \"http://127.0.0.1/cb\"", "port 80"),
            ("redirect_uri = \"com.example.app:/cb\"", "to be pasted"),
            ("prompt = \"logn\"", "\"logn\", which is not registered"),
            ("prompt = \"none login\"", "none beside others"),
            ("response_type = \"code id_token\"\nresponse_mode = \"query.jwt\"", "JARM §2.3.1"),
        ] {
            let said = said(code);
            assert!(said.len() == 1 && said[0].contains(part), "{code}: {said:?}");
        }
        assert_eq!(said("response_type = \"id_token\"\npkce = \"off\"").len(), 0, "no code, nothing to protect");
    }

    #[test]
    fn the_section_of_another_flow_is_judged_when_it_is_there() {
        let device = PLAIN.replace("\"code\"", "\"device\"");
        let of = |text: &str| check::warnings(&parse("x", text, Source::Demo).expect("a profile").profile, None).len();
        assert_eq!((of(&device), of(&format!("{device}[code]\npkce = \"off\"\n"))), (0, 1));
    }
}
