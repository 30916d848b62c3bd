//! The keys that clients of the demonstration prove themselves with. The provider looks at their public parts only; the
//! private ones stand in the profiles. They are in every copy of this program and protect nothing.

/// An RSA key, for RS256 to PS512: it names no `alg`.
pub(super) const RSA: &str = r#"{"kty":"RSA","use":"sig","kid":"demo-client-rsa","n":"sEXdt-LOnXmKW4IS9C-F4SqNIjY5MiI1Q0GzuMKMgm2AqEjJabok2yjimuYHaun3683RnktlNVi20K96mvP1sC7Onbx5cDDZ6M8Jl8ZQzoOunCoyGIkAKCzZ77Xu3_xJ0IY3LW0GcKT9ESafcQyUSTZ1Y2Dau4HcrlB_qykX33ErIYzPXkzPkcUQlNhJsBqXxYNNRhzaGpf0zna07j4ocrvP1OdL5qdKILpBC1_Zid8KZy7goRSJScAlADvxuz9Y6EYP0ClH6w6keZqcxwl_QpPAVSitOEPjIbk5LMmtjihbCbGOSXR_fsZA3-A46j_m4dzwkgf-qTLzMTie7vTsOw","e":"AQAB","d":"DP5pdKescWFHOK2i9gsWxF1dn_r9RlvNL1MFi4YT03188WrEJh4Jn3opEiAIxfHPS7uVSyTlpgQPHd0BnbCEGOOqaWg-T23aclXosB53UHHWij52COb4cv2zZv8zR6GSU2PBZ4DU67LN0NjXAf9aYvc3ugamuRG-kb7vWk-iKd9PZsMFR_2tVrRkTzCV6dn5pZpulzQpwGJ3V_RrLqev4ee4BUNzVIPsi4hTK8itM_WqMqeU1sZW9ahXRgtrP1MM0TVWPcvlNkSD7RZenmOgzz3WwKoGnCceSsphNGYLB5-7Pj80kXF3kDyKXUjPfuwqrszGA7HfLC1Diem72BnH0Q","p":"3FN0MtINYXrywO--bQ1kU6pe62LBjG99rCKwDg6LHfcAOWkhumdleH8x7U5m0bzrRVdGtD2_5RSI1Dlo58aDMjmQkrupQrhxVRHDF4jUsLMmaa8smdu5gEvaRrSyJNpaUPWKI_P_q5sa7755mSkEDFUjeARcrC3wNgRL7Nq6YNk","q":"zNBnxybuVhBe8uEy0LB-3SqqEZKqDO_tM-3eVOSHS3jW4cZ3sWZI6p5cJfK2vULq2-JmNoseEx5O2OPuym7qq3bmsYjBW54YStEDdzaP_nibSDVIys6lEexAIhEd-eiz3mpLMbR3sFkXi792zEgPoIa2WrHQsB07OrO4Mb5MCTM","dp":"qcU4fUxz-RAm69oQbrFqBDn8Z_4xy4fBW5li9YHpWo6QQqyqy5qOirnf-8501dpvo3-rwIjwS5F2GamfFzFUuKe4qggmVX4P_g_wtzq9QObai4bqpCe2GZDZQbBMsK779vQsnKWP9WhP6jpoMkdzkhksendJ_XZsaQMIihrEkIk","dq":"J24j3JJhJg6GyQmT59tiwR96mGF8_XqfVvT_baaFaYE9FUBJQMzpUsnkAaZFihA8-NIQTYXg51tZYKYZDb3mzdXZOeqTFxlLofO1UBkgBaSgeHlRp0G7Q8UQ374d4EPthO8_xLTyqe-s-cmFjHR_Fa95oeJDw_QMuBNrbaAuMUM","qi":"nrLeOwZCVzOYxQwz5okFg2grZ4s0E6tDJO-jboxBat9BDQSkyUNkBqPcjGls_RaJNBYz6xaqePSiasOWALPAhlXLYzwTDkj4MQ-F4VnZOxJp1NaLQSe3YNPmI73RA6GkxiwGdX_21eGYSPgY8hCvZpOnLo2L51IVewjc2tUpvec"}"#;

/// A P-384 key, for ES384.
pub(super) const P384: &str = r#"{"kty":"EC","crv":"P-384","use":"sig","kid":"demo-client-p384","x":"wq0bCUz7WJkS4boh_wQX6gtNypytQzJ7znWpZgD-eLlTGFi5Dbast5t6hrAZ-eOX","y":"V8RJ0-BZd4fdonJ5mPXv-jc1FkzPouatHftUYZj6m4VIcMQHj46c1nsEVj0aHEHE","d":"GJ-_PrMUHC7THOR4rt1cohuxMhqCTX3B-fnVR6y6IYOqAl4dTs95WHFkDAECZEqD"}"#;

/// A P-521 key, for ES512.
pub(super) const P521: &str = r#"{"kty":"EC","crv":"P-521","use":"sig","kid":"demo-client-p521","x":"Aft0cVFmVEbUu6ZdWSjYmTmv3Q8g0gsue2bn5JHX3kxUAW8sEIJRHPGbwIGAmMpO0mlRBKtL_z9XUllfFkEbiR9s","y":"AcnKYyt3ftIDusFnJLqUrc6sNLGdvy2_NFcm96yUJziUrctmG1kWCUmlzRBxaZ41h0NcJIf8l76doQE3BJWaIjiq","d":"AbsE0HrGsUbod8UYO11rPcvu-SZjtTU6xw3DCtspq73dSpgLC5uzBRtuQH1RXI6nP81ULi7MxQ4QlDkv3Ep6KCJW"}"#;

/// An Ed25519 key, for `EdDSA`.
pub(super) const ED25519: &str = r#"{"kty":"OKP","crv":"Ed25519","use":"sig","kid":"demo-client-ed25519","d":"2LHhqDLKunb6VAJVs8Jzfg2pAeZpDrDuOhmYmT1lLa0","x":"G2mqrEazMs5S5V9cImkqrKWwaRyfY-8F_MhJ4ZF_wf4"}"#;

/// The secret of the client that signs with HS256: as long as SHA-256 wants it (RFC 7518 §3.2).
pub(super) const SECRET_256: &str = "k7Qd0vJ2xH9sRmZ4tLwY8bNfG3pCaE6uTo1iVrX5yDg";

/// The secret of the one that signs with HS384 or HS512: as long as SHA-512 wants it.
pub(super) const SECRET_512: &str = "Zt8rLq2WmVx0KJ5ncB7yHd3fPeG9aSuR1oTiXw4vQ6hMk0EjYz8pNsUbCgDl2FqA7IrOt5WxV3";

/// The secret of the clients that send it as it is.
pub(super) const PLAIN_SECRET: &str = "grantty-demo-plain-secret";

/// A secret that is told apart by whether the server undoes form encoding.
pub(super) const RAW_SECRET: &str = "100%+raw&secret";
