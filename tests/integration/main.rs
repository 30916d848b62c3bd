//! Everything that is tested from outside a file: the house rules, whole flows in virtual time, the real binary in a
//! pipe and in a pseudo-terminal, and a provider that nobody here wrote.

mod architecture;
mod auth_flows;
mod auth_matrix;
mod bad_profiles;
mod canaries;
mod chromium;
mod ciba_flow;
mod cli;
mod code_flow;
mod ledger;
mod manners;
mod never_accepted;
mod oidc_provider;
mod picture;
mod program;
mod pty;
mod real_provider;
mod rhythm;
mod scenario;
mod scenarios;
mod stub;
mod tls;
mod token_flows;
