//! What the system may keep of this process: nothing that holds its memory.

/// From now on no core of this process is written, and no other process of the same person may read its memory: it
/// holds secrets. What cannot be refused here is no reason to end.
#[cfg(unix)]
pub fn guard() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // The upper limit stays: it is for the programs that we start to decide.
    let none = Rlimit { current: Some(0), maximum: getrlimit(Resource::Core).maximum };
    let _refused = setrlimit(Resource::Core, none);
    // Where cores go to a program, the limit counts for nothing.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let _refused = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Elsewhere whoever owns the system decides that.
#[cfg(not(unix))]
pub const fn guard() {}

#[cfg(all(test, unix))]
mod tests {
    use rustix::process::{Resource, getrlimit};

    #[test]
    fn no_core_of_this_process_is_written() {
        crate::covers!("SEC-03");
        super::guard();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        #[cfg(target_os = "linux")]
        {
            use rustix::process::{DumpableBehavior, dumpable_behavior};
            assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        }
    }
}
