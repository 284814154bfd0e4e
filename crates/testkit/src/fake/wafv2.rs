//! WAFv2.

use serde_json::{Value, json};

use super::view::{View, json_tags, with_token};
use crate::answer::{Answer, Refusal, Served};
use crate::scenario::{number_in, team, uuid};

/// Where a web ACL applies, with its number.
#[derive(Clone, Copy)]
struct Acl {
    number: usize,
    global: bool,
}

impl Acl {
    fn name(self) -> String {
        format!(
            "{}-{}-{}",
            team(self.number),
            if self.global { "edge" } else { "web" },
            self.number
        )
    }

    fn id(self) -> String {
        uuid(if self.global { "edge-acl" } else { "acl" }, self.number)
    }
}

/// Every second web ACL is logged.
fn logged(number: usize) -> bool {
    number.is_multiple_of(2)
}

impl View<'_> {
    pub(super) fn wafv2(&self) -> Served {
        match self.call().operation.as_str() {
            "ListWebACLs" => self.list_web_acls(),
            "GetWebACL" => self.web_acl(),
            "GetRuleGroup" => self.rule_group(),
            "GetLoggingConfiguration" => self.waf_logging(),
            "ListResourcesForWebACL" => self.waf_resources(),
            "ListTagsForResource" => self.waf_tags(),
            _ => self.not_implemented(),
        }
    }

    fn acl_arn(&self, acl: Acl) -> String {
        let scope = if acl.global { "global" } else { "regional" };
        self.arn(
            "wafv2",
            &format!("{scope}/webacl/{}/{}", acl.name(), acl.id()),
        )
    }

    /// The web ACLs of a scope. CloudFront's are only seen from Virginia.
    fn acls(&self, scope: &str) -> Result<Vec<Acl>, Refusal> {
        match scope {
            "REGIONAL" => {
                let here = self.here(self.scenario().web_acls);
                Ok(here
                    .into_iter()
                    .map(|number| Acl {
                        number,
                        global: false,
                    })
                    .collect())
            }
            "CLOUDFRONT" if self.region() == "us-east-1" => {
                Ok((0..self.scenario().cloudfront_acls)
                    .map(|number| Acl {
                        number,
                        global: true,
                    })
                    .collect())
            }
            _ => {
                let message = "Error reason: The scope is not valid., field: SCOPE_VALUE, parameter: CLOUDFRONT";
                Err(Refusal::new(400, "WAFInvalidParameterException", message))
            }
        }
    }

    fn missing() -> Refusal {
        let message = "AWS WAF couldn’t perform the operation because your resource doesn’t exist.";
        Refusal::new(400, "WAFNonexistentItemException", message)
    }

    /// The web ACL that an ARN names.
    fn acl_of(&self, arn: &str) -> Result<Acl, Refusal> {
        let number = number_in(arn).ok_or_else(Self::missing)?;
        let acl = Acl {
            number,
            global: arn.contains(":global/"),
        };
        (self.acl_arn(acl) == arn)
            .then_some(acl)
            .ok_or_else(Self::missing)
    }

    fn list_web_acls(&self) -> Served {
        let all = self.acls(self.call().text("Scope"))?;
        let (acls, next) = self.page_of(&all, "NextMarker", "Limit", 100, 100)?;
        let acls: Value = acls
            .iter()
            .map(|&acl| {
                json!({
                    "Name": acl.name(), "Id": acl.id(), "Description": "", "LockToken": uuid("lock", acl.number),
                    "ARN": self.acl_arn(acl)
                })
            })
            .collect();
        Ok(with_token(json!({"WebACLs": acls}), "NextMarker", next))
    }

    fn web_acl(&self) -> Served {
        let id = self.call().text("Id");
        let arn = self.call().text("ARN");
        let acl = if arn.is_empty() {
            let all = self.acls(self.call().text("Scope"))?;
            all.into_iter()
                .find(|acl| acl.id() == id)
                .ok_or_else(Self::missing)?
        } else {
            self.acl_of(arn)?
        };
        let action = if acl.number % 3 == 2 {
            "Block"
        } else {
            "Allow"
        };
        Ok(Answer::json(&json!({
            "LockToken": uuid("lock", acl.number),
            "WebACL": {
                "Name": acl.name(),
                "Id": acl.id(),
                "ARN": self.acl_arn(acl),
                "DefaultAction": {action: {}},
                "Description": "",
                "Rules": rules(&self.rule_group_arn(acl.global)),
                "VisibilityConfig": visible("acl"),
                "Capacity": 702,
                "ManagedByFirewallManager": false,
                "LabelNamespace": format!("awswaf:{}:webacl:{}:", self.account(), acl.name()),
            }
        })))
    }

    /// The one rule group of a region and scope, to which all of its web ACLs refer.
    fn rule_group_arn(&self, global: bool) -> String {
        let scope = if global { "global" } else { "regional" };
        self.arn(
            "wafv2",
            &format!("{scope}/rulegroup/injection/{}", uuid("group", 0)),
        )
    }

    fn rule_group(&self) -> Served {
        let arn = self.call().text("ARN");
        if ![true, false]
            .map(|global| self.rule_group_arn(global))
            .contains(&arn.to_owned())
        {
            return Err(Self::missing());
        }
        let attack = |kind: &str| {
            json!({kind: {
                "FieldToMatch": {"AllQueryArguments": {}},
                "TextTransformations": [{"Priority": 0, "Type": "URL_DECODE"}]
            }})
        };
        Ok(Answer::json(&json!({
            "LockToken": uuid("lock", 0),
            "RuleGroup": {
                "Name": "injection",
                "Id": uuid("group", 0),
                "ARN": arn,
                "Capacity": 80,
                "VisibilityConfig": visible("injection"),
                "Rules": [{
                    "Name": "attacks",
                    "Priority": 0,
                    "Statement": {"OrStatement": {"Statements": [attack("SqliMatchStatement"), attack("XssMatchStatement")]}},
                    "Action": {"Block": {}},
                    "VisibilityConfig": visible("attacks")
                }]
            }
        })))
    }

    fn waf_logging(&self) -> Served {
        let arn = self.call().text("ResourceArn");
        let acl = self.acl_of(arn)?;
        if !logged(acl.number) {
            return Err(Self::missing());
        }
        let group = self.arn("logs", &format!("log-group:aws-waf-logs-{}", acl.name()));
        Ok(Answer::json(&json!({"LoggingConfiguration": {
            "ResourceArn": arn,
            "LogDestinationConfigs": [group],
            "RedactedFields": [{"SingleHeader": {"Name": "authorization"}}, {"QueryString": {}}],
            "ManagedByFirewallManager": false,
            "LogType": "WAF_LOGS",
            "LogScope": "CUSTOMER"
        }})))
    }

    /// Every web ACL protects a load balancer, one of three also an API stage.
    fn waf_resources(&self) -> Served {
        let acl = self.acl_of(self.call().text("WebACLArn"))?;
        let kind = match self.call().text("ResourceType") {
            "" => "APPLICATION_LOAD_BALANCER",
            kind => kind,
        };
        let arns = match kind {
            "APPLICATION_LOAD_BALANCER" => {
                vec![self.arn(
                    "elasticloadbalancing",
                    &format!("loadbalancer/app/{}/{:016x}", team(acl.number), acl.number),
                )]
            }
            "API_GATEWAY" if acl.number.is_multiple_of(3) => {
                vec![format!(
                    "arn:aws:apigateway:{}::/restapis/api{:05}/stages/live",
                    self.region(),
                    acl.number
                )]
            }
            _ => Vec::new(),
        };
        Ok(Answer::json(&json!({ "ResourceArns": arns })))
    }

    fn waf_tags(&self) -> Served {
        let arn = self.call().text("ResourceARN");
        let acl = self.acl_of(arn)?;
        Ok(Answer::json(
            &json!({"TagInfoForResource": {"ResourceARN": arn, "TagList": json_tags(acl.number)}}),
        ))
    }
}

fn visible(name: &str) -> Value {
    json!({"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": name})
}

fn rules(group: &str) -> Value {
    json!([
        {
            "Name": "common",
            "Priority": 0,
            "Statement": {"ManagedRuleGroupStatement": {
                "VendorName": "AWS",
                "Name": "AWSManagedRulesCommonRuleSet",
                "RuleActionOverrides": [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]
            }},
            "OverrideAction": {"None": {}},
            "VisibilityConfig": visible("common")
        },
        {
            "Name": "rate",
            "Priority": 1,
            "Statement": {"RateBasedStatement": {"Limit": 2000, "EvaluationWindowSec": 300, "AggregateKeyType": "IP"}},
            "Action": {"Block": {}},
            "VisibilityConfig": visible("rate")
        },
        {
            "Name": "own",
            "Priority": 2,
            "Statement": {"RuleGroupReferenceStatement": {"ARN": group}},
            "OverrideAction": {"None": {}},
            "VisibilityConfig": visible("own")
        }
    ])
}
