//! Who listens on a port, where the system lets us see it.

/// The program and the process that listen on a port: `nginx (pid 812)`.
#[cfg(target_os = "linux")]
pub fn of(port: u16) -> Option<String> {
    let socket = ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().find_map(|table| linux::socket(table, port))?;
    let process = linux::process(&socket)?;
    if process == std::process::id() {
        return Some(format!("another run of this program (pid {process})"));
    }
    let name = linux::text(&format!("/proc/{process}/comm")).unwrap_or_default();
    let name = crate::protocol::text::shown(name.trim());
    Some(if name.is_empty() { format!("pid {process}") } else { format!("{name} (pid {process})") })
}

/// Elsewhere it takes a privilege or a tool of its own.
#[cfg(not(target_os = "linux"))]
pub fn of(_port: u16) -> Option<String> {
    None
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "the system tells who listens in files")]
mod linux {
    use std::path::Path;

    /// What a file says, as far as it can be read.
    pub fn text(path: &str) -> Option<String> {
        std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The socket that listens on a port, as a process's descriptors name it.
    pub fn socket(table: &str, port: u16) -> Option<String> {
        const LISTENING: &str = "0A";
        let ending = format!(":{port:04X}");
        text(table)?.lines().skip(1).find_map(|line| {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let is_it = words.get(1)?.ends_with(&ending) && *words.get(3)? == LISTENING;
            is_it.then(|| words.get(9).map(|inode| format!("socket:[{inode}]"))).flatten()
        })
    }

    /// The first process that holds a socket; only the person's own ones can be looked into.
    pub fn process(socket: &str) -> Option<u32> {
        let processes = std::fs::read_dir("/proc").ok()?.flatten();
        processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).find(|process: &u32| {
            let descriptors = std::fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten();
            descriptors.into_iter().any(|fd| std::fs::read_link(fd.path()).is_ok_and(|link| link == Path::new(socket)))
        })
    }
}
