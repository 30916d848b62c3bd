//! grantty
#[cfg(test)]
mod placeholder {}
