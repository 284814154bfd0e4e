//! Organizations: a member's view, or the whole small tree for the account that manages it.
//!
//! Below the root are the unit `workloads`, in it the unit `payments`; two accounts beside the management account.

use serde_json::{Value, json};

use super::view::{View, with_token};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{days_ago, hex};

/// Who manages the organization that the account belongs to, if not the account itself.
const MANAGER: &str = "999988887777";
const ROOT: &str = "r-f1n7";
const WORKLOADS: &str = "ou-f1n7-w0rkl0ad";
const PAYMENTS: &str = "ou-f1n7-paym3nts";

/// Policies: id, name, type, whether AWS writes it, targets.
const POLICIES: [(&str, &str, &str, bool, &[&str]); 4] = [
    (
        "p-FullAWSAccess",
        "FullAWSAccess",
        "SERVICE_CONTROL_POLICY",
        true,
        &[ROOT, WORKLOADS, PAYMENTS, "222222222222", "333333333333"],
    ),
    (
        "p-guardrail",
        "guardrails",
        "SERVICE_CONTROL_POLICY",
        false,
        &[WORKLOADS],
    ),
    (
        "p-RCPFullAWSAccess",
        "RCPFullAWSAccess",
        "RESOURCE_CONTROL_POLICY",
        true,
        &[ROOT, WORKLOADS, PAYMENTS, "222222222222", "333333333333"],
    ),
    (
        "p-perimeter",
        "perimeter",
        "RESOURCE_CONTROL_POLICY",
        false,
        &[ROOT],
    ),
];

