//! Chains that are too weak to be believed, which no library makes any more: an authority with 1024 bits of RSA, and a
//! signature over SHA-1. Made for these tests with OpenSSL, for a hundred years; the keys guard nothing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::tls_server::Issued;

/// For `localhost`, P-256, signed with 1024 bits of RSA.
const SHORT_LEAF: &str = "\
    MIIBvTCCASagAwIBAgIBBzANBgkqhkiG9w0BAQsFADAaMRgwFgYDVQQDDA9zaG9ydCBhdXRob3JpdHkwIBcNMjYxMTIxMDEyOTAxWhgPMjEyNj\
    A3MjAwMTI5MDFaMA8xDTALBgNVBAMMBHdlYWswWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ6/SYeg+f2rLw9lAex9Kn4nB8uHbasrtWF/J4o\
    7zsoQHZx2uUv8Tv4pWKHZeHNW4pRo7xhSjRk5majYV8qI4GDo2MwYTAUBgNVHREEDTALgglsb2NhbGhvc3QwCQYDVR0TBAIwADAdBgNVHQ4EFg\
    QULY2CbCYki46k8uXpmkfsQWE7juwwHwYDVR0jBBgwFoAU3FicWK2Iajyjb43pIs3KTS8oZt4wDQYJKoZIhvcNAQELBQADgYEAXI9NfvxJwIXT\
    EDU5811nxvR1TJvnL0D2jKgL5FGHD1JHgK68H03JrRIi7fh5BX6y8E9a0C/DZ4VGd72WodzSFZHEUoFO99AFeAL9zmLKlzFNsTiLvoNAT9FbXe\
    cikI3bM056ScMYWFBfOv5aRSnlcZnmkj/engec2hPrA8cZxhg=";

/// Who signed it.
const SHORT_AUTHORITY: &str = "\
    MIICEjCCAXugAwIBAgIUXDufI9JhsJCYyg38OSIiAQ1tb90wDQYJKoZIhvcNAQELBQAwGjEYMBYGA1UEAwwPc2hvcnQgYXV0aG9yaXR5MCAXDT\
    I2MTEyMTAxMjkwMVoYDzIxMjYxMDI4MDEyOTAxWjAaMRgwFgYDVQQDDA9zaG9ydCBhdXRob3JpdHkwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJ\
    AoGBAJnbtGf4KV8q2EKxYFJlnJ7/3ZukHmFP80fiuUOI7MOX1pU7fSujZtorqp93rz8yz5bejLQ2ocQdgxm77YtynAH7DHbAj3cEjR1EMOjaN2\
    uq6EwWmV/umnAuhDVf/51yS0dyzm0x9xliNuTf3AxkVtj3vg2F5LRu+fNxT3wUHyXFAgMBAAGjUzBRMB0GA1UdDgQWBBTcWJxYrYhqPKNvjeki\
    zcpNLyhm3jAfBgNVHSMEGDAWgBTcWJxYrYhqPKNvjekizcpNLyhm3jAPBgNVHRMBAf8EBTADAQH/MA0GCSqGSIb3DQEBCwUAA4GBACRXCVKxpV\
    9C8gdAm0XGuI347JjzWScJOnbDFBYojO8jx8IW0r8i+N2TekND+XY5zTPhlFEeKM8UsgMrj+vuw3b0++U31qd6OUH1taYl9zS4jQVB6uZ+LX1J\
    d2UcJmRgf4QuIL6iUG5aBOMorZmRTZN/4Kc0+iB2KFHnAi38bvsI";

/// Its key.
const SHORT_KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcfLy0Sicmnv1YA24Vk3ockPAPgpK49+ZnPlfsDdHvdWhRANCAAQ6/SYeg+f2rL\
    w9lAex9Kn4nB8uHbasrtWF/J4o7zsoQHZx2uUv8Tv4pWKHZeHNW4pRo7xhSjRk5majYV8qI4GD";

/// For `localhost`, P-256, signed with ECDSA over SHA-1.
const BROKEN_LEAF: &str = "\
    MIIBfTCCASOgAwIBAgIBBzAJBgcqhkjOPQQBMBsxGTAXBgNVBAMMEGJyb2tlbiBhdXRob3JpdHkwIBcNMjYxMTIxMDEyOTAyWhgPMjEyNjA3Mj\
    AwMTI5MDJaMA8xDTALBgNVBAMMBHdlYWswWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS9fCG06CGKUKK5J2inXP2Lcwcng12kvZ6vrz+DDA8h\
    LyoQqir3fQFtiPdKME3Mmy+LQMVuyRjQU7Wn0lB0Tfrqo2MwYTAUBgNVHREEDTALgglsb2NhbGhvc3QwCQYDVR0TBAIwADAdBgNVHQ4EFgQUbA\
    kW+1E2Hatzk0o/woX4OVKr/uYwHwYDVR0jBBgwFoAUObDper/lKDDxA/6qCS6eqceospMwCQYHKoZIzj0EAQNJADBGAiEAyl4ZosE5+GYT356G\
    jcEJZ2ir3rn1eiRoJH40YiFomTMCIQCxAd43fyuxWi/fEIfC15cuq7DlVDE8Feo0HJIyaALvNA==";

/// Who signed it.
const BROKEN_AUTHORITY: &str = "\
    MIIBjTCCATOgAwIBAgIUHkmZoDXrmVzsQ18Z5PfGTCJSoOwwCgYIKoZIzj0EAwIwGzEZMBcGA1UEAwwQYnJva2VuIGF1dGhvcml0eTAgFw0yNj\
    ExMjEwMTI5MDJaGA8yMTI2MTAyODAxMjkwMlowGzEZMBcGA1UEAwwQYnJva2VuIGF1dGhvcml0eTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA\
    BAmo1+peo3B8rTKgde+tgqmyAPZ1oxVZWVl9F+llpj2JNbIU06LwXScOIdavsBdkONwRl47KNMyuJlIhElhhshejUzBRMB0GA1UdDgQWBBQ5sO\
    l6v+UoMPED/qoJLp6px6iykzAfBgNVHSMEGDAWgBQ5sOl6v+UoMPED/qoJLp6px6iykzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gA\
    MEUCIDacKmAFa19OiHZoGedXfu1vRCOYkaNk/HziG7batDT+AiEAi3dwLeHIibn6wixfI5j16CA7/KyEVVdbu8fvD645Jao=";

/// Its key.
const BROKEN_KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZbBX+jhGfXhssWiTTPa1pliFEZWKao7e9pGJfYcZUvWhRANCAAS9fCG06CGKUK\
    K5J2inXP2Lcwcng12kvZ6vrz+DDA8hLyoQqir3fQFtiPdKME3Mmy+LQMVuyRjQU7Wn0lB0Tfrq";

/// A chain that ends in 1024 bits of RSA, and its authority in PEM.
pub fn short() -> (Issued, String) {
    pair(SHORT_LEAF, SHORT_KEY, SHORT_AUTHORITY)
}

/// A chain that rests on SHA-1, and its authority in PEM.
pub fn broken() -> (Issued, String) {
    pair(BROKEN_LEAF, BROKEN_KEY, BROKEN_AUTHORITY)
}

fn pair(leaf: &str, key: &str, authority: &str) -> (Issued, String) {
    let der = |text: &str| STANDARD.decode(text).unwrap();
    let chain = vec![der(leaf).into(), der(authority).into()];
    let pem = format!("-----BEGIN CERTIFICATE-----\n{authority}\n-----END CERTIFICATE-----\n");
    (Issued { chain, key: der(key) }, pem)
}
