//! `checker-xmpp campaigns`.

use std::fmt::Write;

use crate::campaign::{Campaigns, Link, Name, Progress};
use crate::cli::args::CampaignsArguments;
use crate::cli::failure::Failure;
use crate::cli::{nats, print, setup};

/// Lists campaigns, or ends one, and returns the exit code.
pub(in crate::cli) fn run(arguments: &CampaignsArguments) -> Result<u8, Failure> {
    setup::single_threaded()?.block_on(async {
        let link = nats::connect(&arguments.nats).await?;
        match &arguments.delete {
            Some(name) => Campaigns::on(&link).end(name).await?,
            None => print::out(&list(&link).await?)?,
        }
        Ok(0)
    })
}

async fn list(link: &Link) -> Result<String, Failure> {
    let mut rows = Vec::new();
    for name in Campaigns::on(link).names().await? {
        let progress = Progress::of(link, &name).await?;
        rows.push((name, progress));
    }
    Ok(render(&rows))
}

fn render(rows: &[(Name, Progress)]) -> String {
    let width = rows.iter().map(|(name, _)| name.as_str().len()).max();
    let width = width.unwrap_or_default().max("CAMPAIGN".len());
    let mut text = format!(
        "{:width$} {:>9} {:>10} {:>9} {:>9}\n",
        "CAMPAIGN", "DONE", "UNDER WAY", "WAITING", "MIB"
    );
    for (name, progress) in rows {
        let _ = writeln!(
            text,
            "{:width$} {:>9} {:>10} {:>9} {:>9.1}",
            name.as_str(),
            progress.done,
            progress.under_way,
            progress.waiting,
            progress.bytes as f64 / (1024.0 * 1024.0),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_campaign_is_a_row_under_a_heading() {
        let progress = Progress {
            done: 90_000,
            under_way: 192,
            waiting: 9_808,
            bytes: 3 * 1024 * 1024,
        };
        let rows = [("spring".parse().unwrap(), progress)];
        let expected = "\
CAMPAIGN      DONE  UNDER WAY   WAITING       MIB
spring       90000        192      9808       3.0
";
        assert_eq!(render(&rows), expected);
        assert_eq!(render(&[]).lines().count(), 1);
    }
}
