//! Whom the owner of a resource trusts.

use std::collections::BTreeSet;

use ipnet::IpNet;
use serde_json::{Value, json};

use crate::document::{Effect, PolicyDocument};

/// Whom the owner of a resource trusts, and what is known of the resource. Requests of these are not outside.
///
/// ```
/// use bartizan_iam::Zone;
/// let zone = Zone { accounts: ["111122223333".to_owned()].into(), ..Zone::default() };
/// ```
#[derive(Debug, Clone, Default)]
pub struct Zone {
    /// Accounts, twelve digits each: all of their principals.
    pub accounts: BTreeSet<String>,
    /// Organizations by id (`o-a1b2c3d4e5`) or units by path (`o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`): all of their accounts.
    pub organizations: BTreeSet<String>,
    /// Networks: whoever comes from an address in them.
    pub networks: BTreeSet<IpNet>,
    /// VPCs by id: whoever comes out of them through an endpoint.
    pub vpcs: BTreeSet<String>,
    /// VPC endpoints by id: whoever comes through them.
    pub endpoints: BTreeSet<String>,
    /// Identity providers as policies name them: all whom they vouch for.
    pub providers: BTreeSet<String>,
    /// Canonical user ids, by which S3 knows accounts.
    pub canonical_users: BTreeSet<String>,
    /// AWS services are asked about too: they are inside only where they act for accounts or organizations
    /// of the zone. Otherwise all of them are trusted.
    pub doubt_services: bool,
    /// The service of the resource takes no requests without a signature, as KMS does, or STS for a role: anyone is then
    /// any account.
    pub signed_only: bool,
    /// The account of the resource, for `aws:ResourceAccount`.
    pub home: Option<String>,
    /// The organization of that account, for `aws:ResourceOrgID`.
    pub home_organization: Option<String>,
    /// The resource, for statements without `Resource` such as those of trust policies.
    pub resource: Option<String>,
}

impl Zone {
    /// Trusts a network as text, such as `203.0.113.0/24` or one address; none when it is no network.
    pub fn trust_network(&mut self, text: &str) -> Option<&mut Self> {
        let address = || text.parse::<std::net::IpAddr>().ok().map(IpNet::from);
        let network = text.parse().ok().or_else(address)?;
        self.networks.insert(network);
        Some(self)
    }

    /// What makes a request one of the zone beside who asks, as a policy that allows it.
    pub(super) fn document(&self) -> PolicyDocument {
        let mut conditions: Vec<Value> = Vec::new();
        let mut add = |operator: &str, key: &str, values: Vec<String>| {
            if !values.is_empty() {
                conditions.push(json!({ operator: { key: values } }));
            }
        };
        let whole = |it: &&String| !it.contains('/');
        let ids = || self.organizations.iter().filter(whole).cloned().collect();
        let paths = || -> Vec<String> {
            let open = |it: &String| format!("{}/*", it.trim_end_matches(['*', '/']));
            self.organizations.iter().map(open).collect()
        };
        add("StringEquals", "aws:PrincipalOrgID", ids());
        add("ForAnyValue:StringLike", "aws:PrincipalOrgPaths", paths());
        let networks = self.networks.iter().map(ToString::to_string);
        add("IpAddress", "aws:SourceIp", networks.collect());
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect();
        add("StringEquals", "aws:SourceVpc", list(&self.vpcs));
        add("StringEquals", "aws:SourceVpce", list(&self.endpoints));
        // What `aws:SourceAccount` was called before; only requests of services for somebody carry it.
        add("StringEquals", "aws:SourceOwner", list(&self.accounts));
        if self.doubt_services {
            add("StringEquals", "aws:SourceAccount", list(&self.accounts));
            let arns = self.accounts.iter();
            let arns = arns.map(|it| format!("arn:*:*:*:{it}:*"));
            add("ArnLike", "aws:SourceArn", arns.collect());
            add("StringEquals", "aws:SourceOrgID", ids());
            add("ForAnyValue:StringLike", "aws:SourceOrgPaths", paths());
        }
        let statements: Vec<Value> = conditions
            .iter()
            .map(|it| json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": it}))
            .collect();
        let document = json!({ "Statement": statements });
        // It is put together here; what cannot be read would make the zone smaller, never larger.
        serde_json::from_value(document).unwrap_or_default()
    }

    /// The document with what the resource stands for written out.
    pub(super) fn known_in(&self, document: &PolicyDocument) -> PolicyDocument {
        let mut document = document.clone();
        for statement in &mut document.statement {
            let names = statement.principal.is_some() || statement.not_principal.is_some();
            // On a resource it names nobody, as `decide` has it; AWS does not store it.
            if !names && statement.effect == Effect::Allow {
                statement.action.clear();
                statement.not_action.clear();
            }
        }
        if document.version.as_deref() != Some("2012-10-17") {
            return document;
        }
        for statement in &mut document.statement {
            let values = statement
                .condition
                .values_mut()
                .flat_map(|it| it.values_mut());
            let lists = [&mut statement.resource, &mut statement.not_resource];
            for text in values.flatten().chain(lists.into_iter().flatten()) {
                self.write_out(text);
            }
        }
        document
    }

    fn write_out(&self, text: &mut String) {
        for (key, value) in [
            ("aws:ResourceAccount", &self.home),
            ("aws:ResourceOrgID", &self.home_organization),
        ] {
            if let Some(value) = value {
                *text = replaced(text, &format!("${{{key}}}"), value);
            }
        }
    }
}

/// The text with each `what` replaced, case not counting.
fn replaced(text: &str, what: &str, by: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let what = what.to_ascii_lowercase();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(found) = lower.get(at..).and_then(|rest| rest.find(&what)) {
        out += text.get(at..at + found).unwrap_or_default();
        out += by;
        at += found + what.len();
    }
    out + text.get(at..).unwrap_or_default()
}