impl View<'_> {
    pub(super) fn organizations(&self) -> Served {
        let operation = self.call().operation.as_str();
        if operation == "DescribeOrganization" {
            return Ok(self.describe_organization());
        }
        if !self.scenario().manages_organization {
            return Err(Refusal::denied(self.call()));
        }
        match operation {
            "ListRoots" => self.list("Roots", vec![self.root()]),
            "ListOrganizationalUnitsForParent" => self.list(
                "OrganizationalUnits",
                self.units(self.call().text("ParentId")),
            ),
            "ListAccountsForParent" => {
                self.list("Accounts", self.members(self.call().text("ParentId")))
            }
            "ListDelegatedAdministrators" => self.list(
                "DelegatedAdministrators",
                vec![json!({
                    "Id": "222222222222",
                    "Arn": self.organization_arn("account", "222222222222"),
                    "Email": "pay@kestrelpay.example",
                    "Name": "payments",
                    "Status": "ACTIVE",
                    "JoinedMethod": "CREATED",
                })],
            ),
            "ListDelegatedServicesForAccount" => {
                let of = |service| json!({"ServicePrincipal": service, "DelegationEnabledDate": days_ago(90).as_second()});
                let services = ["securityhub.amazonaws.com", "guardduty.amazonaws.com"];
                self.list("DelegatedServices", services.map(of).to_vec())
            }
            "ListPolicies" => {
                let kind = self.call().text("Filter");
                let of_kind = POLICIES.iter().filter(|policy| policy.2 == kind);
                let summaries = of_kind.map(|policy| self.summary_of(policy)).collect();
                self.list("Policies", summaries)
            }
            "DescribePolicy" => self.describe_policy(),
            "ListTargetsForPolicy" => {
                let id = self.call().text("PolicyId");
                let policy = POLICIES.iter().find(|policy| policy.0 == id);
                let targets = policy.map_or(&[][..], |policy| policy.4);
                let target = |id: &&str| json!({"TargetId": id, "Name": "x"});
                self.list("Targets", targets.iter().map(target).collect())
            }
            _ => self.not_implemented(),
        }
    }

    fn manager(&self) -> &str {
        match self.scenario().manages_organization {
            true => self.account(),
            false => MANAGER,
        }
    }

    fn organization_id() -> String {
        format!("o-{}", hex("organization", 0, 10))
    }

    fn organization_arn(&self, kind: &str, id: &str) -> String {
        let (manager, organization) = (self.manager(), Self::organization_id());
        format!("arn:aws:organizations::{manager}:{kind}/{organization}/{id}")
    }

    fn describe_organization(&self) -> Answer {
        let (id, manager) = (Self::organization_id(), self.manager());
        Answer::json(&json!({"Organization": {
            "Id": id,
            "Arn": format!("arn:aws:organizations::{manager}:organization/{id}"),
            "FeatureSet": "ALL",
            "MasterAccountArn": format!("arn:aws:organizations::{manager}:account/{id}/{manager}"),
            "MasterAccountId": manager,
            "MasterAccountEmail": "aws@kestrelpay.example",
            "AvailablePolicyTypes": [],
        }}))
    }

    fn list(&self, name: &str, all: Vec<Value>) -> Served {
        let (page, next) = self.page_of(&all, "NextToken", "MaxResults", 20, 20)?;
        Ok(with_token(json!({ name: page }), "NextToken", next))
    }

    fn root(&self) -> Value {
        let enabled = |kind| json!({"Type": kind, "Status": "ENABLED"});
        json!({
            "Id": ROOT,
            "Arn": self.organization_arn("root", ROOT),
            "Name": "Root",
            "PolicyTypes": [enabled("SERVICE_CONTROL_POLICY"), enabled("RESOURCE_CONTROL_POLICY"), enabled("TAG_POLICY")],
        })
    }

    fn units(&self, parent: &str) -> Vec<Value> {
        let units = match parent {
            ROOT => vec![(WORKLOADS, "workloads")],
            WORKLOADS => vec![(PAYMENTS, "payments")],
            _ => Vec::new(),
        };
        let unit =
            |(id, name)| json!({"Id": id, "Arn": self.organization_arn("ou", id), "Name": name});
        units.into_iter().map(unit).collect()
    }

    fn members(&self, parent: &str) -> Vec<Value> {
        let members = match parent {
            ROOT => vec![(self.account(), "management", "ACTIVE")],
            WORKLOADS => vec![("333333333333", "old-ledger", "SUSPENDED")],
            PAYMENTS => vec![("222222222222", "payments", "ACTIVE")],
            _ => Vec::new(),
        };
        let member = |(id, name, state)| {
            json!({
                "Id": id,
                "Arn": self.organization_arn("account", id),
                "Email": format!("{name}@kestrelpay.example"),
                "Name": name,
                "Status": state,
                "State": state,
                "JoinedMethod": "CREATED",
                "JoinedTimestamp": days_ago(400).as_second(),
            })
        };
        members.into_iter().map(member).collect()
    }

    fn summary_of(&self, policy: &(&str, &str, &str, bool, &[&str])) -> Value {
        let (id, name, kind, by_aws, _) = *policy;
        let folder = kind.to_lowercase();
        let arn = match by_aws {
            true => format!("arn:aws:organizations::aws:policy/{folder}/{id}"),
            false => self.organization_arn("policy", &format!("{folder}/{id}")),
        };
        json!({"Id": id, "Arn": arn, "Name": name, "Type": kind, "AwsManaged": by_aws, "Description": ""})
    }

    fn describe_policy(&self) -> Served {
        let id = self.call().text("PolicyId");
        let Some(policy) = POLICIES.iter().find(|policy| policy.0 == id) else {
            let message = "You specified a policy that doesn't exist.";
            return Err(Refusal::new(400, "PolicyNotFoundException", message));
        };
        let statement = match policy.1 {
            "guardrails" => {
                json!({"Effect": "Deny", "Action": "cloudtrail:StopLogging", "Resource": "*"})
            }
            "perimeter" => json!({
                "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": Self::organization_id()}},
            }),
            "RCPFullAWSAccess" => {
                json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})
            }
            _ => json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
        };
        let content = json!({"Version": "2012-10-17", "Statement": [statement]});
        let described =
            json!({"PolicySummary": self.summary_of(policy), "Content": content.to_string()});
        Ok(Answer::json(&json!({ "Policy": described })))
    }
}
