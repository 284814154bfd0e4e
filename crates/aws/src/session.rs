//! Credentials, and the account that they lead to.

use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, ConfigLoader};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::app_name::AppName;
use aws_types::region::Region;
use aws_types::sdk_config::SharedCredentialsProvider;
use bartizan_collect::{Action, Cx};
use bartizan_model::{Observed, Reason};

use crate::fault::sent;
use crate::http;
use crate::kit::{EnabledRegion, Kit, client};

/// The call that tells whose credentials these are. AWS answers it whatever policies say.
pub(crate) const GET_CALLER_IDENTITY: Action =
    Action::new("STS", "GetCallerIdentity", "sts:GetCallerIdentity");
pub(crate) const LIST_REGIONS: Action =
    Action::new("Account", "ListRegions", "account:ListRegions");

/// What is asked before collectors run.
pub(crate) const ACTIONS: &[Action] = &[GET_CALLER_IDENTITY, LIST_REGIONS];

/// The region asked first when nothing names one: every commercial account has it.
const FIRST_REGION: &str = "us-east-1";

/// A role to assume before looking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleToAssume {
    /// The role's ARN.
    pub arn: String,
    /// The external id that its trust policy asks for.
    pub external_id: Option<String>,
}

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum AwsFault {
    /// No credentials were found, or none that AWS accepts.
    #[error("{}", credentials(.code.as_deref()))]
    Credentials {
        /// AWS's error code.
        code: Option<String>,
    },
    /// The role cannot be assumed, or its session may not say who it is.
    #[error("cannot look as `{who}`: {}{}", .reason.words(), because(.code.as_deref()))]
    Refused {
        /// The role, or the profile's own principal.
        who: String,
        /// What became of the call.
        reason: Reason,
        /// AWS's error code.
        code: Option<String>,
    },
    /// There is no connection.
    #[error("cannot reach {endpoint}: {}", .reason.words())]
    Unreachable {
        /// The endpoint.
        endpoint: String,
        /// What became of the call.
        reason: Reason,
    },
    /// Something answers, but not as AWS does.
    #[error("{endpoint} does not answer as aws does{}", because(.code.as_deref()))]
    NotAws {
        /// The endpoint.
        endpoint: String,
        /// The error code, when there was one.
        code: Option<String>,
    },
    /// What was found could not be put aside.
    #[error("cannot keep what was found: {0}")]
    Io(#[from] std::io::Error),
}

fn credentials(code: Option<&str>) -> String {
    match code {
        Some(code) => format!("aws does not accept the credentials ({code})"),
        None => "no usable aws credentials were found".to_owned(),
    }
}

fn because(code: Option<&str>) -> String {
    code.map_or_else(String::new, |code| format!(" ({code})"))
}

impl AwsFault {
    /// The same in the words that gaps use: what became of the call, and AWS's error code.
    #[must_use]
    pub fn told(&self) -> (Reason, Option<&str>) {
        match self {
            Self::Credentials { code } => (Reason::Credentials, code.as_deref()),
            Self::Refused { reason, code, .. } => (*reason, code.as_deref()),
            Self::Unreachable { reason, .. } => (*reason, None),
            Self::NotAws { code, .. } => (Reason::Malformed, code.as_deref()),
            Self::Io(_) => (Reason::Failed, None),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Credentials { .. } => {
                "sign in again (`aws sso login`), or set --profile or AWS_ACCESS_KEY_ID and its companions"
            }
            Self::Refused { .. } => {
                "check the role's trust policy, its external id, and that you may call sts:AssumeRole on it"
            }
            Self::Unreachable { .. } => "check --endpoint-url, the network and HTTPS_PROXY",
            Self::NotAws { .. } => "check --endpoint-url; an emulator must be started first",
            Self::Io(_) => "free some space in the temporary folder (TMPDIR)",
        }
    }
}

/// Reads configuration and credentials as every AWS tool does.
pub(crate) async fn load(
    profile: Option<&str>,
    endpoint: Option<&str>,
    region: Option<&str>,
) -> SdkConfig {
    let mut loader: ConfigLoader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(http::client())
        // Retries are the sweep's: it knows what else is being asked.
        .retry_config(RetryConfig::disabled())
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(10))
                .build(),
        );
    if let Ok(name) = AppName::new("bartizan") {
        loader = loader.app_name(name);
    }
    if let Some(profile) = profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    if let Some(region) = region {
        loader = loader.region(Region::new(region.to_owned()));
    }
    let sdk = loader.load().await;
    if sdk.region().is_some() {
        return sdk;
    }
    tracing::warn!(
        "no region is configured: asking {FIRST_REGION} first (set AWS_REGION or --region to change that)"
    );
    sdk.into_builder()
        .region(Region::from_static(FIRST_REGION))
        .build()
}

