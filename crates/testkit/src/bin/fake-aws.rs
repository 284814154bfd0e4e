//! A fake AWS endpoint, or a proxy before an emulator, as a process: prints its URL and serves until it is ended.

use std::io::{Write, stdout};
use std::time::Duration;

use bartizan_testkit::{FakeAws, Faults, Proxy, Scenario};
use clap::Parser;

/// Serves a synthetic AWS account, or stands before an emulator.
#[derive(Parser)]
struct Args {
    /// Port of 127.0.0.1; 0 takes any free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Forward to this emulator and answer only for SSM's machines
    #[arg(long, value_name = "URL")]
    proxy: Option<String>,
    /// Serve the account of the benchmark instead of a small one
    #[arg(long)]
    large: bool,
    /// Milliseconds that each answer takes
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Calls a second that are let through
    #[arg(long)]
    rate: Option<f64>,
    /// Most items on any page
    #[arg(long)]
    page_size: Option<usize>,
    #[arg(long)]
    account: Option<String>,
    /// A region of the account; repeat for more
    #[arg(long = "region")]
    regions: Vec<String>,
    #[arg(long)]
    buckets: Option<usize>,
    #[arg(long)]
    users: Option<usize>,
    #[arg(long)]
    roles: Option<usize>,
    #[arg(long)]
    keys: Option<usize>,
    #[arg(long)]
    instances: Option<usize>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(upstream) = &args.proxy {
        let account = args.account.as_deref().unwrap_or("111122223333");
        let region = args.regions.first().map_or("us-east-1", String::as_str);
        let overlay = Scenario::machines(account, region, args.instances.unwrap_or(5));
        let proxy = Proxy::start_on(args.port, upstream, Faults::none(), Some(overlay))?;
        serve(&proxy.url())
    } else {
        let fake = FakeAws::start_on(args.port, scenario(args))?;
        serve(&fake.url())
    }
}

fn scenario(args: Args) -> Scenario {
    let mut it = if args.large {
        Scenario::large()
    } else {
        Scenario::default()
    };
    it.latency = Duration::from_millis(args.latency);
    it.rate = args.rate;
    it.page_size = args.page_size;
    it.account = args.account.unwrap_or(it.account);
    if !args.regions.is_empty() {
        it.regions = args.regions;
    }
    for (number, asked) in [
        (&mut it.buckets, args.buckets),
        (&mut it.users, args.users),
        (&mut it.roles, args.roles),
        (&mut it.keys, args.keys),
        (&mut it.instances, args.instances),
    ] {
        *number = asked.unwrap_or(*number);
    }
    it
}

/// The server has a thread of its own; this one only waits to be ended.
fn serve(url: &str) -> anyhow::Result<()> {
    writeln!(stdout(), "{url}")?;
    loop {
        std::thread::park();
    }
}
