//! The breaches service as a process of its own, which tests kill.
