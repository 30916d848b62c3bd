//! Scopes (RFC 6749 §3.3).

/// Those somebody may ask for.
pub(super) const SCOPES: [&str; 5] = ["openid", "profile", "email", "offline_access", "api"];

/// What is granted of what was asked for, each value once; who asks for nothing gets `openid`.
pub(super) fn granted(asked: Option<&str>) -> Result<String, &'static str> {
    let mut granted: Vec<&str> = Vec::new();
    for value in asked.unwrap_or("openid").split(' ').filter(|v| !v.is_empty()) {
        if !SCOPES.contains(&value) {
            return Err("This provider has other scopes, see scopes_supported.");
        }
        if !granted.contains(&value) {
            granted.push(value);
        }
    }
    Ok(granted.join(" "))
}

/// Whether all of these values are among those.
pub(super) fn covers(had: &str, wanted: &str) -> bool {
    wanted.split(' ').all(|value| had.split(' ').any(|one| one == value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_a_set_of_known_words() {
        assert_eq!(granted(None).as_deref(), Ok("openid"));
        assert_eq!(granted(Some("api  openid api")).as_deref(), Ok("api openid"));
        assert!(granted(Some("openid root")).is_err());
        assert!(covers("openid email", "email") && !covers("openid", "openid email"));
    }
}
