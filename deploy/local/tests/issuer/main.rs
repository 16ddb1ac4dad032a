//! The development identity provider, as its clients and the people at their browsers meet it.

mod clients;
mod keys;
mod log_in;
mod log_out;
mod sessions;
mod world;
