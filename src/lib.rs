//! grantty
pub mod protocol;

/// Marks the rows of the fault catalogue that a test proves.
#[doc(hidden)]
#[macro_export]
macro_rules! covers {
    ($($id:literal),+ $(,)?) => {};
}
