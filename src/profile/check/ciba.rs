//! Warnings about `[ciba]`: what the provider will not like, and what it cannot reach.

use url::Url;

use crate::profile::{CibaSection, Flow, Profile};
use crate::protocol::discovery::host::is_loopback;

/// The warnings about this flow, of a profile that uses it.
pub(super) fn warnings(profile: &Profile, all: &mut Vec<String>) {
    let ciba = &profile.ciba;
    if profile.flow != Flow::Ciba && *ciba == CibaSection::default() {
        return;
    }
    if profile.flow == Flow::Ciba && !profile.request.scope.iter().any(|word| word == "openid") {
        all.push("`request.scope` has no openid, which every CIBA request must have (CIBA Core §7.1)".to_owned());
    }
    if ciba.mode.notifies()
        && let Some(elsewhere) = issuer_elsewhere(profile)
    {
        unreachable(ciba, &elsewhere, all);
    }
}

/// The host of a provider that is not on this machine.
fn issuer_elsewhere(profile: &Profile) -> Option<String> {
    let address = profile.issuer.as_deref().or_else(|| profile.endpoints.get("token").map(String::as_str))?;
    let url = Url::parse(address).ok().filter(|url| !is_loopback(url))?;
    url.host_str().map(str::to_owned)
}

/// A provider elsewhere calls no address of this machine.
fn unreachable(ciba: &CibaSection, provider: &str, all: &mut Vec<String>) {
    let mode = ciba.mode.name();
    match &ciba.notification_endpoint {
        None => all.push(format!(
            "`ciba.mode` is {mode}, where {provider} calls grantty, and no `ciba.notification_endpoint` says at which \
             public address (CIBA Core §4); a tunnel can lead from there to `ciba.listen`"
        )),
        Some(address) if Url::parse(address).is_ok_and(|url| is_loopback(&url)) => all.push(format!(
            "`ciba.notification_endpoint` is an address of this machine, which {provider} cannot call; a tunnel can \
             lead from a public one to `ciba.listen`"
        )),
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::{Source, check, parse};

    const PLAIN: &str = "issuer = \"https://id.example\"\nflow = \"ciba\"\n[client]\nid = \"a\"\n[request]\n\
                         scope = [\"openid\"]\n[ciba]\nlogin_hint = \"ann\"\n";

    fn said(text: &str) -> Vec<String> {
        let parsed = parse("x", text, Source::Demo).expect("a profile without mistakes");
        check::warnings(&parsed.profile, None)
    }

    #[test]
    fn the_usual_profile_has_no_warning() {
        let none = Vec::<String>::new();
        assert_eq!(said(PLAIN), none);
        assert_eq!(said(&format!("{PLAIN}listen = \"127.0.0.1:8401\"\n")), none, "it notices what should not come");
        let tunnel = "mode = \"ping\"\nnotification_endpoint = \"https://t.example/c\"\n";
        assert_eq!(said(&format!("{PLAIN}{tunnel}")), none);
        let local = PLAIN.replace("https://id.example", "http://127.0.0.1:9000");
        let here = "mode = \"push\"\nnotification_endpoint = \"http://127.0.0.1:8401/ciba\"\n";
        assert_eq!(said(&format!("{local}{here}")), none);
    }

    #[test]
    fn what_is_unwise_is_said() {
        crate::covers!("CIB-24");
        for (ciba, part) in [
            ("mode = \"ping\"", "`ciba.mode` is ping, where id.example calls"),
            ("mode = \"push\"\nlisten = \"127.0.0.1:8401\"", "at which public address"),
            ("mode = \"ping\"\nnotification_endpoint = \"http://127.0.0.1:8401/c\"", "which id.example cannot call"),
            ("user_code = \"1234\"", "`ciba.user_code` stands in the file itself"),
        ] {
            let said = said(&format!("{PLAIN}{ciba}\n"));
            assert!(said.len() == 1 && said[0].contains(part) && !said[0].contains("1234"), "{ciba}: {said:?}");
        }
        let bare = said(&PLAIN.replace("[\"openid\"]", "[\"profile\"]"));
        assert!(bare.len() == 1 && bare[0].contains("CIBA Core §7.1"), "{bare:?}");
    }

    #[test]
    fn the_key_is_used_by_a_signed_request_of_either_flow() {
        let key = |ciba: &str| {
            said(&PLAIN.replace("id = \"a\"\n", "id = \"a\"\nkey = { file = \"k\" }\n").replace("[ciba]\n", ciba))
        };
        assert!(key("[ciba]\n")[0].contains("`client.key` is given and not used"));
        assert_eq!(key("[ciba]\nrequest = \"signed\"\n").len(), 0);
    }
}
