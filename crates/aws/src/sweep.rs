//! A look at one or many accounts, from credentials to a snapshot.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_types::SdkConfig;
use bartizan_collect::{Scope, Settings, Stats, Sweep};
use bartizan_model::{
    AccountRef, Gap, Header, Observed, SNAPSHOT_FORMAT, SnapshotBuilder, Timestamp, ToolRef,
};

use crate::COLLECTORS;
use crate::kit::{EnabledRegion, Kit};
use crate::session::{self, AwsFault, RoleToAssume};

/// The regions that no account can turn off, for when the enabled ones cannot be asked for.
/// <https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html> (read 2026-11)
const ALWAYS_ENABLED: &[(&str, &[&str])] = &[
    (
        "aws",
        &[
            "ap-northeast-1",
            "ap-northeast-2",
            "ap-northeast-3",
            "ap-south-1",
            "ap-southeast-1",
            "ap-southeast-2",
            "ca-central-1",
            "eu-central-1",
            "eu-north-1",
            "eu-west-1",
            "eu-west-2",
            "eu-west-3",
            "sa-east-1",
            "us-east-1",
            "us-east-2",
            "us-west-1",
            "us-west-2",
        ],
    ),
    ("aws-cn", &["cn-north-1", "cn-northwest-1"]),
    ("aws-us-gov", &["us-gov-east-1", "us-gov-west-1"]),
];

/// What to look at, and as whom.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A profile of the AWS configuration files.
    pub profile: Option<String>,
    /// The regions to visit; empty for every enabled one.
    pub regions: Vec<String>,
    /// A URL that stands for all of AWS.
    pub endpoint_url: Option<String>,
    /// The roles to look as, one account each; empty for the credentials themselves.
    pub roles: Vec<RoleToAssume>,
    /// The services to look at; empty for all. The account itself is always looked at.
    pub services: Vec<String>,
    /// Whether to ask when each user and role last used what, which takes three calls and more for each of them.
    pub last_accessed: bool,
    /// How many calls may be under way at once; zero for the default.
    pub concurrency: usize,
}

/// What a look found.
pub struct Collected {
    /// The resources and gaps, not yet written.
    pub builder: SnapshotBuilder,
    /// What the snapshot's first line must say.
    pub header: Header,
    /// Questions that got no answer: the snapshot has gaps when there were any.
    pub unanswered: u64,
    /// Roles that could not be assumed while others could.
    pub failed: Vec<AccountFailed>,
}

/// An account that could not be looked at at all.
#[derive(Debug)]
pub struct AccountFailed {
    /// The role's ARN.
    pub role: String,
    /// Why.
    pub fault: AwsFault,
}

