//! Which RPCs change nothing: for the crate, and for the script that builds it.

/// How the names of reads begin. Every other RPC is a write.
const READS: [&str; 7] = ["Explain", "Export", "Get", "List", "Search", "Summarise", "Watch"];

pub(crate) fn is_read(rpc: &str) -> bool {
    READS.iter().any(|read| rpc.starts_with(read))
}
