//! A synthetic account, in a few numbers.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::faults::Faults;

/// The regions that are enabled by default in every account.
/// <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html>
const DEFAULT_REGIONS: [&str; 17] = [
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
];

/// The parts of the fintech that owns the account.
const TEAMS: [&str; 6] = [
    "payments",
    "ledger",
    "audit-log",
    "analytics",
    "risk",
    "onboarding",
];

/// An account and an endpoint, in a few numbers. What they stand for is computed when asked for; nothing is stored.
///
/// Regional things are dealt out to the regions in turn.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// Twelve digits.
    pub account: String,
    /// The enabled regions.
    pub regions: Vec<String>,
    /// Buckets, over all regions.
    pub buckets: usize,
    /// Access points, over all regions.
    pub access_points: usize,
    /// Multi-region access points.
    pub multi_region_access_points: usize,
    /// Users: every second one has access keys, four of five a password, and three of four of those an MFA device.
    pub users: usize,
    /// Roles.
    pub roles: usize,
    /// Groups.
    pub groups: usize,
    /// Customer managed policies.
    pub policies: usize,
    /// KMS keys, over all regions: one of ten is AWS's own, one of ten is asymmetric.
    pub keys: usize,
    /// Trails, over all regions: every second one is multi-region and seen from all of them.
    pub trails: usize,
    /// Event data stores, over all regions.
    pub event_data_stores: usize,
    /// Regional web ACLs, over all regions.
    pub web_acls: usize,
    /// Web ACLs for CloudFront.
    pub cloudfront_acls: usize,
    /// Managed machines, over all regions: of five in turn one is patched, one lacks critical patches,
    /// one waits for a reboot, one was never scanned, and one failed to install.
    pub instances: usize,
    /// SSM parameters, over all regions.
    pub parameters: usize,
    /// Documents that the account owns, over all regions.
    pub documents: usize,
    /// Customer patch baselines, each with a patch group, over all regions.
    pub baselines: usize,
    /// Maintenance windows, over all regions.
    pub windows: usize,
    /// SAML providers, OIDC providers and server certificates: so many of each.
    pub providers: usize,
    /// Whether the account manages its organization, which then has two more accounts; otherwise it is a member.
    pub manages_organization: bool,
    /// How often the credential report is asked for before it is made.
    pub report_polls: u64,
    /// The most items on any page, below what AWS allows.
    pub page_size: Option<usize>,
    /// How long each answer takes.
    pub latency: Duration,
    /// Calls a second that are let through, over all services and regions; none for no limit.
    pub rate: Option<f64>,
    /// What goes wrong.
    pub faults: Faults,
}

impl Default for Scenario {
    /// A small account in three regions that answers at once.
    fn default() -> Self {
        Self {
            account: "111122223333".to_owned(),
            regions: ["eu-west-1", "us-east-1", "us-west-2"]
                .map(str::to_owned)
                .to_vec(),
            buckets: 6,
            access_points: 4,
            multi_region_access_points: 2,
            users: 8,
            roles: 5,
            groups: 2,
            policies: 4,
            keys: 12,
            trails: 2,
            event_data_stores: 1,
            web_acls: 3,
            cloudfront_acls: 1,
            instances: 10,
            parameters: 6,
            documents: 4,
            baselines: 3,
            windows: 3,
            providers: 1,
            manages_organization: false,
            report_polls: 1,
            page_size: None,
            latency: Duration::ZERO,
            rate: None,
            faults: Faults::none(),
        }
    }
}

