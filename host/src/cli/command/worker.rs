//! `checker-xmpp worker`.

use tokio::sync::Notify;

use crate::campaign::{self, Leases, Plan, Said, Settings};
use crate::cli::args::{CheckerArguments, WorkerArguments};
use crate::cli::checkers::Checkers;
use crate::cli::exit;
use crate::cli::failure::Failure;
use crate::cli::run::Run;
use crate::cli::tell::tell;
use crate::cli::told::Told;
use crate::cli::{nats, pace, setup, signal};
use crate::platform::Platform;

/// Works until it is told to end, and returns the exit code.
pub(in crate::cli) fn run(checkers: &Checkers, arguments: &WorkerArguments) -> Result<u8, Failure> {
    let runtime = setup::multi_threaded()?;
    let code = runtime.block_on(work(checkers, arguments));
    // What still runs was given up.
    runtime.shutdown_background();
    code
}

async fn work(checkers: &Checkers, arguments: &WorkerArguments) -> Result<u8, Failure> {
    let concurrency = pace::concurrency(
        arguments.concurrency,
        arguments.demo,
        &arguments.guests.limit,
    );
    let settings = Settings {
        campaign: arguments.campaign.clone(),
        concurrency,
        simulated: arguments.demo,
    };
    let link = nats::connect(&arguments.nats).await?;
    let asked = Notify::new();
    let leases = Leases::on(&link).await?;
    let crew = Crew {
        checkers,
        arguments,
        leases,
        concurrency,
    };
    let prepare = async |plan: &Plan| crew.platform(plan).await;
    let worked = campaign::work(&link, &settings, prepare, say, asked.notified());
    tokio::select! {
        worked = worked => {
            worked?;
            Ok(0)
        }
        () = twice(&asked) => Ok(exit::UNKNOWN),
    }
}

/// Passes on that we are asked to end, and returns where that happens again.
async fn twice(asked: &Notify) {
    signal::asked_to_end().await;
    tell(
        "ends what it has begun",
        Some("interrupted once more it ends at once"),
    );
    asked.notify_one();
    signal::asked_to_end().await;
}

/// What the checks of all campaigns have in common.
struct Crew<'a> {
    checkers: &'a Checkers,
    arguments: &'a WorkerArguments,
    leases: Leases,
    concurrency: usize,
}

impl Crew<'_> {
    /// What the checks of a campaign are made with.
    async fn platform(&self, plan: &Plan) -> Result<Platform, Failure> {
        let arguments = self.arguments;
        let (network, _root) = setup::network_with_crowd(arguments.demo, &arguments.resolver)?;
        // Our own queue first: whoever waits there costs no word with the server.
        let network = network.leased(&self.leases, plan.per_address);
        let network = network.throttled(plan.per_address).cached();
        let given = CheckerArguments {
            checker: Some(plan.checker.clone()),
            without: plan.without.clone(),
            guests: arguments.guests.clone(),
            ..CheckerArguments::default()
        };
        let told = Told::again(plan.standing.clone(), plan.options.clone());
        let run = Run::told(self.checkers, &given, told)?;
        let calls = u32::try_from(self.concurrency).unwrap_or(u32::MAX);
        setup::build(run.pooled(network, calls)).await
    }
}

fn say(said: Said<Failure>) {
    match said {
        Said::Joined(name) => tell(&format!("works on the campaign \"{name}\""), None),
        Said::OtherInternet(name) => tell(
            &format!("leaves the campaign \"{name}\" to others: it is about another internet"),
            Some("--demo is that of simulated domains"),
        ),
        Said::Unable(name, why) => tell(
            &format!("leaves the campaign \"{name}\" to others: {why}"),
            None,
        ),
    }
}
