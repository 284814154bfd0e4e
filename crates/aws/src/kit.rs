//! What collectors make clients from.

use std::sync::Arc;

use aws_types::SdkConfig;
use aws_types::region::Region;
use bartizan_collect::{Action, Cx};
use bartizan_model::Observed;
use bartizan_model::aws::account::Organization;

use tokio::sync::OnceCell;

use crate::guard::Guard;
use crate::services::iam::CredentialReport;

/// Credentials, endpoint and connection of one account.
#[derive(Clone)]
pub(crate) struct Kit {
    pub(crate) sdk: SdkConfig,
    /// The region in which calls about the whole account are made.
    pub(crate) home: String,
    /// The partition: `aws`, `aws-cn`, `aws-us-gov`.
    pub(crate) partition: String,
    /// The regions that are enabled, asked for once while planning.
    pub(crate) regions: Observed<Vec<EnabledRegion>>,
    /// The regions that this audit visits.
    pub(crate) visited: Vec<String>,
    /// IAM's credential report, read by whichever collector needs it first.
    pub(crate) credential_report: Arc<OnceCell<Observed<CredentialReport>>>,
    /// The organization, read by whichever collector needs it first.
    pub(crate) organization: Arc<OnceCell<Observed<Organization>>>,
    /// The services that were named by hand; empty where all are looked at.
    pub(crate) services: Arc<[String]>,
    /// Whether to ask when each user and role last used what.
    pub(crate) last_accessed: bool,
}

/// A region that the account can use.
#[derive(Debug, Clone)]
pub(crate) struct EnabledRegion {
    pub(crate) name: String,
    pub(crate) opted_in: bool,
}

impl Kit {
    /// Before account and regions are known.
    pub(crate) fn unplanned(sdk: SdkConfig) -> Self {
        Self {
            home: sdk
                .region()
                .map(|region| region.as_ref().to_owned())
                .unwrap_or_default(),
            sdk,
            partition: String::new(),
            regions: Observed::Absent,
            visited: Vec::new(),
            credential_report: Arc::default(),
            organization: Arc::default(),
            services: Arc::default(),
            last_accessed: false,
        }
    }

    /// Whether a service was named by hand.
    pub(crate) fn named(&self, service: &str) -> bool {
        self.services.iter().any(|named| named == service)
    }

    /// The SDK's configuration for a region; none stands for the whole account.
    pub(crate) fn sdk(&self, region: Option<&str>) -> SdkConfig {
        let region = region.unwrap_or(&self.home).to_owned();
        self.sdk
            .clone()
            .into_builder()
            .region(Region::new(region))
            .build()
    }

    /// The guard that every client must carry.
    pub(crate) fn guard(&self, declared: &'static [Action]) -> Guard {
        Guard::new(declared, self.sdk.endpoint_url())
    }

    /// Whether one URL stands for all of AWS, as an emulator does.
    pub(crate) fn emulated(&self) -> bool {
        self.sdk.endpoint_url().is_some()
    }
}

/// A collector's view of AWS.
pub(crate) type AwsCx = Cx<Kit>;

/// Makes a client of an SDK crate for the region that `$cx` looks at, held to `$actions`.
///
/// Every client is made here, so that none is without its guard.
macro_rules! client {
    ($sdk:ident, $cx:expr, $actions:expr) => {
        $crate::kit::client!($sdk, $cx, $actions, |builder, _kit| builder)
    };
    ($sdk:ident, $cx:expr, $actions:expr, $set:expr) => {{
        let cx: &$crate::kit::AwsCx = $cx;
        let builder = $sdk::config::Builder::from(&cx.kit().sdk(cx.region()));
        let set: fn($sdk::config::Builder, &$crate::kit::Kit) -> $sdk::config::Builder = $set;
        $sdk::Client::from_conf(
            set(builder, cx.kit())
                .interceptor(cx.kit().guard($actions))
                .build(),
        )
    }};
}
pub(crate) use client;