impl Scenario {
    /// An account with nothing in it but itself, in the 17 default regions.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            regions: DEFAULT_REGIONS.map(str::to_owned).to_vec(),
            buckets: 0,
            access_points: 0,
            multi_region_access_points: 0,
            users: 0,
            roles: 0,
            groups: 0,
            policies: 0,
            keys: 0,
            trails: 0,
            event_data_stores: 0,
            web_acls: 0,
            cloudfront_acls: 0,
            instances: 0,
            parameters: 0,
            documents: 0,
            baselines: 0,
            windows: 0,
            providers: 0,
            report_polls: 0,
            ..Self::default()
        }
    }

    /// The account that the benchmark audits: 2,000 buckets, 5,000 users, 500 roles, 1,000 keys, 17 regions.
    #[must_use]
    pub fn large() -> Self {
        Self {
            buckets: 2_000,
            access_points: 34,
            multi_region_access_points: 2,
            users: 5_000,
            roles: 500,
            groups: 50,
            policies: 200,
            keys: 1_000,
            trails: 2,
            web_acls: 17,
            instances: 340,
            parameters: 340,
            documents: 34,
            baselines: 17,
            windows: 17,
            providers: 2,
            ..Self::empty()
        }
    }

    /// A handful of machines of a fintech in one region, in each state that patching can be in.
    #[must_use]
    pub fn machines(account: &str, region: &str, instances: usize) -> Self {
        Self {
            account: account.to_owned(),
            regions: vec![region.to_owned()],
            instances,
            baselines: 2,
            ..Self::empty()
        }
    }

    /// The place of a region; none when it is not enabled.
    pub(crate) fn place(&self, region: &str) -> Option<usize> {
        self.regions.iter().position(|one| one == region)
    }

    /// The numbers, of `total`, of the things in a region.
    pub(crate) fn dealt(&self, total: usize, region: &str) -> Vec<usize> {
        self.place(region).map_or_else(Vec::new, |place| {
            (place..total).step_by(self.regions.len()).collect()
        })
    }

    /// The region of a thing by its number.
    pub(crate) fn region_of(&self, number: usize) -> &str {
        self.regions
            .get(number % self.regions.len().max(1))
            .map_or("us-east-1", String::as_str)
    }
}

/// The team that owns a thing.
pub(crate) fn team(number: usize) -> &'static str {
    TEAMS
        .get(number % TEAMS.len())
        .copied()
        .unwrap_or("payments")
}

/// A time, in days before the fixed day on which every scenario plays: 2026-06-01.
pub(crate) fn days_ago(days: usize) -> Timestamp {
    let day = Timestamp::from_second(1_780_272_000).unwrap_or(Timestamp::UNIX_EPOCH);
    let hours = i64::try_from(days).unwrap_or(0).saturating_mul(24);
    day.checked_sub(SignedDuration::from_hours(hours))
        .unwrap_or(day)
}

/// The same, in seconds, as the JSON protocols write it.
pub(crate) fn seconds_ago(days: usize) -> i64 {
    days_ago(days).as_second()
}

/// A stable number of hexadecimal digits for a thing.
pub(crate) fn hex(kind: &str, number: usize, digits: usize) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut text = String::new();
    for part in 0..digits.div_ceil(16) {
        let mut hasher = DefaultHasher::new();
        (kind, number, part).hash(&mut hasher);
        text.push_str(&format!("{:016x}", hasher.finish()));
    }
    text.truncate(digits);
    text
}

/// A stable UUID for a thing. Its last digits are the number itself, so that the way back is easy.
pub(crate) fn uuid(kind: &str, number: usize) -> String {
    let (a, b) = (hex(kind, number, 8), hex(kind, number + 1, 4));
    let (c, d) = (hex(kind, number + 2, 3), hex(kind, number + 3, 3));
    format!("{a}-{b}-4{c}-8{d}-{number:012}")
}

/// A stable id of 17 hexadecimal digits, such as machines have, that ends in the number itself.
pub(crate) fn id17(kind: &str, number: usize) -> String {
    format!("0{}f{number:012}", hex(kind, number, 3))
}

/// The number at the end of a name, an id or an ARN that this module made.
pub(crate) fn number_in(text: &str) -> Option<usize> {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    text.get(text.len() - digits..)?.parse().ok()
}