/// Looks at every account that the options name.
///
/// # Errors
/// When not one account could be looked at, or what was found could not be kept.
pub async fn collect(options: &Options, stats: Arc<Stats>) -> Result<Collected, AwsFault> {
    let started_at = now();
    let mut settings = Settings::default();
    if options.concurrency > 0 {
        settings.concurrency = options.concurrency;
    }
    let mut sweep = Sweep::new(settings, Arc::clone(&stats));
    let first = options.regions.first().map(String::as_str);
    let sdk = session::load(
        options.profile.as_deref(),
        options.endpoint_url.as_deref(),
        first,
    )
    .await;
    let mut found = Found::default();
    let mut failed = Vec::new();
    if options.roles.is_empty() {
        plan(
            &mut sweep,
            sdk.clone(),
            "the given credentials",
            options,
            &mut found,
        )
        .await?;
    }
    for role in &options.roles {
        let assumed = session::assume(&sdk, role).await;
        if let Err(fault) = plan(&mut sweep, assumed, &role.arn, options, &mut found).await {
            failed.push((role, fault));
        }
    }
    if found.accounts.is_empty()
        && let Some((_, fault)) = failed.pop()
    {
        return Err(fault);
    }
    let failed = failed
        .into_iter()
        .map(|(role, fault)| unseen(&sweep, &sdk, role, fault))
        .collect();
    sweep.run().await?;
    let header = Header {
        format: SNAPSHOT_FORMAT.to_owned(),
        tool: ToolRef {
            name: "bartizan".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        provider: "aws".to_owned(),
        accounts: found.accounts.into_iter().collect(),
        regions: found.regions.into_iter().collect(),
        services: chosen(options)
            .map(|collector| collector.name().to_owned())
            .collect(),
        started_at,
        finished_at: now(),
        calls: stats.now().calls,
        lines: None,
    };
    Ok(Collected {
        builder: sweep.into_builder(),
        header,
        unanswered: stats.now().unanswered,
        failed,
    })
}

/// Records that nothing of a role's account was seen, so that the snapshot says so too.
fn unseen(
    sweep: &Sweep<Kit>,
    sdk: &SdkConfig,
    role: &RoleToAssume,
    fault: AwsFault,
) -> AccountFailed {
    let account = role.arn.split(':').nth(4).unwrap_or_default();
    let (reason, code) = fault.told();
    let gap = Gap {
        action: "sts:AssumeRole".into(),
        reason,
        code: code.map(str::to_owned),
    };
    let types: Vec<_> = COLLECTORS
        .iter()
        .flat_map(|collector| collector.types())
        .copied()
        .collect();
    sweep
        .cx(Arc::new(Kit::unplanned(sdk.clone())), account, None, &[])
        .hide(gap, &types);
    AccountFailed {
        role: role.arn.clone(),
        fault,
    }
}

/// The accounts and regions that were reached.
#[derive(Default)]
struct Found {
    accounts: BTreeSet<AccountRef>,
    regions: BTreeSet<String>,
}

/// The collectors that the options ask for.
fn chosen(
    options: &Options,
) -> impl Iterator<Item = &'static dyn bartizan_collect::Collector<Kit>> + '_ {
    COLLECTORS.iter().copied().filter(|collector| {
        let name = collector.name();
        name == "account"
            || options.services.is_empty()
            || options.services.iter().any(|service| service == name)
    })
}

/// Finds out account and regions behind a configuration, and plans the visits.
async fn plan(
    sweep: &mut Sweep<Kit>,
    sdk: SdkConfig,
    who: &str,
    options: &Options,
    found: &mut Found,
) -> Result<(), AwsFault> {
    let mut kit = Kit::unplanned(sdk);
    kit.services = options.services.clone().into();
    kit.last_accessed = options.last_accessed;
    let asking =
        |kit: &Kit, account: &str| sweep.cx(Arc::new(kit.clone()), account, None, session::ACTIONS);
    // Under its own name: what one role's credentials lack must not be held against the next role.
    let identity = session::identify(&asking(&kit, who), who).await?;
    let account = AccountRef {
        id: identity.account.clone(),
        principal: identity.principal,
    };
    if found.accounts.iter().any(|known| known.id == account.id) {
        return Ok(());
    }
    let asked = asking(&kit, &identity.account);
    kit.partition = identity.partition;
    kit.regions = session::enabled_regions(&asked).await;
    kit.visited = regions_to_visit(&kit, options);
    if let Observed::Unknown(gap) = &kit.regions
        && options.regions.is_empty()
    {
        // Regions that were opted into cannot be known now; whatever lives there is missing.
        let regional = chosen(options)
            .flat_map(|collector| collector.types())
            .copied();
        asked.hide(
            gap.clone(),
            &regional
                .filter(|kind| {
                    !["aws.iam.", "aws.organizations."]
                        .iter()
                        .any(|of| kind.starts_with(of))
                })
                .collect::<Vec<_>>(),
        );
    }
    let kit = Arc::new(kit);
    for collector in chosen(options) {
        match collector.scope() {
            Scope::Account => sweep.plan(collector, Arc::clone(&kit), &account.id, None),
            Scope::Region => {
                for region in &kit.visited {
                    sweep.plan(collector, Arc::clone(&kit), &account.id, Some(region));
                }
            }
        }
    }
    found.regions.extend(kit.visited.iter().cloned());
    found.accounts.insert(account);
    Ok(())
}

fn regions_to_visit(kit: &Kit, options: &Options) -> Vec<String> {
    if !options.regions.is_empty() {
        return options
            .regions
            .iter()
            .cloned()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
    }
    if let Observed::Known(regions) = &kit.regions {
        return regions
            .iter()
            .map(|region: &EnabledRegion| region.name.clone())
            .collect();
    }
    let always = ALWAYS_ENABLED
        .iter()
        .find(|(partition, _)| *partition == kit.partition);
    always.map_or_else(
        || vec![kit.home.clone()],
        |(_, regions)| regions.iter().map(|&name| name.to_owned()).collect(),
    )
}

/// The time in whole seconds, as snapshots keep it.
fn now() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default()
}