/// The same configuration with a role's credentials.
pub(crate) async fn assume(sdk: &SdkConfig, role: &RoleToAssume) -> SdkConfig {
    let mut provider = AssumeRoleProvider::builder(&role.arn)
        .session_name("bartizan")
        .configure(sdk);
    if let Some(id) = &role.external_id {
        provider = provider.external_id(id);
    }
    let provider = SharedCredentialsProvider::new(provider.build().await);
    // A cache of its own: the base credentials' cache must not answer for the role.
    let cache = aws_config::identity::IdentityCache::lazy().build();
    sdk.clone()
        .into_builder()
        .credentials_provider(provider)
        .identity_cache(cache)
        .build()
}

/// The account and principal behind the credentials.
pub(crate) struct CallerIdentity {
    pub(crate) account: String,
    pub(crate) principal: String,
    pub(crate) partition: String,
}

/// Asks whose credentials these are; nothing can be read if that has no answer.
pub(crate) async fn identify(cx: &Cx<Kit>, who: &str) -> Result<CallerIdentity, AwsFault> {
    let sts = client!(aws_sdk_sts, cx, ACTIONS);
    let endpoint = cx.kit().sdk.endpoint_url().unwrap_or("aws").to_owned();
    let answer = cx
        .call(GET_CALLER_IDENTITY, || {
            sent(sts.get_caller_identity().send())
        })
        .await;
    let answer = answer.map_err(|fault| {
        let (reason, code) = (fault.reason, fault.code);
        match reason {
            Reason::Credentials => AwsFault::Credentials { code },
            Reason::Unreachable | Reason::Timeout => AwsFault::Unreachable {
                endpoint: endpoint.clone(),
                reason,
            },
            Reason::AccessDenied | Reason::Throttled => AwsFault::Refused {
                who: who.to_owned(),
                reason,
                code,
            },
            _ => AwsFault::NotAws {
                endpoint: endpoint.clone(),
                code,
            },
        }
    })?;
    let (Some(account), Some(principal)) = (answer.account, answer.arn) else {
        return Err(AwsFault::NotAws {
            endpoint,
            code: None,
        });
    };
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AwsFault::NotAws {
            endpoint,
            code: None,
        });
    }
    let partition = principal.split(':').nth(1).unwrap_or("aws").to_owned();
    Ok(CallerIdentity {
        account,
        principal,
        partition,
    })
}

/// The regions that the account can use.
pub(crate) async fn enabled_regions(cx: &Cx<Kit>) -> Observed<Vec<EnabledRegion>> {
    use aws_sdk_account::types::RegionOptStatus;
    let account = client!(aws_sdk_account, cx, ACTIONS);
    let pages = cx
        .pages(
            LIST_REGIONS,
            |token| {
                let page = account.list_regions().max_results(50).set_next_token(token);
                sent(
                    page.region_opt_status_contains(RegionOptStatus::Enabled)
                        .region_opt_status_contains(RegionOptStatus::EnabledByDefault)
                        .send(),
                )
            },
            |page| (page.regions.unwrap_or_default(), page.next_token),
        )
        .await;
    pages.observed().map(|regions| {
        let mut regions: Vec<_> = regions
            .into_iter()
            .filter_map(|region| {
                let opted_in = region.region_opt_status == Some(RegionOptStatus::Enabled);
                region
                    .region_name
                    .map(|name| EnabledRegion { name, opted_in })
            })
            .collect();
        regions.sort_by(|a, b| a.name.cmp(&b.name));
        regions
    })
}
