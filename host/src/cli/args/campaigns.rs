//! `campaigns`: what there is on a NATS server.

use clap::Args;

use super::nats::NatsArguments;
use super::value;
use crate::campaign::Name;

#[derive(Debug, Args)]
pub(in crate::cli) struct CampaignsArguments {
    /// End a campaign: its jobs and results are gone from the server.
    #[arg(long, value_name = "NAME", value_parser = value::campaign)]
    pub(in crate::cli) delete: Option<Name>,
    #[command(flatten)]
    pub(in crate::cli) nats: NatsArguments,
}
