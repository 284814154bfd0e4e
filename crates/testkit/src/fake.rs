//! An endpoint that serves a whole account, computed from a [`Scenario`].

mod access_points;
mod account;
mod cloudfront;
mod cloudtrail;
pub(crate) mod documents;
mod iam;
mod iam_details;
mod iam_providers;
mod iam_report;
mod kms;
mod last_accessed;
mod least;
mod organizations;
mod s3;
mod ssm;
mod ssm_documents;
mod ssm_instances;
mod ssm_windows;
mod view;
mod wafv2;

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde_json::json;

use crate::answer::{Answer, Refusal, Served};
use crate::call::Call;
use crate::faults::Fault;
use crate::identify::identify;
use crate::rate::TokenBucket;
use crate::scenario::Scenario;
use crate::server::{Handler, Reply, Server};
use crate::stats::{End, Ledger, Stats};

pub(crate) use view::View;

/// A fake AWS endpoint on a loopback port. Dropping it stops it.
///
/// Credentials are not verified. A role that is assumed gives credentials for the account in its ARN,
/// and that account is served with the same numbers.
pub struct FakeAws {
    server: Server,
    inner: Arc<Inner>,
}

struct Inner {
    scenario: Scenario,
    ledger: Ledger,
    bucket: Option<TokenBucket>,
}

impl FakeAws {
    /// Starts on any free port.
    ///
    /// # Errors
    /// When no port can be bound.
    pub fn start(scenario: Scenario) -> io::Result<Self> {
        Self::start_on(0, scenario)
    }

    /// Starts on a port of 127.0.0.1.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub fn start_on(port: u16, scenario: Scenario) -> io::Result<Self> {
        let bucket = scenario.rate.map(TokenBucket::new);
        let inner = Arc::new(Inner {
            scenario,
            ledger: Ledger::default(),
            bucket,
        });
        let server = Server::start(port, Front(Arc::clone(&inner)))?;
        Ok(Self { server, inner })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// What `--endpoint-url` takes.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// What it was asked so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.inner.ledger.now()
    }

    /// The least calls with which its account can be read whole, by `Service.Operation`.
    #[must_use]
    pub fn least_calls(&self) -> BTreeMap<String, u64> {
        self.inner.scenario.least_calls()
    }
}

/// Where the counts can be read over HTTP, for benchmarks that run the endpoint as a process of its own.
const STATS_PATH: &str = "/_fake/stats";

struct Front(Arc<Inner>);

impl Handler for Front {
    async fn handle(&self, parts: Parts, body: Bytes) -> Reply {
        if parts.uri.path() == STATS_PATH {
            return Reply::Whole(self.0.stats_answer());
        }
        self.0.handle(&parts, &body).await
    }
}

impl Inner {
    async fn handle(&self, parts: &Parts, body: &Bytes) -> Reply {
        let call = identify(&parts.method, &parts.uri, &parts.headers, body);
        let _under_way = self.ledger.begin(call.as_ref());
        let Some(call) = call else {
            return Reply::Whole(Answer::new(
                501,
                "text/plain",
                "no call of a service that is served here",
            ));
        };
        // Decided on arrival: a bucket that counted late answers would let bursts through.
        let too_fast = self.bucket.as_ref().is_some_and(|bucket| !bucket.take());
        let (delay, fault) = self.scenario.faults.strike(&call);
        tokio::time::sleep(self.scenario.latency + delay).await;
        let fault = if too_fast {
            Some(Fault::Throttle(1.0))
        } else {
            fault
        };
        if let Some(answer) = fault.and_then(|fault| fault.answer(&call)) {
            let end = if matches!(fault, Some(Fault::Throttle(_))) {
                End::Throttled
            } else {
                End::Failed
            };
            self.ledger.end(&call, end);
            return Reply::Whole(answer);
        }
        if fault == Some(Fault::Hang) {
            return Reply::Never;
        }
        let polls = self.ledger.count("IAM.GenerateCredentialReport");
        let asked_before = self.ledger.told(&call);
        let view = View::new(
            &self.scenario,
            &call,
            fault == Some(Fault::RepeatToken),
            polls,
            asked_before,
        );
        let mut answer = view.serve().unwrap_or_else(|refusal| refusal.dress(&call));
        let whole = !matches!(
            fault,
            Some(Fault::Truncate | Fault::Cut | Fault::RepeatToken)
        );
        self.ledger.end(
            &call,
            if whole && answer.status != 501 {
                End::Answered
            } else {
                End::Failed
            },
        );
        match fault {
            Some(Fault::Truncate) => Reply::Broken(answer),
            Some(Fault::Cut) => {
                answer.body.truncate(answer.body.len() / 2);
                Reply::Whole(answer)
            }
            _ => Reply::Whole(answer),
        }
    }

    fn stats_answer(&self) -> Answer {
        let stats = self.ledger.now();
        Answer::json(&json!({
            "total": stats.total(),
            "calls": stats.calls,
            "answered": stats.answered,
            "throttled": stats.throttled,
            "strange": stats.strange,
            "high_water": stats.high_water,
            "repeated": stats.repeated,
            "repeats": stats.repeats,
            "least": self.scenario.least_calls(),
        }))
    }
}

/// What an overlay answers instead of the emulator, since no emulator serves it: machines, and what is set for a region;
/// and, since there are none, event data stores.
pub(crate) const OVERLAID: [(&str, &str); 6] = [
    ("AccessAnalyzer", "ListAnalyzers"),
    ("CloudTrail", "ListEventDataStores"),
    ("SSM", "DescribeInstanceInformation"),
    ("SSM", "DescribeInstancePatchStates"),
    ("SSM", "GetServiceSetting"),
    ("SSM", "ListComplianceSummaries"),
];

impl View<'_> {
    /// Serves a call, or refuses it with the service's own code.
    pub(crate) fn serve(&self) -> Served {
        match self.call().service {
            "AccessAnalyzer" => self.access_analyzer(),
            "Account" => self.account_service(),
            "CloudFront" => self.cloudfront(),
            "CloudTrail" => self.cloudtrail(),
            "IAM" => self.iam(),
            "KMS" => self.kms(),
            "Organizations" => self.organizations(),
            "S3" => self.s3(),
            "S3 Control" => self.s3_control(),
            "SSM" => self.ssm(),
            "STS" => self.sts(),
            "WAFV2" => self.wafv2(),
            _ => Err(Refusal::not_implemented(self.call())),
        }
    }
}

/// The name of a call, as tests and logs write it.
impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name())
    }
}
